//! Room `system` over HTTP: this computer.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use lorch_engine::{Engine, system::ChartWish};
use lorch_model::{
    Timestamp,
    change::Topic,
    system::view::{Chart, Live, Machine, Processes, Series, Storage},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    extract::Query,
    problem::ApiError,
    reply::{Items, versioned},
};

/// Series of one chart at most.
const MOST_SERIES: usize = 64;
/// Points of a chart: at least, else, at most.
const POINTS: [usize; 3] = [50, 800, 4_000];
/// Spans that have a name, in milliseconds.
const SPANS: [(&str, i64); 6] = [
    ("15m", 900_000),
    ("1h", 3_600_000),
    ("6h", 21_600_000),
    ("24h", 86_400_000),
    ("7d", 604_800_000),
    ("30d", 2_592_000_000),
];

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// Time of the newest sample that is known, in milliseconds since 1970; without it the newest is answered.
    after: Option<i64>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wish {
    /// Names of series, separated by commas; at most 64.
    series: String,
    /// How far back from now: `15m`, `1h`, `6h`, `24h`, `7d` or `30d`. Else `from` and `to` say what is meant.
    span: Option<String>,
    /// The beginning, in milliseconds since 1970.
    from: Option<i64>,
    /// The end, in milliseconds since 1970.
    to: Option<i64>,
    /// As many points as there is room for, 50 to 4,000, by default 800.
    points: Option<usize>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct At {
    /// The moment that is meant; without it the newest look is answered.
    #[param(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
}

/// What this machine is, and how it is sampled.
#[utoipa::path(get, operation_id = "machine", path = "/api/system", tag = "system", responses((status = 200, body = Machine)))]
pub(crate) async fn machine(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    let topics = [Topic::Settings, Topic::Status, Topic::System];
    versioned(&engine, &headers, &topics, async { Ok(engine.machine().await?) }).await
}

/// The series that values are kept of.
#[utoipa::path(get, operation_id = "system_series", path = "/api/system/series", tag = "system",
    responses((status = 200, body = Items<Series>)))]
pub(crate) async fn series(State(engine): State<Engine>) -> Result<Json<Items<Series>>, ApiError> {
    Ok(Json(Items { items: engine.system_series().await? }))
}

/// Samples since somebody last looked. While this is asked, at least every ten seconds, there is a sample each second, and
/// each is announced.
#[utoipa::path(get, operation_id = "system_live", path = "/api/system/live", tag = "system", params(After),
    responses((status = 200, body = Live)))]
pub(crate) async fn live(State(engine): State<Engine>, Query(query): Query<After>) -> Result<Json<Live>, ApiError> {
    Ok(Json(engine.look(query.after).await?))
}

/// Series over some time, with no more points than there is room for: least, mean and most of each. What nobody saw is a
/// gap.
#[utoipa::path(get, operation_id = "system_chart", path = "/api/system/metrics", tag = "system", params(Wish),
    responses((status = 200, body = Chart), (status = 400, body = lorch_model::problem::Problem)))]
pub(crate) async fn chart(State(engine): State<Engine>, Query(wish): Query<Wish>) -> Result<Json<Chart>, ApiError> {
    let ids: Vec<String> = wish.series.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
    if ids.is_empty() || ids.len() > MOST_SERIES {
        return Err(invalid("`series` names none, or more than 64."));
    }
    let (from, to) = range(&wish, engine.now()).ok_or_else(|| {
        invalid("Say `span` (15m, 1h, 6h, 24h, 7d, 30d), or `from` and a later `to` in milliseconds since 1970.")
    })?;
    let [least, usual, most] = POINTS;
    let points = wish.points.unwrap_or(usual).clamp(least, most);
    Ok(Json(engine.chart(ChartWish { ids, from, to, points }).await?))
}

/// The processes that took the most at a moment: of the nearest look at them, at most half a minute away.
#[utoipa::path(get, operation_id = "system_processes", path = "/api/system/processes", tag = "system", params(At),
    responses((status = 200, body = Processes)))]
pub(crate) async fn processes(
    State(engine): State<Engine>,
    Query(query): Query<At>,
) -> Result<Json<Processes>, ApiError> {
    Ok(Json(engine.processes(query.at).await?))
}

/// How much is kept of this computer.
#[utoipa::path(get, operation_id = "system_storage", path = "/api/system/storage", tag = "system",
    responses((status = 200, body = Storage)))]
pub(crate) async fn storage(State(engine): State<Engine>) -> Result<Json<Storage>, ApiError> {
    Ok(Json(engine.system_storage().await?))
}

/// Forgets all figures of this computer. This can't be undone.
#[utoipa::path(delete, operation_id = "forget_metrics", path = "/api/system/metrics", tag = "system",
    responses((status = 204)))]
pub(crate) async fn forget(State(engine): State<Engine>) -> Result<StatusCode, ApiError> {
    engine.forget_figures().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn range(wish: &Wish, now: Timestamp) -> Option<(i64, i64)> {
    let now = now.as_millisecond();
    match (wish.span.as_deref(), wish.from, wish.to) {
        (Some(span), None, None) => {
            let (_, span) = SPANS.into_iter().find(|(name, _)| *name == span)?;
            Some((now - span, now))
        }
        (None, Some(from), to) => Some((from, to.unwrap_or(now))).filter(|(from, to)| from < to),
        _ => None,
    }
}

fn invalid(what: &str) -> ApiError {
    ApiError::new(400, "query_invalid", "A parameter of this request can't be read.").detail(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_a_name_or_two_ends() {
        let now = Timestamp::from_millisecond(10_000_000).unwrap();
        let wish = |span: Option<&str>, from, to| {
            let wish = Wish { series: String::new(), span: span.map(str::to_owned), from, to, points: None };
            range(&wish, now)
        };
        assert_eq!(wish(Some("1h"), None, None), Some((6_400_000, 10_000_000)));
        assert_eq!(wish(None, Some(5), Some(7)), Some((5, 7)));
        assert_eq!(wish(None, Some(5), None), Some((5, 10_000_000)));
        for (span, from, to) in
            [(None, None, None), (Some("2h"), None, None), (None, Some(7), Some(7)), (Some("1h"), Some(5), Some(7))]
        {
            assert_eq!(wish(span, from, to), None);
        }
    }
}
