//! One window a profile: a second start brings the first window to the front and leaves.

use std::{path::Path, time::Duration};

use lorch_host::profile::Profile;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
    time::timeout,
};

/// How long a window that is open may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// What claiming the profile's window came to.
pub(crate) enum Claim {
    /// This process is the first; whoever starts later rings here.
    First(Option<UnixListener>),
    /// A window is open already and was asked to show itself.
    AlreadyOpen,
    /// A window is open already and doesn't answer.
    Hanging,
}

/// Claims the window of `profile`, or rings at the one that is open.
pub(crate) async fn claim(profile: &Profile) -> Claim {
    if profile.create_runtime_dir().is_err() {
        return Claim::First(None);
    }
    // It lies in the profile's runtime folder, which only its owner may enter.
    let path = profile.socket().with_extension("window");
    match timeout(PATIENCE, ring(&path)).await {
        Ok(true) => return Claim::AlreadyOpen,
        Ok(false) => {}
        Err(_) => return Claim::Hanging,
    }
    // What is left of a window that was killed.
    let _ = std::fs::remove_file(&path);
    Claim::First(UnixListener::bind(&path).ok())
}

async fn ring(path: &Path) -> bool {
    let Ok(mut stream) = UnixStream::connect(path).await else { return false };
    stream.write_all(b"show").await.is_ok() && matches!(stream.read_u8().await, Ok(b'!'))
}

/// Calls `show` whenever another start rings.
pub(crate) async fn answer(doorbell: UnixListener, show: impl Fn()) {
    while let Ok((mut stream, _)) = doorbell.accept().await {
        let mut word = [0; 4];
        if stream.read_exact(&mut word).await.is_ok() && &word == b"show" {
            show();
            // A caller that hung up has left already; nothing to tell it.
            let _ = stream.write_all(b"!").await;
        }
    }
}
