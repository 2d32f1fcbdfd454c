//! The window, and how requests of its page reach the router.

use std::{
    convert::Infallible,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Router, body::Body};
use http::{Request, Response};
use http_body_util::BodyExt;
use lorch_api::{
    core,
    face::{Face, Lifetime},
};
use lorch_host::{Profile, outside};
use lorch_model::problem::Problem;
use tauri::{
    AppHandle, Manager, RunEvent, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
    webview::NewWindowResponse,
};
use tokio::{net::UnixListener, runtime::Runtime, sync::watch};
use tower::{Service, ServiceExt};

use crate::{
    background::{self, Choices},
    desktop,
    geometry::{Geometry, SMALLEST},
    single, tray,
};

const LABEL: &str = "main";
const HOME: &str = "lorch://localhost/";
/// A window that is being dragged moves many times a second; its place is kept once it rests.
const REST: Duration = Duration::from_millis(500);

/// The face, once it is open, or why it could not be opened.
type Opened = Option<Result<Face, String>>;

/// Opens the window on `profile` and returns when it was closed and everything is on disk. A `hidden` one is shown
/// only where no icon in the tray would bring it back.
pub(crate) fn open(
    runtime: &Runtime,
    profile: Profile,
    doorbell: Option<UnixListener>,
    hidden: bool,
) -> Result<(), String> {
    // The window and the profile open side by side: the page is loaded from memory meanwhile.
    let (opened, face) = watch::channel::<Opened>(None);
    let opening = profile.clone();
    runtime.spawn(async move {
        let face = core::open(opening, Lifetime::Long).await.map_err(|error| error.to_string());
        opened.send_replace(Some(face));
    });
    let state = profile.state_dir().to_owned();
    let choices = Arc::new(Choices::load(&state, background::autostart(&profile)));
    let verbs = verbs(face.clone());
    let router = lorch_api::window(desktop::routes(verbs.clone(), &choices), verbs.clone());
    let handle = runtime.handle().clone();
    tauri::async_runtime::set(runtime.handle().clone());
    let app = tauri::Builder::default()
        .register_asynchronous_uri_scheme_protocol("lorch", move |_context, request, responder| {
            let router = router.clone();
            handle.spawn(async move { responder.respond(answer(router, request).await) });
        })
        .setup(move |app| {
            let window = build(app.handle(), &Geometry::load(&state), &state, hidden)?;
            remember(&window, state, choices.clone());
            tray::keep(app.handle(), &choices, verbs, hidden);
            let leaving = app.handle().clone();
            tauri::async_runtime::spawn(async move {
                asked_to_leave().await;
                leaving.exit(0);
            });
            if let Some(doorbell) = doorbell {
                let handle = app.handle().clone();
                tauri::async_runtime::spawn(single::answer(doorbell, move || show(&handle)));
            }
            Ok(())
        })
        .build(tauri::generate_context!())
        .map_err(|error| format!("the window can't be opened: {error}"))?;
    let code = app.run_return(|_, event| {
        if let RunEvent::ExitRequested { .. } = event {
            tracing::debug!("the window was closed");
        }
    });
    runtime.block_on(async {
        if let Some(Ok(face)) = face.borrow().clone() {
            face.stop().await;
        }
    });
    if code == 0 { Ok(()) } else { Err(format!("the window ended with code {code}")) }
}

fn build(app: &AppHandle, geometry: &Geometry, state: &Path, hidden: bool) -> tauri::Result<WebviewWindow> {
    let home: Url = HOME.parse().map_err(tauri::Error::InvalidUrl)?;
    let mut window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::CustomProtocol(home))
        .title("Lorch")
        .inner_size(geometry.width, geometry.height)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .maximized(geometry.maximized)
        .visible(!hidden)
        // Of this profile alone, and in a folder that only its person may enter.
        .data_directory(state.join("webview"))
        .on_navigation(stays_here)
        .on_new_window(|url, _| {
            open_outside(&url);
            NewWindowResponse::Deny
        });
    if let (Some(x), Some(y)) = (geometry.x, geometry.y)
        && is_visible(app, x, y)
    {
        window = window.position(x, y);
    }
    window.build()
}

/// Ends when the session ends or somebody asks the process to.
async fn asked_to_leave() {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()].map(signal);
    let [Ok(mut terminate), Ok(mut interrupt), Ok(mut hangup)] = signals else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hangup.recv() => {}
    }
}

/// The page never leaves Lorch: a link elsewhere opens in the person's browser.
fn stays_here(url: &Url) -> bool {
    let here = url.scheme() == "lorch" && url.host_str() == Some("localhost");
    if !here {
        open_outside(url);
    }
    here
}

fn open_outside(url: &Url) {
    if let Err(error) = outside::open_outside(url.as_str()) {
        tracing::warn!(%error, "a link was not opened");
    }
}

