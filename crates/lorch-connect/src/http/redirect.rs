//! Where a redirect leads.

use url::Url;

use super::error::SendError;
use super::origin::Origin;
use crate::redact::redact;

/// Whether the status says to go elsewhere.
pub(super) fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Whether the new address should be remembered.
pub(super) fn is_permanent(status: u16) -> bool {
    matches!(status, 301 | 308)
}

/// The address a redirect leads to.
///
/// User name and password stay at the origin they were given for. From https to http nothing is followed: others
/// could read along and write what the person reads, without any sign of it.
pub(super) fn next_hop(from: &Url, location: &[u8]) -> Result<Url, SendError> {
    let bad = || SendError::BadRedirect { url: redact(from) };
    let mut to = from.join(&String::from_utf8_lossy(location)).map_err(|_| bad())?;
    to.set_fragment(None);
    let (here, there) = (Origin::of(from)?, Origin::of(&to).map_err(|_| bad())?);
    let same = here == there;
    let (user, password) = if same { (from.username(), from.password()) } else { ("", None) };
    to.set_username(user).and_then(|()| to.set_password(password)).map_err(|()| bad())?;
    if here.tls && !there.tls {
        return Err(SendError::Downgrade { from: redact(from), to: redact(&to) });
    }
    Ok(to)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn led(from: &str, location: &str) -> Result<String, &'static str> {
        next_hop(&Url::parse(from).unwrap(), location.as_bytes()).map(String::from).map_err(|error| error.code())
    }

    #[test]
    fn a_redirect_leads_to() {
        for (from, location, to) in [
            ("http://a.example/x/feed", "../new?b=1", Ok("http://a.example/new?b=1")),
            ("http://a.example/x", "//b.example/y#part", Ok("http://b.example/y")),
            ("http://a.example/x", "https://a.example/x", Ok("https://a.example/x")),
            ("http://a.example/x", "/b c", Ok("http://a.example/b%20c")),
            ("https://a.example/x", "http://a.example/x", Err("redirect_insecure")),
            ("https://a.example/x", "http://b.example/x", Err("redirect_insecure")),
            ("http://a.example/x", "file:///etc/passwd", Err("redirect_invalid")),
            ("http://a.example/x", "javascript:alert(1)", Err("redirect_invalid")),
            ("http://a.example/x", "http://a.example:0/", Err("redirect_invalid")),
            ("http://a.example/x", "http://", Err("redirect_invalid")),
        ] {
            assert_eq!(led(from, location), to.map(str::to_owned), "{from} -> {location}");
        }
    }

    #[test]
    fn a_password_stays_at_its_origin() {
        let from = "http://ann:pw@a.example/x";
        assert_eq!(led(from, "/y").as_deref(), Ok("http://ann:pw@a.example/y"));
        for elsewhere in ["http://b.example/y", "http://a.example:81/y", "https://a.example/y"] {
            assert_eq!(led(from, elsewhere).as_deref(), Ok(elsewhere));
        }
        assert_eq!(led(from, "http://eve:x@b.example/y").as_deref(), Ok("http://b.example/y"));
        assert_eq!(led(from, "http://eve:x@a.example/y").as_deref(), Ok("http://ann:pw@a.example/y"));
    }

    proptest! {
        #[test]
        fn whatever_a_server_writes_no_redirect_loses_the_lock_or_takes_the_password_along(
            location in "(https?:|HTTP:|file:)?[/\\\\]{0,3}([a-z@:.%0-9\\[\\]]{0,20}|\\PC{0,20})",
        ) {
            let from = Url::parse("https://ann:pw@a.example/x").unwrap();
            if let Ok(to) = next_hop(&from, location.as_bytes()) {
                prop_assert_eq!(to.scheme(), "https");
                prop_assert_eq!(to.password().is_some(), to.host() == from.host() && to.port() == from.port());
            }
        }
    }
}
