//! The least that Tauri shows: one window, one line. `make bench` measures the window of Lorch beside it.

use tauri::{Url, WebviewUrl, WebviewWindowBuilder, http::Response};

const PAGE: &str = "<!doctype html><html lang=en><title>Empty</title>\
    <body style='background:#f5efe3;color:#2a2620;font:32px serif'>One line, nothing more</body></html>";

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .register_uri_scheme_protocol("lorch", |_, _| {
            let mut page = Response::new(PAGE.as_bytes().to_vec());
            page.headers_mut()
                .insert("content-type", tauri::http::HeaderValue::from_static("text/html; charset=utf-8"));
            page
        })
        .setup(|app| {
            let home: Url = "lorch://localhost/".parse().map_err(tauri::Error::InvalidUrl)?;
            WebviewWindowBuilder::new(app, "main", WebviewUrl::CustomProtocol(home))
                .title("Empty")
                .inner_size(1360.0, 860.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
