//! Why two devices don't get along, said plainly: the same codes in an answer and on the row of a device.

use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// What stands between this device and another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum DeviceFault {
    /// What was typed is no ticket.
    #[error("this is no ticket of Lorch")]
    TicketInvalid,
    /// The other device knows no such ticket.
    #[error("the other device did not give out this ticket")]
    TicketUnknown,
    /// Another device came with it first.
    #[error("this ticket was used already")]
    TicketUsed,
    /// Its five minutes are over.
    #[error("this ticket has expired")]
    TicketExpired,
    /// The digits are not those of the other screen.
    #[error("this is not the code that the other device shows")]
    CodeWrong,
    /// It was wrong too often.
    #[error("the code was wrong too often, and holds no more")]
    CodeBurnt,
    /// What was typed is no code.
    #[error("a code has eight digits")]
    CodeInvalid,
    /// Nobody nearby shows a code.
    #[error("no device that shows a code was found in this network")]
    NobodyFound,
    /// The person at the other device said no.
    #[error("the other device refused")]
    PairingRefused,
    /// It was taken back, or replaced by another.
    #[error("the other device ended the pairing")]
    PairingEnded,
    /// There is none, or it is over.
    #[error("there is no such pairing")]
    PairingNotFound,
    /// Nobody has called yet.
    #[error("no device has called yet")]
    NobodyAsks,
    /// No device of this id is paired.
    #[error("there is no device with this id")]
    DeviceNotFound,
    /// The other device doesn't know this one, or no more.
    #[error("the other device does not know this one")]
    DeviceUnknown,
    /// It speaks an older language only.
    #[error("the other device runs a Lorch that is too old")]
    DeviceTooOld,
    /// It speaks a newer language only.
    #[error("the other device runs a newer Lorch that this one is too old for")]
    DeviceTooNew,
    /// Nothing answers.
    #[error("the other device can't be reached")]
    DeviceUnreachable,
    /// Two answer by one key.
    #[error("a copy of this profile answers by the same key")]
    DeviceIsCopy,
    /// What it sent was not in order: cut, repeated, too much.
    #[error("what came from the other device was not in order, and was not taken")]
    WireBroken,
    /// A device can't be paired with itself.
    #[error("this is the ticket of this very device")]
    DeviceIsThis,
    /// A device without a name.
    #[error("a device needs a name of at most 64 letters")]
    NameInvalid,
    /// This Lorch was built without it.
    #[error("this Lorch was built without devices")]
    DevicesAbsent,
    /// No socket could be had.
    #[error("no network address could be opened for other devices")]
    NetworkRefused,
    /// The vault is closed.
    #[error("the vault that holds the key of this device is locked")]
    VaultLocked,
    /// The vault is there, and does not do what it should.
    #[error("the vault that holds the key of this device can't be used")]
    VaultRefused,
    /// The vault holds it no more.
    #[error("the key of this device is not in the vault any more")]
    KeyMissing,
    /// There is no vault to keep a key in.
    #[error("there is no vault to keep the key of this device in")]
    VaultAbsent,
}

impl DeviceFault {
    /// The fault with its code, sentence and hint.
    pub fn problem(self) -> Problem {
        let (status, code, hint) = self.told();
        let text = self.to_string();
        let mut letters = text.chars();
        let title: String =
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
        Problem::new(status, code, format!("{title}.")).hint(hint)
    }

    /// Whether the other device says no and trying again soon changes nothing.
    pub fn is_refusal(self) -> bool {
        matches!(self, Self::DeviceUnknown | Self::DeviceTooOld | Self::DeviceTooNew | Self::DeviceIsCopy)
    }

    fn told(self) -> (u16, &'static str, &'static str) {
        const ANEW: &str = "Begin a pairing on the other device, and use the ticket it shows then.";
        match self {
            Self::TicketInvalid => {
                (422, "ticket_invalid", "Give the whole of what the other device shows; it begins with `lorch-pair:`.")
            }
            Self::TicketUnknown => (422, "ticket_unknown", ANEW),
            Self::TicketUsed => (409, "ticket_used", ANEW),
            Self::TicketExpired => (410, "ticket_expired", ANEW),
            Self::CodeWrong => (422, "code_wrong", "Compare the digits; after three wrong tries the code ends."),
            Self::CodeBurnt => (410, "code_burnt", ANEW),
            Self::CodeInvalid => (422, "code_invalid", "Type the eight digits that the other device shows."),
            Self::NobodyFound => (
                404,
                "code_not_found",
                "Both devices have to be in one network that lets them find each other; a ticket works without.",
            ),
            Self::PairingRefused => {
                (403, "pairing_refused", "Somebody chose so there. Begin again if it was a mistake.")
            }
            Self::PairingEnded => (410, "pairing_ended", ANEW),
            Self::PairingNotFound => (404, "pairing_not_found", "Begin a pairing: `lorch devices pair`."),
            Self::NobodyAsks => (409, "pairing_waits", "Use the ticket or the code on the other device first."),
            Self::DeviceNotFound => {
                (404, "device_not_found", "`lorch devices` shows the paired devices and their ids.")
            }
            Self::DeviceUnknown => (
                403,
                "device_unknown",
                "It was removed there. Remove it here too, and pair both again if they belong together.",
            ),
            Self::DeviceTooOld => (409, "device_too_old", "Update Lorch on the other device."),
            Self::DeviceTooNew => (409, "device_too_new", "Update Lorch on this device."),
            Self::DeviceUnreachable => {
                (504, "device_unreachable", "Lorch has to run there, in the same network. It is tried again by itself.")
            }
            Self::DeviceIsCopy => {
                (409, "device_is_copy", "Keep one of the two, and pair the other one anew from a profile of its own.")
            }
            Self::WireBroken => (502, "wire_broken", "It is tried again by itself, from where it broke off."),
            Self::DeviceIsThis => (422, "device_is_this", "Use the ticket on the other device."),
            Self::NameInvalid => (422, "name_invalid", "Choose a short name, for example `desk`."),
            Self::DevicesAbsent => (501, "devices_absent", "The packaged Lorch has it."),
            Self::NetworkRefused => {
                (503, "network_refused", "It is tried again by itself; check the network of this machine.")
            }
            Self::VaultLocked => (423, "vault_locked", "Unlock it in Settings, or with `lorch vault unlock`."),
            Self::VaultRefused => (503, "vault_refused", "See whether other programs can keep passwords there."),
            Self::KeyMissing => (
                409,
                "device_key_missing",
                "Open the vault that it was kept in. If that is gone, remove the devices and pair them again.",
            ),
            Self::VaultAbsent => (
                503,
                "vault_absent",
                "Without one, Lorch keeps secrets in a file that a passphrase opens: make it in Settings, or with `lorch vault file`.",
            ),
        }
    }
}
