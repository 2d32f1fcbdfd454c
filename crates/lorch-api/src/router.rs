use std::{convert::Infallible, sync::Arc};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderMap, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use lorch_engine::Engine;
use lorch_model::problem::Problem;
use serde_json::Value;
use tower::{Service, ServiceExt};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::{
    backups, bin, changes, coding, desktop, devices, edits, export, guard, guide, health, idempotency, inbox, links,
    listening, planner, problem, profile, reader, sample, search, settings, signin, sources, status, system, timeline,
    trouble, ui, vault,
};

/// The most a request body may hold: an OPML file of a person who reads everything.
const MOST_BODY: usize = 16 * 1024 * 1024;
/// The most that an export may weigh that comes as a body, and so through the memory. From the terminal comes its path,
/// and any size.
const MOST_EXPORT: usize = 512 * 1024 * 1024;

#[derive(OpenApi)]
#[openapi(
    components(schemas(lorch_model::search::Order)),
    info(
        title = "Lorch",
        description = "A person's own data on one time axis, on their own machine.",
        license(name = "MIT", identifier = "MIT")
    )
)]
struct Document;

/// The one router: every verb, its OpenAPI document, and the built UI. It trusts whoever reaches it; a face that
/// listens puts [`crate::guard`] in front.
pub fn router(engine: Engine) -> Router {
    let replies = idempotency::Replies::new(engine.clone());
    let noting = middleware::from_fn_with_state(engine.clone(), trouble::note);
    let remembered = verbs().layer(middleware::from_fn_with_state(replies, idempotency::remember));
    let (api, document) = remembered.merge(unremembered()).split_for_parts();
    let document = Arc::new(pretty(&document));
    let whole = api
        .with_state(engine.clone())
        .merge(health::router(engine))
        .layer(noting)
        .route(
            "/api/openapi.json",
            get(async move || ([(header::CONTENT_TYPE, "application/json")], document.as_ref().clone())),
        )
        .merge(docs())
        .route("/api/{*rest}", axum::routing::any(unknown))
        .fallback(ui::serve)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(MOST_BODY));
    faulty(whole)
}

/// Debug builds fail where they are asked to.
#[cfg(debug_assertions)]
fn faulty(router: Router) -> Router {
    match crate::fault::Faults::of_environment() {
        Some(faults) => router.layer(middleware::from_fn_with_state(faults, crate::fault::fail)),
        None => router,
    }
}

#[cfg(not(debug_assertions))]
fn faulty(router: Router) -> Router {
    router
}

/// What the window is served: its own routes and the UI's files from this process, every other verb from `verbs`,
/// which may be the owner of the profile in another process.
pub fn window<S>(own: Router, verbs: S) -> Router
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    // Not as routes: what `/api/{*rest}` captures would count among the path parameters of the verb behind it.
    let rest = tower::service_fn(move |request: Request| {
        let verbs = verbs.clone();
        async move {
            match request.uri().path() {
                path if path.starts_with("/api/") || path == "/health" || path == "/metrics" => {
                    verbs.oneshot(request).await
                }
                _ => Ok(ui::serve(request).await),
            }
        }
    });
    own.fallback_service(rest).layer(middleware::from_fn(guard::headers))
}

/// The OpenAPI document, as it is committed for the typed client.
pub fn openapi() -> String {
    pretty(&verbs().merge(unremembered()).split_for_parts().1)
}

