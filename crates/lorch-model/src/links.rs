//! "These are the same", "these are not": facts about pairs of things. What they say of one another never merges them;
//! clusters are made from the facts anew whenever they are looked at.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::Id;

/// The account that the records of links belong to.
pub const ACCOUNT: &str = "lorch:links";
/// Schema number of the links made today.
pub const SCHEMA: u32 = 1;

/// A fact about two things.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Link {
    /// Identity, from the pair.
    #[schema(value_type = String)]
    pub id: Id,
    /// One of them; its id is the lower one.
    #[schema(value_type = String)]
    pub a: Id,
    /// The other.
    #[schema(value_type = String)]
    pub b: Id,
    /// Whether they are the same.
    pub same: bool,
    /// Why.
    pub reason: String,
    /// How sure that is, 0 to 1; 1 when a person said it.
    pub score: f64,
    /// When it was said.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// What a person says of two things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkEdit {
    /// One of them.
    #[schema(value_type = String)]
    pub a: Id,
    /// The other.
    #[schema(value_type = String)]
    pub b: Id,
    /// Whether they are the same.
    pub same: bool,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// External id of the fact about `a` and `b`: the same, whichever comes first.
pub fn external_id(a: &Id, b: &Id) -> String {
    format!("{}:{}", a.min(b), a.max(b))
}

/// Groups of things that are the same, each sorted, none of one thing alone.
///
/// The surest facts join first. Two groups stay apart when a fact says of any two of their things that they are not
/// the same: a chain never overrules what was said of a pair. The order of the facts does not matter.
pub fn clusters(links: &[Link]) -> Vec<Vec<Id>> {
    let pair = |link: &Link| (link.a.min(link.b), link.a.max(link.b));
    let apart: BTreeSet<(Id, Id)> = links.iter().filter(|link| !link.same).map(pair).collect();
    let mut same: Vec<&Link> = links.iter().filter(|link| link.same).collect();
    same.sort_by(|one, other| other.score.total_cmp(&one.score).then_with(|| pair(one).cmp(&pair(other))));
    let mut group_of: BTreeMap<Id, usize> = BTreeMap::new();
    let mut groups: Vec<BTreeSet<Id>> = Vec::new();
    for (a, b) in same.into_iter().map(pair) {
        let mut group = |thing: Id| {
            *group_of.entry(thing).or_insert_with(|| {
                groups.push(BTreeSet::from([thing]));
                groups.len() - 1
            })
        };
        let (one, other) = (group(a), group(b));
        let said_apart = |x: &Id| groups[other].iter().any(|y| apart.contains(&(*x.min(y), *x.max(y))));
        if one == other || groups[one].iter().any(said_apart) {
            continue;
        }
        for thing in std::mem::take(&mut groups[other]) {
            group_of.insert(thing, one);
            groups[one].insert(thing);
        }
    }
    let mut clusters: Vec<Vec<Id>> =
        groups.into_iter().filter(|group| group.len() > 1).map(|group| group.into_iter().collect()).collect();
    clusters.sort();
    clusters
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn link(a: u8, b: u8, same: bool, score: f64) -> Link {
        let (a, b) = (Id([a.min(b); 16]), Id([a.max(b); 16]));
        let id = Id::of_record(ACCOUNT, &external_id(&a, &b));
        Link { id, a, b, same, reason: String::new(), score, at: Timestamp::UNIX_EPOCH }
    }

    fn facts() -> impl Strategy<Value = Vec<Link>> {
        // One fact a pair, as the store holds them.
        prop::collection::btree_map((0_u8..7, 0_u8..7), (any::<bool>(), 0_u8..4), 0..12).prop_map(|facts| {
            let pairs: BTreeMap<(u8, u8), (bool, u8)> = facts
                .into_iter()
                .filter(|((a, b), _)| a != b)
                .map(|((a, b), fact)| ((a.min(b), a.max(b)), fact))
                .collect();
            pairs.into_iter().map(|((a, b), (same, score))| link(a, b, same, f64::from(score))).collect()
        })
    }

    proptest! {
        #[test]
        fn the_order_of_the_facts_does_not_matter((facts, mixed) in facts().prop_flat_map(|facts| (Just(facts.clone()), Just(facts).prop_shuffle()))) {
            prop_assert_eq!(clusters(&facts), clusters(&mixed));
        }

        #[test]
        fn what_was_said_not_to_be_the_same_is_in_no_cluster_together(facts in facts()) {
            let clusters = clusters(&facts);
            for fact in facts.iter().filter(|fact| !fact.same) {
                prop_assert!(!clusters.iter().any(|cluster| cluster.contains(&fact.a) && cluster.contains(&fact.b)));
            }
        }
    }

    #[test]
    fn a_chain_joins_and_a_pair_that_is_not_the_same_cuts_it() {
        let id = |n: u8| Id([n; 16]);
        let chain = [link(1, 2, true, 1.0), link(2, 3, true, 0.5)];
        assert_eq!(clusters(&chain), [vec![id(1), id(2), id(3)]]);
        let cut = [chain.as_slice(), &[link(1, 3, false, 0.1)]].concat();
        assert_eq!(clusters(&cut), [vec![id(1), id(2)]]);
    }
}
