//! One profile, one owner, and no caller that notices a change of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "face/handover.rs"]
mod handover;
#[path = "face/house.rs"]
mod house;
#[path = "face/opening.rs"]
mod opening;
#[path = "face/processes.rs"]
mod processes;
#[path = "face/remote.rs"]
mod remote;
