//! What a person sees while something takes its time. Programs, files and the quiet see nothing.

use std::{convert::Infallible, io::IsTerminal, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Out;

/// What is done sooner needs no excuse.
const SOON: Duration = Duration::from_millis(400);
const TURN: Duration = Duration::from_millis(100);

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
