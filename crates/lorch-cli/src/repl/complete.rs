//! What may stand where the cursor is: a pure function of the line, the grammar and what is known.

use clap::{Arg, Command};
use lorch_formats::text::strip_controls;

use super::{
    known::{Known, Named},
    words::{self, quoted},
};

const SETTINGS: [&str; 11] = [
    "proxy",
    "refresh_minutes",
    "paused",
    "notices",
    "notice_titles",
    "sampling",
    "sample_days",
    "minute_days",
    "hour_days",
    "system_megabytes",
    "language",
];

/// Something to put in place of the word at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is put there.
    pub value: String,
    /// What it stands for.
    pub about: String,
    /// Where the word begins that it replaces.
    pub start: usize,
}

/// What may stand at the end of `line`.
pub fn complete(grammar: &Command, known: &Known, line: &str) -> Vec<Offer> {
    let scan = words::scan(line);
    let mut words = scan.words;
    let last = if scan.behind { None } else { words.pop() };
    let (begun, start) = last.map_or((String::new(), line.len()), |word| (word.text, word.start));
    if words.first().is_some_and(|word| word.text == "lorch") {
        words.remove(0);
    }
    let place = Place::after(grammar, words.iter().map(|word| word.text.as_str()));
    let offers = match (place.expects, begun.split_once('=')) {
        (Some(option), _) => values(option, known, &begun, ""),
        (None, Some((name, value))) if begun.starts_with("--") => {
            place.option(name).map_or_else(Vec::new, |option| values(option, known, value, &format!("{name}=")))
        }
        (None, _) if begun.starts_with('-') => place.options(&begun),
        (None, _) => {
            let mut offers = place.commands(&begun);
            if let Some(argument) = place.argument() {
                offers.extend(values(argument, known, &begun, ""));
            }
            offers
        }
    };
    offers.into_iter().map(|(value, about)| Offer { value, about: strip_controls(&about), start }).collect()
}

/// Where a line has come to in the grammar.
struct Place<'a> {
    root: &'a Command,
    command: &'a Command,
    /// Arguments without a name that were given already.
    given: usize,
    /// The option whose value comes next.
    expects: Option<&'a Arg>,
}

impl<'a> Place<'a> {
    fn after(root: &'a Command, words: impl Iterator<Item = &'a str>) -> Self {
        let mut place = Self { root, command: root, given: 0, expects: None };
        for word in words {
            if place.expects.take().is_some() {
                continue;
            }
            if word.starts_with('-') && word.len() > 1 {
                place.expects = place.option(word).filter(|option| option.get_action().takes_values());
            } else if let Some(command) = place.command.find_subcommand(word) {
                place.command = command;
                place.given = 0;
            } else {
                place.given += 1;
            }
        }
        place
    }

    fn all_options(&self) -> impl Iterator<Item = &'a Arg> {
        self.command.get_arguments().filter(|option| !option.is_positional())
    }

    fn option(&self, word: &str) -> Option<&'a Arg> {
        self.all_options().find(|option| {
            let long = option.get_long().is_some_and(|long| word.strip_prefix("--") == Some(long));
            long || option.get_short().is_some_and(|short| word.strip_prefix('-') == Some(short.to_string().as_str()))
        })
    }

    fn options(&self, begun: &str) -> Vec<(String, String)> {
        let shown = self.all_options().filter(|option| !option.is_hide_set());
        let named = shown.filter_map(|option| Some((format!("--{}", option.get_long()?), help(option.get_help()))));
        named.filter(|(name, _)| name.starts_with(begun)).collect()
    }

    fn commands(&self, begun: &str) -> Vec<(String, String)> {
        if self.given > 0 {
            return Vec::new();
        }
        let mut offers: Vec<_> = self
            .command
            .get_subcommands()
            .filter(|command| !command.is_hide_set() && command.get_name().starts_with(begun))
            .map(|command| (command.get_name().to_owned(), help(command.get_about())))
            .collect();
        if std::ptr::eq(self.root, self.command) {
            let own = [("help", "Show the commands"), ("exit", "End the session")];
            offers.extend(
                own.map(|(name, about)| (name.to_owned(), about.to_owned()))
                    .into_iter()
                    .filter(|(name, _)| name.starts_with(begun) && self.command.find_subcommand(name).is_none()),
            );
        }
        offers
    }

    fn argument(&self) -> Option<&'a Arg> {
        let mut arguments = self.command.get_positionals();
        let last = self
            .command
            .get_positionals()
            .last()
            .filter(|last| last.get_num_args().is_some_and(|n| n.max_values() > 1));
        arguments.nth(self.given).or(last)
    }
}

