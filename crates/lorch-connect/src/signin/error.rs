//! Why a sign-in came to nothing, said so that a person can act on it.

use std::time::Duration;

use crate::http::SendError;

/// Why nobody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// The service could not be asked.
    #[error(transparent)]
    Send(#[from] SendError),
    /// An answer came that this sign-in did not ask for.
    #[error("an answer came that this sign-in did not ask for")]
    StateWrong,
    /// The answer is of another service than the one that was asked.
    #[error("another service answered than the one that was asked")]
    IssuerWrong,
    /// The person said no.
    #[error("you did not allow it on the service's page")]
    Denied,
    /// Nobody answered in time.
    #[error("nobody answered in time")]
    Expired,
    /// The service does not know the application of this client id, or doesn't let it do this.
    #[error("the service refuses this client id ({error})")]
    ClientRefused {
        /// The word it gave.
        error: String,
    },
    /// The service does not take the token, the code or the refresh token.
    #[error("the service does not take this token or sign-in ({error})")]
    TokenRefused {
        /// The word it gave.
        error: String,
    },
    /// The service wants to be left alone for now.
    #[error("the service asks to wait")]
    Busy {
        /// How long, where it said so.
        retry_after: Option<Duration>,
    },
    /// The service answered something else.
    #[error("the service gave an answer that means nothing here: {why}")]
    Unusable {
        /// What is odd about it.
        why: String,
    },
    /// Another program listens where the browser should lead back to.
    #[error("port {port} on this computer is taken")]
    PortTaken {
        /// The port.
        port: u16,
    },
}

impl SignInError {
    /// Stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Send(error) => error.code(),
            Self::StateWrong => "state_wrong",
            Self::IssuerWrong => "issuer_wrong",
            Self::Denied => "signin_denied",
            Self::Expired => "signin_expired",
            Self::ClientRefused { .. } => "client_refused",
            Self::TokenRefused { .. } => "token_refused",
            Self::Busy { .. } => "asked_too_often",
            Self::Unusable { .. } => "answer_unusable",
            Self::PortTaken { .. } => "port_taken",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Send(error) => error.hint(),
            Self::StateWrong | Self::IssuerWrong => {
                "Nothing was kept. Begin again, in a browser window with nothing else open.".into()
            }
            Self::Denied => "Begin again when you want to allow it.".into(),
            Self::Expired => "Begin again, and answer on the service's page within a few minutes.".into(),
            Self::ClientRefused { .. } => {
                "Check the client id, and what its application is allowed on the service's page.".into()
            }
            Self::TokenRefused { .. } => "Sign in again.".into(),
            Self::Busy { .. } => "Try again in a few minutes.".into(),
            Self::Unusable { .. } => "Check the address of the service; it may also have a fault of its own.".into(),
            Self::PortTaken { .. } => "Choose another port, or none: then any free one is taken.".into(),
        }
    }
}
