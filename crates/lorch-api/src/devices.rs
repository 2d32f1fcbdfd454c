//! A person's other devices over HTTP.

pub(crate) mod held;
pub(crate) mod paired;
pub(crate) mod pairing;
