//! URLs as they may be shown: in logs, in errors, in reports.

use std::borrow::Cow;

use url::Url;

/// What stands in the place of a secret.
const HIDDEN: &str = "***";

/// Parts of a parameter's name that tell that its value opens something.
const SECRET_WORDS: [&str; 12] =
    ["token", "key", "secret", "auth", "sig", "pass", "pwd", "code", "session", "credential", "jwt", "ticket"];

/// The URL without user name, password, fragment, and values of parameters that are named like secrets.
pub fn redact(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_fragment(None);
    if !url.username().is_empty() || url.password().is_some() {
        // Refused only for URLs without a host, and those have no user either.
        let _ = shown.set_username(HIDDEN);
        let _ = shown.set_password(None);
    }
    if let Some(query) = url.query() {
        let parts: Vec<Cow<'_, str>> = query.split('&').map(hide_value).collect();
        shown.set_query(Some(&parts.join("&")));
    }
    shown.into()
}

fn hide_value(part: &str) -> Cow<'_, str> {
    match part.split_once('=') {
        Some((name, value)) if !value.is_empty() && names_a_secret(name) => format!("{name}={HIDDEN}").into(),
        _ => part.into(),
    }
}

fn names_a_secret(name: &str) -> bool {
    let name: String = url::form_urlencoded::parse(name.as_bytes()).map(|(name, _)| name.to_lowercase()).collect();
    SECRET_WORDS.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn secrets_are_hidden_and_the_rest_is_kept() {
        for (given, shown) in [
            ("https://a.example/feed?page=2&sort=new", "https://a.example/feed?page=2&sort=new"),
            ("https://ann:pw@a.example/feed", "https://***@a.example/feed"),
            ("https://:pw@a.example/feed", "https://***@a.example/feed"),
            ("https://a.example/f?token=abc&page=2", "https://a.example/f?token=***&page=2"),
            ("https://a.example/f?API_Key=abc", "https://a.example/f?API_Key=***"),
            ("https://a.example/f?t%6Fken=abc", "https://a.example/f?t%6Fken=***"),
            ("https://a.example/f?X-Amz-Signature=abc=", "https://a.example/f?X-Amz-Signature=***"),
            ("https://a.example/f?password=a%26b", "https://a.example/f?password=***"),
            ("https://a.example/f?token", "https://a.example/f?token"),
            ("https://a.example/f#access_token=abc", "https://a.example/f"),
        ] {
            assert_eq!(redact(&Url::parse(given).unwrap()), shown);
        }
    }

    proptest! {
        #[test]
        fn no_secret_is_shown_wherever_it_stands(before in "[a-z&=%+]{0,12}", secret in "[A-Z]{8}", after in "\\PC{0,12}") {
            let url = format!("https://ann:{secret}@a.example/f?{before}&access_token={secret}&{after}#{secret}");
            prop_assert!(!redact(&Url::parse(&url).unwrap()).contains(&secret));
        }
    }
}
