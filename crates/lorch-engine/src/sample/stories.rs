//! The texts that the sample is told from. A file of `crates/lorch-engine/sample` is a feed: what it is called and when
//! it writes, words for the places in braces, and stories of titles and lines.

use std::collections::{HashMap, HashSet};

use lorch_model::Timestamp;

use super::dice::Dice;

/// What the sentences of a story are dropped by, so that no two tellings are alike, in percent.
const DROPPED: u32 = 12;
/// How often a title that was told already is told anew with other words.
const PATIENCE: u32 = 20;

/// A feed to tell articles from.
#[derive(Default)]
pub(super) struct Teller {
    pub title: &'static str,
    pub folder: &'static str,
    pub language: &'static str,
    pub site: &'static str,
    pub authors: Vec<&'static str>,
    /// Articles on each day of the week from Monday, in quarters.
    pub week: Vec<u32>,
    /// The hours of the day it writes in.
    pub hours: (u32, u32),
    /// Percent of its articles that are read.
    pub read: u32,
    /// Least and most minutes of its episodes, if it is a podcast.
    pub audio: Option<(u32, u32)>,
    /// Least and most stories of an article: a letter tells several.
    parts: (u32, u32),
    /// Whether titles and sentences begin with a capital whatever the words say.
    capitals: bool,
    slots: Vec<(&'static str, Slot)>,
    stories: Vec<Story>,
}

enum Slot {
    Words(Vec<&'static str>),
    Range(u32, u32),
    /// Counts the articles from here on.
    Count(u32),
}

#[derive(Default)]
struct Story {
    titles: Vec<&'static str>,
    lines: Vec<&'static str>,
}

/// An article.
pub(super) struct Told {
    pub title: String,
    pub summary: String,
    /// Safe HTML.
    pub html: String,
}

impl Teller {
    /// Reads a file. What it doesn't know it leaves out.
    pub(super) fn read(text: &'static str) -> Self {
        let mut teller = Self { capitals: true, ..Self::default() };
        for line in text.lines().filter(|line| !line.is_empty()) {
            if line == "story" {
                teller.stories.push(Story::default());
            } else if let Some(story) = teller.stories.last_mut() {
                match line.strip_prefix("title: ") {
                    Some(title) => story.titles.push(title),
                    None => story.lines.push(line),
                }
            } else if let Some((name, value)) = line.split_once(": ") {
                teller.know(name, value);
            }
        }
        teller
    }

    fn know(&mut self, name: &'static str, value: &'static str) {
        match name {
            "title" => self.title = value,
            "folder" => self.folder = value,
            "language" => self.language = value,
            "site" => self.site = value,
            "authors" => self.authors = value.split(" | ").collect(),
            "week" => self.week = value.chars().filter_map(|digit| digit.to_digit(10)).collect(),
            "hours" => self.hours = value.split_once('-').map(numbers).unwrap_or_default(),
            "read" => self.read = value.parse().unwrap_or(0),
            "parts" => self.parts = value.split_once("..").map(numbers).unwrap_or_default(),
            "audio" => self.audio = value.split_once("..").map(numbers),
            "starts" => self.capitals = false,
            _ => {
                if let Some(slot) = name.strip_prefix("slot ") {
                    self.slots.push((slot, Slot::of(value)));
                }
            }
        }
    }

    /// Tells the article `number` of the feed, with a title that is not in `told`, if it can be.
    pub(super) fn tell(&self, number: u32, at: Timestamp, dice: &mut Dice, told: &mut HashSet<String>) -> Told {
        let nothing = Story::default();
        for patience in (0..PATIENCE).rev() {
            let story = dice.pick(&self.stories).unwrap_or(&nothing);
            let words = self.words(number, at, dice);
            let title = self.say(dice.pick(&story.titles).copied().unwrap_or_default(), &words);
            if told.insert(title.clone()) || patience == 0 {
                let (html, summary) = self.body(story, &words, dice);
                return Told { title, summary, html: html + &self.further(number, at, dice) };
            }
        }
        Told { title: String::new(), summary: String::new(), html: String::new() }
    }

