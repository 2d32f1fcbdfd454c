//! Lists of articles.

use clap::Args;
use lorch_model::reader::ArticleSummary;

use super::which;
use crate::{
    call::{Paging, pages},
    failure::Failure,
    out::{Column, Table, accent, faint, plain, short, strong},
    run::Session,
};

/// List articles, newest first.
#[derive(Debug, Args)]
pub struct Articles {
    /// Only those not read
    #[arg(long, short)]
    unread: bool,
    /// Only those starred
    #[arg(long, short)]
    starred: bool,
    /// Only those saved
    #[arg(long)]
    saved: bool,
    /// Only of this feed: its id or address
    #[arg(long, short, value_name = "FEED")]
    feed: Option<String>,
    /// Only of feeds in this folder and the folders in it
    #[arg(long, value_name = "FOLDER")]
    folder: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

impl Articles {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let yes = |wished: bool| wished.then(|| "true".to_owned());
        let wished = [
            ("feed", which::id(call, self.feed.as_deref()).await?),
            ("folder", self.folder),
            ("unread", yes(self.unread)),
            ("starred", yes(self.starred)),
            ("saved", yes(self.saved)),
        ];
        let mut none = true;
        let more = pages(call, "/api/reader/articles", &wished, self.paging, |articles: Vec<ArticleSummary>| {
            none &= articles.is_empty();
            if out.json {
                return Ok(articles.iter().try_for_each(|article| out.object(article))?);
            }
            let mut table = Table::new(&[
                ("", Column::Whole),
                ("", Column::Whole),
                ("", Column::Whole),
                ("", Column::Most(24)),
                ("", Column::Rest),
            ]);
            for article in &articles {
                let title = if article.title.is_empty() { &article.summary } else { &article.title };
                table.row([
                    faint(short(&article.id)),
                    accent(format!(
                        "{}{}",
                        if article.read { ' ' } else { '•' },
                        match (article.starred, article.saved) {
                            (true, _) => '★',
                            (false, true) => '⚑',
                            (false, false) => ' ',
                        }
                    )),
                    faint(out.when(article.published)),
                    faint(&article.feed_title),
                    if article.read { plain(title) } else { strong(title) },
                ]);
            }
            Ok(out.table(&table)?)
        })
        .await?;
        if none {
            out.note("No articles.");
        } else if more && out.width.is_some() {
            out.note("There are more: --limit N or --all.");
        }
        Ok(())
    }
}
