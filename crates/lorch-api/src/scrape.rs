//! A token for programs that collect metrics: it opens `/metrics` of a listening face, to be read, and nothing else.
//!
//! A browser's token ends with the process that gave it out; a program that asks every few seconds for years can't sign in
//! each time. Kept is its hash alone, in the state of this machine, so that neither a backup nor a copy of the profile brings
//! it along.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use lorch_host::{Profile, modes, random};
use subtle::ConstantTimeEq;

use crate::session::Secret;

const NAME: &str = "metrics-token";

/// Makes a token of 256 random bits; the one before opens nothing any more.
pub fn make(profile: &Profile) -> io::Result<Secret> {
    let token = Secret::new(hex::encode(random::token()));
    profile.create_state_dir().map_err(io::Error::other)?;
    let (file, fresh) = (place(profile), place(profile).with_extension("new"));
    let mut written = modes::private_file(&fresh).map_err(io::Error::other)?;
    written.set_len(0)?;
    written.write_all(hash(token.expose()).as_bytes())?;
    written.sync_all()?;
    fs::rename(&fresh, &file)?;
    Ok(token)
}

/// Ends the token. Returns whether there was one.
pub fn revoke(profile: &Profile) -> io::Result<bool> {
    match fs::remove_file(place(profile)) {
        Ok(()) => Ok(true),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// Where the hash of the token is kept.
pub(crate) fn place(profile: &Profile) -> PathBuf {
    profile.state_dir().join(NAME)
}

/// Is this the token whose hash is kept in `file`? Read each time: it may have been ended a moment ago.
pub(crate) fn knows(file: &Path, token: &str) -> bool {
    let Ok(kept) = fs::read(file) else { return false };
    !kept.is_empty() && bool::from(kept.as_slice().ct_eq(hash(token).as_bytes()))
}

fn hash(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_newest_token_is_known_until_it_is_ended_and_is_written_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let env = |name: &str| (name == "XDG_STATE_HOME").then(|| state.clone().into_os_string());
        let profile = Profile::resolve(Some(folder.path().join("profile")), &env).unwrap();
        assert!(!revoke(&profile).unwrap());
        let (first, second) = (make(&profile).unwrap(), make(&profile).unwrap());
        let file = place(&profile);
        assert!(knows(&file, second.expose()) && !knows(&file, first.expose()) && !knows(&file, ""));
        let kept = fs::read_to_string(&file).unwrap();
        assert!(!kept.contains(second.expose()));
        assert!(!knows(&file, &kept), "the hash opens nothing");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(revoke(&profile).unwrap());
        assert!(!knows(&file, second.expose()));
    }
}
