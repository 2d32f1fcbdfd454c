//! The user guide in the terminal. It needs no profile: it is there when nothing else works.

use clap::Args;
use lorch_api::guide::{self, GuidePage};
use lorch_model::problem::Problem;

use crate::{
    failure::Failure,
    out::{Column, Out, Table, plain, strong, wrap},
};

/// Columns that the eye follows without effort.
const WIDEST: usize = 78;

/// Read the user guide.
#[derive(Debug, Args)]
pub struct Guide {
    /// The word of a page; without one the pages are listed
    #[arg(value_name = "PAGE")]
    page: Option<String>,
}

impl Guide {
    /// Does it.
    pub fn run(self, out: &Out) -> Result<(), Failure> {
        let pages = guide::pages();
        match self.page {
            None if out.json => Ok(pages.iter().try_for_each(|page| out.object(page))?),
            None => Ok(list(out, &pages)?),
            Some(word) => {
                let Some(page) = pages.iter().find(|page| page.id == word) else {
                    let problem = Problem::new(404, "page_not_found", format!("The guide has no page `{word}`."));
                    return Err(problem.hint("`lorch guide` lists them.").into());
                };
                if out.json { Ok(out.object(page)?) } else { Ok(print(out, page)?) }
            }
        }
    }
}

fn list(out: &Out, pages: &[GuidePage]) -> std::io::Result<()> {
    let mut table = Table::new(&[("page", Column::Whole), ("about", Column::Rest)]);
    for page in pages {
        table.row([strong(&page.id), plain(&page.title)]);
    }
    out.table(&table)
}

fn print(out: &Out, page: &GuidePage) -> std::io::Result<()> {
    let width = out.width.unwrap_or(WIDEST).min(WIDEST);
    out.line(&[strong(&page.title)])?;
    for paragraph in page.text.lines() {
        out.line(&[])?;
        for line in wrap(paragraph, width) {
            out.line(&[plain(line)])?;
        }
    }
    Ok(())
}
