//! Whatever happened to the files: it is said, nothing of them is lost, and a backup puts it right.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use lorch_model::{Timestamp, id::Id, key::Key, trouble::TroubleKind};
use lorch_store::{Store, StoreError, StoreOptions, aside, backup, look};

/// Damages done in an ordinary run; `LORCH_DAMAGES` asks for more.
const DAMAGES: u64 = 60;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// Chance that is the same for the same seed.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

/// A folder with a database, one of its backups, and what a killed process leaves.
struct House {
    folder: tempfile::TempDir,
    key: Option<Key>,
}

impl House {
    async fn new(key: Option<Key>) -> Self {
        let house = Self { folder: tempfile::tempdir().unwrap(), key };
        let store = house.open().await.unwrap();
        fill(&store, 0..400).await;
        fs::create_dir(house.folder.path().join("backups")).unwrap();
        store.copy_into(&house.backup()).await.unwrap();
        fill(&store, 400..450).await;
        // Copied while it is open, as a process that is killed leaves it.
        for end in ["", "-wal"] {
            fs::copy(with(&house.path(), end), house.folder.path().join(format!("killed.db{end}"))).unwrap();
        }
        store.close().await;
        house
    }

    /// A copy of it for one damage; `killed` with what was not taken in yet.
    fn copy(&self, killed: bool) -> Self {
        let copy = Self { folder: tempfile::tempdir().unwrap(), key: self.key.clone() };
        fs::create_dir(copy.folder.path().join("backups")).unwrap();
        fs::copy(self.backup(), copy.backup()).unwrap();
        let from = if killed { self.folder.path().join("killed.db") } else { self.path() };
        fs::copy(&from, copy.path()).unwrap();
        if killed {
            fs::copy(with(&from, "-wal"), with(&copy.path(), "-wal")).unwrap();
        }
        copy
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("lorch.db")
    }

    fn backup(&self) -> PathBuf {
        self.folder.path().join("backups/good.db")
    }

    async fn open(&self) -> Result<Store, StoreError> {
        Store::open_with(&self.path(), StoreOptions { key: self.key.clone(), read_only: false }, Id([1; 16]), NOW).await
    }

    /// What is there, without what a process makes for itself.
    fn bytes(&self) -> [Option<Vec<u8>>; 2] {
        let full = |bytes: &Vec<u8>| !bytes.is_empty();
        ["", "-wal"].map(|end| fs::read(with(&self.path(), end)).ok().filter(full))
    }
}

async fn fill(store: &Store, range: std::ops::Range<u32>) {
    let mut write = store.write().await.unwrap();
    for number in range {
        write.allow_address(&format!("host-{number}.example:{number}"), NOW).await.unwrap();
    }
    write.commit().await.unwrap();
}

fn with(path: &Path, end: &str) -> PathBuf {
    PathBuf::from(format!("{}{end}", path.display()))
}

