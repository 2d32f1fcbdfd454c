/// What `README.txt` says.
pub const README_TEXT: &str = "\
This is everything you keep in Lorch, exported as open files.

To bring it back:   lorch import FILE        (this zip, or the folder it was unpacked to)
                    or in Lorch: Settings, Backup, Import an export
It is merged with what is there. Nothing is overwritten or deleted, and importing it twice changes nothing.

For people and other programs
  feeds.opml      Your subscriptions in their folders. Every feed reader can import this.
  articles.html   The articles you starred or saved. Open it in a browser; nothing in it runs.
  feeds.json      Your subscriptions with all that is known of them.
  articles.json   Every article you ever starred or saved, with its whole text. `content` holds title, link, author,
                  published, html (the text as shown) and text (plain); `marks` says what is set now.
  marks.json      What you read, starred and saved, and when.
  links.json      What you said of things that are the same, or are not.
  settings.json   Settings: those all of your devices share, and those of the machine this was made on.

For Lorch, and readable all the same
  documents.json  Everything you made (subscriptions, activities, settings): `fields` is how it is now, `changes` is how
                  it came to be, in the encoding of automerge (https://automerge.org).
  records.json    What services brought: plays, commits, pull requests, reviews, releases, stars, issues; `kind` says which,
                  `content` holds what is known of it.
  imports.json    The imports you did, and what each of them brought.
  unknown.json    What came from a newer Lorch and could not be read, as it came.
  manifest.json   What made this and when, how much there is, and a BLAKE3 hash of each file.

All JSON is UTF-8, lists have one thing a line, and times are in UTC. `place`, `origin`, `counter`, `life` and `hash`
say who wrote what in which order; they are what lets two devices merge the same thing without losing either side.

Not in here: passwords and keys; what may only be kept until a day; articles you neither starred nor saved, which Lorch
fetches again; the list of what can be undone on one machine; backups.

This file is not encrypted, whatever your profile is. Keep it where only you can read it.
";
