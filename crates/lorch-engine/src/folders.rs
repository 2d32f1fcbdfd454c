//! What a person does with folders: renaming them, wherever they are filed on other devices meanwhile.

use lorch_documents::{
    fields::{self, Wish},
    folder,
};
use lorch_model::{
    id::Id,
    made::Action,
    reader::{Folder, Folders, TOP, folder_path, parent_and_name},
};
use lorch_store::{Told, Write, edits::NewEdit};

use crate::{Engine, EngineError};

impl Engine {
    /// Gives a folder another path: another name, another place, or both. Its feeds and folders go with it, also
    /// those that another device files there before it hears of this.
    pub async fn rename_folder(&self, id: &Id, typed: &str) -> Result<Folder, EngineError> {
        let path = folder_path(typed);
        let mut write = self.store().write().await?;
        let seen = write.seen_folders().await?;
        let named =
            |firsts: &std::collections::BTreeSet<String>| firsts.iter().any(|first| Id::of_folder(first) == *id);
        let Some((was, firsts)) = seen.into_iter().find(|(_, firsts)| named(firsts)) else {
            return Err(EngineError::FolderNotFound);
        };
        if path.is_empty() {
            return Err(EngineError::FolderUnnamed);
        }
        if path.strip_prefix(&was.path).is_some_and(|rest| rest.starts_with('/')) {
            return Err(EngineError::FolderInsideItself);
        }
        let folders = write.folders().await?;
        let mut steps = Vec::new();
        for first in &firsts {
            let wishes = wishes(&folders, first, &path);
            if wishes.is_empty() {
                continue;
            }
            let (id, genesis) = (Id::of_folder(first), folder::genesis(first)?);
            let (bodies, made) = self
                .keep_document(&mut write, folder::KIND, &id, Some(genesis), |bodies, actor| {
                    fields::put(bodies, actor, self.now(), wishes)
                })
                .await?;
            self.project(&mut write, folder::KIND, &bodies).await?;
            steps.extend(made);
        }
        let edit = NewEdit {
            at: self.now(),
            action: Action::FolderRenamed,
            kind: folder::KIND,
            thing: Some(was.id),
            title: &path,
        };
        write.note_edit(&edit, &steps).await?;
        let folder = at_path(&mut write, &path).await?.ok_or(EngineError::FolderNotFound)?;
        write.tell(Told::Changed, &folder)?;
        write.commit().await?;
        Ok(folder)
    }
}

async fn at_path(write: &mut Write, path: &str) -> Result<Option<Folder>, EngineError> {
    let seen = write.seen_folders().await?;
    Ok(seen.into_iter().map(|(folder, _)| folder).find(|folder| folder.path == path))
}

/// What has to hold for a folder to be at `path`. What holds already isn't wished, so that it doesn't stand against
/// what another device does to it; but a name that was given is, which settles two that were given at once.
fn wishes(folders: &Folders, first: &str, path: &str) -> Vec<Wish> {
    let (name, parent) = folders.place_of(first);
    let (wanted_parent, wanted_name) = parent_and_name(path);
    let known = folders.get(first);
    let mut wishes = Vec::new();
    if name != wanted_name || known.is_some_and(|folder| folder.name.is_some()) {
        wishes.push((folder::NAME.to_owned(), Some(wanted_name.into())));
    }
    if folders.path_of(&parent) != wanted_parent {
        wishes.push((folder::PARENT.to_owned(), Some(parent_at(folders, wanted_parent).as_str().into())));
    } else if known.is_some_and(|folder| folder.parent.is_some()) {
        wishes.push((folder::PARENT.to_owned(), Some(parent.as_str().into())));
    }
    wishes
}

/// A text without words is no text: the top has a word of its own.
fn parent_at(folders: &Folders, path: &str) -> String {
    if path.is_empty() { TOP.to_owned() } else { folders.first_of(path) }
}
