//! What the tray shows: asked of whoever owns the profile, again whenever that changes.

use std::{
    convert::Infallible,
    time::{Duration, Instant},
};

use axum::{body::Body, extract::Request, response::Response};
use http::Method;
use http_body_util::BodyExt;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use tower::{Service, ServiceExt};

/// After a question that failed, the next one waits.
const REST: Duration = Duration::from_secs(30);
/// What is next goes by the clock: asked again at the latest after so long.
const STALE: Duration = Duration::from_secs(60);
/// The topics that what is shown is made of.
const TOPICS: [&str; 3] = ["planner", "inbox", "settings"];

/// What the menu and the badge say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// What is planned next today.
    pub next: Option<Next>,
    /// Notices in the Inbox that were not read.
    pub unread: u64,
    /// Nothing is fetched by itself.
    pub paused: bool,
    /// Language of what is said.
    pub language: String,
    /// How often somebody clicked “Open” on a notice since the owner of the profile started.
    pub opened: u64,
}

/// What is planned next.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Next {
    /// The activity.
    pub activity: String,
    /// Which one of what repeats: the day that the rule names.
    pub occurrence: Option<String>,
    pub title: String,
    /// By the clock of this machine, `09:30`; `None` of whole days.
    pub time: Option<String>,
}

/// As `lorch_model::change::Changes`, of an owner that may know more topics than this program.
#[derive(Deserialize)]
struct Changes {
    number: String,
    reset: bool,
    topics: Vec<String>,
}

#[derive(Deserialize)]
struct Planned {
    #[serde(flatten)]
    next: Next,
    state: String,
    start: Option<String>,
}

#[derive(Deserialize)]
struct Items<T> {
    items: Vec<T>,
}

#[derive(Deserialize)]
struct Counts {
    unread: u64,
}

#[derive(Default, Deserialize)]
struct Settings {
    paused: bool,
    language: String,
}

#[derive(Deserialize)]
struct Opened {
    number: u64,
}

/// Asks now and whenever something changed.
pub(super) async fn follow<S>(verbs: S, mut shown: impl FnMut(Standing))
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    let (mut since, mut asked) = (None::<String>, None::<Instant>);
    loop {
        let path = since.as_ref().map_or("/api/changes".to_owned(), |since| format!("/api/changes?since={since}"));
        let Some(changes) = ask::<Changes, _>(verbs.clone(), &path).await else {
            tokio::time::sleep(REST).await;
            since = None;
            continue;
        };
        let matters = changes.reset || changes.topics.iter().any(|topic| TOPICS.contains(&&**topic));
        if since.is_none() || matters || asked.is_none_or(|asked| asked.elapsed() >= STALE) {
            shown(standing(verbs.clone()).await);
            asked = Some(Instant::now());
        }
        since = Some(changes.number);
    }
}

async fn standing<S>(verbs: S) -> Standing
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    let now = jiff::Zoned::now();
    let (today, now) = (now.date(), now.timestamp());
    let path = format!("/api/planner/occurrences?from={today}&to={today}");
    let planned: Option<Items<Planned>> = ask(verbs.clone(), &path).await;
    let counts: Option<Counts> = ask(verbs.clone(), "/api/inbox/counts").await;
    let settings: Option<Settings> = ask(verbs.clone(), "/api/settings").await;
    let opened: Option<Opened> = ask(verbs, "/api/inbox/opened").await;
    let Settings { paused, language } = settings.unwrap_or_default();
    Standing {
        next: planned.and_then(|planned| next(planned.items, &now)),
        unread: counts.map_or(0, |counts| counts.unread),
        paused,
        language,
        opened: opened.map_or(0, |opened| opened.number),
    }
}

/// The first that is still to come today; a task of the whole day where nothing has a time.
fn next(planned: Vec<Planned>, now: &jiff::Timestamp) -> Option<Next> {
    let mut open: Vec<Planned> = planned.into_iter().filter(|planned| planned.state == "open").collect();
    let is_to_come = |planned: &Planned| {
        planned.start.as_ref().and_then(|start| start.parse::<jiff::Timestamp>().ok()).is_some_and(|start| start > *now)
    };
    let at = open.iter().position(is_to_come).or_else(|| open.iter().position(|planned| planned.start.is_none()))?;
    Some(open.swap_remove(at).next)
}

/// Asks for something; `None` where it is refused or nobody answers.
pub(super) async fn ask<T, S>(verbs: S, path: &str) -> Option<T>
where
    T: DeserializeOwned,
    S: Service<Request, Response = Response, Error = Infallible>,
{
    let bytes = send(verbs, Method::GET, path, None).await?;
    serde_json::from_slice(&bytes).ok()
}

/// Sends a request to the owner of the profile; `None` where it was refused, which is logged.
pub(super) async fn send<S>(verbs: S, method: Method, path: &str, body: Option<&Value>) -> Option<Vec<u8>>
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    let mut request = Request::builder().method(method).uri(path);
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let Ok(response) = verbs.oneshot(request.body(body).ok()?).await;
    if !response.status().is_success() {
        tracing::warn!(path, status = response.status().as_u16(), "the tray was refused");
        return None;
    }
    Some(response.into_body().collect().await.ok()?.to_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn next_is_what_is_still_to_come_today() {
        let planned = |title: &str, start: Option<&str>, state: &str| {
            let time = start.map(|start| start[11..16].to_owned());
            let next = Next { activity: "a".into(), occurrence: None, title: title.into(), time };
            Planned { next, state: state.into(), start: start.map(str::to_owned) }
        };
        let day = || {
            vec![
                planned("Whole day", None, "open"),
                planned("Over", Some("2026-12-03T08:00:00Z"), "open"),
                planned("Done", Some("2026-12-03T09:00:00Z"), "done"),
                planned("Dentist", Some("2026-12-03T09:30:00Z"), "open"),
            ]
        };
        let at = |hour: &str| next(day(), &format!("2026-12-03T{hour}:00Z").parse().unwrap()).map(|next| next.title);
        assert_eq!(at("08:30").as_deref(), Some("Dentist"));
        assert_eq!(at("12:00").as_deref(), Some("Whole day"));
        assert_eq!(next(Vec::new(), &jiff::Timestamp::UNIX_EPOCH), None);
    }
}
