//! Documents edited a moment ago, still open: what is edited is edited again (a title, then its folder; an activity
//! dragged twice; an undo), and reading a document is most of what an edit costs.
//!
//! A memory of a pure function: what is remembered is found by all changes it was made of and by nothing else, so an
//! edit that never came to be leaves nothing that is ever found again.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use automerge::AutoCommit;

use crate::{DocumentError, load};

/// How many stay open, some 10 kB each.
const MOST: usize = 128;
/// Documents whose changes are larger, in bytes, are read anew each time.
const LARGEST: usize = 32 * 1024;

struct Open {
    bodies: Vec<Vec<u8>>,
    document: AutoCommit,
}

/// The newest last.
static RECENT: Mutex<VecDeque<Open>> = Mutex::new(VecDeque::new());

/// The document of these changes, from memory or read anew.
pub(crate) fn open(bodies: &[Vec<u8>]) -> Result<AutoCommit, DocumentError> {
    let mut recent = RECENT.lock().unwrap_or_else(PoisonError::into_inner);
    // Taken out: two that edit the same at the same time must not share it.
    let found = recent.iter().rposition(|open| open.bodies == bodies).and_then(|at| recent.remove(at));
    drop(recent);
    found.map_or_else(|| load(bodies), |open| Ok(open.document))
}

/// Remembers a document that is made of exactly these changes.
pub(crate) fn keep(bodies: Vec<Vec<u8>>, document: AutoCommit) {
    if bodies.iter().map(Vec::len).sum::<usize>() > LARGEST {
        return;
    }
    let mut recent = RECENT.lock().unwrap_or_else(PoisonError::into_inner);
    let oldest = if recent.len() >= MOST { recent.pop_front() } else { None };
    recent.push_back(Open { bodies, document });
    // Ended once nobody waits for it.
    drop(recent);
    drop(oldest);
}

/// Forgets all of them: what was purged lies in memory no longer than on the disk.
pub fn forget() {
    let forgotten = std::mem::take(&mut *RECENT.lock().unwrap_or_else(PoisonError::into_inner));
    drop(forgotten);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use lorch_model::{Timestamp, id::Id};
    use proptest::prelude::*;

    use super::*;
    use crate::fields::{self, Opened, genesis, held};

    proptest! {
        #[test]
        fn an_edit_of_what_is_remembered_is_the_edit_of_what_was_read_anew(
            edits in prop::collection::vec((0..3u8, 0..3usize, "[a-c]{0,2}", any::<bool>()), 1..12)
        ) {
            let mut bodies = vec![genesis(&[("id", "thing".into())]).unwrap().body];
            for (second, (origin, field, text, lands)) in edits.into_iter().enumerate() {
                let (origin, at) = (Id([origin; 16]), Timestamp::from_second(second as i64).unwrap());
                let wish = || [(["title", "folder", "url"][field].to_owned(), Some(text.as_str().into()))];
                let document = load(&bodies).unwrap();
                let fields = held(&document, None);
                let anew = Opened { bodies: bodies.clone(), document, fields }.put(&origin, at, wish()).unwrap();
                let made = fields::put(&bodies, &origin, at, wish()).unwrap();
                prop_assert_eq!(&made, &anew);
                // What is not kept, as when the disk is full, is no part of what comes next.
                if let (Some(made), true) = (made, lands) {
                    bodies.push(made.change.body);
                    prop_assert_eq!(held(&load(&bodies).unwrap(), None), made.fields);
                }
            }
        }
    }

    #[test]
    fn no_more_stay_open_than_the_newest() {
        let body = |number: usize| vec![genesis(&[("id", number.to_string().as_str().into())]).unwrap().body];
        for number in 0..=MOST {
            keep(body(number), load(&body(number)).unwrap());
        }
        let recent = RECENT.lock().unwrap();
        assert!(recent.len() <= MOST);
        assert!(recent.iter().all(|open| open.bodies != body(0)));
        drop(recent);
        forget();
        assert!(RECENT.lock().unwrap().is_empty());
    }
}
