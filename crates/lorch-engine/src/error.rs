use lorch_connect::{
    http::{ConfigError, SendError},
    signin::SignInError,
    source::ReadError,
};
use lorch_documents::DocumentError;
use lorch_formats::{export::ExportError, reader::opml::OpmlError};
use lorch_host::vault::VaultFault;
use lorch_model::{devices::DeviceFault, planner::ActivityFault, reader::RuleFault};
use lorch_store::StoreError;

/// Why the engine could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder of this machine's state can't be written.
    #[error("the state folder of this machine can't be written: {0}")]
    State(#[source] std::io::Error),
    /// A document could not be read or edited.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The client can't be made this way.
    #[error(transparent)]
    Client(#[from] ConfigError),
    /// The vault did not do what was asked.
    #[error(transparent)]
    Vault(#[from] VaultFault),
    /// The keyring belongs to the desktop.
    #[error("the keyring is locked by the desktop, not by Lorch")]
    VaultNotOurs,
    /// There is no such connection.
    #[error("there is no connection with this id")]
    ConnectionNotFound,
    /// A connection that the person paused.
    #[error("this connection is paused")]
    ConnectionPaused,
    /// The person signed in to another account than the one that was to be signed in to again.
    #[error("this is the account {0}, not the one that was to be signed in to again")]
    AccountDiffers(String),
    /// There is no such sign-in, or it was long ago.
    #[error("there is no sign-in with this id")]
    SignInNotFound,
    /// Each listens on a port or asks every few seconds.
    #[error("too many sign-ins wait for an answer")]
    TooManySignIns,
    /// It can't be the id of an application.
    #[error("this is no client id")]
    ClientIdInvalid,
    /// No service that Lorch knows.
    #[error("`{0}` is no service that Lorch knows")]
    ServiceUnknown(String),
    /// The service has no such way to sign in.
    #[error("this service has no such way to sign in")]
    WayNotOffered,
    /// A connection that waits for the person.
    #[error("this connection waits until you sign in again")]
    NeedsYou,
    /// Signing in, or renewing a token, came to nothing.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// Something stands between this device and another.
    #[error(transparent)]
    Device(#[from] DeviceFault),
    /// The person is not subscribed to this feed.
    #[error("there is no feed with this id")]
    FeedNotFound,
    /// No feed is in such a folder.
    #[error("there is no folder with this id")]
    FolderNotFound,
    /// A folder has a name.
    #[error("a folder needs a name")]
    FolderUnnamed,
    /// It would be gone from every path.
    #[error("a folder can't be put into itself")]
    FolderInsideItself,
    /// There is no such rule.
    #[error("there is no rule with this id")]
    RuleNotFound,
    /// A rule that would hold for everything, or do nothing.
    #[error(transparent)]
    RuleInvalid(#[from] RuleFault),
    /// There is no such activity.
    #[error("there is no activity with this id")]
    ActivityNotFound,
    /// It can't be planned this way.
    #[error(transparent)]
    ActivityInvalid(#[from] ActivityFault),
    /// An edit of a part of what repeats says no day.
    #[error("it repeats: say which day is meant")]
    OccurrenceMissing,
    /// On this day it does not repeat.
    #[error("it does not repeat on {0}")]
    OccurrenceNotFound(jiff::civil::Date),
    /// There is no such notice.
    #[error("there is no notice with this id")]
    NoticeNotFound,
    /// Only what a reminder is of can be done.
    #[error("only what a reminder is of can be done")]
    NothingToFinish,
    /// It would come back in the past, or when nobody remembers.
    #[error("a notice comes back later than now, and within a year")]
    SnoozeInvalid,
    /// The line says what, but not when, or nothing at all.
    #[error("nothing is left for a title")]
    QuickUntitled,
    /// There is no such article.
    #[error("there is no article with this id")]
    ArticleNotFound,
    /// The feed gave no link to its page.
    #[error("this article has no page to fetch")]
    ArticleWithoutLink,
    /// Nothing of the sample is asked of anybody.
    #[error("this article is made up, and its page is not there")]
    SampleHasNoPage,
    /// The page holds nothing that stands out as its text.
    #[error("the page has no text that Lorch can tell from the rest")]
    FullTextNotFound,
    /// There is no made thing of this id.
    #[error("there is nothing made with this id")]
    ThingNotFound,
    /// There is no edit of this number.
    #[error("there is no edit {0}")]
    EditNotFound(i64),
    /// No edit is left to undo, or it is undone already.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// Nothing was undone last, or it is done again already.
    #[error("there is nothing to redo")]
    NothingToRedo,
    /// Nothing of the edit holds any more.
    #[error("a later edit stands in place of this one")]
    EditReplaced,
    /// What an import brought went with its undoing.
    #[error("undoing an import can't be undone: what went with it comes back only from its file")]
    ImportGone,
    /// What an import brought is in its file alone.
    #[error("an import that was undone is done again only from its file")]
    ImportNeedsFile,
    /// The person changed their mind.
    #[error("the import was cancelled, and nothing was imported")]
    ImportCancelled,
    /// There is no such backup.
    #[error("there is no backup `{0}`")]
    BackupNotFound(String),
    /// Nothing with this id lies in the bin.
    #[error("there is nothing with this id in the bin")]
    NotInBin,
    /// There is no such import.
    #[error("there is no import with this number")]
    ImportNotFound,
    /// The import was undone before.
    #[error("this import is undone already")]
    ImportUndone,
    /// There is no such link.
    #[error("there is no link with this id")]
    LinkNotFound,
    /// A thing is always the same as itself.
    #[error("a link is between two things")]
    LinkToItself,
    /// No exchange with this peer waits for an answer.
    #[error("nothing waits for an answer")]
    NothingHeld,
    /// What was typed is no address.
    #[error("`{0}` is not a web address")]
    AddressInvalid(String),
    /// What should be allowed is not `host:port`.
    #[error("`{0}` is not an address of the form host:port")]
    NotHostAndPort(String),
    /// The server can't be reached in a way that will not pass.
    #[error(transparent)]
    Send(SendError),
    /// The answer is not a feed.
    #[error(transparent)]
    Read(ReadError),
    /// The file is not OPML.
    #[error(transparent)]
    Opml(#[from] OpmlError),
    /// The file is no export that can be taken.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The file is nothing that can be imported.
    #[error("this is neither an export of Lorch nor an OPML file")]
    NotImportable,
    /// The file is a backup.
    #[error("this is a backup, not an export")]
    IsBackup,
    /// There is no such file.
    #[error("there is no file `{0}`")]
    FileNotFound(String),
    /// The file can't be read.
    #[error("`{0}` can't be read: {1}")]
    FileUnreadable(String, std::io::ErrorKind),
    /// A setting is out of its bounds.
    #[error("{name} must be {bounds}")]
    SettingInvalid {
        /// Name of the setting.
        name: &'static str,
        /// What it may be.
        bounds: &'static str,
    },
}
