use proptest::prelude::*;

use super::*;

fn named(first: &str, name: Option<&str>, parent: Option<&str>) -> NamedFolder {
    NamedFolder { first: first.into(), name: name.map(str::to_owned), parent: parent.map(str::to_owned) }
}

#[test]
fn a_folder_is_where_its_nearest_renamed_one_is() {
    let folders = Folders::new([
        named("Craft", Some("Making"), None),
        named("Craft/Wood", Some("Timber"), None),
        named("Sea", None, Some("Craft/Wood/Old")),
        named("Sky/Stars", None, Some(TOP)),
    ]);
    for (first, path) in [
        ("", ""),
        ("News", "News"),
        ("Craft", "Making"),
        ("Craft/Metal", "Making/Metal"),
        ("Craft/Wood/Oak", "Making/Timber/Oak"),
        ("Craftsmen", "Craftsmen"),
        ("Sea/Coast", "Making/Timber/Old/Sea/Coast"),
        ("News\n2/Local", "News/Local"),
        ("Sky/Stars/Near", "Stars/Near"),
    ] {
        assert_eq!(folders.path_of(first), path, "{first:?}");
    }
}

#[test]
fn a_path_that_a_folder_has_left_is_another_folder() {
    let folders = Folders::new([named("Craft", Some("Making"), None), named("Craft\n2", Some("Work"), None)]);
    for (path, first) in [
        ("", ""),
        ("News", "News"),
        ("Making", "Craft"),
        ("Making/Wood", "Craft/Wood"),
        ("Craft", "Craft\n3"),
        ("Craft/Wood", "Craft\n3/Wood"),
        ("Work", "Craft\n2"),
    ] {
        assert_eq!(folders.first_of(path), first, "{path:?}");
    }
}

#[test]
fn folders_that_came_to_one_path_are_seen_as_one() {
    let folders = Folders::new([named("Craft", Some("Making"), None)]);
    let seen = folders.seen(["Craft", "Making/Wood", "Sea/Coast", ""]);
    let told: Vec<_> = seen.iter().map(|(folder, firsts)| (folder.path.as_str(), folder.feeds, firsts.len())).collect();
    assert_eq!(told, [("Making", 2, 2), ("Making/Wood", 1, 2), ("Sea", 1, 1), ("Sea/Coast", 1, 1)]);
    assert_eq!(seen[0].0.id, Id::of_folder("Craft"));
}

#[test]
fn folders_that_were_put_into_each_other_are_still_found() {
    let folders =
        Folders::new([named("A", None, Some("B/C")), named("B", None, Some("A")), named("D", None, Some("D"))]);
    assert_eq!(folders.path_of("A"), "A");
    assert_eq!(folders.path_of("B/C"), "A/B/C");
    assert_eq!(folders.path_of("D/E"), "D/E");
}

#[test]
fn what_no_lorch_would_call_a_folder_is_read_as_one_level() {
    let folders = Folders::new([
        named("A", Some(" x / y\nz "), None),
        named("B", Some(" / "), Some("//")),
        named("", None, None),
    ]);
    assert_eq!((folders.path_of("A"), folders.path_of("B")), ("x y z".into(), "B".into()));
    assert_eq!(folders.path_of("//A//"), "A");
}

fn level() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["A", "B", "C", "A\n2"]).prop_map(str::to_owned)
}

fn first() -> impl Strategy<Value = String> {
    prop::collection::vec(level(), 0..4).prop_map(|levels| levels.join("/"))
}

fn folders() -> impl Strategy<Value = Vec<NamedFolder>> {
    let name = prop::option::of(prop::sample::select(vec!["A", "B", "D"]).prop_map(str::to_owned));
    let folder = (first(), name, prop::option::of(first()));
    prop::collection::vec(folder.prop_map(|(first, name, parent)| NamedFolder { first, name, parent }), 0..6)
}

proptest! {
    #[test]
    fn what_is_filed_at_a_path_is_found_there(named in folders(), path in first()) {
        let named = named.into_iter().filter(|folder| !folder.first.is_empty());
        let folders = Folders::new(named);
        let path = shown(&path);
        prop_assert_eq!(folders.path_of(&folders.first_of(&path)), path);
    }

    #[test]
    fn the_order_in_which_folders_are_known_says_nothing(named in folders(), asked in first()) {
        let once: BTreeMap<String, NamedFolder> = named.into_iter().map(|folder| (folder.first.clone(), folder)).collect();
        let there = Folders::new(once.values().cloned()).path_of(&asked);
        prop_assert_eq!(Folders::new(once.values().rev().cloned()).path_of(&asked), there);
    }
}
