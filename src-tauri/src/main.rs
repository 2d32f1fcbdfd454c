//! The desktop face of Lorch: one window over the same router that `lorch serve` listens with.
//!
//! There is no Tauri command and no open port: the window opens `lorch://localhost/`, and every request of the page
//! goes to the router in this process or, when another Lorch owns the profile, to that one's socket.

mod arguments;
mod background;
mod desktop;
mod geometry;
mod renderer;
mod single;
mod tray;
mod window;

use std::process::ExitCode;

use arguments::Wish;
use lorch_host::{display, profile::Profile};

/// Exit code when there is no display to open a window on.
const NO_DISPLAY: u8 = 2;

fn main() -> ExitCode {
    let (explicit, key_file, hidden) = match arguments::parse(std::env::args_os().skip(1)) {
        Ok(Wish::Open { profile, key_file, hidden }) => (profile, key_file, hidden),
        Ok(Wish::Say(text)) => {
            println!("{text}");
            return ExitCode::SUCCESS;
        }
        Err(why) => {
            eprintln!("lorch-desktop: {why}");
            return ExitCode::from(64);
        }
    };
    renderer::choose();
    if !display::graphical(&|name| std::env::var_os(name)) || !display_answers() {
        eprintln!(
            "lorch-desktop: there is no screen to open a window on; run `lorch serve` to use Lorch in a browser instead."
        );
        return ExitCode::from(NO_DISPLAY);
    }
    let profile = Profile::resolve(explicit, &|name| std::env::var_os(name)).map_err(|error| error.to_string());
    match profile.map(|profile| profile.with_key_file(key_file)).and_then(|profile| run(profile, hidden)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("lorch-desktop: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(profile: Profile, hidden: bool) -> Result<(), String> {
    profile.create().map_err(|error| error.to_string())?;
    profile.create_state_dir().map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| format!("the runtime can't start: {error}"))?;
    match runtime.block_on(single::claim(&profile)) {
        single::Claim::First(doorbell) => window::open(&runtime, profile, doorbell, hidden),
        single::Claim::AlreadyOpen => Ok(()),
        single::Claim::Hanging => {
            Err("Lorch is open already, but its window doesn't answer; end that process first.".into())
        }
    }
}

/// A display that is named may still be dead: only GTK can tell.
#[cfg(target_os = "linux")]
fn display_answers() -> bool {
    gtk::init().is_ok()
}

#[cfg(not(target_os = "linux"))]
fn display_answers() -> bool {
    true
}
