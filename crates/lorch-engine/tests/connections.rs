//! Connections, against a service that is written here: whose token it is, what is kept where, what needs the person.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod common;
#[path = "connections/service.rs"]
mod service;

use std::sync::Arc;

use lorch_engine::{Brought, EngineError};
use lorch_host::vault::{Vaults, Work};
use lorch_model::{connections::ConnectionState, id::Id, status::Progress};
use lorch_store::{JobOutcome, connections::CONNECTION_JOB};
use secrecy::{ExposeSecret, SecretString};

use common::{Bench, at};
use service::Service;

/// A device whose vault is a file that is open, and a service that knows two accounts.
async fn bench() -> (Bench, Service) {
    let bench = Bench::new().await;
    let vaults = Vaults::of(bench.folder.path()).without_keyring().with_work(Work::LITTLE);
    bench.engine.keep_secrets_in(Arc::new(vaults));
    bench.engine.open_vault_file("correct horse".to_owned().into()).await.unwrap();
    let service = Service::start().await;
    bench.engine.allow_address(&service.address.to_string()).await.unwrap();
    (bench, service)
}

fn brought(service: &Service, token: &str, again: Option<Id>) -> Brought {
    Brought { service: "github".into(), base_url: Some(service.url()), token: token.to_owned().into(), again }
}

fn code(fault: &EngineError) -> &'static str {
    match fault {
        EngineError::SignIn(fault) => fault.code(),
        EngineError::Send(fault) => fault.code(),
        EngineError::AccountDiffers(_) => "account_differs",
        EngineError::NeedsYou => "needs_you",
        EngineError::Vault(_) => "vault",
        EngineError::ConnectionNotFound => "connection_not_found",
        EngineError::ConnectionPaused => "connection_paused",
        fault => panic!("{fault}"),
    }
}

#[tokio::test]
async fn a_token_is_taken_once_the_service_says_whose_it_is_and_lies_in_the_vault_alone() {
    let (bench, service) = bench().await;
    let refused = bench.engine.connect(brought(&service, "canary-of-nobody", None)).await.unwrap_err();
    assert_eq!(code(&refused), "token_refused");
    assert!(bench.engine.connections().await.unwrap().is_empty());
    let made = bench.engine.connect(brought(&service, " canary-of-octo\n", None)).await.unwrap();
    assert_eq!((made.name.as_str(), made.state), ("octo", ConnectionState::Ok));
    assert_eq!(made.account, format!("github@{}:583231", service.address.ip()));
    let bearer = bench.engine.bearer(&made.id).await.unwrap();
    assert_eq!(bearer.expose_secret(), "canary-of-octo");
    let due = bench.engine.store().due_jobs(CONNECTION_JOB, at(0)).await.unwrap();
    assert_eq!(due.iter().map(|job| job.key).collect::<Vec<_>>(), [made.id]);
    bench.engine.stop().await;
    let mut looked = 0;
    for entry in walk(bench.folder.path()) {
        let bytes = std::fs::read(&entry).unwrap();
        assert!(!bytes.windows(6).any(|part| part == b"canary"), "{}", entry.display());
        looked += 1;
    }
    assert!(looked > 4);
}

#[tokio::test]
async fn without_a_vault_nothing_is_asked_and_nothing_is_kept() {
    let (bench, service) = bench().await;
    bench.engine.lock_vault().await.unwrap();
    let locked = bench.engine.connect(brought(&service, "canary-of-octo", None)).await.unwrap_err();
    assert_eq!((code(&locked), service.asked()), ("vault", 0));
    assert!(bench.engine.connections().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_the_service_refuses_waits_for_the_person_and_asks_no_more() {
    let (bench, service) = bench().await;
    let id = bench.engine.connect(brought(&service, "canary-of-octo", None)).await.unwrap().id;
    let bearer = bench.engine.bearer(&id).await.unwrap();
    let older: SecretString = "one-before".to_owned().into();
    bench.engine.bearer_refused(&id, &older).await.unwrap();
    assert!(bench.engine.bearer(&id).await.is_ok(), "a refusal of another token says nothing of this one");
    bench.engine.bearer_refused(&id, &bearer).await.unwrap();
    assert_eq!(code(&bench.engine.bearer(&id).await.unwrap_err()), "needs_you");
    let listed = bench.engine.connections().await.unwrap().remove(0);
    assert_eq!(listed.state, ConnectionState::NeedsYou);
    assert_eq!(listed.fault.unwrap().code, "token_refused");
    assert_eq!(listed.next_check, None);
    assert!(bench.engine.vault().await.unwrap().entries.is_empty(), "it opens nothing any more");
    let other = bench.engine.connect(brought(&service, "canary-of-other", Some(id))).await.unwrap_err();
    assert_eq!(code(&other), "account_differs");
    let again = bench.engine.connect(brought(&service, "canary-of-octo-too", Some(id))).await.unwrap();
    assert_eq!((again.id, again.state, again.fault), (id, ConnectionState::Ok, None));
    assert_eq!(bench.engine.bearer(&id).await.unwrap().expose_secret(), "canary-of-octo-too");
}

#[tokio::test]
async fn a_run_keeps_its_place_with_what_it_brought_and_a_pause_outlives_it() {
    let (bench, service) = bench().await;
    let id = bench.engine.connect(brought(&service, "canary-of-octo", None)).await.unwrap().id;
    let store = bench.engine.store();
    let later = JobOutcome { ran: at(0), due: Some(at(60)), fault: None };
    let mut write = store.write().await.unwrap();
    assert!(write.advance_connection(&id, Some("{\"page\": 2}"), &later).await.unwrap());
    write.commit().await.unwrap();
    assert_eq!(store.connection(&id).await.unwrap().unwrap().cursor.as_deref(), Some("{\"page\": 2}"));
    bench.engine.connection_progress(&id, Some(Progress { done: 3, total: 0 }));
    let listed = bench.engine.connections().await.unwrap().remove(0);
    assert_eq!((listed.state, listed.next_check), (ConnectionState::Importing, Some(at(60))));
    assert_eq!(listed.first_import.unwrap().total, None);
    bench.engine.connection_progress(&id, None);

    let paused = bench.engine.pause_connection(&id, true).await.unwrap();
    assert_eq!((paused.state, paused.next_check), (ConnectionState::Paused, None));
    let mut write = store.write().await.unwrap();
    write.advance_connection(&id, None, &later).await.unwrap();
    write.commit().await.unwrap();
    assert!(store.due_jobs(CONNECTION_JOB, at(999)).await.unwrap().is_empty(), "the run that was under way");
    assert_eq!(code(&bench.engine.call_connection(&id).await.unwrap_err()), "connection_paused");
    bench.engine.pause_connection(&id, false).await.unwrap();
    assert_eq!(store.due_jobs(CONNECTION_JOB, at(0)).await.unwrap().len(), 1);
    let kept = store.connection(&id).await.unwrap().unwrap();
    assert_eq!(kept.cursor.as_deref(), Some("{\"page\": 2}"), "it goes on where it was");

    bench.engine.disconnect(&id, false).await.unwrap();
    let mut write = store.write().await.unwrap();
    assert!(!write.advance_connection(&id, Some("{}"), &later).await.unwrap(), "nobody wants what it brought");
    write.commit().await.unwrap();
    assert!(store.due_jobs(CONNECTION_JOB, at(999)).await.unwrap().is_empty());
    assert!(bench.engine.vault().await.unwrap().entries.is_empty());
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
