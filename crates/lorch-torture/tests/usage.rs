//! How the program is asked. What it does is `make torture`.

#![allow(clippy::unwrap_used)]

use std::process::Command;

#[test]
fn an_unknown_part_is_refused_before_anything_is_done() {
    for words in [&["teatime"][..], &["--rounds"], &["--seed", "x"], &["--lorch", "no/such/file"]] {
        let done = Command::new(env!("CARGO_BIN_EXE_lorch-torture")).args(words).output().unwrap();
        assert_eq!(done.status.code(), Some(2), "{words:?}");
        assert!(String::from_utf8_lossy(&done.stderr).starts_with("lorch-torture: "), "{words:?}");
    }
}
