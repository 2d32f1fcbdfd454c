use url::Url;

use crate::EngineError;

/// The address a person means: `example.org/feed` is taken as https, `feed:` is looked through.
pub(crate) fn feed_url(typed: &str) -> Result<Url, EngineError> {
    let invalid = || EngineError::AddressInvalid(typed.trim().chars().take(200).collect());
    let mut text = typed.trim();
    for prefix in ["feed://", "feed:"] {
        if let Some(rest) = text.get(..prefix.len()).filter(|start| start.eq_ignore_ascii_case(prefix)) {
            text = &text[rest.len()..];
            break;
        }
    }
    let full = match text.split_once("://") {
        Some(_) => text.to_owned(),
        // On this machine servers rarely have a certificate.
        None if is_here(text) => format!("http://{text}"),
        None => format!("https://{text}"),
    };
    let mut url = Url::parse(&full).map_err(|_| invalid())?;
    let named = url.host_str().is_some_and(|host| !host.is_empty());
    // A single word is a word; a machine of one's own network is named with `http://`, or with its port.
    if !text.contains([':', '.', '/']) && !is_here(text) {
        return Err(invalid());
    }
    if text.is_empty() || !named || !matches!(url.scheme(), "http" | "https") {
        return Err(invalid());
    }
    url.set_fragment(None);
    Ok(url)
}

fn is_here(text: &str) -> bool {
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    host.eq_ignore_ascii_case("localhost") || host.starts_with("127.") || host == "[::1]"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_becomes_an_address() {
        for (typed, url) in [
            ("https://a.example/feed", Some("https://a.example/feed")),
            ("  a.example/feed#top ", Some("https://a.example/feed")),
            ("feed://a.example/x", Some("https://a.example/x")),
            ("feed:https://a.example/x", Some("https://a.example/x")),
            ("HTTP://A.Example", Some("http://a.example/")),
            ("127.0.0.1:8080/x", Some("http://127.0.0.1:8080/x")),
            ("localhost/x", Some("http://localhost/x")),
            ("localhost.example/x", Some("https://localhost.example/x")),
            ("", None),
            ("javascript:alert(1)", None),
            ("file:///etc/passwd", None),
            ("http://", None),
            ("two words", None),
            ("notaurl", None),
            ("http://nas", Some("http://nas/")),
            ("nas:8080", Some("https://nas:8080/")),
        ] {
            assert_eq!(feed_url(typed).ok().map(String::from).as_deref(), url, "{typed:?}");
        }
    }
}
