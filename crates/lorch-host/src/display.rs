//! Is there a screen to open a window on?

use std::ffi::OsString;

/// Does the environment name a display, be it X11 or Wayland? One that is named may still be dead.
pub fn graphical(env: &impl Fn(&str) -> Option<OsString>) -> bool {
    ["WAYLAND_DISPLAY", "DISPLAY"].into_iter().any(|name| env(name).is_some_and(|value| !value.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_name_is_no_display() {
        let with =
            |name: &'static str, value: &'static str| move |asked: &str| (asked == name).then(|| OsString::from(value));
        assert!(graphical(&with("DISPLAY", ":0")));
        assert!(graphical(&with("WAYLAND_DISPLAY", "wayland-0")));
        assert!(!graphical(&with("DISPLAY", "")));
        assert!(!graphical(&with("HOME", "/home/ada")));
    }
}
