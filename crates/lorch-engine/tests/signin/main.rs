//! Signing in, against a provider that nobody here wrote, with everything that can come between.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "../common/mod.rs"]
mod common;
mod device;
mod provider;
mod refresh;

use std::sync::Arc;

use lorch_engine::{EngineError, SignInWish};
use lorch_host::vault::{Vaults, Work};
use lorch_model::{
    connections::{SignInState, SigningIn, Way},
    id::Id,
};
use secrecy::ExposeSecret;
use serde_json::json;

use common::Bench;
use provider::{Provider, listens, visit, visit_as};

/// A device whose vault is a file that is open.
async fn bench() -> Bench {
    let bench = Bench::new().await;
    open_vault(&bench).await;
    bench
}

async fn open_vault(bench: &Bench) {
    let vaults = Vaults::of(bench.folder.path()).without_keyring().with_work(Work::LITTLE);
    bench.engine.keep_secrets_in(Arc::new(vaults));
    bench.engine.open_vault_file("correct horse".to_owned().into()).await.unwrap();
}

async fn known(bench: &Bench) -> Option<Provider> {
    let provider = Provider::begin()?;
    bench.engine.allow_address(&provider.address).await.unwrap();
    Some(provider)
}

fn wish(provider: &Provider, client_id: &str) -> SignInWish {
    SignInWish {
        service: "spotify".into(),
        way: Way::Browser,
        client_id: client_id.into(),
        base_url: Some(provider.url()),
        port: 0,
        again: None,
    }
}

/// Waits until a sign-in is over.
async fn over(bench: &Bench, id: &Id) -> SigningIn {
    let store = bench.engine.store();
    loop {
        let since = store.changes_since(None).number;
        let signing = bench.engine.signing_in(id).unwrap();
        if signing.state != SignInState::Waiting {
            return signing;
        }
        store.changed_after(&since).await;
    }
}

