//! Lorch is killed while it brings a profile of an older schema up to date. It goes on by itself the next time.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use lorch_model::id::Id;

use crate::{Result, Wish, check::Database, dice::Dice, machine::Machine, serving::Serving};

/// The oldest schema that was released, and rows in all of its tables.
const STEPS: i64 = 7;
const ROWS: &str = include_str!("../../lorch-store/tests/fixtures/schema-0007.sql");

/// How many there are more.
const COPIES: u32 = 3000;

/// More of them, so that there is something to do: articles that are copies of one, each with a life of its own.
const MORE: &str = "
    CREATE TEMP TABLE copies AS
        SELECT newest AS of, newest + (n << 20) AS key, unhex(id) AS id, external_id
        FROM ids, (SELECT key AS newest FROM articles WHERE removed = 0 ORDER BY key DESC LIMIT 1);
    INSERT INTO timeline (key, id, room, kind, title, subtitle, value, unit, source, provenance)
        SELECT copies.key, copies.id, room, kind, title, subtitle, value, unit, source, provenance
        FROM copies JOIN timeline ON timeline.key = of;
    INSERT INTO articles (key, id, feed, title, summary, link, author, published, minutes, has_enclosure, hash, read,
        starred)
        SELECT copies.key, copies.id, feed, title, summary, link, author, published, minutes, has_enclosure, hash, 0,
            copies.key % 3 = 0
        FROM copies JOIN articles ON articles.key = of;
    INSERT INTO article_bodies (key, external_id, seen, html, extras)
        SELECT copies.key, copies.external_id, seen, html, extras FROM copies JOIN article_bodies AS b ON b.key = of;
    INSERT INTO search_texts SELECT copies.key, text FROM copies JOIN search_texts AS t ON t.key = of;
    INSERT INTO marks SELECT id, 'starred', 1, 1, 5, (SELECT id FROM origins) FROM articles
        WHERE starred = 1 AND id NOT IN (SELECT thing FROM marks WHERE mark = 'starred');
    INSERT INTO log SELECT origin, 1000 + row_number() OVER (ORDER BY thing), 'mark:starred', thing, 1, 0 FROM marks
        WHERE mark = 'starred' AND thing NOT IN (SELECT key FROM log WHERE kind = 'mark:starred');
    UPDATE vector SET seq = (SELECT max(seq) FROM log);
    UPDATE feeds SET articles = (SELECT count(*) FROM articles WHERE feed = number),
        unread = (SELECT count(*) FROM articles WHERE feed = number AND read = 0);
    INSERT INTO search (search) VALUES ('rebuild');";

/// What a person made, as the oldest schema says it.
const MADE: [&str; 6] = [
    "SELECT quote(hash) || quote(document) || kind || schema || quote(body) FROM changes ORDER BY 1",
    "SELECT quote(thing) || mark || value || counter || clock || quote(origin) FROM marks ORDER BY 1",
    "SELECT quote(id) || title || summary || read || starred || removed FROM articles ORDER BY 1",
    "SELECT quote(id) || first_url || url || coalesce(title, '') || folder || added FROM subscriptions ORDER BY 1",
    "SELECT address FROM allowed_addresses ORDER BY 1",
    "SELECT quote(key) || text FROM search_texts ORDER BY 1",
];

/// As many kills as rounds are wished for, each of a profile of its own.
pub(crate) fn rounds(wish: &Wish) -> Result<String> {
    let old = tempfile::tempdir()?;
    let file = old.path().join("lorch.db");
    let held = make(&file)?;
    let whole = live(wish, &file, &held, None)?;
    let mut dice = Dice::new(wish.seed);
    for round in 1..=wish.rounds {
        let moment = Duration::from_micros(dice.below(u64::try_from(whole.as_micros())? + 1));
        live(wish, &file, &held, Some(moment)).map_err(|fault| {
            format!(
                "{fault}\n  round {round}, killed after {moment:?}; again: lorch-torture migration --seed {}",
                wish.seed
            )
        })?;
    }
    Ok(format!("{} kills within {} ms of opening, from seed {}", wish.rounds, whole.as_millis(), wish.seed))
}

/// Opens a copy of the old profile, is killed after `moment`, opens it again. Returns how long the opening took.
fn live(wish: &Wish, old: &Path, held: &[Vec<String>], moment: Option<Duration>) -> Result<Duration> {
    let machine = Machine::new(&wish.lorch)?;
    let database = machine.database();
    fs::create_dir(database.with_file_name(""))?;
    fs::copy(old, &database)?;
    if let Some(moment) = moment {
        let mut serving = Serving::start(&machine)?;
        thread::sleep(moment); // not waiting for anything: the moment of the kill is drawn
        serving.kill()?;
    }
    let began = Instant::now();
    let mut serving = Serving::begin(&machine)?;
    let took = began.elapsed();
    let mut database = Database::open(&database)?;
    database.check()?;
    if made(&mut database)? != held {
        return Err(format!("what was made is not what it was; see {}", machine.keep().display()).into());
    }
    database.close()?;
    serving.stop()?;
    Ok(took)
}

/// Makes a profile of the oldest schema. Returns what it holds.
fn make(file: &Path) -> Result<Vec<Vec<String>>> {
    let mut database = Database::make(file, STEPS)?;
    database.run("PRAGMA journal_mode = WAL")?;
    database.run(ROWS)?;
    let ids = ids(&mut database)?;
    database.run(&ids)?;
    database.run(MORE)?;
    database.check()?;
    let held = made(&mut database)?;
    database.close()?;
    Ok(held)
}

/// Identities of the copies, as Lorch would give them: from the feed they came with and what it calls them.
fn ids(database: &mut Database) -> Result<String> {
    let feed = "SELECT first_url FROM subscriptions JOIN articles ON feed = number WHERE articles.removed = 0
         ORDER BY key DESC LIMIT 1";
    let feed = database.lines(feed)?.pop().ok_or("the fixture has no article")?;
    let rows: Vec<String> = (1..=COPIES)
        .map(|n| format!("({n}, 'copy {n}', '{}')", Id::of_record(&format!("feed:{feed}"), &format!("copy {n}"))))
        .collect();
    Ok(format!("CREATE TEMP TABLE ids (n, external_id, id); INSERT INTO ids VALUES {}", rows.join(", ")))
}

fn made(database: &mut Database) -> Result<Vec<Vec<String>>> {
    MADE.iter().map(|sql| database.lines(sql)).collect()
}