/// Values of an argument by what it is called in the help.
fn values(argument: &Arg, known: &Known, begun: &str, lead: &str) -> Vec<(String, String)> {
    let names = argument.get_value_names().unwrap_or_default();
    match names.first().map(|name| name.as_str()) {
        Some("FEED") => named(&known.feeds, begun, lead),
        Some("ARTICLE") => named(&known.articles, begun, lead),
        Some("NOTICE") => named(&known.notices, begun, lead),
        Some("FOLDER") => {
            let fits = known.folders.iter().filter(|folder| has(folder, begun));
            fits.map(|folder| (format!("{lead}{}", quoted(folder)), String::new())).collect()
        }
        Some("SETTING") => fixed(&SETTINGS, begun, lead),
        _ => {
            let words = argument.get_possible_values();
            fixed(&words.iter().map(|word| word.get_name()).collect::<Vec<_>>(), begun, lead)
        }
    }
}

/// By the id or by any part of the title.
fn named(things: &[Named], begun: &str, lead: &str) -> Vec<(String, String)> {
    let fits = things.iter().filter(|thing| thing.id.starts_with(begun) || has(&thing.title, begun));
    fits.map(|thing| (format!("{lead}{}", thing.id), thing.title.clone())).collect()
}

fn fixed(words: &[&str], begun: &str, lead: &str) -> Vec<(String, String)> {
    let fits = words.iter().filter(|word| word.starts_with(begun));
    fits.map(|word| (format!("{lead}{word}"), String::new())).collect()
}

fn has(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}

fn help(text: Option<&clap::builder::StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repl::grammar;

    fn known() -> Known {
        let named = |id: &str, title: &str| Named { id: id.into(), title: title.into() };
        Known {
            feeds: vec![named("c7901e33", "Tide Tables"), named("c80a0001", "Röntgen \u{1b}[31mdaily")],
            articles: vec![named("d1ec173f", "Low water at dawn")],
            folders: vec!["News".into(), "News/Far away".into()],
            notices: vec![named("0a1b2c3d", "Dentist")],
        }
    }

    fn offered(line: &str) -> Vec<String> {
        complete(&grammar(), &known(), line).into_iter().map(|offer| offer.value).collect()
    }

    #[test]
    fn commands_options_and_ids_are_offered_where_they_fit() {
        for (line, values) in [
            ("sta", vec!["star", "status"]),
            ("exi", vec!["exit"]),
            ("ser", vec![]),
            ("feeds e", vec!["export", "edit"]),
            ("lorch feeds e", vec!["export", "edit"]),
            ("feeds remove ", vec!["c7901e33", "c80a0001"]),
            ("feeds remove c79", vec!["c7901e33"]),
            ("feeds remove tide", vec!["c7901e33"]),
            ("feeds remove RÖNT", vec!["c80a0001"]),
            ("feeds remove c7901e33 ", vec![]),
            ("refresh c7901e33 ", vec!["c7901e33", "c80a0001"]),
            ("read dawn", vec!["d1ec173f"]),
            ("star --remove ", vec!["d1ec173f"]),
            ("articles --un", vec!["--unread"]),
            ("articles --js", vec!["--json"]),
            ("articles --feed ", vec!["c7901e33", "c80a0001"]),
            ("articles -f c8", vec!["c80a0001"]),
            ("articles --feed=tide", vec!["--feed=c7901e33"]),
            ("articles --folder far", vec!["\"News/Far away\""]),
            ("articles --folder \"News/F", vec!["\"News/Far away\""]),
            ("articles --limit ", vec![]),
            ("timeline --room ", vec!["reader", "planner", "coding", "listening"]),
            ("settings set ref", vec!["refresh_minutes"]),
            ("settings set not", vec!["notices", "notice_titles"]),
            ("inbox sno", vec!["snooze"]),
            ("inbox done dent", vec!["0a1b2c3d"]),
            ("search tide", vec![]),
            ("nonsense ", vec![]),
        ] {
            assert_eq!(offered(line), values, "{line}");
        }
    }

    #[test]
    fn an_offer_replaces_the_word_that_was_begun_and_says_what_it_is() {
        let offers = complete(&grammar(), &known(), "  articles  --feed \"rönt");
        assert_eq!(offers, [Offer { value: "c80a0001".into(), about: "Röntgen daily".into(), start: 19 }]);
    }
}
