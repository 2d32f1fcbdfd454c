//! How a refusal is said over HTTP: RFC 9457.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use lorch_connect::{http::SendError, signin::SignInError};
use lorch_documents::DocumentError;
use lorch_engine::{ACCOUNT_DIFFERS, EngineError};
use lorch_formats::export::ExportError;
use lorch_model::{planner::ActivityFault, problem::Problem, reader::RuleFault};
use lorch_store::StoreError;

/// A problem as the answer of a handler.
#[derive(Debug)]
pub struct ApiError(pub Box<Problem>);

impl ApiError {
    /// A problem with status, code and sentence.
    pub fn new(status: u16, code: &str, title: impl Into<String>) -> Self {
        Self(Box::new(Problem::new(status, code, title)))
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self(Box::new(self.0.hint(hint)))
    }

    /// Adds the particulars.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self(Box::new(self.0.detail(detail)))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        response(*self.0)
    }
}

/// The answer that says `problem`.
pub fn response(problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = (status, body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response.extensions_mut().insert(problem);
    response
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::UnknownCursor => Self::new(400, "cursor_unknown", "This page cursor is unknown.")
                .hint("Pass the `next` of the page before, unchanged."),
            StoreError::Ambiguous => Self::new(409, "id_ambiguous", "Several things have ids that begin this way.")
                .hint("Give more digits of the id."),
            StoreError::Trouble(trouble) => Self(Box::new(trouble.problem())),
            error => {
                tracing::error!(%error, "the store refused");
                Self::new(500, "store_failed", "The profile could not be read or written.")
                    .detail(error.to_string())
                    .hint("Try again; if it stays so, `lorch verify` tells more.")
            }
        }
    }
}