/// A monitor may have been unplugged since the window was last there.
fn is_visible(app: &AppHandle, x: f64, y: f64) -> bool {
    app.available_monitors().unwrap_or_default().iter().any(|monitor| {
        let scale = monitor.scale_factor();
        let (at, size) = (monitor.position().to_logical::<f64>(scale), monitor.size().to_logical::<f64>(scale));
        x >= at.x && x < at.x + size.width - 80.0 && y >= at.y && y < at.y + size.height - 80.0
    })
}

fn remember(window: &WebviewWindow, state: PathBuf, choices: Arc<Choices>) {
    let moved = Arc::new(watch::Sender::new(()));
    let last = Arc::new(Mutex::new(None));
    let (resting, resting_window, resting_last, resting_state) =
        (moved.subscribe(), window.clone(), last.clone(), state.clone());
    tauri::async_runtime::spawn(async move {
        let mut resting = resting;
        while resting.changed().await.is_ok() {
            while let Ok(Ok(())) = tokio::time::timeout(REST, resting.changed()).await {}
            keep(&resting_window, &resting_last, &resting_state);
        }
    });
    let window_again = window.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::Moved(_) | WindowEvent::Resized(_) => {
            moved.send_replace(());
        }
        WindowEvent::CloseRequested { api, .. } => {
            keep(&window_again, &last, &state);
            if choices.stays() && window_again.hide().is_ok() {
                api.prevent_close();
            }
        }
        _ => {}
    });
}

fn keep(window: &WebviewWindow, last: &Mutex<Option<Geometry>>, state: &Path) {
    let Some(now) = geometry(window, *last.lock().unwrap_or_else(PoisonError::into_inner)) else { return };
    *last.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    if let Err(error) = now.save(state) {
        tracing::warn!(%error, "the window's place was not kept");
    }
}

/// Where the window is; a maximized one keeps the place it goes back to.
fn geometry(window: &WebviewWindow, before: Option<Geometry>) -> Option<Geometry> {
    if window.is_maximized().ok()? {
        return Some(Geometry { maximized: true, ..before.unwrap_or_default() });
    }
    let scale = window.scale_factor().ok()?;
    let size = window.inner_size().ok()?.to_logical::<f64>(scale);
    let at = window.outer_position().ok()?.to_logical::<f64>(scale);
    Some(Geometry { x: Some(at.x), y: Some(at.y), width: size.width, height: size.height, maximized: false })
}

/// Brings the window to the front, from the tray too.
pub(crate) fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let shown = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(%error, "the window could not be shown");
        }
    }
}

/// Brings the window to the front and its page to this path.
pub(crate) fn go(app: &AppHandle, path: &str) {
    show(app);
    let Some(window) = app.get_webview_window(LABEL) else { return };
    // The page hears it as it hears a key: it keeps what is open and goes there by its own router.
    let told = format!("dispatchEvent(new CustomEvent('lorch:go', {{ detail: {} }}))", serde_json::Value::from(path));
    if let Err(error) = window.eval(told) {
        tracing::warn!(%error, "the page could not be told where to go");
    }
}

/// Shows beside the program's icon how many notices were not read, on desktops that do such a thing.
pub(crate) fn badge(app: &AppHandle, unread: u64) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let count = i64::try_from(unread).ok().filter(|unread| *unread > 0);
    if let Err(error) = window.set_badge_count(count) {
        tracing::debug!(%error, "no badge here");
    }
}

/// Every verb goes to whoever owns the profile; files of the UI and desktop routes are answered here.
fn verbs(
    face: watch::Receiver<Opened>,
) -> impl Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send> + Clone + Send + Sync + 'static
{
    tower::service_fn(move |request: Request<Body>| {
        let mut face = face.clone();
        async move {
            let opened = face.wait_for(Option::is_some).await.ok().and_then(|opened| opened.clone());
            match opened {
                Some(Ok(face)) => face.oneshot(request).await,
                Some(Err(why)) => Ok(unavailable(&why)),
                None => Ok(unavailable("Lorch is closing.")),
            }
        }
    })
}

fn unavailable(why: &str) -> Response<Body> {
    let problem = Problem::new(503, "profile_unavailable", why)
        .hint("Check that the profile folder is yours and the disk is not full, then start Lorch again.");
    lorch_api::problem::response(problem)
}

async fn answer(router: Router, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
    let (parts, body) = request.into_parts();
    let reply = match router.oneshot(Request::from_parts(parts, Body::from(body))).await {
        Ok(reply) => reply,
        Err(never) => match never {},
    };
    let (parts, body) = reply.into_parts();
    match body.collect().await {
        Ok(body) => Response::from_parts(parts, body.to_bytes().to_vec()),
        Err(error) => {
            tracing::warn!(%error, "a reply broke off");
            let mut broken = Response::new(Vec::new());
            *broken.status_mut() = http::StatusCode::BAD_GATEWAY;
            broken
        }
    }
}
