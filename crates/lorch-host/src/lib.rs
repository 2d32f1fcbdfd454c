//! This machine: where a profile lies, who holds it, what only its owner may read.
//!
//! Read in this order: [`profile`] (the folder and its paths), [`lock`] (who owns it), [`modes`] (what others may
//! not see), [`vault`] (its secrets), [`system`] (its sensors), then the small ones: [`key_file`], [`random`], [`reserve`], [`display`],
//! [`notices`], [`outside`].

pub mod autostart;
pub mod display;
pub mod downloads;
pub mod fault;
pub mod incarnation;
pub mod key_file;
pub mod lock;
pub mod machine;
pub mod modes;
pub mod notices;
pub mod outside;
pub mod profile;
pub mod random;
pub mod reserve;
pub mod system;
pub mod vault;

pub use fault::HostError;
pub use lock::ProfileLock;
pub use outside::open_outside;
pub use profile::Profile;