impl From<EngineError> for ApiError {
    fn from(error: EngineError) -> Self {
        let title = sentence(&error.to_string());
        match error {
            EngineError::Store(error) => error.into(),
            EngineError::State(_) => Self::new(500, "state_failed", title),
            EngineError::Client(error) => Self::new(422, error.code(), title).hint(error.hint()),
            EngineError::Vault(fault) => Self::new(fault.status(), fault.code(), title).hint(fault.hint()),
            EngineError::VaultNotOurs => {
                Self::new(409, "vault_not_ours", title).hint("Lock it with the desktop's own program for passwords.")
            }
            EngineError::ConnectionNotFound => {
                Self::new(404, "connection_not_found", title).hint("`lorch connections` shows them and their ids.")
            }
            EngineError::ConnectionPaused => {
                Self::new(409, "connection_paused", title).hint("Let it go on first.")
            }
            EngineError::AccountDiffers(_) => Self::new(409, "account_differs", title).hint(ACCOUNT_DIFFERS),
            EngineError::SignInNotFound => {
                Self::new(404, "signin_not_found", title).hint("Begin again.")
            }
            EngineError::TooManySignIns => {
                Self::new(409, "signins_waiting", title).hint("Answer or cancel one of them first.")
            }
            EngineError::ClientIdInvalid => Self::new(422, "client_id_invalid", title)
                .hint("Copy it from the page of your application at the service."),
            EngineError::ServiceUnknown(_) => Self::new(404, "service_unknown", title)
                .hint("`lorch connections services` lists the services."),
            EngineError::WayNotOffered => Self::new(422, "way_not_offered", title)
                .hint("`lorch connections services` says which ways there are."),
            EngineError::NeedsYou => Self::new(401, "token_refused", title).hint("Sign in again, on the Sources page."),
            EngineError::SignIn(SignInError::Send(error)) => EngineError::Send(error).into(),
            EngineError::SignIn(error) => {
                let status = match &error {
                    SignInError::TokenRefused { .. } => 401,
                    SignInError::Busy { .. } => 503,
                    SignInError::PortTaken { .. } => 409,
                    _ => 422,
                };
                Self::new(status, error.code(), title).hint(error.hint())
            }
            EngineError::Device(fault) => Self(Box::new(fault.problem())),
            EngineError::FeedNotFound => {
                Self::new(404, "feed_not_found", title).hint("`lorch feeds list` shows the feeds and their ids.")
            }
            EngineError::ArticleNotFound => {
                Self::new(404, "article_not_found", title).hint("`lorch articles` shows articles and their ids.")
            }
            EngineError::ArticleWithoutLink => {
                Self::new(422, "article_without_link", title).hint("What the feed brought of it is all there is.")
            }
            EngineError::SampleHasNoPage => {
                Self::new(422, "sample_has_no_page", title).hint("Articles of your own feeds have one.")
            }
            EngineError::FullTextNotFound => {
                Self::new(422, "full_text_not_found", title).hint("Open the original in the browser.")
            }
            EngineError::FolderNotFound => {
                Self::new(404, "folder_not_found", title).hint("`lorch folders list` shows the folders.")
            }
            EngineError::FolderUnnamed => {
                Self::new(422, "folder_invalid", title).hint("Give its path, for example Craft/Wood.")
            }
            EngineError::FolderInsideItself => {
                Self::new(422, "folder_invalid", title).hint("Give a path outside of the folder.")
            }
            EngineError::RuleNotFound => {
                Self::new(404, "rule_not_found", title).hint("`lorch rules list` shows the rules and their ids.")
            }
            EngineError::RuleInvalid(fault) => Self::new(422, "rule_invalid", title).hint(match fault {
                RuleFault::ForEverything => "Name at least one of them, so that it holds for something.",
                RuleFault::DoesNothing => "Choose at least one of them.",
            }),
            EngineError::ActivityNotFound => {
                Self::new(404, "activity_not_found", title).hint("`lorch plan list` shows the activities and their ids.")
            }
            EngineError::ActivityInvalid(fault) => Self::new(422, fault.code(), title).hint(hint_of(&fault)),
            EngineError::OccurrenceMissing => Self::new(422, "occurrence_missing", title)
                .hint("Name the day that its rule names, for example 2026-12-03."),
            EngineError::OccurrenceNotFound(_) => Self::new(404, "occurrence_not_found", title)
                .hint("`lorch plan agenda` shows what is planned on which days."),
            EngineError::NoticeNotFound => {
                Self::new(404, "notice_not_found", title).hint("`lorch inbox` shows the notices and their ids.")
            }
            EngineError::NothingToFinish => {
                Self::new(409, "notice_not_done", title).hint("Open it, or clear it: `lorch inbox archive`.")
            }
            EngineError::SnoozeInvalid => {
                Self::new(422, "snooze_invalid", title).hint("Give minutes, or a time to come.")
            }
            EngineError::QuickUntitled => Self::new(422, "quick_empty", title)
                .hint("Say what it is, for example `dentist 3 Dec 9:30 45 min`."),
            EngineError::Document(DocumentError::NoSuchState) => {
                Self::new(404, "state_not_found", title).hint("`lorch history ID` shows its states.")
            }
            EngineError::Document(_) => {
                tracing::error!(%error, "a document refused");
                Self::new(500, "document_failed", title)
            }
            EngineError::ThingNotFound => {
                Self::new(404, "thing_not_found", title).hint("`lorch feeds list --json` shows whole ids.")
            }
            EngineError::EditNotFound(_) => {
                Self::new(404, "edit_not_found", title).hint("`lorch edits` shows what was done.")
            }
            EngineError::NothingToUndo => {
                Self::new(409, "nothing_to_undo", title).hint("`lorch edits` shows what was done.")
            }
            EngineError::NothingToRedo => {
                Self::new(409, "nothing_to_redo", title).hint("`lorch edits` shows what was done.")
            }
            EngineError::EditReplaced => Self::new(409, "edit_replaced", title)
                .hint("What was changed since stays as it is; undo the later edit first."),
            EngineError::ImportGone => Self::new(409, "only_from_file", title).hint(
                "`lorch import FILE` brings it in again. `lorch edits` lists what you did before; `lorch undo NUMBER` undoes one of it.",
            ),
            EngineError::ImportNeedsFile => {
                Self::new(409, "only_from_file", title).hint("`lorch import FILE` brings it in again.")
            }
            EngineError::ImportCancelled => {
                Self::new(409, "import_cancelled", title).hint("Import the file again when you want it.")
            }
            EngineError::BackupNotFound(_) => {
                Self::new(404, "backup_not_found", title).hint("`lorch backup list` shows the backups.")
            }
            EngineError::NotInBin => {
                Self::new(404, "not_in_bin", title).hint("`lorch bin list` shows what lies there.")
            }
            EngineError::ImportNotFound => {
                Self::new(404, "import_not_found", title).hint("`lorch imports list` shows the imports.")
            }
            EngineError::ImportUndone => Self::new(409, "import_undone", title),
            EngineError::LinkNotFound => Self::new(404, "link_not_found", title).hint("`lorch links list` shows them."),
            EngineError::LinkToItself => Self::new(422, "link_invalid", title).hint("Name two different things."),
            EngineError::NothingHeld => Self::new(409, "nothing_held", title)
                .hint("It was answered before, or is no longer too much. `lorch devices held` shows what waits."),
            EngineError::AddressInvalid(_) => Self::new(422, "address_invalid", title)
                .hint("Give the address of a feed or of a web page, for example https://example.org/feed.xml."),
            EngineError::NotHostAndPort(_) => {
                Self::new(422, "address_invalid", title).hint("Give host and port, for example 127.0.0.1:8080.")
            }
            EngineError::Send(error) => {
                let problem = Self::new(status_of(&error), error.code(), title).hint(error.hint());
                match error {
                    SendError::Refused { address } => problem.detail(address),
                    _ => problem,
                }
            }
            EngineError::Read(error) => Self::new(422, error.code(), title).hint(error.hint()),
            EngineError::Opml(_) => Self::new(422, "not_opml", title)
                .hint("Other readers export their subscriptions as a file that ends in .opml or .xml."),
            EngineError::Export(fault) => of_export(&fault, title),
            EngineError::NotImportable => Self::new(422, "not_importable", title)
                .hint("Give the zip or the folder that `lorch export` made, or the OPML file of another reader."),
            EngineError::IsBackup => {
                Self::new(422, "is_backup", title).hint("`lorch restore FILE` puts a backup in the profile's place.")
            }
            EngineError::FileNotFound(_) => Self::new(404, "file_not_found", title),
            EngineError::FileUnreadable(..) => {
                Self::new(403, "file_refused", title).hint("Check that the file is yours to read.")
            }
            EngineError::SettingInvalid { .. } => Self::new(422, "setting_invalid", title),
        }
    }
}

