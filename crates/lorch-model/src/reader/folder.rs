//! Folders: where each one is, whatever it was called first. Pure.
//!
//! A feed points at its folder by the path that the folder had first, which never changes, so that filing on one
//! device and renaming on another meet. A folder that was never renamed nor moved needs no document: its first path
//! says where it is, below the nearest folder that does have one. Several folders may have come to one path; a person
//! sees them as one.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use serde::{Deserialize, Serialize};

use crate::id::Id;

/// What a folder at the top says it is in.
pub const TOP: &str = "/";

/// A folder as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Folder {
    /// Identity, kept when it is renamed.
    #[schema(value_type = String)]
    pub id: Id,
    /// Where it is, `/` between levels.
    pub path: String,
    /// Feeds in it and in the folders in it.
    pub feeds: u32,
}

/// A change to a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FolderEdit {
    /// Where it is from now on, `/` between levels; feeds and folders in it go with it.
    pub path: String,
}

/// A folder as its document says: what is the same on all of a person's devices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedFolder {
    /// The path it had first, by which feeds point at it. A second folder that began at a path whose first one had
    /// moved on carries a number after a line break.
    pub first: String,
    /// What it is called; `None` for the last level of `first`.
    pub name: Option<String>,
    /// The folder it is in, by that one's first path, [`TOP`] for none; `None` for the levels before in `first`.
    pub parent: Option<String>,
}

/// All folders with a document, and through them the place of every other.
#[derive(Debug, Clone, Default)]
pub struct Folders {
    known: BTreeMap<String, NamedFolder>,
    by_path: BTreeMap<String, String>,
}

impl Folders {
    /// The places of all folders, from what the documents say. Where folders were put into each other on two devices,
    /// the one whose first path comes first is at the top.
    pub fn new(named: impl IntoIterator<Item = NamedFolder>) -> Self {
        let named = named.into_iter().filter(|folder| !folder.first.is_empty());
        let known = named.map(|folder| (folder.first.clone(), folder)).collect();
        let mut folders = Self { known, by_path: BTreeMap::new() };
        folders.cut_rings();
        for first in folders.known.keys() {
            let path = folders.path_of(first);
            folders.by_path.entry(path).or_insert_with(|| first.clone());
        }
        folders
    }

    /// Where the folder with this first path is now.
    pub fn path_of(&self, first: &str) -> String {
        let mut levels = Vec::new();
        let mut at = first;
        while let Some((folder, below)) = self.nearest(at) {
            levels.push(shown(below));
            levels.push(name_of(folder));
            at = parent_of(folder);
        }
        levels.push(shown(at));
        levels.reverse();
        levels.retain(|level| !level.is_empty());
        levels.join("/")
    }

    /// The first path of the folder at `path`: of one that is there, or of one that would begin there.
    pub fn first_of(&self, path: &str) -> String {
        let mut first = String::new();
        let mut start = 0;
        for level in path.split('/') {
            let end = start + level.len();
            start = end + 1;
            if let Some(known) = self.by_path.get(&path[..end]) {
                first.clone_from(known);
                continue;
            }
            if !first.is_empty() {
                first.push('/');
            }
            first.push_str(level);
            let bare = first.len();
            let mut number = 1;
            while self.known.contains_key(&first) {
                number += 1;
                first.truncate(bare);
                // Writing to a text never fails.
                let _ = write!(first, "\n{number}");
            }
        }
        first
    }

    /// What is known of the folder with this first path.
    pub fn get(&self, first: &str) -> Option<&NamedFolder> {
        self.known.get(first)
    }

    /// What a folder is called and the first path of the one that it is in.
    pub fn place_of(&self, first: &str) -> (String, String) {
        match self.known.get(first) {
            Some(folder) => (name_of(folder), parent_of(folder).to_owned()),
            None => (shown(last_level(first)), levels_before(first).to_owned()),
        }
    }

