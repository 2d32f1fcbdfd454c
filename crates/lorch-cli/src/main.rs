//! The terminal: commands, REPL, lorch serve
fn main() {}
