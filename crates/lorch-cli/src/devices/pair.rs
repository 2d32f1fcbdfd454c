//! Pairing in the terminal: what is shown on one side is typed on the other, and both compare the words.

use std::{
    io::{self, BufRead, IsTerminal},
    time::Duration,
};

use clap::Args;
use http::Method;
use lorch_model::{
    change::Changes,
    devices::{Caller, DeviceState, Devices, Joining, JoiningState, Pairing, PairingState},
    id::Id,
    problem::Problem,
};
use qrcode::{EcLevel, QrCode, render::unicode::Dense1x2};
use serde_json::json;

use super::PATH;
use crate::{
    call::Call,
    failure::Failure,
    out::{Out, accent, count, faint, plain, strong},
};

/// A device that has not answered for so long is away.
const AWAY: Duration = Duration::from_secs(15);

/// Offer a pairing.
#[derive(Debug, Args)]
pub struct Pair {
    /// Show the ticket and leave; `lorch devices confirm` answers later. Needs a Lorch that stays
    #[arg(long)]
    leave: bool,
    /// Show no QR code
    #[arg(long)]
    no_qr: bool,
}

/// Join a pairing.
#[derive(Debug, Args)]
pub struct Join {
    /// The ticket that the other device shows, or its eight digits
    #[arg(value_name = "TICKET")]
    invitation: Vec<String>,
}

impl Pair {
    /// Offers, waits, and asks the person.
    pub async fn run(self, call: &Call, out: &Out) -> Result<(), Failure> {
        let offered: Pairing = call.send(Method::POST, &format!("{PATH}/pairing"), &json!({})).await?;
        self.show(&offered, out)?;
        if self.leave {
            return Ok(());
        }
        let mut asked = false;
        loop {
            let place = here(call).await?;
            let pairing: Pairing = call.get(&format!("{PATH}/pairing")).await?;
            match (pairing.state, &pairing.guest) {
                (PairingState::Asking, Some(guest)) if !asked => {
                    asked = true;
                    tell(&pairing, guest, "calls", out)?;
                    if let Some(agrees) = ask(out) {
                        answer(call, out, agrees).await?;
                    } else {
                        out.note("`lorch devices confirm` in another terminal lets it in.");
                    }
                }
                (PairingState::Waiting, _) => asked = false,
                (PairingState::Asking, _) => {}
                (PairingState::Done, _) => break,
                (state, _) => return Err(ended(state).into()),
            }
            if pairing.id != offered.id {
                return Err(ended(PairingState::Cancelled).into());
            }
            wait(call, &place).await?;
        }
        let ids = call.get::<Devices>(PATH).await?.paired.into_iter().map(|device| (device.added, device.id));
        let newest = ids.max().map(|(_, id)| id).into_iter().collect::<Vec<Id>>();
        until_in_step(call, out, &newest).await
    }

    fn show(&self, offered: &Pairing, out: &Out) -> Result<(), Failure> {
        if out.json {
            return Ok(out.object(offered)?);
        }
        if !self.no_qr
            && let Ok(code) = QrCode::with_error_correction_level(offered.ticket.to_uppercase(), EcLevel::L)
        {
            let drawn = code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
            for line in drawn.lines() {
                out.line(&[plain(line)])?;
            }
        }
        out.line(&[strong(&offered.ticket)])?;
        if let Some(code) = &offered.code {
            out.line(&[plain("In the same network this does as well: "), accent(code)])?;
        }
        out.note("Use it on the other device within five minutes: `lorch devices join`, or Join an existing one.");
        Ok(())
    }
}

impl Join {
    /// Joins, and waits for the person at the other device.
    pub async fn run(self, call: &Call, out: &Out) -> Result<(), Failure> {
        let said = self.invitation.join(" ");
        let is_code = said.chars().all(|letter| letter.is_ascii_digit() || letter.is_whitespace() || letter == '-');
        let invitation = if is_code { json!({ "code": said }) } else { json!({ "ticket": said }) };
        call.send::<Joining>(Method::POST, &format!("{PATH}/join"), &invitation).await?;
        let mut told = false;
        loop {
            let place = here(call).await?;
            let joining: Joining = call.get(&format!("{PATH}/join")).await?;
            if let (JoiningState::Waiting, Some(host), false) = (joining.state, &joining.host, told) {
                told = true;
                tell(&joining, host, "answers", out)?;
                out.note("Compare the words, and agree on the other device.");
            }
            match joining.state {
                JoiningState::Calling | JoiningState::Waiting => wait(call, &place).await?,
                JoiningState::Done => break,
                JoiningState::Refused | JoiningState::Failed => {
                    let none = || Problem::new(502, "wire_broken", "The pairing came to nothing.");
                    return Err(joining.problem.unwrap_or_else(none).into());
                }
            }
        }
        let ids = call.get::<Devices>(PATH).await?.paired.into_iter().map(|device| (device.added, device.id));
        let newest = ids.max().map(|(_, id)| id).into_iter().collect::<Vec<Id>>();
        until_in_step(call, out, &newest).await
    }
}