    /// The folders that a person sees, and those that each one stands for, by the first paths of the folders of all
    /// feeds, one a feed. By path.
    pub fn seen<'a>(&self, of_feeds: impl IntoIterator<Item = &'a str>) -> Vec<(Folder, BTreeSet<String>)> {
        let mut seen: BTreeMap<String, (u32, BTreeSet<String>)> = BTreeMap::new();
        for first in of_feeds {
            let (mut at, mut below) = (first.to_owned(), String::new());
            while !at.is_empty() {
                let path = self.path_of(&at);
                if !path.is_empty() {
                    let (feeds, firsts) = seen.entry(path.clone()).or_default();
                    *feeds += u32::from(path != below);
                    firsts.insert(at.clone());
                }
                (at, below) = (self.place_of(&at).1, path);
            }
        }
        for first in self.known.keys() {
            if let Some((_, firsts)) = seen.get_mut(&self.path_of(first)) {
                firsts.insert(first.clone());
            }
        }
        let folder = |(path, (feeds, mut firsts)): (String, (u32, BTreeSet<String>))| {
            let first = self.first_of(&path);
            let folder = Folder { id: Id::of_folder(&first), path, feeds };
            firsts.insert(first);
            (folder, firsts)
        };
        seen.into_iter().map(folder).collect()
    }

    /// The folder with a document that is, or is the nearest above, the one with this first path; and what of the
    /// path lies below it.
    fn nearest<'a>(&self, first: &'a str) -> Option<(&NamedFolder, &'a str)> {
        if let Some(folder) = self.known.get(first) {
            return Some((folder, ""));
        }
        first.rmatch_indices('/').find_map(|(end, _)| Some((self.known.get(&first[..end])?, &first[end + 1..])))
    }

    fn cut_rings(&mut self) {
        let firsts: Vec<String> = self.known.keys().cloned().collect();
        for first in firsts {
            let mut way: Vec<&str> = Vec::new();
            let mut at = self.known.get(&first);
            let ring = loop {
                let Some(folder) = at else { break None };
                if let Some(begin) = way.iter().position(|passed| *passed == folder.first) {
                    break Some(&way[begin..]);
                }
                way.push(&folder.first);
                at = self.nearest(parent_of(folder)).map(|(above, _)| above);
            };
            // A way by first paths alone only leads up, so one in the ring was moved.
            let moved = |first: &&&str| self.known.get(**first).is_some_and(|folder| folder.parent.is_some());
            let cut = ring.and_then(|ring| ring.iter().filter(moved).min()).map(|first| (*first).to_owned());
            if let Some(folder) = cut.and_then(|first| self.known.get_mut(&first)) {
                folder.parent = Some(TOP.to_owned());
            }
        }
    }
}

/// A folder's path as it is kept: no empty levels, no blanks around the names.
pub fn folder_path(typed: &str) -> String {
    let levels: Vec<&str> = typed.split(['/', '\n', '\r']).map(str::trim).filter(|level| !level.is_empty()).collect();
    levels.join("/")
}

/// The path of the folder that holds the one at `path`, empty at the top, and the name of that one.
pub fn parent_and_name(path: &str) -> (&str, &str) {
    (levels_before(path), last_level(path))
}

fn name_of(folder: &NamedFolder) -> String {
    let given = folder.name.as_deref().map(|name| folder_path(name).replace('/', " ")).filter(|name| !name.is_empty());
    given.unwrap_or_else(|| shown(last_level(&folder.first)))
}

fn parent_of(folder: &NamedFolder) -> &str {
    folder.parent.as_deref().unwrap_or(levels_before(&folder.first))
}

fn last_level(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn levels_before(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(before, _)| before)
}

/// A first path without the numbers that tell folders apart.
fn shown(first: &str) -> String {
    let levels = first.split('/').filter_map(|level| level.split('\n').next()).filter(|level| !level.is_empty());
    levels.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests;
