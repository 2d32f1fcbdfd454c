//! Two devices over a wire of the test's own: it is cut, and things happen just between two words.

use futures::future::BoxFuture;
use lorch_connect::devices::message::Introduction;
use lorch_engine::devices::talk::{Hears, Manner, TalkEnd};
use lorch_model::{
    exchange::{Batch, Landing, Vector},
    id::Id,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex, split},
    sync::watch,
};

use crate::device::{Device, introduction};

#[tokio::test]
async fn a_wire_that_is_cut_in_the_middle_of_the_first_exchange_goes_on_where_it_was() {
    let (one, two) = (Device::new(1).await, Device::new(2).await);
    let urls: Vec<String> = (0..60).map(|n| format!("https://f{n:02}.example/")).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    one.subscribe(&urls).await;
    let (mut came, mut cuts) = (Vec::new(), 0);
    loop {
        let before = came.len();
        // Hello, and three parts of the answers.
        let ended = talk_once(&two, &one, 4, &mut came).await;
        assert!(came.len() > before, "each talk brings something");
        if ended {
            break;
        }
        cuts += 1;
    }
    assert!(cuts >= 3, "{cuts}");
    two.has_feeds(&urls).await;
    let all = came.len();
    came.sort_unstable();
    came.dedup();
    assert_eq!(came.len(), all, "nothing that had landed was landed again");
}

/// Somebody changes something just after this side said how far it has seen.
#[tokio::test]
async fn what_is_committed_while_they_greet_each_other_reaches_the_other_one() {
    let (one, two) = (Device::new(1).await, Device::new(2).await);
    let (near, far) = duplex(1 << 20);
    // Nobody tells either of them any news: what they go by is what they say.
    let (_none, news) = watch::channel(0);
    let (me, them) = (introduction(&one), introduction(&two));
    let mut busy = Subscribes(&one);
    let mut nothing = Vec::new();
    let mut quiet = Counts { came: &mut nothing };
    let here = one.engine.converse(split(near), me, Manner::default(), &mut busy, news.clone());
    let there = two.engine.converse(split(far), them, Manner::default(), &mut quiet, news);
    tokio::select! {
        end = here => panic!("{end}"),
        end = there => panic!("{end}"),
        () = two.has_feeds(&["https://late.example/"]) => {}
    }
}

struct Subscribes<'a>(&'a Device);

impl Hears for Subscribes<'_> {
    fn met<'a>(&'a mut self, _: &'a Introduction, _: &'a Vector) -> BoxFuture<'a, Result<(), TalkEnd>> {
        Box::pin(async {
            self.0.subscribe(&["https://late.example/"]).await;
            Ok(())
        })
    }

    fn seen<'a>(&'a mut self, _: &'a Vector) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }

    fn landed<'a>(&'a mut self, _: &'a Batch, _: u64, _: &'a Landing) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}

/// `to` takes from `from` over a wire that is cut after so many messages. Returns whether it came to its end.
async fn talk_once(to: &Device, from: &Device, messages: usize, came: &mut Vec<(Id, i64)>) -> bool {
    let (near, near_mid) = duplex(1 << 20);
    let (far, far_mid) = duplex(1 << 20);
    let (_none, news) = watch::channel(0);
    let mut hears = Counts { came };
    let mut nobody = Counts { came: &mut Vec::new() };
    let asks = Manner { part: 5, once: true, ..Manner::default() };
    let answers = Manner { part: 5, asks: false, ..Manner::default() };
    let (me, them) = (introduction(to), introduction(from));
    let asking = to.engine.converse(split(near), me, asks, &mut hears, news.clone());
    let others = async {
        tokio::join!(
            from.engine.converse(split(far), them, answers, &mut nobody, news),
            carry(near_mid, far_mid, messages),
        );
        std::future::pending::<()>().await;
    };
    tokio::select! {
        end = asking => matches!(end, TalkEnd::Done),
        () = others => false,
    }
}

/// Carries everything, until so many messages came from afar.
async fn carry(near: DuplexStream, far: DuplexStream, messages: usize) {
    let ((mut near_in, mut near_out), (mut far_in, mut far_out)) = (split(near), split(far));
    let back = async {
        let mut greeting = [0; 8];
        far_in.read_exact(&mut greeting).await.ok()?;
        near_out.write_all(&greeting).await.ok()?;
        for _ in 0..messages {
            let length = far_in.read_u32_le().await.ok()?;
            let mut frame = vec![0; length as usize];
            far_in.read_exact(&mut frame).await.ok()?;
            near_out.write_all(&length.to_le_bytes()).await.ok()?;
            near_out.write_all(&frame).await.ok()?;
        }
        Some(())
    };
    tokio::select! {
        _ = back => {}
        _ = tokio::io::copy(&mut near_in, &mut far_out) => {}
    }
}

struct Counts<'a> {
    came: &'a mut Vec<(Id, i64)>,
}

impl Hears for Counts<'_> {
    fn met<'a>(&'a mut self, _: &'a Introduction, _: &'a Vector) -> BoxFuture<'a, Result<(), TalkEnd>> {
        Box::pin(async { Ok(()) })
    }

    fn seen<'a>(&'a mut self, _: &'a Vector) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }

    fn landed<'a>(&'a mut self, batch: &'a Batch, _: u64, _: &'a Landing) -> BoxFuture<'a, ()> {
        self.came.extend(batch.items.iter().map(|item| (item.origin, item.seq)));
        Box::pin(async {})
    }
}
