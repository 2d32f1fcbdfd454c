//! Signing in to services: by a token, by a code on their page (RFC 8628), in the browser (RFC 6749 with PKCE, RFC 8252).
//!
//! Read in this order: [`services`] (what there is), [`Tokens`] (what comes of it), [`token`] (the one place that asks for
//! them), [`account`] (whose they are), [`device`], [`browser`] and [`redirect`] (the ways there).

pub mod account;
pub mod browser;
pub mod device;
mod error;
pub mod redirect;
mod services;
pub mod token;
mod tokens;

pub use error::SignInError;
pub use services::{Endpoints, GITHUB, SPOTIFY, default_base, endpoints, services};
pub use tokens::Tokens;
