//! One article: reading, starring and saving it.

use clap::Args;
use http::Method;
use lorch_formats::reader::html;
use lorch_model::problem::Problem;
use lorch_model::reader::{Article, ArticleSummary, MarkEdit};

use super::overview::attached;
use crate::{
    call::Call,
    failure::Failure,
    out::{Out, accent, faint, plain, short, strong, wrap},
    run::Session,
};

/// Columns that the eye follows without effort.
const WIDEST: usize = 78;

/// Read an article, and mark it as read.
#[derive(Debug, Args)]
pub struct Read {
    /// Id of the article, or its first digits
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// Mark it as unread instead of printing it
    #[arg(long)]
    unread: bool,
    /// Leave its marks as they are
    #[arg(long, conflicts_with = "unread")]
    no_mark: bool,
    /// Print the text of the page it leads to; the page is fetched when it is not here yet
    #[arg(long, conflicts_with = "unread")]
    full: bool,
}

/// Star an article.
#[derive(Debug, Args)]
pub struct Star {
    /// Id of the article, or its first digits
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// Take the star away
    #[arg(long)]
    remove: bool,
}

/// Save an article for later.
#[derive(Debug, Args)]
pub struct Save {
    /// Id of the article, or its first digits
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// Take it off the list
    #[arg(long)]
    remove: bool,
}

impl Read {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        if self.unread {
            let marked = mark(call, &self.article, MarkEdit { read: Some(false), ..MarkEdit::default() }).await?;
            return tell(out, &marked, "Unread ");
        }
        if !self.no_mark {
            mark(call, &self.article, MarkEdit { read: Some(true), ..MarkEdit::default() }).await?;
        }
        let mut article: Article = call.get(&path(&self.article)?).await?;
        if self.full && article.full.is_none() {
            let fetch = format!("{}/full-text", path(&self.article)?);
            article = call.send(Method::POST, &fetch, &()).await?;
        }
        if !self.full {
            article.full = article.full.filter(|_| out.json);
        }
        if out.json { Ok(out.object(&article)?) } else { print(out, &article) }
    }
}

impl Star {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let edit = MarkEdit { starred: Some(!self.remove), ..MarkEdit::default() };
        let marked = mark(call, &self.article, edit).await?;
        tell(out, &marked, if self.remove { "No star any more " } else { "★ " })
    }
}

impl Save {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let edit = MarkEdit { saved: Some(!self.remove), ..MarkEdit::default() };
        let marked = mark(call, &self.article, edit).await?;
        tell(out, &marked, if self.remove { "Not saved any more " } else { "Saved " })
    }
}

fn print(out: &Out, article: &Article) -> Result<(), Failure> {
    let summary = &article.summary;
    let width = out.width.unwrap_or(WIDEST).min(WIDEST);
    let title = if summary.title.is_empty() { "(no title)" } else { &summary.title };
    for line in wrap(title, width) {
        out.line(&[strong(line)])?;
    }
    let mut about = vec![summary.feed_title.clone()];
    about.extend(summary.author.clone());
    about.push(out.moment(summary.published));
    let minutes = article.full.as_ref().map_or(summary.minutes, |full| full.minutes);
    about.push(format!("{minutes} min"));
    out.line(&[if summary.starred { accent("★ ") } else { plain("") }, faint(about.join(" · "))])?;
    if let Some(link) = &summary.link {
        out.line(&[faint(link)])?;
    }
    let text = article.full.as_ref().map_or(&article.html, |full| &full.html);
    for paragraph in html::text(text).lines() {
        out.line(&[])?;
        for line in wrap(paragraph, width) {
            out.line(&[plain(line)])?;
        }
    }
    if !article.enclosures.is_empty() {
        out.line(&[])?;
    }
    for enclosure in &article.enclosures {
        out.line(&[faint(attached(enclosure))])?;
    }
    Ok(())
}

async fn mark(call: &Call, id: &str, edit: MarkEdit) -> Result<ArticleSummary, Failure> {
    call.send(Method::PATCH, &path(id)?, &edit).await
}

fn path(id: &str) -> Result<String, Failure> {
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let problem = Problem::new(404, "article_not_found", format!("`{id}` is not the id of an article."));
        return Err(problem.hint("`lorch articles` shows articles and their ids.").into());
    }
    Ok(format!("/api/reader/articles/{id}"))
}

fn tell(out: &Out, article: &ArticleSummary, verb: &str) -> Result<(), Failure> {
    if out.json {
        return Ok(out.object(article)?);
    }
    Ok(out.done(&[accent(verb), strong(&article.title), faint(format!("  {}", short(&article.id)))])?)
}
