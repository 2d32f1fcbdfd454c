//! The owner leaves: exactly one takes over, nothing that was under way is lost without a word.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::http::StatusCode;
use futures::{FutureExt, future::join_all};
use lorch_api::face::{Face, Lifetime, Owned, Role};

use crate::house::{House, held, in_time, request, router, send, who};

#[tokio::test]
async fn a_long_face_takes_over_unasked() {
    let house = House::new();
    let first = house.open("first", Lifetime::Long).await;
    let second = house.open("second", Lifetime::Long).await;
    first.stop().await;
    in_time(second.owner()).await;
    assert_eq!(who(&second).await, "second");
    let (status, body) = send(&first, request("GET", "/who")).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{body}");
}

#[tokio::test]
async fn a_command_takes_over_when_it_has_something_to_ask() {
    let house = House::new();
    let first = house.open("first", Lifetime::Brief).await;
    let second = house.open("second", Lifetime::Brief).await;
    assert_eq!(who(&second).await, "first");
    first.stop().await;
    assert_eq!(second.role(), Role::Remote);
    assert_eq!(who(&second).await, "second");
    assert_eq!(second.role(), Role::Owner);
}

#[tokio::test]
async fn a_face_that_is_dropped_without_stopping_holds_nothing() {
    let house = House::new();
    let first = house.open("first", Lifetime::Long).await;
    let second = house.open("second", Lifetime::Long).await;
    drop(first);
    in_time(second.owner()).await;
    drop(second);
    assert!(!house.profile.socket().exists());
    assert_eq!(house.open("third", Lifetime::Brief).await.role(), Role::Owner);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_exactly_one_follows_each_time() {
    let house = House::new();
    let starts = Arc::new(AtomicUsize::new(0));
    let open = async |name: usize| {
        let starts = starts.clone();
        let start = move |_lock| {
            starts.fetch_add(1, Ordering::SeqCst);
            let router = router(&name.to_string());
            async move { Ok(Owned { router, stop: Box::new(|| async {}.boxed()) }) }.boxed()
        };
        Face::open(house.profile.clone(), Lifetime::Long, start).await.unwrap()
    };
    let mut faces = join_all((0..20).map(open)).await;
    for reign in 1..=5 {
        let owners = faces.iter().filter(|face| face.role() == Role::Owner).count();
        assert_eq!((owners, starts.load(Ordering::SeqCst)), (1, reign));
        let at = faces.iter().position(|face| face.role() == Role::Owner).unwrap();
        let owner = faces.swap_remove(at);
        let (answers, ()) = futures::join!(join_all(faces.iter().map(who)), owner.stop());
        drop(answers); // whoever they came from, they came
        let answers = join_all(faces.iter().map(who)).await;
        assert!(answers.iter().all(|name| *name == answers[0]), "{answers:?}");
    }
}

#[tokio::test]
async fn a_write_that_is_under_way_is_finished_first() {
    let house = House::new();
    let (old, arrived, go) = held("old");
    let owner = house.open_with(Lifetime::Long, old).await;
    let remote = house.open("new", Lifetime::Long).await;
    let write = tokio::spawn({
        let remote = remote.clone();
        async move { send(&remote, request("POST", "/held")).await }
    });
    let own_write = tokio::spawn({
        let owner = owner.clone();
        async move { send(&owner, request("POST", "/held")).await }
    });
    in_time(arrived.acquire_many(2)).await.unwrap().forget();
    let poll = send(&owner, request("GET", "/held"));
    let stopping = tokio::spawn({
        let owner = owner.clone();
        async move { owner.stop().await }
    });
    // Reads are let go first: when this one is, the end was announced a while ago.
    assert_eq!(in_time(poll).await.0, StatusCode::SERVICE_UNAVAILABLE);
    for _ in 0..10 {
        tokio::task::yield_now().await; // and whatever else would be let go is let go
    }
    assert_eq!(remote.role(), Role::Remote, "the lock is not free while a write is under way");
    go.add_permits(2);
    assert_eq!(in_time(write).await.unwrap(), (StatusCode::OK, "old".to_owned()));
    assert_eq!(in_time(own_write).await.unwrap(), (StatusCode::OK, "old".to_owned()));
    in_time(stopping).await.unwrap();
    assert_eq!(who(&remote).await, "new");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_write_is_lost_when_the_owner_leaves_in_order() {
    let house = House::new();
    let mut faces = Vec::new();
    for name in 0..12 {
        faces.push(house.open(&name.to_string(), Lifetime::Long).await);
    }
    for _ in 0..4 {
        let at = faces.iter().position(|face| face.role() == Role::Owner).unwrap();
        let owner = faces.swap_remove(at);
        let write = async |face: &Face| {
            for _ in 0..50 {
                let (status, body) = in_time(send(face, request("POST", "/echo"))).await;
                assert_eq!(status, StatusCode::OK, "{body}");
            }
        };
        futures::join!(join_all(faces.iter().map(write)), owner.stop());
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_never_ends_is_given_up() {
    let house = House::new();
    let (old, arrived, _never) = held("old");
    let owner = house.open_with(Lifetime::Long, old).await;
    let write = tokio::spawn({
        let owner = owner.clone();
        async move { send(&owner, request("POST", "/held")).await }
    });
    in_time(arrived.acquire()).await.unwrap().forget();
    in_time(owner.stop()).await;
    assert_eq!(write.await.unwrap().0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(house.open("new", Lifetime::Brief).await.role(), Role::Owner);
}

#[tokio::test]
async fn a_held_poll_is_asked_again_of_the_next_owner() {
    let house = House::new();
    let (old, arrived, _never) = held("old");
    let (new, _, go) = held("new");
    go.add_permits(1);
    let owner = house.open_with(Lifetime::Long, old).await;
    let remote = house.open_with(Lifetime::Long, new).await;
    let poll = tokio::spawn(async move { send(&remote, request("GET", "/held")).await });
    in_time(arrived.acquire()).await.unwrap().forget();
    in_time(owner.stop()).await;
    assert_eq!(in_time(poll).await.unwrap(), (StatusCode::OK, "new".to_owned()));
}

#[tokio::test]
async fn the_engine_stops_before_the_lock_is_free() {
    let house = House::new();
    let stopped = Arc::new(AtomicUsize::new(0));
    let start = {
        let (stopped, profile) = (stopped.clone(), house.profile.clone());
        move |_lock| {
            let (stopped, profile) = (stopped.clone(), profile.clone());
            let stop = || {
                async move {
                    assert!(lorch_host::ProfileLock::try_take(&profile).unwrap().is_none());
                    stopped.fetch_add(1, Ordering::SeqCst);
                }
                .boxed()
            };
            async { Ok(Owned { router: router("x"), stop: Box::new(stop) }) }.boxed()
        }
    };
    let face = Face::open(house.profile.clone(), Lifetime::Long, start).await.unwrap();
    futures::join!(face.stop(), face.stop());
    assert_eq!(stopped.load(Ordering::SeqCst), 1);
    assert!(lorch_host::ProfileLock::try_take(&house.profile).unwrap().is_some());
}