fn verbs() -> OpenApiRouter<Engine> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(status::status))
        .routes(routes!(changes::changes))
        .routes(routes!(signin::sign_in))
        .routes(routes!(reader::feeds::list, reader::feeds::subscribe))
        .routes(routes!(reader::feeds::one, reader::feeds::edit, reader::feeds::unsubscribe))
        .routes(routes!(reader::feeds::fetches))
        .routes(routes!(reader::feeds::refresh))
        .routes(routes!(reader::folders::list))
        .routes(routes!(reader::folders::rename))
        .routes(routes!(reader::rules::list, reader::rules::add))
        .routes(routes!(reader::rules::edit, reader::rules::remove))
        .routes(routes!(reader::articles::list))
        .routes(routes!(reader::articles::counts))
        .routes(routes!(reader::articles::one, reader::articles::mark))
        .routes(routes!(reader::articles::full_text))
        .routes(routes!(reader::articles::mark_all))
        .routes(routes!(reader::opml::export, reader::opml::import))
        .routes(routes!(planner::occurrences::list))
        .routes(routes!(planner::activities::list, planner::activities::add))
        .routes(routes!(planner::activities::one, planner::activities::edit, planner::activities::remove))
        .routes(routes!(planner::activities::finish))
        .routes(routes!(planner::activities::tags))
        .routes(routes!(planner::quick::understand, planner::quick::plan))
        .routes(routes!(coding::coding))
        .routes(routes!(coding::activity))
        .routes(routes!(listening::listening))
        .routes(routes!(listening::plays))
        .routes(routes!(inbox::list::list))
        .routes(routes!(inbox::list::counts))
        .routes(routes!(inbox::list::opened))
        .routes(routes!(inbox::kinds::list))
        .routes(routes!(inbox::kinds::mute))
        .routes(routes!(inbox::notice::archive_many))
        .routes(routes!(inbox::notice::read_many))
        .routes(routes!(inbox::notice::one, inbox::notice::edit))
        .routes(routes!(inbox::notice::snooze, inbox::notice::wake))
        .routes(routes!(inbox::notice::finish))
        .routes(routes!(export::export))
        .routes(routes!(timeline::list))
        .routes(routes!(timeline::volume))
        .routes(routes!(timeline::one))
        .routes(routes!(search::find))
        .routes(routes!(sources::list))
        .routes(routes!(sources::allowed, sources::allow))
        .routes(routes!(sources::disallow))
        .routes(routes!(sources::imports))
        .routes(routes!(sources::undo_import))
        .routes(routes!(sources::connections::services))
        .routes(routes!(sources::connections::list, sources::connections::connect))
        .routes(routes!(sources::connections::edit, sources::connections::disconnect))
        .routes(routes!(sources::connections::fetch))
        .routes(routes!(bin::list, bin::empty))
        .routes(routes!(bin::purge))
        .routes(routes!(bin::restore))
        .routes(routes!(devices::paired::list))
        .routes(routes!(devices::paired::edit_this))
        .routes(routes!(devices::paired::sync_all))
        .routes(routes!(devices::paired::rename, devices::paired::revoke))
        .routes(routes!(devices::paired::sync))
        .routes(routes!(devices::pairing::begin, devices::pairing::offered, devices::pairing::end))
        .routes(routes!(devices::pairing::confirm))
        .routes(routes!(devices::pairing::refuse))
        .routes(routes!(devices::pairing::join, devices::pairing::joining, devices::pairing::leave))
        .routes(routes!(devices::held::held))
        .routes(routes!(devices::held::accept))
        .routes(routes!(devices::held::refuse))
        .routes(routes!(sample::status, sample::add, sample::remove))
        .routes(routes!(links::list, links::link))
        .routes(routes!(links::unlink))
        .routes(routes!(guide::guide))
        .routes(routes!(settings::read, settings::edit))
        .routes(routes!(profile::start_over))
        .routes(routes!(system::machine))
        .routes(routes!(system::series))
        .routes(routes!(system::live))
        .routes(routes!(system::chart, system::forget))
        .routes(routes!(system::processes))
        .routes(routes!(system::storage))
        .routes(routes!(edits::list))
        .routes(routes!(edits::undo))
        .routes(routes!(edits::redo))
        .routes(routes!(edits::history))
        .routes(routes!(edits::restore))
        .routes(routes!(backups::list, backups::create))
        .routes(routes!(backups::verify))
        .routes(routes!(backups::verify_file))
        .routes(routes!(backups::rebuild))
        .routes(routes!(desktop::background, desktop::edit_background))
        .routes(routes!(desktop::open_outside))
        .routes(routes!(desktop::save_file))
        .routes(routes!(desktop::save_export))
}

/// Verbs whose replies are not kept: they exchange the database that would keep them, take more than is kept, or are asked
/// or answered with what must not lie in a database, not even as a hash that could be guessed at.
fn unremembered() -> OpenApiRouter<Engine> {
    let import =
        OpenApiRouter::new().routes(routes!(export::import, export::cancel)).layer(DefaultBodyLimit::max(MOST_EXPORT));
    OpenApiRouter::new()
        .routes(routes!(backups::restore))
        .routes(routes!(backups::restore_file))
        .routes(routes!(export::import_file))
        .routes(routes!(vault::vault))
        .routes(routes!(vault::open_file))
        .routes(routes!(vault::lock))
        .routes(routes!(vault::unlock))
        .routes(routes!(sources::signins::begin))
        .routes(routes!(sources::signins::one, sources::signins::cancel))
        .routes(routes!(sources::signins::again))
        .merge(import)
}

fn docs() -> Router {
    let config = Config::new(["/api/openapi.json"]).try_it_out_enabled(false);
    SwaggerUi::new("/api/docs").config(config).into()
}

/// Bodies of requests, and the one answer that leaves fields out.
const PARTIAL: [&str; 33] = [
    "ActivityEdit",
    "Allow",
    "Archive",
    "BackgroundEdit",
    "Connect",
    "ConnectionEdit",
    "FilePath",
    "Finish",
    "Former",
    "Join",
    "LinkEdit",
    "MarkAll",
    "MarkEdit",
    "Mute",
    "NoticeEdit",
    "Open",
    "Passphrase",
    "Problem",
    "QuickLine",
    "ReadUpTo",
    "Refresh",
    "RepeatEdit",
    "RuleEdit",
    "Save",
    "SettingsEdit",
    "SignIn",
    "SignInAgain",
    "SignInTo",
    "Snooze",
    "Subscribe",
    "SubscriptionEdit",
    "ThisDeviceEdit",
    "WhichEdit",
];

/// The document as text. An answer carries all of its fields, `null` where there is nothing, which the derived
/// schemas don't say of optional ones.
fn pretty(document: &utoipa::openapi::OpenApi) -> String {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        for (_, schema) in schemas.iter_mut().filter(|(name, _)| !PARTIAL.contains(&name.as_str())) {
            require_all(schema);
        }
    }
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn require_all(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if let Some(properties) = fields.get("properties").and_then(Value::as_object) {
                let names: Vec<Value> = properties.keys().map(|name| name.as_str().into()).collect();
                fields.insert("required".into(), names.into());
            }
            fields.values_mut().for_each(require_all);
        }
        Value::Array(items) => items.iter_mut().for_each(require_all),
        _ => {}
    }
}

async fn unknown() -> Response {
    let problem = Problem::new(404, "not_found", "There is nothing at this address.");
    problem::response(problem.hint("The verbs of Lorch are listed at /api/docs."))
}

async fn wrong_method(headers: HeaderMap) -> Response {
    let problem = Problem::new(405, "method_not_allowed", "This address does not take this method.");
    let mut response = problem::response(problem.hint("The verbs of Lorch are listed at /api/docs."));
    if let Some(allow) = headers.get(header::ALLOW) {
        response.headers_mut().insert(header::ALLOW, allow.clone());
    }
    (StatusCode::METHOD_NOT_ALLOWED, response).into_response()
}
