//! Faces in processes of their own, which are killed.

use std::{
    env,
    io::{BufRead, BufReader, Lines, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use axum::{
    body::Body,
    http::{Request, StatusCode},
    routing::get,
};
use lorch_api::face::{Face, Lifetime, Role};
use tokio::sync::mpsc;

use crate::house::{House, held, in_time, profile_in, request, router, send, starts, who};

const ROOT: &str = "LORCH_TEST_ROOT";

/// A Lorch in another process, which does as it is told over its input.
struct Other {
    child: Child,
    input: ChildStdin,
    said: Lines<BufReader<ChildStdout>>,
}

impl Other {
    fn start(house: &House) -> Self {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture", "processes::the_other_process"])
            .env(ROOT, house.profile.dir().parent().unwrap())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut other = Self { child, input, said: BufReader::new(output).lines() };
        other.expect("open");
        other
    }

    /// Waits for a line that begins with the word, and gives the rest of it.
    fn expect(&mut self, word: &str) -> String {
        let word = format!("~{word} ");
        let mut lines = self.said.by_ref().map_while(Result::ok);
        lines.find_map(|line| Some(line.split_once(&word)?.1.to_owned())).expect("the other process ended")
    }

    fn ask(&mut self, what: &str) -> String {
        writeln!(self.input, "{what}").unwrap();
        self.expect(what)
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by the tests of this file"]
async fn the_other_process() {
    let Some(root) = env::var_os(ROOT) else { return };
    let (said, mut says) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        std::io::stdin().lines().map_while(Result::ok).try_for_each(|line| said.send(line)).ok();
    });
    let own = format!("{}", std::process::id());
    let hold = async || {
        println!("~held ");
        std::future::pending::<()>().await;
    };
    let router = router(&own).route("/held", get(hold).post(hold));
    let face = Face::open(profile_in(Path::new(&root)), Lifetime::Long, starts(router)).await.unwrap();
    println!("~open {:?}", face.role());
    while let Some(line) = says.recv().await {
        match line.as_str() {
            "who" => println!("~who {}", who(&face).await),
            "role" => println!("~role {:?}", face.role()),
            _ => break,
        }
    }
    face.stop().await;
    println!("~stopped ");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_is_reached_and_followed() {
    let house = House::new();
    let mut other = Other::start(&house);
    let pid = other.child.id().to_string();
    let face = house.open("here", Lifetime::Long).await;
    assert_eq!(face.role(), Role::Remote);
    assert_eq!(who(&face).await, pid);
    writeln!(other.input, "stop").unwrap();
    other.expect("stopped");
    in_time(face.owner()).await;
    assert_eq!(who(&face).await, "here");
    let mut second = Other::start(&house);
    assert_eq!((second.ask("role"), second.ask("who")), ("Remote".to_owned(), "here".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_processes_exactly_one_follows_a_killed_owner() {
    let house = House::new();
    let mut others: Vec<Other> = (0..21).map(|_| Other::start(&house)).collect();
    for _ in 0..3 {
        let at = others.iter_mut().position(|other| other.ask("role") == "Owner").unwrap();
        others.swap_remove(at).kill();
        let answers: Vec<String> = others.iter_mut().map(|other| other.ask("who")).collect();
        assert!(answers.iter().all(|pid| *pid == answers[0]), "{answers:?}");
        let owners: Vec<String> = others
            .iter_mut()
            .filter_map(|other| (other.ask("role") == "Owner").then(|| other.child.id().to_string()))
            .collect();
        assert_eq!(owners, answers[..1]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_a_killed_owner_took_along_is_sent_again_only_if_that_is_safe() {
    let written = |key: bool| {
        let request = Request::post("/held");
        if key { request.header("idempotency-key", "k1") } else { request }.body(Body::from("one")).unwrap()
    };
    let cases = [
        (request("GET", "/held"), StatusCode::OK, "here"),
        (written(true), StatusCode::OK, "here"),
        (written(false), StatusCode::SERVICE_UNAVAILABLE, "owner_left"),
    ];
    for (request, status, answer) in cases {
        let house = House::new();
        let mut other = Other::start(&house);
        let (router, _, go) = held("here");
        go.add_permits(1);
        let face = house.open_with(Lifetime::Long, router).await;
        let (asked, now) = (face.clone(), request.method().clone());
        let asking = tokio::spawn(async move { send(&asked, request).await });
        other.expect("held");
        other.kill();
        let (found, body) = in_time(asking).await.unwrap();
        assert_eq!(found, status, "{now} {body}");
        assert!(body.contains(answer), "{now} {body}");
        assert_eq!(who(&face).await, "here");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_owners_leftovers_are_no_obstacle() {
    let house = House::new();
    let mut other = Other::start(&house);
    other.kill();
    let socket: PathBuf = house.profile.socket();
    assert!(socket.exists(), "a killed process clears nothing away");
    assert_eq!(house.open("next", Lifetime::Brief).await.role(), Role::Owner);
}

#[tokio::test(start_paused = true)]
async fn an_owner_that_hangs_is_named_and_one_that_wakes_is_reached() {
    let house = House::new();
    let other = Other::start(&house);
    let pid = rustix::process::Pid::from_child(&other.child);
    rustix::process::kill_process(pid, rustix::process::Signal::STOP).unwrap();
    let open = || Face::open(house.profile.clone(), Lifetime::Brief, starts(router("here")));
    let fault = open().await.err().unwrap().to_string();
    assert!(fault.contains(&format!("process {}", other.child.id())), "{fault}");
    rustix::process::kill_process(pid, rustix::process::Signal::CONT).unwrap();
    tokio::time::resume();
    assert_eq!(who(&open().await.unwrap()).await, other.child.id().to_string());
}
