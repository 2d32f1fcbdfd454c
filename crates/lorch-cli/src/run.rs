//! Who does what was typed.

use lorch_api::face::Lifetime;
use lorch_host::Profile;

use crate::{
    args::{Cli, Command},
    call::Call,
    failure::Failure,
    out::Out,
    papers,
    reader::Feeds,
    repl, status,
};

/// Everything a command needs.
pub struct Session<'a> {
    /// The verbs.
    pub call: &'a Call,
    /// The terminal.
    pub out: &'a Out,
}

/// Does one command from a shell and says how it went as an exit code.
pub async fn main(cli: Cli) -> u8 {
    let json = cli.json;
    let out = Out::stdout(cli.json, cli.quiet);
    let done = once(cli, &out).await;
    let done = done.and_then(|code| out.flush().map(|()| code).map_err(Failure::from));
    done.unwrap_or_else(|failure| {
        let _ = out.flush(); // the failure is told already
        failure.report(json)
    })
}

async fn once(cli: Cli, out: &Out) -> Result<u8, Failure> {
    let profile = || {
        let profile = Profile::resolve(cli.profile.clone(), &|name| std::env::var_os(name))?;
        Ok::<_, Failure>(profile.with_key_file(cli.key_file.clone()))
    };
    match cli.command {
        Command::Feeds(Feeds::Check(check)) => check.run(out, profile().ok()).await?,
        Command::Completions { shell } => papers::completions(shell)?,
        Command::Papers { folder } => papers::all(&folder)?,
        Command::Guide(guide) => guide.run(out)?,
        Command::Profile(what) => what.run(out, &profile()?).await?,
        Command::Serve(serve) => serve.run(out, profile()?).await?,
        Command::Repl => return repl::run(profile()?, repl::Wish { json: cli.json, quiet: cli.quiet }).await,
        command => {
            let call = Call::open(profile()?, Lifetime::Brief).await?;
            let done = with_profile(command, &Session { call: &call, out }).await;
            call.close().await;
            done?;
        }
    }
    Ok(0)
}

/// Does a command that asks the API.
pub async fn with_profile(command: Command, session: &Session<'_>) -> Result<(), Failure> {
    match command {
        Command::Feeds(feeds) => feeds.run(session).await,
        Command::Folders(folders) => folders.run(session).await,
        Command::Rules(rules) => rules.run(session).await,
        Command::Refresh(refresh) => refresh.run(session).await,
        Command::Articles(articles) => articles.run(session).await,
        Command::Read(read) => read.run(session).await,
        Command::Star(star) => star.run(session).await,
        Command::Save(save) => save.run(session).await,
        Command::Plan(plan) => plan.run(session).await,
        Command::Inbox(inbox) => inbox.run(session).await,
        Command::Bin(bin) => bin.run(session).await,
        Command::Imports(imports) => imports.run(session).await,
        Command::Links(links) => links.run(session).await,
        Command::Sample(sample) => sample.run(session).await,
        Command::Devices(devices) => devices.run(session).await,
        Command::Search(search) => search.run(session).await,
        Command::Timeline(timeline) => timeline.run(session).await,
        Command::Coding(room) => room.run(session).await,
        Command::Listening(room) => room.run(session).await,
        Command::Undo(which) => which.undo(session).await,
        Command::Redo(which) => which.redo(session).await,
        Command::Edits(edits) => edits.run(session).await,
        Command::History(history) => history.run(session).await,
        Command::Connect(connect) => connect.run(session).await,
        Command::Connections(connections) => connections.run(session).await,
        Command::Vault(vault) => vault.run(session).await,
        Command::Allow(allow) => allow.run(session).await,
        Command::Settings(settings) => settings.run(session).await,
        Command::System(system) => system.run(session).await,
        Command::Status => status::run(session).await,
        Command::Backup(backup) => backup.run(session).await,
        Command::Restore(restore) => restore.run(session).await,
        Command::Verify(verify) => verify.run(session).await,
        Command::Export(export) => export.run(session).await,
        Command::Import(import) => import.run(session).await,
        Command::Rebuild(rebuild) => rebuild.run(session).await,
        Command::Api(api) => api.run(session).await,
        Command::Completions { shell } => papers::completions(shell),
        Command::Papers { folder } => papers::all(&folder),
        Command::Guide(guide) => guide.run(session.out),
        // All are done before a profile is opened for a single command.
        Command::Profile(_) | Command::Serve(_) | Command::Repl => Ok(()),
    }
}
