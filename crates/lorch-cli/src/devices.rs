//! Other devices of the person.

mod held;
mod pair;

use clap::{Args, Subcommand, ValueEnum};
use http::Method;
use lorch_model::{
    devices::{Device, DeviceState, Devices as Shown},
    problem::Problem,
};
use serde_json::{Value, json};

use crate::{
    call::{Call, json as body},
    failure::Failure,
    out::{Column, Out, Span, Table, bad, count, faint, good, plain, short, strong},
    run::Session,
};
use held::Answer;

const PATH: &str = "/api/devices";

/// Pair devices, see how they stand, and answer what one would remove here.
#[derive(Debug, Args)]
pub struct Devices {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List this device and those that are paired with it
    List,
    /// Offer a pairing: shows a QR code, a ticket and a code, and waits for the other device
    Pair(pair::Pair),
    /// Join a pairing that another device offers
    Join(pair::Join),
    /// Let the device in that called: both screens show the same words
    Confirm {
        /// Do not let it in
        #[arg(long)]
        no: bool,
    },
    /// Call a device something else here, or this device by its own name
    Rename {
        /// Name of the device, its id or the first digits of it; `this` for this device
        #[arg(value_name = "DEVICE")]
        device: String,
        /// What to call it
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Let a device in no more
    Revoke {
        /// Name of the device, its id or the first digits of it
        #[arg(value_name = "DEVICE")]
        device: String,
    },
    /// Call a device now, or all of them, and wait until they are in step
    Sync {
        /// Name of the device, its id or the first digits of it
        #[arg(value_name = "DEVICE")]
        device: Option<String>,
    },
    /// Switch whether this device talks to others, and how
    Switch {
        /// What to switch
        what: Switch,
        /// On or off
        to: OnOff,
    },
    /// List what other devices would remove here and you have not answered yet
    Held,
    /// Allow a device to remove it
    Accept {
        /// Id of the device, or its first digits
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Keep everything, here and on the device that removed it
    Refuse {
        /// Id of the device, or its first digits
        #[arg(value_name = "ID")]
        id: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Switch {
    /// Talk to paired devices at all
    Devices,
    /// Find each other in the network both are in
    Nearby,
    /// Let a relay server carry what can't go directly; it sees only sealed bytes
    Relay,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OnOff {
    On,
    Off,
}

impl Devices {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        match self.what.unwrap_or(What::List) {
            What::List => list(call, out).await,
            What::Pair(pair) => pair.run(call, out).await,
            What::Join(join) => join.run(call, out).await,
            What::Confirm { no } => pair::answer(call, out, !no).await,
            What::Rename { device, name } => rename(call, out, &device, &name).await,
            What::Revoke { device } => {
                let device = find(call, &device).await?;
                call.raw(Method::DELETE, &format!("{PATH}/{}", device.id), None).await?;
                if out.json {
                    return Ok(out.object(&device)?);
                }
                Ok(out.done(&[strong(device.name), plain(" is let in no more. What it has stays there.")])?)
            }
            What::Sync { device } => sync(call, out, device.as_deref()).await,
            What::Switch { what, to } => {
                let field = match what {
                    Switch::Devices => "enabled",
                    Switch::Nearby => "mdns",
                    Switch::Relay => "relay",
                };
                let edit = json!({ field: to == OnOff::On });
                call.raw(Method::PATCH, &format!("{PATH}/this"), Some(body(&edit))).await?;
                list(call, out).await
            }
            What::Held => held::list(call, out).await,
            What::Accept { id } => held::answer(call, out, &id, Answer::Accept).await,
            What::Refuse { id } => held::answer(call, out, &id, Answer::Refuse).await,
        }
    }
}

async fn list(call: &Call, out: &Out) -> Result<(), Failure> {
    let shown: Shown = call.get(PATH).await?;
    if out.json {
        return Ok(out.object(&shown)?);
    }
    let mut table = Table::new(&[
        ("name", Column::Whole),
        ("kind", Column::Whole),
        ("seen", Column::Whole),
        ("state", Column::Rest),
        ("id", Column::Whole),
    ]);
    let id = shown.this.id.as_ref().map(short).unwrap_or_default();
    let state = match (&shown.fault, shown.paired.is_empty(), shown.enabled) {
        (Some(fault), _, _) => bad(&fault.title),
        (None, true, _) => faint("paired with no other device"),
        (None, false, true) => plain("on"),
        (None, false, false) => faint("off"),
    };
    table.row([strong(&shown.this.name), plain(shown.this.kind.word()), plain("this device"), state, faint(id)]);
    for device in &shown.paired {
        let seen = if device.connected { "now".to_owned() } else { out.when_or(device.last_seen, "never") };
        table.row([
            strong(&device.name),
            plain(device.kind.word()),
            plain(seen),
            state_of(device),
            faint(short(&device.id)),
        ]);
    }
    out.table(&table)?;
    if shown.paired.is_empty() {
        out.note("`lorch devices pair` offers a pairing, `lorch devices join` joins one.");
    }
    Ok(())
}

fn state_of(device: &Device) -> Span {
    let (behind, waiting) = (device.behind.unwrap_or(0), device.waiting.unwrap_or(0));
    match device.state {
        DeviceState::InStep => good("in step"),
        DeviceState::Behind => plain(format!("behind by {}", count(waiting, "change"))),
        DeviceState::Ahead => plain(format!("{} to come", count(behind, "change"))),
        DeviceState::Never => faint("not talked to yet"),
        DeviceState::Refused => {
            bad(device.fault.as_ref().map_or_else(|| "refused".to_owned(), |fault| fault.title.clone()))
        }
    }
}

async fn rename(call: &Call, out: &Out, device: &str, name: &str) -> Result<(), Failure> {
    let path = match device {
        "this" => format!("{PATH}/this"),
        device => format!("{PATH}/{}", find(call, device).await?.id),
    };
    call.raw(Method::PATCH, &path, Some(body(&json!({ "name": name })))).await?;
    if out.json {
        return Ok(out.object(&call.get::<Value>(PATH).await?)?);
    }
    Ok(out.done(&[plain("It is called "), strong(name.trim()), plain(" now.")])?)
}

async fn sync(call: &Call, out: &Out, device: Option<&str>) -> Result<(), Failure> {
    let ids = match device {
        Some(device) => vec![find(call, device).await?.id],
        None => call.get::<Shown>(PATH).await?.paired.into_iter().map(|device| device.id).collect(),
    };
    if ids.is_empty() {
        return Err(Problem::new(409, "device_not_found", "This device is paired with no other.")
            .hint("`lorch devices pair` offers a pairing.")
            .into());
    }
    for id in &ids {
        call.raw(Method::POST, &format!("{PATH}/{id}/sync"), None).await?;
    }
    pair::until_in_step(call, out, &ids).await
}

/// The device with this name, or with an id that begins so.
async fn find(call: &Call, meant: &str) -> Result<Device, Failure> {
    let prefix = meant.to_ascii_lowercase();
    let paired = call.get::<Shown>(PATH).await?.paired;
    let fits = |device: &&Device| {
        device.name.to_lowercase() == meant.to_lowercase()
            || (!prefix.is_empty() && device.id.to_string().starts_with(&prefix))
    };
    let mut found = paired.iter().filter(fits);
    match (found.next(), found.next()) {
        (Some(device), None) => Ok(device.clone()),
        (None, _) => Err(Problem::new(404, "device_not_found", format!("There is no paired device `{meant}`."))
            .hint("`lorch devices` shows them.")
            .into()),
        (Some(_), Some(_)) => Err(Problem::new(409, "id_ambiguous", format!("Several devices are called {meant}."))
            .hint("Give digits of the id.")
            .into()),
    }
}
