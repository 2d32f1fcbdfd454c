//! Which backups are let go when a new one has been proved: pure.

use lorch_model::{Timestamp, backup::BackupKind};

/// Places in `all` of the backups that are more than is kept of their kind, now that `made` is among them.
///
/// What claims to be newer than the one just made was made under a clock that was ahead: it goes first, or it would
/// crowd out what is made from now on.
pub(super) fn surplus(all: &[(BackupKind, Timestamp)], made: (BackupKind, Timestamp)) -> Vec<usize> {
    let Some(kept) = made.0.kept() else { return Vec::new() };
    let mut same: Vec<usize> = (0..all.len()).filter(|place| all[*place].0 == made.0).collect();
    same.sort_by_key(|place| std::cmp::Reverse((all[*place].1 <= made.1, all[*place].1)));
    same.into_iter().skip(kept).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_backup() -> impl Strategy<Value = (BackupKind, Timestamp)> {
        (0..BackupKind::ALL.len(), 0_i64..40).prop_map(|(kind, day)| (BackupKind::ALL[kind], at(day)))
    }

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + day * 86_400).unwrap_or_default()
    }

    proptest! {
        #[test]
        fn the_one_just_made_stays_and_so_do_all_that_a_person_asked_for(
            mut all in prop::collection::vec(any_backup(), 0..40), made in any_backup()
        ) {
            all.retain(|one| *one != made);
            all.push(made);
            let gone = surplus(&all, made);
            prop_assert!(gone.iter().all(|place| all[*place] != made));
            prop_assert!(gone.iter().all(|place| all[*place].0 == made.0 && made.0.kept().is_some()));
            let same = all.iter().filter(|one| one.0 == made.0).count();
            prop_assert_eq!(same - gone.len(), made.0.kept().map_or(same, |kept| same.min(kept)));
        }
    }

    #[test]
    fn seven_days_and_four_weeks_are_kept() {
        let days: Vec<_> = (0..9).map(|day| (BackupKind::Daily, at(day))).collect();
        assert_eq!(surplus(&days, days[8]), [1, 0]);
        let weeks: Vec<_> = (0..5).map(|week| (BackupKind::Weekly, at(week * 7))).collect();
        assert_eq!(surplus(&weeks, weeks[4]), [0]);
    }

    #[test]
    fn a_clock_that_was_ahead_crowds_nothing_out() {
        let mut all: Vec<_> = (100..107).map(|day| (BackupKind::Daily, at(day))).collect();
        all.extend([(BackupKind::Daily, at(1)), (BackupKind::Daily, at(2))]);
        let gone = surplus(&all, (BackupKind::Daily, at(2)));
        assert!(gone.len() == 2 && gone.iter().all(|place| *place < 7), "{gone:?}");
    }
}
