//! A screen that nobody looks at (Xvfb), and what is on it.

use std::{
    collections::HashMap,
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use x11rb::{
    connection::Connection,
    protocol::xproto::{ConnectionExt, ImageFormat},
    rust_connection::RustConnection,
};

use crate::{Result, process::Copy};

const SIZE: (u16, u16) = (1440, 900);
/// How often the screen is looked at.
const LOOK: Duration = Duration::from_millis(4);
/// Pixels looked at: each so many rows and columns.
const STEP: usize = 2;
/// So many pixels that are not of the ground are letters.
const LETTERS: usize = 60;

/// A screen of its own.
pub(super) struct Screen {
    pub display: String,
    _server: Copy,
    connection: RustConnection,
    root: u32,
}

impl Screen {
    /// Starts Xvfb on a display that is free.
    pub fn open() -> Result<Self> {
        let mut command = Command::new("Xvfb");
        let size = format!("{}x{}x24", SIZE.0, SIZE.1);
        command.args(["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp", "-noreset"]).stderr(Stdio::null());
        let mut server = Copy::of(command).map_err(|fault| format!("Xvfb does not start: {fault}"))?;
        let display = format!(":{}", server.line()?);
        let (connection, screen) = x11rb::connect(Some(&display))?;
        let root = connection.setup().roots.get(screen).ok_or("the display has no screen")?.root;
        Ok(Self { display, _server: server, connection, root })
    }

    /// Waits until nothing is left of the window before.
    pub fn wait_until_black(&self, patience: Duration) -> Result<()> {
        self.wait(patience, "the screen never became black", |pixels| pixels.iter().all(|pixel| *pixel == 0))
    }

    /// Waits until there are letters on a ground.
    pub fn wait_until_painted(&self, patience: Duration) -> Result<()> {
        self.wait(patience, "nothing was painted", is_painted)
    }

    fn wait(&self, patience: Duration, otherwise: &str, there: impl Fn(&[u32]) -> bool) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < patience {
            if there(&self.pixels()?) {
                return Ok(());
            }
            sleep(LOOK);
        }
        Err(otherwise.into())
    }

    /// Colours of the upper left part, where every window begins.
    fn pixels(&self) -> Result<Vec<u32>> {
        let (width, height) = (SIZE.0 / 2, SIZE.1 / 2);
        let image = self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, width, height, u32::MAX)?;
        let data = image.reply()?.data;
        let rows = data.chunks_exact(usize::from(width) * 4).step_by(STEP);
        let colour = |pixel: &[u8]| u32::from_le_bytes([pixel[0], pixel[1], pixel[2], 0]);
        Ok(rows.flat_map(|row| row.chunks_exact(4).step_by(STEP)).map(colour).collect())
    }
}

/// A window is painted when it stands on the black screen with letters on its ground: an empty ground is what
/// toolkits show before anything of the page is there.
fn is_painted(pixels: &[u32]) -> bool {
    let mut colours: HashMap<u32, usize> = HashMap::new();
    for pixel in pixels.iter().filter(|pixel| **pixel != 0) {
        *colours.entry(*pixel).or_default() += 1;
    }
    let ground = colours.values().copied().max().unwrap_or(0);
    let shown: usize = colours.values().sum();
    ground > pixels.len() / 4 && colours.len() > 8 && shown - ground >= LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_on_a_ground_are_painted_and_an_empty_ground_is_not() {
        let mut pixels = vec![0; 1000];
        assert!(!is_painted(&pixels));
        pixels[..900].fill(0x00ff_ffff);
        assert!(!is_painted(&pixels));
        for (shade, pixel) in (1..).zip(&mut pixels[..100]) {
            *pixel = shade;
        }
        assert!(is_painted(&pixels));
    }
}