fn hint_of(fault: &ActivityFault) -> &'static str {
    match fault {
        ActivityFault::Untitled => "Say what it is in a few words.",
        ActivityFault::LongTitle | ActivityFault::LongNotes => "Shorten it.",
        ActivityFault::Minutes | ActivityFault::Days => "What takes longer begins on a day and lasts so many days.",
        ActivityFault::Tags => "Take fewer or shorter ones.",
        ActivityFault::Zone(_) => "Name it like `Europe/Berlin`.",
        ActivityFault::Interval | ActivityFault::Count | ActivityFault::TwoEnds => "Choose one that is.",
        ActivityFault::NoBeginning => "Give it a start or a day it is due.",
        ActivityFault::Never => "Let it end later, or begin earlier.",
        ActivityFault::RepeatOfOne => "Change how all of them repeat, or this one and all later ones.",
        ActivityFault::ReminderOfNothing => "Give it a start or a day it is due, or remind at a time of its own.",
        ActivityFault::FarReminder => "Choose a later time.",
        ActivityFault::DoneOfAll => "Name the day that is meant.",
    }
}

/// What is wrong with a file that was to be imported.
fn of_export(fault: &ExportError, title: String) -> ApiError {
    let (code, hint) = match fault {
        ExportError::Foreign => (
            "not_an_export",
            "Give the zip or the folder that `lorch export` made, or the OPML file of another reader.",
        ),
        ExportError::Damaged(_) => ("export_damaged", "Copy or download it again. Nothing was imported."),
        ExportError::Incomplete(_) => ("export_incomplete", "Give the whole export. Nothing was imported."),
        ExportError::Changed(_) => ("export_changed", "Give the export as it was made. Nothing was imported."),
        ExportError::Newer { .. } => ("export_newer", "Update Lorch, then import it again. Nothing was imported."),
        ExportError::TooMuch(_) => ("export_unsafe", "This is not what Lorch made. Nothing was imported."),
        ExportError::Outside(_) => ("export_unsafe", "This is not what Lorch made. Nothing was imported."),
        ExportError::Unreadable { .. } => ("export_unreadable", "Nothing was imported."),
    };
    ApiError::new(422, code, title).hint(hint)
}

fn status_of(error: &SendError) -> u16 {
    match error {
        SendError::Refused { .. } => 403,
        SendError::Timeout { .. } => 504,
        _ => 422,
    }
}

/// An error's text as a sentence: capital letter, full stop.
pub(crate) fn sentence(text: &str) -> String {
    // A value stands as it is: an address or the name of a file begins as it begins.
    let is_word = text.split(' ').next().is_some_and(|first| first.chars().all(char::is_alphabetic));
    if !is_word {
        return if text.ends_with(['.', '?']) { text.to_owned() } else { format!("{text}.") };
    }
    let mut chars = text.chars();
    let mut sentence: String =
        chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default();
    if !sentence.ends_with(['.', '?']) {
        sentence.push('.');
    }
    sentence
}