/// Signs in as a person does who is in order.
async fn signed_in(bench: &Bench, provider: &Provider, client_id: &str) -> Id {
    let signing = bench.engine.sign_in(wish(provider, client_id)).await.unwrap();
    let back = visit(&signing.authorize_url.unwrap()).location.unwrap();
    assert_eq!(visit(&back).status, 200);
    let done = over(bench, &signing.id).await;
    assert_eq!(done.problem, None);
    done.connection.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_allows_it_is_signed_in_once_and_a_second_answer_is_refused() {
    let bench = bench().await;
    let Some(provider) = known(&bench).await else { return };
    let signing = bench.engine.sign_in(wish(&provider, "mine")).await.unwrap();
    let page = signing.authorize_url.unwrap();
    let back = visit(&page).location.unwrap();
    let home = back.split('?').next().unwrap();
    // What is no answer decides nothing.
    assert_eq!(visit(home).status, 400);
    assert_eq!(visit(&home.replace("/callback", "/favicon.ico")).status, 404);
    assert_eq!(visit_as(&back, "evil.example").status, 421);
    let shown = visit(&back);
    assert_eq!(shown.status, 200);
    assert!(shown.text.contains("You can close this page") && !shown.text.contains("code"), "{}", shown.text);
    let done = over(&bench, &signing.id).await;
    assert_eq!((done.state, done.problem), (SignInState::Done, None));
    assert!(!listens(&back), "nobody waits there any more");
    let connection = bench.engine.connections().await.unwrap().remove(0);
    assert_eq!(Some(connection.id), done.connection);
    assert_eq!((connection.account.as_str(), connection.name.as_str()), ("spotify@127.0.0.1:mine", "The one of mine"));
    assert!(!bench.engine.bearer(&connection.id).await.unwrap().expose_secret().is_empty());
    assert_eq!(provider.asked("authorization_code"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_not_asked_for_ends_it_and_no_code_is_spent() {
    let bench = bench().await;
    let Some(provider) = known(&bench).await else { return };
    let replayed = {
        let before = bench.engine.sign_in(wish(&provider, "mine")).await.unwrap();
        visit(&before.authorize_url.unwrap()).location.unwrap().split_once('?').unwrap().1.to_owned()
    };
    let state = |query: &str| query.split('&').find(|part| part.starts_with("state=")).unwrap().to_owned();
    type Turned = Box<dyn Fn(&str) -> String>;
    let hostile: [(&str, Turned, &str); 6] = [
        ("wrong", Box::new(move |query| query.replace(&state(query), "state=AAAA")), "state_wrong"),
        ("missing", Box::new(move |query| query.replace(&format!("&{}", state(query)), "")), "state_wrong"),
        ("of an attempt before", Box::new(move |_| replayed.clone()), "state_wrong"),
        ("twice", Box::new(move |query| format!("{query}&{}", state(query))), "state_wrong"),
        ("of another issuer", Box::new(|query| format!("{query}&iss=https%3A%2F%2Fevil.example")), "issuer_wrong"),
        ("an error", Box::new(move |query| format!("error=access_denied&{}", state(query))), "signin_denied"),
    ];
    for (what, turned, code) in hostile {
        let signing = bench.engine.sign_in(wish(&provider, "mine")).await.unwrap();
        let back = visit(&signing.authorize_url.unwrap()).location.unwrap();
        let (home, query) = back.split_once('?').unwrap();
        assert_eq!(visit(&format!("{home}?{}", turned(query))).status, 400, "{what}");
        let done = over(&bench, &signing.id).await;
        assert_eq!((done.state, done.problem.unwrap().code.as_str()), (SignInState::Failed, code), "{what}");
        assert!(!listens(&back), "{what}: the right answer comes too late");
    }
    assert_eq!(provider.asked("authorization_code"), 0);
    nothing_is_kept(&bench).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_provider_itself_says_of_issuer_and_refusal_counts() {
    let bench = bench().await;
    let Some(provider) = known(&bench).await else { return };
    for (set, code) in [
        (json!({"iss": "https://evil.example"}), Some("issuer_wrong")),
        (json!({"iss": null, "deny": "access_denied"}), Some("signin_denied")),
        (json!({"deny": "<script>"}), Some("token_refused")),
        (json!({"deny": null, "iss": provider.url()}), None),
    ] {
        provider.set(set);
        let signing = bench.engine.sign_in(wish(&provider, "mine")).await.unwrap();
        visit(&visit(&signing.authorize_url.unwrap()).location.unwrap());
        let problem = over(&bench, &signing.id).await.problem;
        assert!(problem.as_ref().is_none_or(|problem| !problem.title.contains('<')));
        assert_eq!(problem.map(|problem| problem.code).as_deref(), code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_another_provider_or_without_its_challenge_gets_nothing() {
    let bench = bench().await;
    let (Some(provider), Some(other)) = (known(&bench).await, known(&bench).await) else { return };
    let code_of = |page: &str| {
        let back = visit(page).location.unwrap();
        back.split(['?', '&']).find(|part| part.starts_with("code=")).unwrap().to_owned()
    };
    let stolen = |page: &str| code_of(&page.replace(&provider.address, &other.address));
    let stripped = |page: &str| {
        let (home, query) = page.split_once('?').unwrap();
        let kept: Vec<&str> = query.split('&').filter(|part| !part.starts_with("code_challenge")).collect();
        code_of(&format!("{home}?{}", kept.join("&")))
    };
    let plain = |page: &str| code_of(&page.replace("code_challenge_method=S256", "code_challenge_method=plain"));
    type Taken<'a> = &'a dyn Fn(&str) -> String;
    let all: [(&str, Taken<'_>); 3] = [("stolen", &stolen), ("stripped", &stripped), ("plain", &plain)];
    for (what, code) in all {
        let signing = bench.engine.sign_in(wish(&provider, "mine")).await.unwrap();
        let page = signing.authorize_url.unwrap();
        let back = visit(&page).location.unwrap();
        let (home, query) = back.split_once('?').unwrap();
        let state = query.split('&').find(|part| part.starts_with("state=")).unwrap();
        visit(&format!("{home}?{}&{state}", code(&page)));
        let done = over(&bench, &signing.id).await;
        assert_eq!(done.problem.unwrap().code, "token_refused", "{what}");
    }
    nothing_is_kept(&bench).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn five_at_once_come_back_each_to_its_own() {
    let bench = bench().await;
    let Some(provider) = known(&bench).await else { return };
    let mut pages = Vec::new();
    for client in ["a", "b", "c", "d", "e"] {
        let signing = bench.engine.sign_in(wish(&provider, client)).await.unwrap();
        pages.push((client, signing.id, signing.authorize_url.unwrap()));
    }
    // Answered the last first, and all before any of them is looked at.
    let backs: Vec<String> = pages.iter().rev().map(|(_, _, page)| visit(page).location.unwrap()).collect();
    let visits: Vec<_> = backs.into_iter().map(|back| std::thread::spawn(move || visit(&back).status)).collect();
    assert!(visits.into_iter().all(|visit| visit.join().unwrap() == 200));
    for (client, id, _) in &pages {
        let done = over(&bench, id).await;
        let connections = bench.engine.connections().await.unwrap();
        let of = connections.iter().find(|connection| Some(connection.id) == done.connection).unwrap();
        assert_eq!(of.account, format!("spotify@127.0.0.1:{client}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_too_long_or_cancels_is_not_signed_in() {
    let bench = bench().await;
    let Some(provider) = known(&bench).await else { return };
    let slow = bench.engine.sign_in(wish(&provider, "mine")).await.unwrap();
    let gone = bench.engine.sign_in(wish(&provider, "mine")).await.unwrap();
    bench.engine.cancel_sign_in(&gone.id).await.unwrap();
    let cancelled = over(&bench, &gone.id).await;
    assert_eq!((cancelled.state, cancelled.problem.unwrap().code.as_str()), (SignInState::Failed, "signin_cancelled"));
    bench.clock.set(slow.expires);
    let expired = over(&bench, &slow.id).await;
    assert_eq!((expired.state, expired.problem.unwrap().code.as_str()), (SignInState::Expired, "signin_expired"));
    for page in [slow.authorize_url.unwrap(), gone.authorize_url.unwrap()] {
        assert!(!listens(&visit(&page).location.unwrap()));
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let refused = bench.engine.sign_in(SignInWish { port, ..wish(&provider, "mine") }).await.unwrap_err();
    assert!(matches!(refused, EngineError::SignIn(fault) if fault.code() == "port_taken"));
    nothing_is_kept(&bench).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_takes_the_same_account_and_no_other() {
    let bench = bench().await;
    let Some(provider) = known(&bench).await else { return };
    let id = signed_in(&bench, &provider, "mine").await;
    for (client, code) in [("another", Some("account_differs")), ("mine", None)] {
        let again = SignInWish { again: Some(id), ..wish(&provider, client) };
        let signing = bench.engine.sign_in(again).await.unwrap();
        visit(&visit(&signing.authorize_url.unwrap()).location.unwrap());
        let done = over(&bench, &signing.id).await;
        assert_eq!(done.problem.map(|problem| problem.code).as_deref(), code);
    }
    assert_eq!(bench.engine.connections().await.unwrap().len(), 1);
}

async fn nothing_is_kept(bench: &Bench) {
    assert!(bench.engine.connections().await.unwrap().is_empty());
    assert!(bench.engine.vault().await.unwrap().entries.is_empty());
}
