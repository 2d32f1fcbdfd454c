//! The headers of an answer that matter here.

use ::http::header::{self, HeaderMap, HeaderName};

/// Headers of use, each as the server spelled it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReplyHeaders {
    /// `ETag`, byte for byte.
    pub etag: Option<String>,
    /// `Last-Modified`, byte for byte.
    pub last_modified: Option<String>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `Cache-Control`, several joined by `, `.
    pub cache_control: Option<String>,
    /// `Expires`.
    pub expires: Option<String>,
    /// `Retry-After`.
    pub retry_after: Option<String>,
    /// `Date`.
    pub date: Option<String>,
    /// Every `Link`.
    pub link: Vec<String>,
    /// `X-RateLimit-Remaining`: requests that are left.
    pub rate_remaining: Option<u32>,
    /// `X-RateLimit-Reset`: when there are more, in seconds since 1970.
    pub rate_reset: Option<i64>,
    /// `X-Poll-Interval`: the least rest between two looks, in seconds.
    pub poll_interval: Option<u64>,
}

impl ReplyHeaders {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let cache_control = all(headers, &header::CACHE_CONTROL).join(", ");
        Self {
            etag: first(headers, &header::ETAG),
            last_modified: first(headers, &header::LAST_MODIFIED),
            content_type: first(headers, &header::CONTENT_TYPE),
            cache_control: (!cache_control.is_empty()).then_some(cache_control),
            expires: first(headers, &header::EXPIRES),
            retry_after: first(headers, &header::RETRY_AFTER),
            date: first(headers, &header::DATE),
            link: all(headers, &header::LINK),
            rate_remaining: number(headers, "x-ratelimit-remaining"),
            rate_reset: number(headers, "x-ratelimit-reset"),
            poll_interval: number(headers, "x-poll-interval"),
        }
    }
}

fn number<T: std::str::FromStr>(headers: &HeaderMap, name: &'static str) -> Option<T> {
    first(headers, &HeaderName::from_static(name))?.trim().parse().ok()
}

fn first(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    all(headers, name).into_iter().next()
}

/// A value that is not UTF-8 could not be sent back byte for byte, so it counts as absent.
fn all(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let values = headers.get_all(name).iter();
    values.filter_map(|value| String::from_utf8(value.as_bytes().to_vec()).ok()).collect()
}
