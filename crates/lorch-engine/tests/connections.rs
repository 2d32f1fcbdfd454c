//! Connections, against a service that is written here: whose token it is, what is kept where, what needs the person.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod common;
#[path = "connections/service.rs"]
mod service;

use std::sync::Arc;

use lorch_engine::{Brought, EngineError};
use lorch_host::vault::{Vaults, Work};
use lorch_model::{
    connections::ConnectionState,
    id::Id,
    inbox::{InboxFilter, Kind},
    status::Progress,
};
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

/// What the Inbox has of accounts: title, code, whether it needs the person.
async fn told(bench: &Bench) -> Vec<(String, Option<String>, bool)> {
    let told = bench.engine.store().inbox(InboxFilter::System, None, 20).await.unwrap().items;
    let mut told: Vec<_> = told.into_iter().filter(|one| one.kind == Kind::ConnectionNeedsYou).collect();
    told.reverse();
    told.into_iter().map(|one| (one.title, one.said.code, one.needs_you)).collect()
}

#[tokio::test]
async fn an_account_that_needs_the_person_is_told_once_and_settled_when_it_is_signed_in_again() {
    let (bench, service) = bench().await;
    let id = bench.engine.connect(brought(&service, "canary-of-octo", None)).await.unwrap().id;
    assert_eq!(told(&bench).await, []);
    let refused = |needs_you: bool| ("octo · GitHub".to_owned(), Some("token_refused".to_owned()), needs_you);
    for round in 0..2 {
        bench.clock.set(at(round));
        bench.engine.bearer_refused(&id, &"canary-of-octo".to_owned().into()).await.ok();
        bench.engine.read_due_connections().await.unwrap();
        assert_eq!(told(&bench).await, [refused(true)]);
    }
    let notice = bench.engine.store().open_deliveries().await.unwrap().remove(0).notice;
    assert_eq!((notice.thing, notice.why.as_str()), (Some(id), "you connected it"), "it goes out, and leads there");
    assert_eq!(notice.detail, "The service refuses its token. Sign in again.");
    bench.engine.connect(brought(&service, "canary-of-octo-too", Some(id))).await.unwrap();
    assert_eq!(told(&bench).await, [refused(false)]);
    assert!(bench.engine.store().open_deliveries().await.unwrap().is_empty(), "nobody is told any more");
    bench.clock.set(at(60));
    bench.engine.bearer_refused(&id, &"canary-of-octo-too".to_owned().into()).await.unwrap();
    assert_eq!(told(&bench).await, [refused(false), refused(true)], "another trouble is told anew");
    bench.engine.disconnect(&id, false).await.unwrap();
    assert_eq!(told(&bench).await, [], "of what is gone nothing is told");
}

#[tokio::test]
async fn a_token_that_the_vault_lost_is_told_but_a_vault_that_is_locked_is_not() {
    let (bench, service) = bench().await;
    let id = bench.engine.connect(brought(&service, "canary-of-octo", None)).await.unwrap().id;
    bench.engine.lock_vault().await.unwrap();
    bench.engine.run_connection(&id).await.unwrap();
    assert_eq!(told(&bench).await, [], "it goes on by itself once the vault is open");
    assert_eq!(bench.engine.connections().await.unwrap()[0].state, ConnectionState::Ok);
    let folder = bench.folder.path().join("other");
    std::fs::create_dir(&folder).unwrap();
    let other = Vaults::of(&folder).without_keyring().with_work(Work::LITTLE);
    bench.engine.keep_secrets_in(Arc::new(other));
    bench.engine.open_vault_file("correct horse".to_owned().into()).await.unwrap();
    bench.engine.run_connection(&id).await.unwrap();
    assert_eq!(told(&bench).await, [("octo · GitHub".into(), Some("token_missing".into()), true)]);
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
