use std::collections::BTreeSet;

use lorch_model::{
    change::Topic,
    id::Id,
    reader::{Folder, Folders, NamedFolder},
};
use sqlx::{SqliteConnection, SqliteExecutor};

use crate::{Result, Store, Write};

impl Store {
    /// The folders of the feeds that the person subscribes to, by path.
    pub async fn list_folders(&self) -> Result<Vec<Folder>> {
        let mut reader = self.readers.acquire().await?;
        Ok(seen(&mut reader).await?.into_iter().map(|(folder, _)| folder).collect())
    }

    /// Where the folders are.
    pub async fn folders(&self) -> Result<Folders> {
        named(&self.readers).await
    }
}

impl Write {
    /// Where the folders are, as this write leaves them.
    pub async fn folders(&mut self) -> Result<Folders> {
        named(self.conn().await?).await
    }

    /// The folders that the person sees, and those that each one stands for, by their first paths.
    pub async fn seen_folders(&mut self) -> Result<Vec<(Folder, BTreeSet<String>)>> {
        seen(self.conn().await?).await
    }

    /// The first path of the folder at `path`; that of the one that a subscription or a rule names when it is there
    /// already, for several may be.
    pub async fn first_of_folder(&mut self, path: &str, thing: &Id) -> Result<String> {
        let named: Option<String> = sqlx::query_scalar(
            "SELECT folder_first FROM subscriptions WHERE id = ?1
             UNION ALL SELECT folder FROM rules WHERE id = ?1 AND folder IS NOT NULL",
        )
        .bind(thing.as_bytes())
        .fetch_optional(self.conn().await?)
        .await?;
        let folders = self.folders().await?;
        let here = named.filter(|first| folders.path_of(first) == path);
        Ok(here.unwrap_or_else(|| folders.first_of(path)))
    }

    /// Puts the projection of a folder document in place of the one before: every folder may have moved with it.
    pub async fn put_folder(&mut self, folder: &NamedFolder) -> Result<()> {
        sqlx::query(
            "INSERT INTO folders (id, first, path, name, parent) VALUES (?, ?, '', ?, ?)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, parent = excluded.parent",
        )
        .bind(Id::of_folder(&folder.first).as_bytes())
        .bind(&folder.first)
        .bind(&folder.name)
        .bind(&folder.parent)
        .execute(self.conn().await?)
        .await?;
        self.settle_folders().await
    }

    /// Brings the path of every folder, and of every feed in one, in line with where the folders are.
    async fn settle_folders(&mut self) -> Result<()> {
        let folders = self.folders().await?;
        for (read, write) in [
            ("SELECT first, path FROM folders", "UPDATE folders SET path = ?2 WHERE first = ?1"),
            (
                "SELECT DISTINCT folder_first, folder FROM subscriptions WHERE folder_first <> ''",
                "UPDATE subscriptions SET folder = ?2 WHERE folder_first = ?1",
            ),
        ] {
            let rows: Vec<(String, String)> = sqlx::query_as(read).fetch_all(self.conn().await?).await?;
            for (first, path) in rows {
                let now = folders.path_of(&first);
                if now != path {
                    sqlx::query(write).bind(first).bind(now).execute(self.conn().await?).await?;
                }
            }
        }
        for topic in [Topic::Feeds, Topic::Articles, Topic::Rules] {
            self.touch(topic);
        }
        Ok(())
    }
}

async fn named(executor: impl SqliteExecutor<'_>) -> Result<Folders> {
    let rows: Vec<(String, Option<String>, Option<String>)> =
        sqlx::query_as("SELECT first, name, parent FROM folders").fetch_all(executor).await?;
    Ok(Folders::new(rows.into_iter().map(|(first, name, parent)| NamedFolder { first, name, parent })))
}

async fn seen(conn: &mut SqliteConnection) -> Result<Vec<(Folder, BTreeSet<String>)>> {
    let firsts: Vec<String> =
        sqlx::query_scalar("SELECT folder_first FROM subscriptions WHERE removed IS NULL AND folder_first <> ''")
            .fetch_all(&mut *conn)
            .await?;
    Ok(named(conn).await?.seen(firsts.iter().map(String::as_str)))
}
