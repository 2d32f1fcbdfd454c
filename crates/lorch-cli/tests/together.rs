//! Several at a time on one profile: commands beside commands, and commands beside a server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Stdio},
};

use common::{Done, Machine};
use rustix::process::{Pid, Signal, kill_process};

#[test]
fn commands_at_the_same_time_all_work() {
    let machine = Machine::with_feeds(&[]);
    let (tides, evil) = (machine.server.url("/tides.xml"), machine.server.url("/evil.json"));
    let commands: [&[&str]; 6] = [
        &["feeds", "add", &tides],
        &["feeds", "add", &evil],
        &["articles"],
        &["settings", "set", "refresh_minutes", "45"],
        &["timeline", "--json"],
        &["status"],
    ];
    let children: Vec<Child> = commands
        .map(|arguments| {
            let mut command = machine.command(arguments);
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .into();
    for (child, arguments) in children.into_iter().zip(commands) {
        let done = Done::from(child.wait_with_output().unwrap());
        assert_eq!(done.code, 0, "lorch {arguments:?}: {}{}", done.stdout, done.stderr);
    }
    assert_eq!(machine.ok(&["feeds", "list", "--json"]).lines().count(), 2);
    assert_eq!(machine.ok(&["articles", "--json"]).lines().count(), 3);
    assert!(machine.ok(&["settings"]).contains("45"));
}

#[test]
fn a_server_lends_the_profile_to_commands_and_leaves_nothing_behind_when_killed() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let mut served = Served::begin(&machine);
    assert!(served.link.starts_with(&format!("{}/#code=", served.address)), "{}", served.link);
    assert_eq!(served.status("Bearer nobody"), 401);
    assert_eq!(served.status(&format!("Bearer {}", served.sign_in(&served.link.clone()).unwrap())), 200);
    assert_eq!(served.sign_in(&served.link.clone()), None, "a link is good for one sign-in");

    let owner = std::fs::read_to_string(machine.profile().join("lock")).unwrap();
    assert!(owner.contains(&format!("pid {}\n", served.child.id())), "{owner}");
    assert_eq!(machine.ok(&["articles", "--json"]).lines().count(), 2);
    let owner_after = std::fs::read_to_string(machine.profile().join("lock")).unwrap();
    assert_eq!(owner, owner_after, "the command asked the server");

    let link = machine.ok(&["serve", "--link"]);
    assert!(served.sign_in(link.trim()).is_some(), "{link}");
    let link = machine.ok(&["serve", "--link", "--json"]);
    assert!(served.sign_in(&common::field(&link, "url")).is_some(), "{link}");

    served.child.kill().unwrap();
    served.child.wait().unwrap();
    assert_eq!(machine.ok(&["articles", "--json"]).lines().count(), 2);
    assert_eq!(machine.run(&["serve", "--link"]).code, 3);
}

#[test]
fn a_server_ends_in_order_when_it_is_asked_to() {
    let machine = Machine::new();
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let mut served = Served::begin(&machine);
        kill_process(Pid::from_child(&served.child), signal).unwrap();
        assert_eq!(served.child.wait().unwrap().code(), Some(0), "{signal:?}");
        assert!(std::fs::read(machine.profile().join("lock")).unwrap().is_empty(), "the lock is free");
    }
}

#[test]
fn a_port_that_is_taken_is_said_before_anything_is_begun() {
    let machine = Machine::new();
    let port = machine.server.address().rsplit(':').next().unwrap().to_owned();
    let done = machine.run(&["serve", "--port", &port]);
    assert_eq!(done.code, 1);
    assert!(done.stderr.contains(&port) && done.stderr.contains("--link"), "{}", done.stderr);
    assert!(!machine.profile().exists());
}

#[test]
fn a_session_ends_when_it_is_asked_to() {
    let machine = Machine::new();
    let mut child = machine.command(&["repl"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.as_mut().unwrap().write_all(b"status --json\n").unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with('{'), "{line}");
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// A running `lorch serve`.
struct Served {
    child: Child,
    address: String,
    link: String,
}

impl Served {
    fn begin(machine: &Machine) -> Self {
        let mut command = machine.command(&["serve", "--port", "0", "--json"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, address: common::field(&line, "address"), link: common::field(&line, "url") }
    }

    /// The token that a link is traded for, as the page does it.
    fn sign_in(&self, link: &str) -> Option<String> {
        let code = link.split("#code=").nth(1).unwrap();
        let body = format!("{{\"code\":\"{code}\"}}");
        let head =
            format!("POST /api/session HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: {}", body.len());
        let (status, body) = self.ask(&head, &body);
        (status == 200).then(|| common::field(&body, "token"))
    }

    fn status(&self, authorization: &str) -> u16 {
        self.ask(&format!("GET /api/status HTTP/1.1\r\nauthorization: {authorization}"), "").0
    }

    fn ask(&self, head: &str, body: &str) -> (u16, String) {
        let host = self.address.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        write!(stream, "{head}\r\nhost: {host}\r\nconnection: close\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer.split_once("\r\n\r\n").unwrap().1.to_owned())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill(); // it may have ended already
        let _ = self.child.wait();
    }
}
