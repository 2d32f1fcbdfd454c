//! What the listening face refuses, on real sockets and to the byte.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "guard/answers.rs"]
mod answers;
#[path = "guard/hosts.rs"]
mod hosts;
#[path = "guard/origins.rs"]
mod origins;
#[path = "guard/served.rs"]
mod served;
#[path = "guard/signin.rs"]
mod signin;
#[path = "guard/tokens.rs"]
mod tokens;
