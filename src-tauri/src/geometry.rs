//! Where the window was, kept in the state folder: it is of this machine and no part of the person's data.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

/// Smallest window that still shows one pane.
pub(crate) const SMALLEST: (f64, f64) = (360.0, 480.0);

/// Place and size in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Geometry {
    pub x: Option<f64>,
    pub y: Option<f64>,
    pub width: f64,
    pub height: f64,
    #[serde(default)]
    pub maximized: bool,
}

impl Default for Geometry {
    fn default() -> Self {
        Self { x: None, y: None, width: 1360.0, height: 860.0, maximized: false }
    }
}

impl Geometry {
    /// What was remembered; the default where nothing sensible was.
    pub(crate) fn load(state: &Path) -> Self {
        let kept = fs::read(file(state)).ok().and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok());
        kept.filter(|kept| kept.width.is_finite() && kept.height.is_finite())
            .map(|kept| Self { width: kept.width.max(SMALLEST.0), height: kept.height.max(SMALLEST.1), ..kept })
            .unwrap_or_default()
    }

    /// Remembers it; a file half-written by a crash never takes the place of the last whole one.
    pub(crate) fn save(&self, state: &Path) -> io::Result<()> {
        let fresh = state.join("window.json.new");
        fs::write(&fresh, serde_json::to_vec(self)?)?;
        fs::rename(fresh, file(state))
    }
}

fn file(state: &Path) -> PathBuf {
    state.join("window.json")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_window_comes_back_where_it_was() {
        let state = std::env::temp_dir().join(format!("lorch-geometry-{}", std::process::id()));
        fs::create_dir_all(&state).unwrap();
        let moved = Geometry { x: Some(10.0), y: Some(-4.0), width: 900.0, height: 700.0, maximized: true };
        moved.save(&state).unwrap();
        assert_eq!(Geometry::load(&state), moved);
        fs::write(file(&state), "{\"width\":1,\"height\":2}").unwrap();
        assert_eq!((Geometry::load(&state).width, Geometry::load(&state).height), SMALLEST);
        fs::write(file(&state), "half a fi").unwrap();
        assert_eq!(Geometry::load(&state), Geometry::default());
        fs::remove_dir_all(&state).unwrap();
    }
}
