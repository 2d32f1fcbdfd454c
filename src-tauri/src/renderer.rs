//! How WebKit draws on a machine without a graphics card.

use std::{ffi::OsString, path::Path};

/// Turns WebKit's DMA-BUF renderer off. Without a card it draws through OpenGL in software: shaders are compiled on the
/// processor before the first picture, which costs twice the time of drawing plainly.
const PLAIN: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Begins this program again, drawing plainly, where there is no graphics card and the person chose nothing.
///
/// WebKit reads its variables from the environment, and a running program may not change its own safely. Returns if
/// nothing is to change, or with a warning if the program can't be begun again.
#[cfg(target_os = "linux")]
pub(crate) fn choose() {
    use std::os::unix::process::CommandExt;

    if !plain(&|name| std::env::var_os(name), Path::new("/dev/dri")) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let error = std::process::Command::new(program).args(std::env::args_os().skip(1)).env(PLAIN, "1").exec();
    eprintln!("lorch-desktop: the window may open slowly, drawing plainly can't be chosen: {error}");
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn choose() {}

/// Is plain drawing to be chosen? `cards` is the folder of the graphics devices.
fn plain(env: &impl Fn(&str) -> Option<OsString>, cards: &Path) -> bool {
    env(PLAIN).is_none() && !has_card(cards)
}

/// A card that computes has a render node; one without only shows pictures.
fn has_card(cards: &Path) -> bool {
    std::fs::read_dir(cards).is_ok_and(|mut entries| {
        entries.any(|entry| entry.is_ok_and(|entry| entry.file_name().as_encoded_bytes().starts_with(b"renderD")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawing_is_plain_only_without_a_card_and_without_a_choice() {
        let cards = tempfile::tempdir().unwrap();
        let unset = |_: &str| None;
        let chosen = |name: &str| (name == PLAIN).then(|| OsString::from("0"));
        assert!(plain(&unset, &cards.path().join("absent")));
        std::fs::write(cards.path().join("card0"), "").unwrap();
        assert!(plain(&unset, cards.path()), "a card without a render node");
        assert!(!plain(&chosen, cards.path()), "begun again, or chosen by the person");
        std::fs::write(cards.path().join("renderD128"), "").unwrap();
        assert!(!plain(&unset, cards.path()));
    }
}
