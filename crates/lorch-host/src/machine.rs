//! What this machine is called, and what it is.

use std::{fs, path::Path};

use lorch_model::devices::DeviceKind;

/// What the person calls this machine: its host name, without the domain.
pub fn name() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let short = name.trim().split('.').next().unwrap_or_default();
    if short.is_empty() { "Lorch".to_owned() } else { short.to_owned() }
}

/// What it is, as its firmware says, or else as its power supplies let guess.
pub fn kind() -> DeviceKind {
    let chassis = fs::read_to_string("/sys/class/dmi/id/chassis_type").unwrap_or_default();
    match chassis.trim().parse() {
        Ok(number) => kind_of_chassis(number),
        Err(_) if has_battery(Path::new("/sys/class/power_supply")) => DeviceKind::Laptop,
        Err(_) => DeviceKind::Desktop,
    }
}

/// Numbers of the System Management BIOS specification (DMTF DSP0134, 7.4.1).
fn kind_of_chassis(number: u32) -> DeviceKind {
    match number {
        8 | 9 | 10 | 14 | 31 | 32 => DeviceKind::Laptop,
        11 | 30 => DeviceKind::Tablet,
        17 | 23 | 25 | 28 | 29 => DeviceKind::Server,
        _ => DeviceKind::Desktop,
    }
}

fn has_battery(supplies: &Path) -> bool {
    let Ok(entries) = fs::read_dir(supplies) else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("BAT"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_is_carried_is_told_from_what_stands() {
        for (number, kind) in [
            (3, DeviceKind::Desktop),
            (10, DeviceKind::Laptop),
            (31, DeviceKind::Laptop),
            (30, DeviceKind::Tablet),
            (23, DeviceKind::Server),
            (99, DeviceKind::Desktop),
        ] {
            assert_eq!(kind_of_chassis(number), kind, "{number}");
        }
    }

    #[test]
    fn what_has_a_battery_is_carried() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!has_battery(folder.path()));
        std::fs::create_dir(folder.path().join("BAT0")).unwrap();
        assert!(has_battery(folder.path()));
    }
}
