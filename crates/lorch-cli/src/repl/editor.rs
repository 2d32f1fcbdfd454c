//! Where lines come from: a person at a terminal, or a program on stdin. Either is read on a thread of its own, so
//! that the end can be asked for meanwhile.

use std::{
    io::BufRead,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use lorch_host::{Profile, modes};
use reedline::{
    ColumnarMenu, Completer, CompletionResult, DefaultPrompt, DefaultPromptSegment, Emacs, FileBackedHistory,
    Highlighter, KeyCode, KeyModifiers, MenuBuilder, Reedline, ReedlineEvent, ReedlineMenu, Signal, Span, StyledText,
    Suggestion, default_emacs_keybindings,
};
use tokio::sync::mpsc as lines;

use super::{complete::complete, known::Known};

const HISTORY: &str = "history";
const HISTORY_LINES: usize = 1_000;
const MENU: &str = "completions";
/// How long a terminal may take to be itself again.
const PATIENCE: Duration = Duration::from_secs(1);

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub enum Input {
    /// A line.
    Line(String),
    /// The line was thrown away.
    Nothing,
    /// There is no more.
    End,
}

/// Reads lines, one each time it is asked.
pub struct Editor {
    ask: mpsc::Sender<()>,
    lines: lines::Receiver<Input>,
    release: Arc<AtomicBool>,
}

impl Editor {
    /// A person types, with completion and a history that is kept in the profile's state.
    pub fn of_person(profile: &Profile, grammar: clap::Command, known: Arc<RwLock<Known>>) -> Self {
        let release = Arc::new(AtomicBool::new(false));
        let mut reedline = reedline(grammar, known).with_break_signal(release.clone());
        match history(profile) {
            Ok(history) => reedline = reedline.with_history(Box::new(history)),
            Err(fault) => tracing::warn!(%fault, "the history is not kept"),
        }
        let prompt = DefaultPrompt::new(DefaultPromptSegment::Basic("lorch".into()), DefaultPromptSegment::Empty);
        Self::begin(release, move || match reedline.read_line(&prompt) {
            Ok(Signal::Success(line)) => {
                // At once, so that a session that is killed loses nothing. What can't be written isn't kept.
                let _ = reedline.sync_history();
                Input::Line(line)
            }
            Ok(Signal::CtrlC) => Input::Nothing,
            Ok(_) | Err(_) => Input::End,
        })
    }

    /// A program writes.
    pub fn of_program() -> Self {
        Self::begin(Arc::default(), || {
            let mut line = Vec::new();
            match std::io::stdin().lock().read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => Input::End,
                Ok(_) => Input::Line(String::from_utf8_lossy(&line).into_owned()),
            }
        })
    }

    /// The next line.
    pub async fn line(&mut self) -> Input {
        if self.ask.send(()).is_err() {
            return Input::End;
        }
        self.lines.recv().await.unwrap_or(Input::End)
    }

    /// Gives the terminal back in the middle of a line.
    pub async fn let_go(&mut self) {
        self.release.store(true, Ordering::Relaxed);
        let _ = tokio::time::timeout(PATIENCE, self.lines.recv()).await; // a program that writes nothing is left alone
    }

    fn begin(release: Arc<AtomicBool>, mut read: impl FnMut() -> Input + Send + 'static) -> Self {
        let (ask, asked) = mpsc::channel();
        let (send, lines) = lines::channel(1);
        thread::spawn(move || {
            while asked.recv().is_ok() {
                if send.blocking_send(read()).is_err() {
                    return;
                }
            }
        });
        Self { ask, lines, release }
    }
}

fn reedline(grammar: clap::Command, known: Arc<RwLock<Known>>) -> Reedline {
    let mut keys = default_emacs_keybindings();
    let tab = vec![ReedlineEvent::Menu(MENU.to_owned()), ReedlineEvent::MenuNext];
    keys.add_binding(KeyModifiers::NONE, KeyCode::Tab, ReedlineEvent::UntilFound(tab));
    keys.add_binding(KeyModifiers::SHIFT, KeyCode::BackTab, ReedlineEvent::MenuPrevious);
    let menu = ColumnarMenu::default().with_name(MENU);
    Reedline::create()
        .with_ansi_colors(std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()))
        .with_highlighter(Box::new(Unlit))
        .with_completer(Box::new(Offers { grammar, known }))
        .with_menu(ReedlineMenu::EngineCompleter(Box::new(menu)))
        .with_quick_completions(true)
        .with_partial_completions(true)
        .with_edit_mode(Box::new(Emacs::new(keys)))
}

/// What was typed may hold passwords in addresses: the file is the owner's alone before anything is in it.
fn history(profile: &Profile) -> Result<FileBackedHistory, Box<dyn std::error::Error>> {
    profile.create_state_dir()?;
    let path = profile.state_dir().join(HISTORY);
    modes::private_file(&path)?;
    Ok(FileBackedHistory::with_file(HISTORY_LINES, path)?)
}

/// The terminal's own colour for what is typed: white, the default, can't be read on white.
struct Unlit;

impl Highlighter for Unlit {
    fn highlight(&self, line: &str, _: usize) -> StyledText {
        let mut text = StyledText::new();
        text.push((Default::default(), line.to_owned()));
        text
    }
}

struct Offers {
    grammar: clap::Command,
    known: Arc<RwLock<Known>>,
}

impl Completer for Offers {
    fn complete(&mut self, line: &str, at: usize) -> CompletionResult {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let offers = complete(&self.grammar, &known, line.get(..at).unwrap_or(line));
        let suggestions: Vec<Suggestion> = offers
            .into_iter()
            .map(|offer| Suggestion {
                value: offer.value,
                description: Some(offer.about).filter(|about| !about.is_empty()),
                span: Span { start: offer.start, end: at },
                append_whitespace: true,
                ..Suggestion::default()
            })
            .collect();
        CompletionResult::fresh(suggestions)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_history_is_the_owners_alone() {
        let home = tempfile::tempdir().unwrap();
        let env = |name: &str| (name == "XDG_STATE_HOME").then(|| home.path().join("state").into_os_string());
        let profile = Profile::resolve(Some(home.path().join("profile")), &env).unwrap();
        let mut kept = history(&profile).unwrap();
        let line = reedline::HistoryItem::from_command_line("feeds add https://ada:secret@a.example/");
        reedline::History::save(&mut kept, line).unwrap();
        reedline::History::sync(&mut kept).unwrap();
        let path = profile.state_dir().join(HISTORY);
        assert!(std::fs::read_to_string(&path).unwrap().contains("secret"));
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(profile.state_dir().metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[tokio::test]
    async fn whoever_asks_for_the_end_does_not_wait_for_a_line() {
        let mut editor = Editor::begin(Arc::default(), || {
            thread::park_timeout(Duration::from_secs(60));
            Input::End
        });
        tokio::select! {
            biased;
            _ = editor.line() => panic!("nobody wrote a line"),
            () = tokio::task::yield_now() => {}
        }
        let begun = std::time::Instant::now();
        editor.let_go().await;
        assert!(begun.elapsed() < Duration::from_secs(30));
    }
}
