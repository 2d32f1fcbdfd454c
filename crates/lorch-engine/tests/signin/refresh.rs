//! Tokens that end: renewed once, kept before they are used, and given up only when the provider says so.

use futures::future::join_all;
use lorch_engine::EngineError;
use lorch_model::connections::ConnectionState;
use secrecy::ExposeSecret;
use serde_json::json;

use crate::{
    bench,
    common::{Bench, at},
    known, signed_in,
};

async fn bearer(bench: &Bench, id: &lorch_model::id::Id) -> String {
    bench.engine.bearer(id).await.unwrap().expose_secret().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_that_ask_when_a_token_ends_get_one_that_was_renewed_once() {
    let mut bench = bench().await;
    let Some(provider) = known(&bench).await else { return };
    let id = signed_in(&bench, &provider, "mine").await;
    let first = bearer(&bench, &id).await;
    bench.clock.set(at(3600));
    let all = join_all((0..50).map(|_| async { bearer(&bench, &id).await })).await;
    assert!(all.iter().all(|token| *token == all[0] && *token != first));
    assert_eq!(provider.asked("refresh_token"), 1);
    // The vault has what the provider gave last: another process goes on with it.
    bench.reopened().await;
    let vaults = lorch_host::vault::Vaults::of(bench.folder.path()).without_keyring();
    bench.engine.keep_secrets_in(std::sync::Arc::new(vaults));
    bench.engine.open_vault_file("correct horse".to_owned().into()).await.unwrap();
    assert_eq!(bearer(&bench, &id).await, all[0]);
    bench.clock.set(at(7200));
    bearer(&bench, &id).await;
    assert_eq!(provider.asked("refresh_token"), 2, "the refresh token of then was good");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_is_renewed_once_for_all_who_were_refused() {
    let bench = bench().await;
    let Some(provider) = known(&bench).await else { return };
    let id = signed_in(&bench, &provider, "mine").await;
    let token = bench.engine.bearer(&id).await.unwrap();
    join_all((0..20).map(|_| async {
        bench.engine.bearer_refused(&id, &token).await.unwrap();
        assert_ne!(bearer(&bench, &id).await, token.expose_secret());
    }))
    .await;
    assert_eq!(provider.asked("refresh_token"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_provider_takes_no_more_waits_for_the_person_and_is_never_tried_again() {
    let bench = bench().await;
    let Some(provider) = known(&bench).await else { return };
    let id = signed_in(&bench, &provider, "mine").await;
    provider.set(json!({"refuse": 1}));
    bench.clock.set(at(3600));
    let all = join_all((0..50).map(|_| bench.engine.bearer(&id))).await;
    assert!(all.iter().all(Result::is_err));
    bench.clock.set(at(9 * 3600));
    assert!(matches!(bench.engine.bearer(&id).await, Err(EngineError::NeedsYou)));
    assert_eq!(provider.asked("refresh_token"), 1);
    let listed = bench.engine.connections().await.unwrap().remove(0);
    assert_eq!((listed.state, listed.next_check), (ConnectionState::NeedsYou, None));
    let fault = listed.fault.unwrap();
    assert_eq!(fault.code, "token_refused");
    assert!(!format!("{fault:?}").contains("canary"), "what the provider wrote is not passed on");
    assert!(bench.engine.vault().await.unwrap().entries.is_empty());
    provider.set(json!({"refuse": 0}));
    assert_eq!(signed_in(&bench, &provider, "mine").await, id);
    assert!(bench.engine.bearer(&id).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_whose_reply_is_lost_is_asked_for_again() {
    let bench = bench().await;
    let Some(provider) = known(&bench).await else { return };
    let id = signed_in(&bench, &provider, "mine").await;
    bench.clock.set(at(3600));
    // A provider that lets the token of before be used once more.
    provider.set(json!({"lose": 1, "grace": true}));
    assert!(matches!(bench.engine.bearer(&id).await, Err(EngineError::SignIn(_))));
    assert_eq!(provider.asked("refresh_token"), 1, "nothing is sent twice by itself");
    assert_eq!(bench.engine.connections().await.unwrap()[0].state, ConnectionState::Ok);
    assert!(bench.engine.bearer(&id).await.is_ok());
    // One that does not: only then has the person to do something.
    bench.clock.set(at(7200));
    provider.set(json!({"lose": 1, "grace": false}));
    assert!(bench.engine.bearer(&id).await.is_err());
    assert!(bench.engine.bearer(&id).await.is_err());
    assert_eq!(bench.engine.connections().await.unwrap()[0].state, ConnectionState::NeedsYou);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_a_token_that_the_vault_does_not_have() {
    let bench = bench().await;
    let Some(provider) = known(&bench).await else { return };
    let id = signed_in(&bench, &provider, "mine").await;
    bench.clock.set(at(3600));
    // Nothing can be written there now.
    let in_the_way = bench.folder.path().join("vault-secrets.new");
    std::fs::create_dir(&in_the_way).unwrap();
    assert!(matches!(bench.engine.bearer(&id).await, Err(EngineError::Vault(_))));
    assert!(matches!(bench.engine.bearer(&id).await, Err(EngineError::Vault(_))));
    bench.engine.lock_vault().await.unwrap();
    std::fs::remove_dir(&in_the_way).unwrap();
    bench.engine.open_vault_file("correct horse".to_owned().into()).await.unwrap();
    assert!(bench.engine.bearer(&id).await.is_ok());
    assert_eq!(provider.asked("refresh_token"), 1, "what was renewed was not lost");
}
