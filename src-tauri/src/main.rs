//! The desktop face of Lorch.
fn main() {}
