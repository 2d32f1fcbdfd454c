//! What a person sees while something takes its time. Programs, files and the quiet see nothing.

use std::{convert::Infallible, io::IsTerminal, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use lorch_model::status::{Progress, Status};

use super::Out;
use crate::call::Call;

/// What is done sooner needs no excuse.
const SOON: Duration = Duration::from_millis(400);
const TURN: Duration = Duration::from_millis(100);
const GLANCE: Duration = Duration::from_millis(150);

impl Out {
    /// Does something that may take its time.
    pub async fn patiently<T>(&self, what: &'static str, work: impl Future<Output = T>) -> T {
        tokio::select! {
            done = work => done,
            never = self.turn(what) => match never {},
        }
    }

    /// A bar that is gone when it is dropped; `None` when no person looks.
    pub fn bar(&self, template: &str) -> Option<Bar> {
        if self.json || self.quiet || !std::io::stderr().is_terminal() {
            return None;
        }
        let _ = self.flush(); // the bar is drawn below what was written
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("━╸ "));
        Some(Bar(bar))
    }

    /// Shows what `of` picks from the status in a bar, until it is dropped; until there is something, that it works.
    pub async fn watch(&self, call: &Call, template: &str, of: fn(&Status) -> Option<Progress>) -> Infallible {
        let Some(works) = self.bar("{spinner}") else { return std::future::pending().await };
        works.0.enable_steady_tick(TURN);
        let (mut works, mut bar) = (Some(works), None);
        loop {
            tokio::time::sleep(GLANCE).await;
            // A glance that fails is none; the work itself will say what is wrong.
            let Some(far) = call.get("/api/status").await.ok().and_then(|status| of(&status)) else { continue };
            works.take();
            if let Some(Bar(bar)) = bar.get_or_insert_with(|| self.bar(template)) {
                bar.set_length(far.total.into());
                bar.set_position(far.done.into());
            }
        }
    }

    async fn turn(&self, what: &'static str) -> Infallible {
        tokio::time::sleep(SOON).await;
        let bar = self.bar("{spinner} {msg}");
        if let Some(Bar(bar)) = &bar {
            bar.set_message(what);
            bar.enable_steady_tick(TURN);
        }
        std::future::pending().await
    }
}

/// A bar that leaves nothing behind.
pub struct Bar(pub ProgressBar);

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
