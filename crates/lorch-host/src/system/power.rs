//! Batteries, as `/sys/class/power_supply` tells of them.

use std::{fs, path::Path};

/// Each battery of this machine, and its charge in percent.
pub(super) fn batteries() -> Vec<(String, f64)> {
    below(Path::new("/sys/class/power_supply"))
}

fn below(folder: &Path) -> Vec<(String, f64)> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut found: Vec<(String, f64)> = entries
        .filter_map(|entry| {
            let read = |name: &str| fs::read_to_string(entry.path().join(name)).ok();
            // A mouse has a battery too, but is no part of the machine.
            let of_machine = read("scope").is_none_or(|scope| scope.trim() != "Device");
            let is_battery = read("type")?.trim() == "Battery";
            let charge: f64 = read("capacity")?.trim().parse().ok()?;
            let fits = of_machine && is_battery && (0.0..=100.0).contains(&charge);
            fits.then_some((entry.file_name().into_string().ok()?, charge))
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn batteries_of_the_machine_count_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let supply = |name: &str, files: &[(&str, &str)]| {
            let place = folder.path().join(name);
            fs::create_dir(&place).unwrap();
            files.iter().for_each(|(file, text)| fs::write(place.join(file), text).unwrap());
        };
        supply("BAT1", &[("type", "Battery\n"), ("capacity", "81\n")]);
        supply("BAT0", &[("type", "Battery\n"), ("capacity", "7\n"), ("scope", "System\n")]);
        supply("AC", &[("type", "Mains\n"), ("online", "1\n")]);
        supply("hidpp_0", &[("type", "Battery\n"), ("capacity", "50\n"), ("scope", "Device\n")]);
        supply("BAT2", &[("type", "Battery\n"), ("capacity", "no\n")]);
        assert_eq!(below(folder.path()), [("BAT0".to_owned(), 7.0), ("BAT1".to_owned(), 81.0)]);
        assert_eq!(below(&folder.path().join("none")), []);
    }
}
