//! What a person does with rules. What rules do with new articles is done where those land.

use lorch_documents::rule::{self, Edit};
use lorch_model::{
    id::Id,
    made::Action,
    reader::{KeptRule, Rule, RuleEdit, folder_path},
};
use lorch_store::{
    Told, Write,
    edits::{NewEdit, Step},
};
use rand::Rng;

use crate::{Engine, EngineError, lock};

impl Engine {
    /// Makes a rule. It holds for articles that come from now on.
    pub async fn add_rule(&self, edit: RuleEdit) -> Result<Rule, EngineError> {
        let id = Id::made(self.now(), lock(&self.0.random).random());
        let mut write = self.store().write().await?;
        let edit = self.resolved(&mut write, &id, edit, None).await?;
        let (rule, steps) = self.apply_rule(&mut write, &id, &Edit::Add(edit)).await?;
        rule.checked()?;
        self.note_rule(&mut write, Action::RuleAdded, &rule, &steps).await?;
        write.tell(Told::Made, &rule)?;
        write.commit().await?;
        Ok(rule)
    }

    /// Changes a rule.
    pub async fn edit_rule(&self, id: &Id, edit: RuleEdit) -> Result<Rule, EngineError> {
        let mut write = self.store().write().await?;
        let before = standing(&mut write, id).await?;
        let edit = self.resolved(&mut write, id, edit, Some(&before)).await?;
        let (rule, steps) = self.apply_rule(&mut write, id, &Edit::Change(edit)).await?;
        rule.checked()?;
        self.note_rule(&mut write, Action::RuleChanged, &rule, &steps).await?;
        write.tell(Told::Changed, &rule)?;
        write.commit().await?;
        Ok(rule)
    }

    /// Removes a rule: it goes into the bin. What it did stays.
    pub async fn remove_rule(&self, id: &Id) -> Result<(), EngineError> {
        let mut write = self.store().write().await?;
        standing(&mut write, id).await?;
        let (rule, steps) = self.apply_rule(&mut write, id, &Edit::Remove).await?;
        self.note_rule(&mut write, Action::RuleRemoved, &rule, &steps).await?;
        write.tell(Told::Done, &())?;
        Ok(write.commit().await?)
    }

    /// Applies an edit to the document of a rule. Returns the rule as it is then, and what undoes it.
    pub(crate) async fn apply_rule(
        &self,
        write: &mut Write,
        id: &Id,
        edit: &Edit,
    ) -> Result<(Rule, Vec<Step>), EngineError> {
        let genesis = matches!(edit, Edit::Add(_)).then(|| rule::genesis(id)).transpose()?;
        let (bodies, steps) = self
            .keep_document(write, rule::KIND, id, genesis, |bodies, actor| rule::edit(bodies, actor, self.now(), edit))
            .await?;
        self.project(write, rule::KIND, &bodies).await?;
        let kept = write.rule(id).await?.ok_or(EngineError::RuleNotFound)?;
        Ok((kept.rule, steps))
    }

    /// Notes what a person did to a rule.
    pub(crate) async fn note_rule(
        &self,
        write: &mut Write,
        action: Action,
        rule: &Rule,
        steps: &[Step],
    ) -> Result<(), EngineError> {
        let edit = NewEdit { at: self.now(), action, kind: rule::KIND, thing: Some(rule.id), title: &rule.name };
        write.note_edit(&edit, steps).await?;
        Ok(())
    }

    /// What was typed, in the words of the document: the folder by its first path, a name where none was given.
    async fn resolved(
        &self,
        write: &mut Write,
        id: &Id,
        edit: RuleEdit,
        before: Option<&Rule>,
    ) -> Result<RuleEdit, EngineError> {
        let trimmed = |text: Option<String>| text.map(|text| text.trim().to_owned());
        let path = edit.folder.as_deref().map(folder_path);
        let feed = trimmed(edit.feed).map(|feed| feed.to_ascii_lowercase());
        let mut edit = RuleEdit { name: trimmed(edit.name), words: trimmed(edit.words), feed, folder: None, ..edit };
        let mut feed_title = None;
        if let Some(typed) = edit.feed.as_deref().filter(|feed| !feed.is_empty()) {
            let feed: Id = typed.parse().map_err(|_| EngineError::FeedNotFound)?;
            let known = before.is_some_and(|rule| rule.feed == Some(feed));
            feed_title = write.feed(&feed).await?.map(|feed| feed.title);
            if feed_title.is_none() && !known {
                return Err(EngineError::FeedNotFound);
            }
        }
        if let Some(path) = &path {
            edit.folder = Some(write.first_of_folder(path, id).await?);
        }
        if edit.name.as_deref().unwrap_or_default().is_empty() && (before.is_none() || edit.name.is_some()) {
            let now = |said: &Option<String>, was: Option<String>| said.clone().or(was).filter(|text| !text.is_empty());
            let words = now(&edit.words, before.map(|rule| rule.words.clone()));
            let folder = now(&path, before.and_then(|rule| rule.folder.clone()));
            edit.name = words.or(feed_title).or(folder);
        }
        Ok(edit)
    }
}

async fn standing(write: &mut Write, id: &Id) -> Result<Rule, EngineError> {
    match write.rule(id).await? {
        Some(KeptRule { rule, removed: None }) => Ok(rule),
        _ => Err(EngineError::RuleNotFound),
    }
}
