//! Files, stdin, and what a person types unseen.

use std::{
    fs::File,
    io::{self, IsTerminal, Read, Write},
    path::Path,
};

use crossterm::terminal;
use lorch_model::problem::Problem;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// As much as the API takes; a device that never ends must not fill the memory.
const MOST: u64 = 16 * 1024 * 1024;

/// The bytes of a file, or of stdin for `-`.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    read_up_to(path, MOST)
}

/// As [`read`], of `most` bytes at most.
pub fn read_up_to(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().lock().take(most + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
    };
    read.map_err(|fault| Failure::from_system(&format!("{} can't be read", path.display()), &fault))?;
    if bytes.len() as u64 > most {
        let title = format!("{} is larger than {} MiB.", path.display(), most / (1024 * 1024));
        return Err(Problem::new(413, "file_too_large", title).into());
    }
    Ok(bytes)
}

/// The longest secret that is typed or piped.
const LONGEST_SECRET: u64 = 16 * 1024;

/// A secret: typed unseen on a terminal, else the first line of stdin.
pub fn secret(what: &str) -> Result<Zeroizing<String>, Failure> {
    let failed = |fault: io::Error| Failure::from_system(&format!("{what} can't be read"), &fault);
    let text = if io::stdin().is_terminal() { typed(what) } else { piped() };
    let text = text.map_err(failed)?;
    match text.is_empty() {
        true => Err(Problem::new(400, "secret_missing", format!("{what} is missing."))
            .hint("Type it, or send it on stdin.")
            .into()),
        false => Ok(text),
    }
}

fn piped() -> io::Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(1024));
    io::stdin().lock().take(LONGEST_SECRET).read_to_end(&mut bytes)?;
    let line = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    match std::str::from_utf8(line) {
        Ok(line) => Ok(Zeroizing::new(line.to_owned())),
        Err(_) => Err(io::ErrorKind::InvalidData.into()),
    }
}

fn typed(what: &str) -> io::Result<Zeroizing<String>> {
    write!(io::stderr(), "{what}: ")?;
    io::stderr().flush()?;
    terminal::enable_raw_mode()?;
    let typed = keys();
    terminal::disable_raw_mode()?;
    writeln!(io::stderr())?;
    typed
}

/// Keys up to Enter; nothing of them is shown.
fn keys() -> io::Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(1024));
    for byte in io::stdin().lock().bytes() {
        match byte? {
            b'\r' | b'\n' => break,
            // Ctrl-C and Ctrl-D: in raw mode they are keys like any other.
            3 | 4 => return Err(io::ErrorKind::Interrupted.into()),
            8 | 127 => while bytes.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {},
            byte if bytes.len() < 1024 => bytes.push(byte),
            _ => {}
        }
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => Err(io::ErrorKind::InvalidData.into()),
    }
}