    /// Further stories, each below a heading of its own.
    fn further(&self, number: u32, at: Timestamp, dice: &mut Dice) -> String {
        let mut html = String::new();
        for _ in 1..dice.within(self.parts.0, self.parts.1) {
            let Some(story) = dice.pick(&self.stories) else { break };
            let words = self.words(number, at, dice);
            let title = self.say(dice.pick(&story.titles).copied().unwrap_or_default(), &words);
            html += &format!("<h3>{}</h3>{}", escaped(&title), self.body(story, &words, dice).0);
        }
        html
    }

    /// What stands for each place in braces, the same all through an article.
    fn words(&self, number: u32, at: Timestamp, dice: &mut Dice) -> HashMap<&'static str, String> {
        let word = |slot: &Slot, dice: &mut Dice| match slot {
            Slot::Words(words) => dice.pick(words).copied().unwrap_or_default().to_owned(),
            Slot::Range(least, most) => dice.within(*least, *most).to_string(),
            Slot::Count(first) => (first + number).to_string(),
        };
        let mut words: HashMap<_, _> = self.slots.iter().map(|(name, slot)| (*name, word(slot, dice))).collect();
        words.insert("month", at.strftime("%y.%-m").to_string());
        words
    }

    fn body(&self, story: &Story, words: &HashMap<&'static str, String>, dice: &mut Dice) -> (String, String) {
        let (mut body, mut summary) = (Body::default(), String::new());
        for line in &story.lines {
            if line.starts_with('<') {
                body.other(&filled(line, words));
                continue;
            }
            let (sign, text) = line.split_once(' ').unwrap_or(("-", line));
            let said = self.say(text, words);
            let text = escaped(&said);
            match sign {
                ">" => body.other(&format!("<blockquote><p>{text}</p></blockquote>")),
                "*" => body.item(&text),
                _ if summary.is_empty() => {
                    summary = said;
                    body.sentence(&text, dice);
                }
                _ if dice.percent(DROPPED) => {}
                _ => body.sentence(&text, dice),
            }
        }
        (body.done(), summary)
    }

    fn say(&self, text: &str, words: &HashMap<&'static str, String>) -> String {
        let said = filled(text, words);
        let mut letters = said.chars();
        match letters.next() {
            Some(first) if self.capitals => first.to_uppercase().chain(letters).collect(),
            _ => said,
        }
    }
}

impl Slot {
    fn of(value: &'static str) -> Self {
        if let Some(first) = value.strip_prefix('#') {
            return Self::Count(first.parse().unwrap_or(1));
        }
        match value.split_once("..") {
            Some(ends) => {
                let (least, most) = numbers(ends);
                Self::Range(least, most)
            }
            None => Self::Words(value.split(" | ").collect()),
        }
    }
}

/// HTML that grows line by line.
#[derive(Default)]
struct Body {
    html: String,
    paragraph: Vec<String>,
    items: String,
}

impl Body {
    fn sentence(&mut self, text: &str, dice: &mut Dice) {
        self.end_list();
        self.paragraph.push(text.to_owned());
        if self.paragraph.len() > 2 || (self.paragraph.len() == 2 && dice.percent(50)) {
            self.end_paragraph();
        }
    }

    fn item(&mut self, text: &str) {
        self.end_paragraph();
        self.items.push_str(&format!("<li>{text}</li>"));
    }

    fn other(&mut self, html: &str) {
        self.end_paragraph();
        self.end_list();
        self.html.push_str(html);
    }

    fn done(mut self) -> String {
        self.end_paragraph();
        self.end_list();
        self.html
    }

    fn end_paragraph(&mut self) {
        if !self.paragraph.is_empty() {
            self.html.push_str(&format!("<p>{}</p>", std::mem::take(&mut self.paragraph).join(" ")));
        }
    }

    fn end_list(&mut self) {
        if !self.items.is_empty() {
            self.html.push_str(&format!("<ul>{}</ul>", std::mem::take(&mut self.items)));
        }
    }
}

/// `text` with words in the place of braces; doubled braces are braces.
fn filled(text: &str, words: &HashMap<&'static str, String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(&before.replace("}}", "}"));
        if let Some(after) = after.strip_prefix('{') {
            filled.push('{');
            rest = after;
            continue;
        }
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(words.get(name).map_or(name, String::as_str));
        rest = after;
    }
    filled + &rest.replace("}}", "}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn numbers((least, most): (&str, &str)) -> (u32, u32) {
    (least.parse().unwrap_or(0), most.parse().unwrap_or(0))
}
