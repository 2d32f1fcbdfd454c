//! What somebody planned in that year, and what of it was done. Pure: the same for the same seed and time.

use jiff::{civil::Date, tz::TimeZone};
use lorch_model::{
    Timestamp,
    id::Id,
    planner::{ActivityEdit, DayOfWeek, Every, Kind, Local, Plan, Reminder, Repeat, plus},
};

use super::dice::Dice;

/// An activity of the sample.
pub(crate) struct SamplePlan {
    /// Its id.
    pub id: Id,
    /// When it was made.
    pub at: Timestamp,
    /// What it says.
    pub plan: Plan,
    /// How it repeats.
    pub repeat: Option<Repeat>,
    /// Days of what repeats on which it was done, each with the moment.
    pub done: Vec<(Date, Timestamp)>,
    /// Days on which it did not take place.
    pub skipped: Vec<Date>,
}

/// Of what repeats, minutes ahead at which the person is reminded.
const REMINDED: [(&str, u32); 4] = [("Choir", 60), ("Call home", 0), ("Bins to the street", 720), ("Rent", 1_440)];

type Habit = (&'static str, &'static str, i32, Option<(i8, i8, u32)>, Every, u16, &'static [DayOfWeek], Kind);

/// What repeats: title, tag, since how many days, time and minutes (none: the whole day), rule.
const HABITS: [Habit; 8] = [
    ("Morning run", "legs", 300, Some((7, 0, 45)), Every::Week, 1, &[DayOfWeek::Tu, DayOfWeek::Fr], Kind::Event),
    ("Choir", "music", 330, Some((19, 30, 90)), Every::Week, 1, &[DayOfWeek::We], Kind::Event),
    ("Stand-up", "work", 360, Some((9, 15, 15)), Every::Week, 1, &[DayOfWeek::Mo, DayOfWeek::Th], Kind::Event),
    ("Call home", "family", 250, Some((18, 0, 30)), Every::Week, 1, &[DayOfWeek::Su], Kind::Task),
    ("Water the plants", "home", 120, None, Every::Day, 3, &[], Kind::Task),
    ("Bins to the street", "home", 340, Some((6, 30, 5)), Every::Week, 2, &[DayOfWeek::Th], Kind::Task),
    ("Rent", "money", 350, None, Every::Month, 1, &[], Kind::Task),
    ("Ada’s birthday", "family", 310, None, Every::Year, 1, &[], Kind::Event),
];

/// What took place once: title, tag, the hour, minutes. Each comes a few times a year.
const MEETINGS: [(&str, &str, i8, u32); 10] = [
    ("Dinner with Ada and Jun", "friends", 19, 150),
    ("Dentist", "health", 9, 45),
    ("Haircut", "home", 17, 40),
    ("Quarterly review", "work", 14, 120),
    ("Cinema: the late show", "friends", 20, 130),
    ("Bike workshop", "bike", 16, 60),
    ("Library: return the atlas", "books", 12, 20),
    ("Swim in the harbour bath", "legs", 11, 90),
    ("Lunch at the market", "friends", 12, 60),
    ("Parents’ evening", "family", 18, 75),
];

/// What was to do: title, tag, notes.
const TASKS: [(&str, &str, &str); 16] = [
    ("Oil the garden gate", "home", ""),
    ("Write to the landlord about the window", "home", "The left one, in the kitchen. It whistles from the west."),
    ("Back up the photos of the summer", "computer", ""),
    ("Mend the grey coat", "home", "Second button, and the lining under the arm."),
    ("Tax return", "money", "Receipts are in the blue folder."),
    ("Order lamp oil", "home", ""),
    ("Read the contract of the studio", "work", ""),
    ("New chain for the bike", "bike", "Nine gears, 114 links."),
    ("Book the ferry", "travel", ""),
    ("Return the drill to Jun", "friends", ""),
    ("Sow the winter lettuce", "garden", "Under glass from the middle of the month on."),
    ("Renew the passport", "travel", "Two photos, and the old one."),
    ("Clear out the mail folder", "computer", ""),
    ("Ask about the choir trip", "music", ""),
    ("Sharpen the kitchen knives", "home", ""),
    ("Plan the weekend by the lake", "travel", ""),
];

/// Days back at which the person was away.
const AWAY: i32 = 110;

/// What was planned in the year before `now`, and what is planned after it, by the clocks of `zone`.
pub(crate) fn plans(seed: u64, now: Timestamp, zone: &TimeZone) -> Vec<SamplePlan> {
    let today = now.to_zoned(zone.clone()).date();
    let mut plans: Vec<SamplePlan> =
        HABITS.iter().filter_map(|habit| self::habit(habit, seed, (now, zone), today)).collect();
    let trip =
        format!(r#"{{"title": "By the sea", "start": "{}", "days": 13, "tags": ["travel"]}}"#, plus(today, -AWAY));
    plans.extend(once("By the sea", &trip, seed, (now, zone), plus(today, -AWAY - 60), None));
    for (title, tag, hour, minutes) in MEETINGS {
        let dice = &mut Dice::new(seed, title);
        for turn in 0..5_u32 {
            // Four in the past, one ahead.
            let far = i32::try_from(dice.within(1, 80)).unwrap_or(1);
            let day = if turn == 4 {
                plus(today, far / 3)
            } else {
                plus(today, -far - 85 * i32::try_from(turn).unwrap_or(0))
            };
            let minute = 15 * dice.below(4);
            let json = format!(
                r#"{{"title": "{title}", "start": "{day}T{hour:02}:{minute:02}", "minutes": {minutes}, "tags": ["{tag}"],
                    "reminder": {{"before": 30}}}}"#
            );
            plans.extend(once(
                &format!("{title} {turn}"),
                &json,
                seed,
                (now, zone),
                plus(day, -12).min(plus(today, -1)),
                None,
            ));
        }
    }
    for (number, (title, tag, notes)) in (0_i32..).zip(TASKS) {
        let dice = &mut Dice::new(seed, title);
        let made = plus(today, -3 - number * 21 - i32::try_from(dice.below(14)).unwrap_or(0));
        // The latest are still to do; some of them have a day.
        let open = number < 6;
        let due = plus(today, 2 + number * 3);
        let due = if open && number % 2 == 0 { format!(r#", "due": "{due}""#) } else { String::new() };
        let json = format!(r#"{{"title": "{title}", "notes": "{notes}", "tags": ["{tag}"]{due}}}"#);
        let hour = i8::try_from(dice.within(8, 20)).unwrap_or(9);
        let done = plus(made, i32::try_from(dice.within(1, 15)).unwrap_or(1)).at(hour, 12, 0, 0);
        let done = Local::Time(done).moment(zone);
        plans.extend(once(title, &json, seed, (now, zone), made, (!open).then_some(done.min(now))));
    }
    plans
}

fn once(
    name: &str,
    json: &str,
    seed: u64,
    (now, zone): (Timestamp, &TimeZone),
    made: Date,
    done: Option<Timestamp>,
) -> Option<SamplePlan> {
    let at = Local::at(made, jiff::civil::Time::constant(8, 0, 0, 0)).moment(zone).min(now);
    let edit: ActivityEdit = serde_json::from_str(json).ok()?;
    let plan = Plan { done, ..Plan::made(&edit, zone.iana_name().unwrap_or("UTC"), at).ok()? };
    let id = Id::made(at, Dice::new(seed, name).bytes());
    Some(SamplePlan { id, at, plan, repeat: None, done: Vec::new(), skipped: Vec::new() })
}

fn habit(
    (title, tag, since, time, every, interval, weekdays, kind): &Habit,
    seed: u64,
    (now, zone): (Timestamp, &TimeZone),
    today: Date,
) -> Option<SamplePlan> {
    let dice = &mut Dice::new(seed, title);
    let mut begins = plus(today, -since);
    if *every == Every::Month {
        begins = begins.first_of_month();
    }
    let made = once(title, &format!(r#"{{"title": "{title}", "tags": ["{tag}"]}}"#), seed, (now, zone), begins, None)?;
    let start = match time {
        Some((hour, minute, _)) => Local::Time(begins.at(*hour, *minute, 0, 0)),
        None => Local::Day(begins),
    };
    let minutes = time.map(|(_, _, minutes)| minutes);
    let reminder =
        REMINDED.iter().find(|(habit, _)| habit == title).map(|(_, before)| Reminder::Before { before: *before });
    let plan = Plan { kind: *kind, start: Some(start), minutes, reminder, ..made.plan }.with_lengths();
    let rule = Repeat { interval: *interval, weekdays: weekdays.to_vec(), ..Repeat::each(*every) };
    let (plan, rule) = plan.repeated(rule).ok()?;
    let (mut done, mut skipped) = (Vec::new(), Vec::new());
    let first = plan.start?.day();
    for day in rule.days(first, first, today) {
        let away = plus(today, -AWAY) <= day && day < plus(today, -AWAY + 13);
        if *kind == Kind::Event {
            skipped.extend((away || dice.percent(8)).then_some(day));
        } else if !away && dice.percent(86) {
            let moment = plan.on(day).anchor()?.on(day).moment(zone);
            let late = std::time::Duration::from_secs(u64::from(dice.within(5, 600)) * 60);
            done.extend(Some((day, moment + late)).filter(|(_, at)| *at < now));
        }
    }
    skipped.retain(|day| *every != Every::Year && *day != first);
    Some(SamplePlan { plan, repeat: Some(rule), done, skipped, ..made })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T17:30:00Z".parse().unwrap()
    }

    fn zone() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    #[test]
    fn it_is_the_same_for_the_same_seed_and_another_for_another() {
        let ids = |seed| plans(seed, now(), &zone()).into_iter().map(|plan| (plan.id, plan.done)).collect::<Vec<_>>();
        assert_eq!(ids(1), ids(1));
        assert_ne!(ids(1), ids(2));
        let mut once = ids(1);
        once.sort();
        once.dedup_by_key(|(id, _)| *id);
        assert_eq!(once.len(), ids(1).len(), "each has an id of its own");
    }

    #[test]
    fn it_looks_back_a_year_and_ahead_and_nothing_is_done_that_is_still_to_come() {
        let plans = plans(1, now(), &zone());
        assert!((70..90).contains(&plans.len()), "{} activities", plans.len());
        for plan in &plans {
            assert!(plan.at <= now() && plan.plan.done.is_none_or(|done| done <= now()), "{}", plan.plan.title);
            assert!(plan.done.iter().all(|(_, at)| *at <= now()), "{}", plan.plan.title);
        }
        let choir = plans.iter().find(|plan| plan.plan.title == "Choir").unwrap();
        let begins = choir.plan.anchor().unwrap().moment(&zone()).to_zoned(zone());
        assert_eq!((begins.hour(), begins.minute()), (19, 30), "by the clock that the person looks at");
        assert_eq!(choir.plan.reminder_moment().unwrap(), begins.timestamp() - std::time::Duration::from_secs(3600));
        let ahead = plans
            .iter()
            .filter(|plan| plan.repeat.is_none() && plan.plan.start > Some(Local::Day("2026-11-21".parse().unwrap())));
        assert!(ahead.count() >= 8);
        let open = plans.iter().filter(|plan| plan.plan.anchor().is_none() && plan.plan.done.is_none());
        assert_eq!(open.count(), 3, "some are still without a day");
    }
}
