//! Opening a link outside of Lorch: in the person's own browser or mail program.

use std::{
    ffi::OsStr,
    io,
    os::unix::process::CommandExt,
    process::{Command, Stdio},
    thread,
};

/// What may leave Lorch; everything else (`file:`, `javascript:`, programs' own schemes) stays closed.
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// Why a link was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OutsideError {
    /// Not a web or mail address.
    #[error("Only web and mail addresses are opened outside of Lorch.")]
    Refused,
    /// The desktop has nothing to open links with.
    #[error("This system has no xdg-open. Install the package xdg-utils, or copy the address into a browser.")]
    NoOpener,
    /// The opener didn't start.
    #[error("The system's opener didn't start: {0}.")]
    Failed(#[source] io::Error),
}

/// Opens a web or mail address in the program that the desktop has for it, and doesn't wait.
pub fn open_outside(url: &str) -> Result<(), OutsideError> {
    open_with("xdg-open".as_ref(), url)
}

fn open_with(opener: &OsStr, url: &str) -> Result<(), OutsideError> {
    if !may_leave(url) {
        return Err(OutsideError::Refused);
    }
    // A process group of its own: Ctrl-C in Lorch's terminal must not close the browser.
    let mut child = Command::new(opener)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(|fault| match fault.kind() {
            io::ErrorKind::NotFound => OutsideError::NoOpener,
            _ => OutsideError::Failed(fault),
        })?;
    // Somebody has to take note of its end, or it stays in the process table for as long as we run.
    thread::spawn(move || child.wait());
    Ok(())
}

fn may_leave(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else { return false };
    let scheme = scheme.to_ascii_lowercase();
    let whole = !rest.is_empty() && !url.chars().any(|c| c.is_control() || c.is_whitespace());
    let host = rest.strip_prefix("//").is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#']));
    whole && SCHEMES.contains(&scheme.as_str()) && (scheme == "mailto" || host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_and_mail_leave() {
        for url in ["http://example.org", "HTTPS://example.org/a?b=c#d", "mailto:ada@example.org"] {
            assert!(may_leave(url), "{url}");
        }
        let refused = [
            "",
            "example.org",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "ssh://example.org",
            "lorch://localhost/",
            " https://example.org",
            "https://example.org/\n--help",
            "https://example.org/a b",
            "https:example.org",
            "https:///etc/passwd",
            "https://",
            "mailto:",
            "--help",
            "-https://example.org",
        ];
        for url in refused {
            assert!(!may_leave(url), "{url}");
        }
    }

    #[test]
    fn a_missing_opener_and_a_refused_address_are_told_apart() {
        let missing = open_with("no-such-opener-anywhere".as_ref(), "https://example.org");
        assert!(matches!(missing, Err(OutsideError::NoOpener)));
        assert!(matches!(open_with("no-such-opener-anywhere".as_ref(), "file:///"), Err(OutsideError::Refused)));
    }
}
