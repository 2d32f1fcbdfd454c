//! Whether this desktop shows tray icons: a StatusNotifierWatcher with a host registered at it
//! (freedesktop.org StatusNotifierItem, "org.kde.StatusNotifierWatcher").

use std::rc::Rc;

use gtk::{
    gio::{self, BusType, DBusCallFlags, DBusConnection, DBusSignalFlags},
    glib::{Variant, VariantTy, variant::ToVariant},
};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const PATH: &str = "/StatusNotifierWatcher";
/// A panel that does not answer for so long, in milliseconds, shows nothing either.
const PATIENCE: i32 = 5_000;

/// Calls `told` on this thread whenever it may have changed whether tray icons are shown. A panel may start after
/// Lorch, end, and start again; without a session bus nothing is ever told.
///
/// To be called on the thread that runs GTK.
pub(super) fn watch(told: impl Fn(bool) + 'static) {
    let told: Rc<dyn Fn(bool)> = Rc::new(told);
    gio::bus_get(BusType::Session, gio::Cancellable::NONE, move |bus| match bus {
        Ok(bus) => watch_on(&bus, told),
        Err(error) => tracing::debug!(%error, "no session bus, so no tray"),
    });
}

fn watch_on(bus: &DBusConnection, told: Rc<dyn Fn(bool)>) {
    // A bus that ends is no reason to end with it.
    bus.set_exit_on_close(false);
    let (asking, ask_bus) = (told.clone(), bus.clone());
    bus.signal_subscribe(
        Some(WATCHER),
        Some(WATCHER),
        None,
        Some(PATH),
        None,
        DBusSignalFlags::NONE,
        move |_, _, _, _, signal, _| {
            if matches!(signal, "StatusNotifierHostRegistered" | "StatusNotifierHostUnregistered") {
                ask(&ask_bus, asking.clone());
            }
        },
    );
    let owner = bus.clone();
    bus.signal_subscribe(
        Some("org.freedesktop.DBus"),
        Some("org.freedesktop.DBus"),
        Some("NameOwnerChanged"),
        Some("/org/freedesktop/DBus"),
        Some(WATCHER),
        DBusSignalFlags::NONE,
        {
            let told = told.clone();
            move |_, _, _, _, _, _| ask(&owner, told.clone())
        },
    );
    ask(bus, told);
}

/// Asks the watcher; one that is not there shows nothing.
fn ask(bus: &DBusConnection, told: Rc<dyn Fn(bool)>) {
    bus.call(
        Some(WATCHER),
        PATH,
        "org.freedesktop.DBus.Properties",
        "Get",
        Some(&(WATCHER, "IsStatusNotifierHostRegistered").to_variant()),
        VariantTy::new("(v)").ok(),
        DBusCallFlags::NO_AUTO_START,
        PATIENCE,
        gio::Cancellable::NONE,
        move |answer| told(answer.is_ok_and(|answer| is_true(&answer))),
    );
}

fn is_true(answer: &Variant) -> bool {
    answer.try_child_value(0).and_then(|value| value.as_variant()).and_then(|value| value.get::<bool>()) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_yes_is_one() {
        let answer = |value: Variant| Variant::tuple_from_iter([value.to_variant()]);
        for (value, expected) in [(true.to_variant(), true), (false.to_variant(), false), ("yes".to_variant(), false)] {
            assert_eq!(is_true(&answer(value.clone())), expected, "{value}");
        }
        assert!(!is_true(&true.to_variant()));
    }
}
