//! The repository as paths and texts.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// A text file of the repository.
pub struct File {
    /// Path from the root, with forward slashes.
    pub path: String,
    /// Its text; bytes that are not UTF-8 are replaced.
    pub text: String,
}

/// Every file that git would track, as a path from the root, sorted.
pub fn paths() -> io::Result<Vec<String>> {
    let root = root();
    let ignored = ignored(&fs::read_to_string(root.join(".gitignore"))?);
    let mut found = Vec::new();
    walk(&root, "", &ignored, &mut found)?;
    found.sort();
    Ok(found)
}

/// Every text file whose path passes.
pub fn files(wanted: impl Fn(&str) -> bool) -> io::Result<Vec<File>> {
    let mut found = Vec::new();
    for path in paths()?.into_iter().filter(|path| wanted(path)) {
        let bytes = fs::read(root().join(&path))?;
        if !bytes.contains(&0) {
            found.push(File { path, text: String::from_utf8_lossy(&bytes).into_owned() });
        }
    }
    Ok(found)
}

/// The line, counted from 1, that a byte offset is on.
pub fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Our `.gitignore` holds plain names (anywhere) and paths from the root, no patterns.
fn ignored(gitignore: &str) -> Vec<String> {
    let mut names: Vec<String> = gitignore.lines().map(|line| line.trim_end_matches('/').to_owned()).collect();
    names.push(".git".to_owned());
    names
}

fn walk(root: &Path, below: &str, ignored: &[String], found: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
        if ignored.iter().any(|pattern| *pattern == name || *pattern == format!("/{path}")) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            walk(root, &path, ignored, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}
