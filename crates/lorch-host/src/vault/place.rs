//! Files of the vault: whole or not at all, for their owner alone.

use std::{
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::MetadataExt,
    path::Path,
};

use secrecy::{SecretString, zeroize::Zeroizing};

use super::VaultFault;
use crate::modes;

/// Puts `bytes` in the place of what `path` held; durable when this returns.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), VaultFault> {
    let fresh = path.with_extension("new");
    let mut file = modes::private_file(&fresh).map_err(|fault| VaultFault::Unusable(fault.to_string()))?;
    let written = (|| {
        file.set_len(0)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&fresh, path)?;
        File::open(path.parent().unwrap_or(Path::new("/")))?.sync_all()
    })();
    written.map_err(unusable)
}

/// What `path` holds; `None` when it is not there.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, VaultFault> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(unusable(fault)),
    }
}

/// The passphrase in a file that only its owner may read.
pub(super) fn passphrase(path: &Path) -> Result<SecretString, VaultFault> {
    let found = fs::metadata(path).map_err(unusable)?;
    if found.mode() & 0o077 != 0 {
        return Err(VaultFault::Unusable(format!("others may read {}", path.display())));
    }
    let text = Zeroizing::new(fs::read_to_string(path).map_err(unusable)?);
    Ok(text.trim_end_matches(['\n', '\r']).into())
}

pub(super) fn unusable(fault: io::Error) -> VaultFault {
    VaultFault::Unusable(fault.to_string())
}