fn edit(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

/// Does something bad to the files, and says what.
fn harm(house: &House, chance: &mut Chance) -> String {
    let path = house.path();
    let length = fs::metadata(&path).unwrap().len() as usize;
    let pages = length / 4096;
    match chance.below(10) {
        0 => {
            let left = chance.below(length);
            edit(&path, |bytes| bytes.truncate(left));
            format!("cut to {left}")
        }
        1 => {
            let left = chance.below(pages) * 4096;
            edit(&path, |bytes| bytes.truncate(left));
            format!("cut to {left}, between pages")
        }
        2 => {
            let (first, many) = (chance.below(pages), 1 + chance.below(4));
            edit(&path, |bytes| {
                let end = bytes.len().min((first + many) * 4096);
                bytes[first * 4096..end].fill(0);
            });
            format!("{many} pages zeroed from {first}")
        }
        3 => {
            let places: Vec<usize> = (0..1 + chance.below(64)).map(|_| chance.below(length * 8)).collect();
            edit(&path, |bytes| places.iter().for_each(|place| bytes[place / 8] ^= 1 << (place % 8)));
            format!("{} bits flipped", places.len())
        }
        4 => {
            let places: Vec<usize> = (0..4).map(|_| chance.below(100)).collect();
            let values: Vec<u8> = (0..4).map(|_| chance.next() as u8).collect();
            edit(&path, |bytes| places.iter().zip(&values).for_each(|(place, value)| bytes[*place] = *value));
            format!("header bytes {places:?} are {values:?}")
        }
        5 => {
            fs::write(&path, (0..length).map(|_| chance.next() as u8).collect::<Vec<_>>()).unwrap();
            "all is chance".into()
        }
        6 => {
            fs::write(&path, "Dear diary,\nthis is no database.\n".repeat(1 + chance.below(400))).unwrap();
            "a text".into()
        }
        7 => {
            fs::write(&path, "").unwrap();
            "empty".into()
        }
        8 => {
            let page = chance.below(pages);
            let bytes: Vec<u8> = (0..4096).map(|_| chance.next() as u8).collect();
            edit(&path, |all| all[page * 4096..(page + 1) * 4096].copy_from_slice(&bytes));
            format!("page {page} is chance")
        }
        _ => {
            let wal = with(&path, "-wal");
            let bytes: Vec<u8> = (0..1 + chance.below(20_000)).map(|_| chance.next() as u8).collect();
            fs::write(wal, bytes).unwrap();
            "a -wal of chance".into()
        }
    }
}

#[tokio::test]
async fn no_damage_makes_it_panic_write_or_change_its_mind() {
    let many = std::env::var("LORCH_DAMAGES").ok().and_then(|text| text.parse().ok()).unwrap_or(DAMAGES);
    let houses = [House::new(None).await, House::new(Some(Key::new([9; 32]))).await];
    let mut refused = 0;
    for seed in 0..many {
        let mut chance = Chance(seed);
        let house = houses[chance.below(2)].copy(chance.below(2) == 0);
        let what = format!("seed {seed}: {}", harm(&house, &mut chance));
        let before = house.bytes();
        match house.open().await {
            Ok(store) => {
                // What was hit may be read only later: then that is said, or it was nothing that matters.
                if let Err(fault) = store.allowed_addresses().await {
                    assert_eq!(kind(&fault), TroubleKind::Damaged, "{what}: {fault}");
                }
                store.close().await;
            }
            Err(fault) => {
                refused += 1;
                let found = kind(&fault);
                assert!(fault.to_string().contains("lorch.db"), "{what}: {fault}");
                assert!(before == house.bytes(), "{what}: {fault}: the files were written");
                assert_eq!(kind(&house.open().await.err().expect(&what)), found, "{what}");
                assert!(before == house.bytes(), "{what}: the second opening wrote");
            }
        }
        let last = house.bytes();
        let restored = backup::restore(&house.path(), &house.backup(), "backup", house.key.as_ref(), NOW).await;
        let aside = restored.expect(&what).set_aside.map(|name| house.folder.path().join("backups").join(name));
        if let Some(aside) = &aside {
            let kept = ["", "-wal"].map(|end| fs::read(with(aside, end)).ok().filter(|bytes| !bytes.is_empty()));
            assert!(kept == last, "{what}: what was set aside is not what was there");
        } else {
            assert_eq!(last, [None, None], "{what}");
        }
        let store = house.open().await.expect(&what);
        assert_eq!(store.allowed_addresses().await.expect(&what).len(), 400, "{what}");
        store.close().await;
    }
    assert!(refused > many / 4, "only {refused} of {many} were noticed at opening");
}

#[tokio::test]
async fn each_kind_of_wrong_file_has_its_name() {
    type Harm = fn(&House);
    let cases: [(&str, Harm, TroubleKind); 8] = [
        ("text", |house| fs::write(house.path(), "Dear diary").unwrap(), TroubleKind::Foreign),
        ("zeros", |house| fs::write(house.path(), [0; 8192]).unwrap(), TroubleKind::Damaged),
        ("empty beside backups", |house| fs::write(house.path(), "").unwrap(), TroubleKind::Empty),
        ("missing beside backups", |house| fs::remove_file(house.path()).unwrap(), TroubleKind::Empty),
        ("header", |house| edit(&house.path(), |bytes| bytes[..16].fill(b'x')), TroubleKind::Damaged),
        ("half of it", |house| edit(&house.path(), |bytes| bytes.truncate(5000)), TroubleKind::Damaged),
        (
            "a folder",
            |house| {
                fs::remove_file(house.path()).unwrap();
                fs::create_dir(house.path()).unwrap();
            },
            TroubleKind::Foreign,
        ),
        ("signed by another", |house| edit(&house.path(), |bytes| bytes[68] = 1), TroubleKind::Foreign),
    ];
    let whole = House::new(None).await;
    for (name, harm, expected) in cases {
        let house = whole.copy(false);
        harm(&house);
        let fault = house.open().await.err().expect(name);
        assert_eq!(kind(&fault), expected, "{name}: {fault}");
        let before = house.bytes();
        let aside = aside::begin_anew(&house.path(), None, NOW).await.expect(name);
        assert_eq!(aside.is_some(), before[0].is_some() || name == "a folder", "{name}");
        let store = house.open().await.expect(name);
        assert_eq!(store.allowed_addresses().await.unwrap().len(), 0, "{name}");
        store.close().await;
    }
}

#[tokio::test]
async fn a_database_of_another_program_and_of_a_newer_lorch_are_left_alone() {
    let house = House::new(None).await.copy(false);
    let sql = |sql: &'static str| {
        let path = house.path();
        async move {
            use sqlx::Connection;
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).create_if_missing(true);
            let mut conn = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
            conn.close().await.unwrap();
        }
    };
    sql("INSERT INTO _sqlx_migrations SELECT 9999, description, installed_on, success, checksum, 0 FROM _sqlx_migrations LIMIT 1").await;
    let before = house.bytes();
    assert_eq!(kind(&house.open().await.err().unwrap()), TroubleKind::Newer);
    assert!(before == house.bytes());
    fs::remove_file(house.path()).unwrap();
    sql("CREATE TABLE recipes (id INTEGER PRIMARY KEY, title TEXT)").await;
    let before = house.bytes();
    assert_eq!(kind(&house.open().await.err().unwrap()), TroubleKind::Foreign);
    assert!(before == house.bytes());
}

#[tokio::test]
async fn a_database_that_was_not_closed_and_lost_its_wal_is_read_through() {
    let house = House::new(None).await.copy(false);
    // A page in the middle is hit: nothing that opening reads.
    edit(&house.path(), |bytes| {
        let middle = bytes.len() / 4096 / 2 * 4096;
        bytes[middle..middle + 4096].fill(0);
    });
    look(&house.path(), None).await.expect("closed properly, it is not read through");
    fs::write(with(&house.path(), "-open"), "").unwrap();
    assert_eq!(kind(&look(&house.path(), None).await.unwrap_err()), TroubleKind::Damaged);
}

fn kind(fault: &StoreError) -> TroubleKind {
    fault.trouble().unwrap_or_else(|| panic!("not told: {fault:?}")).kind
}
