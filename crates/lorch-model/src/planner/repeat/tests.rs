#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn said(days: &[Date]) -> String {
    days.iter().map(|day| day.strftime("%d.%m.").to_string()).collect::<Vec<_>>().join(" ")
}

#[test]
fn each_unit_falls_on_its_days() {
    let each = Repeat::each;
    let on = |weekdays: &[DayOfWeek]| Repeat { weekdays: weekdays.to_vec(), ..each(Every::Week) };
    for (repeat, begins, to, days) in [
        (each(Every::Day), "2026-12-30", "2027-01-02", "30.12. 31.12. 01.01. 02.01."),
        (Repeat { interval: 3, ..each(Every::Day) }, "2026-12-01", "2026-12-10", "01.12. 04.12. 07.12. 10.12."),
        (each(Every::Week), "2026-12-03", "2026-12-18", "03.12. 10.12. 17.12."),
        (on(&[DayOfWeek::Tu, DayOfWeek::Fr]), "2026-12-02", "2026-12-12", "04.12. 08.12. 11.12."),
        (
            Repeat { interval: 2, ..on(&[DayOfWeek::Mo, DayOfWeek::Su]) },
            "2026-12-06",
            "2026-12-31",
            "06.12. 14.12. 20.12. 28.12.",
        ),
        (each(Every::Month), "2026-01-31", "2026-04-30", "31.01. 28.02. 31.03. 30.04."),
        (each(Every::Month), "2027-12-30", "2028-03-30", "30.12. 30.01. 29.02. 30.03."),
        (
            Repeat { monthly: Monthly::Weekday, ..each(Every::Month) },
            "2026-12-03",
            "2027-02-28",
            "03.12. 07.01. 04.02.",
        ),
        (
            Repeat { monthly: Monthly::Weekday, ..each(Every::Month) },
            "2026-12-31",
            "2027-02-28",
            "31.12. 28.01. 25.02.",
        ),
        (each(Every::Year), "2024-02-29", "2028-12-31", "29.02. 28.02. 28.02. 28.02. 29.02."),
        (Repeat { count: Some(2), ..each(Every::Week) }, "2026-12-03", "2027-12-18", "03.12. 10.12."),
        (Repeat { until: Some(day("2026-12-10")), ..each(Every::Week) }, "2026-12-03", "2027-12-18", "03.12. 10.12."),
        (Repeat { until: Some(day("2026-12-01")), ..each(Every::Week) }, "2026-12-03", "2027-12-18", ""),
        (Repeat { interval: 0, ..each(Every::Week) }, "2026-12-03", "2027-12-18", ""),
    ] {
        let found = repeat.days(day(begins), day(begins), day(to));
        assert_eq!(said(&found), days, "{repeat:?} from {begins}");
        assert_eq!(repeat.first(day(begins)), found.first().copied(), "{repeat:?} from {begins}");
    }
}

#[test]
fn what_began_long_ago_costs_no_more() {
    let daily = Repeat::each(Every::Day);
    assert_eq!(said(&daily.days(day("1800-01-01"), day("2200-12-30"), day("2200-12-31"))), "30.12. 31.12.");
}

prop_compose! {
    fn repeat()(
        every in prop::sample::select(vec![Every::Day, Every::Week, Every::Month, Every::Year]),
        interval in 1_u16..6,
        weekdays in prop::collection::vec(prop::sample::select(DayOfWeek::ALL.to_vec()), 0..4),
        monthly in prop::sample::select(vec![Monthly::Day, Monthly::Weekday]),
        until in prop::option::of(0_i32..4_000),
        count in prop::option::of(1_u32..40),
    ) -> Repeat {
        let until = until.map(|days| plus(day("2020-01-01"), days));
        Repeat { every, interval, weekdays, monthly, until, count }
    }
}

proptest! {
    #[test]
    fn a_window_shows_what_a_larger_one_shows_there(
        repeat in repeat(), begins in 0_i32..2_000, from in 0_i32..5_000, length in 0_i32..90,
    ) {
        let start = day("2020-01-01");
        let (begins, from) = (plus(start, begins), plus(start, from));
        let to = plus(from, length);
        let whole = repeat.days(begins, start, plus(to, 40));
        let inside: Vec<Date> = whole.iter().copied().filter(|day| (from..=to).contains(day)).collect();
        prop_assert_eq!(repeat.days(begins, from, to), inside);
        prop_assert!(whole.iter().all(|day| *day >= begins), "before it begins");
        prop_assert!(whole.iter().all(|day| repeat.until.is_none_or(|until| *day <= until)), "after its end");
        prop_assert!(whole.windows(2).all(|two| two[0] < two[1]), "twice a day, or out of order");
        prop_assert!(repeat.count.is_none_or(|count| whole.len() <= count as usize));
    }
}