/// Lets the device in that called, or not.
pub(super) async fn answer(call: &Call, out: &Out, agrees: bool) -> Result<(), Failure> {
    let verb = if agrees { "confirm" } else { "refuse" };
    let pairing: Pairing = call.send(Method::POST, &format!("{PATH}/pairing/{verb}"), &json!({})).await?;
    if out.json {
        return Ok(out.object(&pairing)?);
    }
    let name = pairing.guest.map_or_else(|| "It".to_owned(), |guest| guest.name);
    let done = if agrees { " is paired." } else { " was not let in." };
    Ok(out.done(&[strong(name), plain(done)])?)
}

/// Waits until these devices and this one are in step, or none of them answers.
pub(super) async fn until_in_step(call: &Call, out: &Out, ids: &[Id]) -> Result<(), Failure> {
    let mut bar = None;
    let mut until = tokio::time::Instant::now() + AWAY;
    loop {
        let place = here(call).await?;
        let shown: Devices = call.get(PATH).await?;
        let mine: Vec<_> = shown.paired.iter().filter(|device| ids.contains(&device.id)).collect();
        let open = mine.iter().any(|device| device.connected && device.state != DeviceState::InStep);
        if let Some(far) = mine.iter().find_map(|device| device.progress) {
            let bar = bar.get_or_insert_with(|| out.bar("{bar:30} {pos} of {len} changes"));
            if let Some(bar) = bar {
                bar.0.set_length(far.total);
                bar.0.set_position(far.done);
            }
        }
        if mine.iter().all(|device| device.connected && device.state == DeviceState::InStep) {
            drop(bar);
            if out.json {
                return Ok(out.object(&shown)?);
            }
            let names: Vec<&str> = mine.iter().map(|device| device.name.as_str()).collect();
            return Ok(out.done(&[
                strong(names.join(", ")),
                plain(" in step, "),
                faint(count(shown.records, "record")),
            ])?);
        }
        if let Some(fault) = mine.iter().find(|device| device.state == DeviceState::Refused) {
            let none = || Problem::new(403, "device_unknown", "The other device refuses.");
            return Err(fault.fault.clone().unwrap_or_else(none).into());
        }
        if open {
            until = tokio::time::Instant::now() + AWAY;
        }
        if tokio::time::timeout_at(until, wait(call, &place)).await.is_err() {
            let away = || Problem::new(504, "device_unreachable", "The other device can't be reached.");
            let problem = mine.iter().find_map(|device| device.fault.clone()).unwrap_or_else(away);
            return Err(problem.hint("Lorch has to run there, in the same network.").into());
        }
    }
}

fn tell(what: &impl serde::Serialize, other: &Caller, verb: &str, out: &Out) -> Result<(), Failure> {
    if out.json {
        return Ok(out.object(what)?);
    }
    out.line(&[strong(&other.name), plain(format!(" ({}) {verb}. Both screens show:", other.kind.word()))])?;
    Ok(out.line(&[plain("  "), accent(other.words.join("  "))])?)
}

/// The person's answer; `None` where nobody can be asked.
fn ask(out: &Out) -> Option<bool> {
    if !io::stdin().is_terminal() || out.json {
        return None;
    }
    out.note("Does the other screen show the same words? [y/N]");
    let mut typed = String::new();
    io::stdin().lock().read_line(&mut typed).ok()?;
    Some(matches!(typed.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// The present place in the changes: what changes after it is not missed.
async fn here(call: &Call) -> Result<String, Failure> {
    Ok(call.get::<Changes>("/api/changes").await?.number)
}

/// Waits until something changed since.
async fn wait(call: &Call, place: &str) -> Result<(), Failure> {
    call.get::<Changes>(&format!("/api/changes?since={place}&wait=20")).await?;
    Ok(())
}

fn ended(state: PairingState) -> Problem {
    let (code, title) = match state {
        PairingState::Expired => ("ticket_expired", "Nobody came within five minutes."),
        PairingState::Burnt => ("code_burnt", "The code was wrong three times, and holds no more."),
        _ => ("pairing_ended", "The pairing was ended."),
    };
    Problem::new(410, code, title).hint("`lorch devices pair` offers another.")
}
