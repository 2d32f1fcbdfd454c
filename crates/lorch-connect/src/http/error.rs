//! Why an exchange came to nothing, said so that a person can act on it.

use std::time::Duration;

/// Why there is no answer. Texts carry only redacted URLs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The address can't be asked at all.
    #[error("`{url}` is not a web address")]
    BadUrl {
        /// What was given.
        url: String,
    },
    /// The address lies on this machine or its network and was not allowed.
    #[error("{address} is on this computer or its network, and was not allowed")]
    Refused {
        /// `host:port`, as the person would allow it.
        address: String,
    },
    /// The name has no address.
    #[error("the name {host} was not found")]
    Resolve {
        /// The name.
        host: String,
    },
    /// No connection came about.
    #[error("{address} could not be reached: {reason}")]
    Connect {
        /// `host:port`.
        address: String,
        /// What the system said.
        reason: String,
    },
    /// The connection is not secure.
    #[error("no secure connection with {host}: {reason}")]
    Tls {
        /// The host.
        host: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The proxy did not do its part.
    #[error("the proxy {proxy} did not connect: {reason}")]
    Proxy {
        /// `host:port` of the proxy.
        proxy: String,
        /// What it said.
        reason: String,
    },
    /// It took too long.
    #[error("{url} did not answer within {} seconds", after.as_secs_f32())]
    Timeout {
        /// Who was asked.
        url: String,
        /// How long was waited.
        after: Duration,
    },
    /// The body is larger than allowed.
    #[error("the answer of {url} is larger than {} MiB", cap / (1024 * 1024))]
    TooLarge {
        /// Who answered.
        url: String,
        /// The cap in bytes.
        cap: u64,
    },
    /// The body grows out of proportion when unpacked.
    #[error("the answer of {url} unpacks to more than {ratio} times its size")]
    InflateRatio {
        /// Who answered.
        url: String,
        /// The cap.
        ratio: u64,
    },
    /// The body is packed in a way that can't be undone.
    #[error("the answer of {url} can't be unpacked: {reason}")]
    Unpack {
        /// Who answered.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// It was sent on and on.
    #[error("{url} was redirected too many times")]
    TooManyRedirects {
        /// Where it began.
        url: String,
    },
    /// A redirect leads nowhere.
    #[error("{url} redirects to something that is not a web address")]
    BadRedirect {
        /// Who redirected.
        url: String,
    },
    /// A redirect leads from a secure address to an insecure one.
    #[error("{from} redirects to the insecure address {to}")]
    Downgrade {
        /// The secure address.
        from: String,
        /// The insecure one.
        to: String,
    },
    /// The answer ended before it was complete.
    #[error("the answer of {url} broke off")]
    CutShort {
        /// Who answered.
        url: String,
    },
    /// A secret would have gone over a connection that others can read.
    #[error("{url} is not secure, and would have been sent a secret")]
    Unprotected {
        /// Who would have got it.
        url: String,
    },
    /// A token that no request can carry.
    #[error("the token holds characters that no token has")]
    BadToken,
    /// The answer is not HTTP.
    #[error("{url} gave an answer that is not valid HTTP: {reason}")]
    Protocol {
        /// Who answered.
        url: String,
        /// What is wrong.
        reason: String,
    },
}

impl SendError {
    /// Stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadUrl { .. } => "address_invalid",
            Self::Refused { .. } => "address_refused",
            Self::Resolve { .. } => "name_not_found",
            Self::Connect { .. } => "connection_failed",
            Self::Tls { .. } => "tls_failed",
            Self::Proxy { .. } => "proxy_failed",
            Self::Timeout { .. } => "timed_out",
            Self::TooLarge { .. } => "too_large",
            Self::InflateRatio { .. } => "inflate_ratio",
            Self::Unpack { .. } => "unpack_failed",
            Self::TooManyRedirects { .. } => "too_many_redirects",
            Self::BadRedirect { .. } => "redirect_invalid",
            Self::Downgrade { .. } => "redirect_insecure",
            Self::CutShort { .. } => "answer_cut_short",
            Self::Unprotected { .. } => "address_insecure",
            Self::BadToken => "token_invalid",
            Self::Protocol { .. } => "answer_invalid",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::BadUrl { .. } => "Give an address that begins with http:// or https://.".into(),
            Self::Refused { address } => {
                format!("If you run this server yourself, allow it in Sources or with `lorch allow {address}`.")
            }
            Self::Resolve { .. } => "Check the spelling of the address and that this computer is online.".into(),
            Self::Connect { .. } => "Check that this computer is online; the server may be down.".into(),
            Self::Tls { .. } => {
                "Check this computer's clock; otherwise the owner of the site has to renew its certificate.".into()
            }
            Self::Proxy { .. } => "Check the proxy in Settings.".into(),
            Self::Timeout { .. } | Self::CutShort { .. } => {
                "The server may be busy. It will be asked again later.".into()
            }
            Self::Unprotected { .. } => {
                "Give an address that begins with https://, or allow it if it is a server of your own.".into()
            }
            Self::BadToken => "Copy the token again, without anything around it.".into(),
            Self::TooLarge { .. } => "Look whether the site offers a shorter feed.".into(),
            Self::InflateRatio { .. } | Self::Unpack { .. } | Self::Protocol { .. } => {
                "The server is set up wrongly. If this goes on, tell the owner of the site.".into()
            }
            Self::TooManyRedirects { .. } | Self::BadRedirect { .. } => {
                "Open the address in a browser and look for the feed's present one.".into()
            }
            Self::Downgrade { to, .. } => format!("If you accept that others can read along, use {to} instead."),
        }
    }

    /// Whether asking again later may go better without anybody doing anything.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Resolve { .. }
                | Self::Connect { .. }
                | Self::Tls { .. }
                | Self::Proxy { .. }
                | Self::Timeout { .. }
                | Self::CutShort { .. }
                | Self::Protocol { .. }
                | Self::Unpack { .. }
        )
    }
}

/// Why a client can't be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The proxy is none that can be used.
    #[error("the proxy `{proxy}` can't be used")]
    Proxy {
        /// What was given, redacted.
        proxy: String,
    },
    /// The name that Lorch gives itself does not fit into a header.
    #[error("the user agent can't be sent")]
    UserAgent,
}

impl ConfigError {
    /// Stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Proxy { .. } => "proxy_invalid",
            Self::UserAgent => "user_agent_invalid",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Proxy { .. } => "Give http://host:port or socks5://host:port.",
            Self::UserAgent => "Use plain letters, digits and punctuation.",
        }
    }
}
