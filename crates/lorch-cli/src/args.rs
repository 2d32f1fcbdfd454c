//! What can be typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::{
    api, backup, bin, coding, connections, devices, edits, export, guide, imports, inbox, links, listening, planner,
    profile, reader, sample, search, serve, settings, sources, system, timeline, vault,
};

/// What these options hold for.
const EVERYWHERE: &str = "With every command";

/// Lorch keeps what you read on one time axis, on your own machine.
#[derive(Debug, Parser)]
#[command(name = "lorch", version, max_term_width = 100, infer_long_args = true)]
pub struct Cli {
    /// The folder that holds your data [default: $LORCH_PROFILE, else ~/.local/share/lorch/default]
    #[arg(long, global = true, value_name = "DIR", help_heading = EVERYWHERE)]
    pub profile: Option<PathBuf>,
    /// The file that holds the key of an encrypted profile [default: $LORCH_KEY_FILE]
    #[arg(long, global = true, value_name = "FILE", help_heading = EVERYWHERE)]
    pub key_file: Option<PathBuf>,
    /// Print one JSON object a line, with the field names of the API
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub json: bool,
    /// Print only what was asked for
    #[arg(long, short, global = true, help_heading = EVERYWHERE)]
    pub quiet: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// One command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Subscribe to feeds and look after them
    #[command(subcommand)]
    Feeds(reader::Feeds),
    /// List the folders that feeds are in, and rename them
    Folders(reader::Folders),
    /// Mark new articles by rules of yours
    #[command(subcommand)]
    Rules(reader::Rules),
    /// Ask feeds for news now
    Refresh(reader::Refresh),
    /// List articles, newest first
    Articles(reader::Articles),
    /// Read an article, and mark it as read
    Read(reader::Read),
    /// Star an article
    Star(reader::Star),
    /// Save an article for later
    Save(reader::Save),
    /// Plan tasks and events
    #[command(subcommand)]
    Plan(planner::Plan),
    /// See what Lorch told you, and put it off or clear it
    Inbox(inbox::Inbox),
    /// Find words in titles and texts
    Search(search::Search),
    /// List what happened, newest first
    Timeline(timeline::Timeline),
    /// Show what was done in repositories
    Coding(coding::CodingRoom),
    /// Show what you listened to
    Listening(listening::ListeningRoom),
    /// Take your last edit back, or the one with this number
    Undo(edits::Which),
    /// Do again what was undone last, or the edit with this number
    Redo(edits::Which),
    /// List what you did, newest first
    Edits(edits::Edits),
    /// Show the former states of a feed, a folder, a rule or an activity, and go back to one
    History(edits::History),
    /// Connect an account of a service
    Connect(connections::Connect),
    /// List the accounts you connected, pause them or take them away
    Connections(connections::Connections),
    /// See where Lorch keeps secrets, and open or lock it
    Vault(vault::Vault),
    /// Allow feeds to be fetched from an address of this machine or its network
    Allow(sources::Allow),
    /// Look at what was removed, restore it, or delete it for good
    #[command(subcommand)]
    Bin(bin::Bin),
    /// List imports and undo them
    #[command(subcommand)]
    Imports(imports::Imports),
    /// Say which things are the same, and which are not
    #[command(subcommand)]
    Links(links::Links),
    /// Look around in a made-up year, and remove it again
    #[command(subcommand)]
    Sample(sample::Sample),
    /// Pair devices, see how they stand, and answer what one would remove here
    Devices(devices::Devices),
    /// Show or change settings
    Settings(settings::Settings),
    /// Encrypt the profile, change its key, or show where it lies
    #[command(subcommand)]
    Profile(profile::Profile),
    /// Show how this computer does, or what it did
    System(system::System),
    /// Show what Lorch is doing
    Status,
    /// Make a backup, or list those there are
    Backup(backup::Backup),
    /// Put a backup in the profile's place; what is there is set aside
    Restore(backup::Restore),
    /// Check that everything is whole
    Verify(backup::Verify),
    /// Write everything you keep as open files, into a zip or a folder
    Export(export::Export),
    /// Bring back what was exported, or subscribe to the feeds of an OPML file
    Import(export::Import),
    /// Make lists, counts, timeline and search again from what they show
    Rebuild(backup::Rebuild),
    /// Serve Lorch to the browser on this machine
    Serve(serve::Serve),
    /// Type commands one after the other, with completion and a history
    Repl,
    /// Read the user guide
    Guide(guide::Guide),
    /// Call the HTTP API
    Api(api::Api),
    /// Print the script that completes commands in a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write manual pages and completions into a folder, as packages bring them along
    #[command(hide = true)]
    Papers {
        /// The folder; made when it is missing
        folder: PathBuf,
    },
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use clap::error::ErrorKind;

    use super::*;

    /// Code between backticks that calls `lorch`, with a value for each placeholder.
    fn calls(text: &str) -> Vec<Vec<String>> {
        let spans =
            text.split('`').skip(1).step_by(2).filter(|span| span.starts_with("lorch ") && !span.contains('\n'));
        let value = |word: &str| if word == "HOST:PORT" { "127.0.0.1:80".to_owned() } else { word.to_owned() };
        spans.map(|span| span.split_whitespace().map(value).collect()).collect()
    }

    #[test]
    fn every_command_in_the_guide_exists() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let pages = |folder: &str| std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let guide = pages("docs/guide").chain(pages("docs/guide/de")).filter(|path| path.is_file());
        let mut found = 0;
        for path in guide.chain([root.join("README.md")]) {
            for call in calls(&std::fs::read_to_string(&path).unwrap()) {
                let parsed = Cli::try_parse_from(&call).map_err(|fault| fault.kind());
                // A command may be named without what it takes.
                let named = [ErrorKind::MissingRequiredArgument, ErrorKind::DisplayHelp, ErrorKind::DisplayVersion];
                let fine = parsed.as_ref().map_or_else(|kind| named.contains(kind), |_| true);
                assert!(fine, "{}: {} ({:?})", path.display(), call.join(" "), parsed.err());
                found += 1;
            }
        }
        assert!(found > 20, "only {found} commands were found");
    }
}
