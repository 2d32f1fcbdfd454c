//! `/metrics`, judged by Debian's own: Prometheus scrapes it beside node_exporter, promtool reads it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use common::Machine;
use serde_json::Value;

/// As long as is waited for what takes a second or two on a quiet machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the one calls it, what the other does, and how far apart both may be: a part of the larger, and beside that. Both
/// are asked within a second of each other, on a machine that goes on working.
const SAME: [(&str, &str, f64, f64); 11] = [
    ("lorch_host_memory_total_bytes", "node_memory_MemTotal_bytes", 0.0, 0.0),
    ("lorch_host_swap_total_bytes", "node_memory_SwapTotal_bytes", 0.0, 0.0),
    ("lorch_host_memory_available_bytes", "node_memory_MemAvailable_bytes", 0.2, 0.0),
    ("lorch_host_load1", "node_load1", 0.2, 1.0),
    ("lorch_host_load15", "node_load15", 0.1, 0.2),
    ("sum(lorch_host_cpu_seconds_total)", "sum(node_cpu_seconds_total)", 0.001, 60.0),
    ("sum(lorch_host_cpu_seconds_total{mode=\"user\"})", "sum(node_cpu_seconds_total{mode=\"user\"})", 0.01, 60.0),
    (
        "count(count by (cpu) (lorch_host_cpu_seconds_total))",
        "count(count by (cpu) (node_cpu_seconds_total))",
        0.0,
        0.0,
    ),
    (
        "sum(lorch_host_network_receive_bytes_total{device!=\"lo\"})",
        "sum(node_network_receive_bytes_total{device!~\"lo|veth.*\"})",
        0.1,
        1e8,
    ),
    ("lorch_host_filesystem_size_bytes{mountpoint=\"/\"}", "node_filesystem_size_bytes{mountpoint=\"/\"}", 0.0, 0.0),
    ("lorch_host_filesystem_avail_bytes{mountpoint=\"/\"}", "node_filesystem_avail_bytes{mountpoint=\"/\"}", 0.1, 1e9),
];

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The folder of the judges: where `scripts/judges.sh` unpacked them, or one of the PATH.
fn judges() -> Option<PathBuf> {
    let built = Path::new(env!("CARGO_BIN_EXE_lorch")).parent()?.parent()?.join("judges/usr/bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(built).chain(std::env::split_paths(&path));
    let all = |folder: &PathBuf| {
        ["prometheus", "promtool", "prometheus-node-exporter"].iter().all(|name| folder.join(name).is_file())
    };
    folders.into_iter().find(all)
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Status and body.
fn get(address: &str, path: &str, token: Option<&str>) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    let token = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {address}\r\n{token}\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
}

/// What Prometheus answers to a query.
fn query(prometheus: &str, query: &str) -> Option<f64> {
    let asked: String = query
        .bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { (byte as char).to_string() } else { format!("%{byte:02X}") })
        .collect();
    let (_, body) = get(prometheus, &format!("/api/v1/query?query={asked}"), None)?;
    let answer: Value = serde_json::from_str(&body).ok()?;
    answer["data"]["result"][0]["value"][1].as_str()?.parse().ok()
}

fn start(program: &Path, arguments: &[String]) -> Running {
    let mut command = Command::new(program);
    Running(command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
}

#[test]
fn prometheus_reads_the_same_of_lorch_as_of_node_exporter() {
    let Some(judges) = judges() else {
        assert!(std::env::var_os("CI").is_none(), "scripts/judges.sh unpacks what judges /metrics");
        eprintln!("skipped: scripts/judges.sh unpacks what judges /metrics");
        return;
    };
    let machine = Machine::new();
    let token: Value = serde_json::from_str(&machine.ok(&["system", "token", "--json"])).unwrap();
    let token = token["token"].as_str().unwrap();
    let mut serve = machine.command(&["serve", "--port", "0", "--json"]);
    let mut serve = Running(serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(serve.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let told: Value = serde_json::from_str(&line).unwrap();
    let lorch = told["address"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();

    let (status, text) = get(&lorch, "/metrics", Some(token)).unwrap();
    assert_eq!(status, 200, "{text}");
    for (path, token) in
        [("/metrics", None), ("/metrics", Some("0")), ("/api/status", Some(token)), ("/metrics/", Some(token))]
    {
        assert_eq!(get(&lorch, path, token).unwrap().0, 401, "{path}");
    }
    let mut check = Command::new(judges.join("promtool"));
    let check = check.args(["check", "metrics"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut check = check.spawn().unwrap();
    check.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let judged = check.wait_with_output().unwrap();
    let said = [judged.stdout, judged.stderr].concat();
    assert!(judged.status.success() && said.is_empty(), "{}\n{text}", String::from_utf8_lossy(&said));

    let (node, prometheus) = (format!("127.0.0.1:{}", free_port()), format!("127.0.0.1:{}", free_port()));
    let _node = start(&judges.join("prometheus-node-exporter"), &[format!("--web.listen-address={node}")]);
    let config = machine.path("prometheus.yml");
    let yaml = format!(
        "global: {{scrape_interval: 1s, scrape_timeout: 1s}}\nscrape_configs:\n\
         - {{job_name: lorch, authorization: {{credentials: '{token}'}}, static_configs: [{{targets: ['{lorch}']}}]}}\n\
         - {{job_name: node, static_configs: [{{targets: ['{node}']}}]}}\n"
    );
    std::fs::write(&config, yaml).unwrap();
    let _prometheus = start(
        &judges.join("prometheus"),
        &[
            format!("--config.file={}", config.display()),
            format!("--storage.tsdb.path={}", machine.path("tsdb").display()),
            format!("--web.listen-address={prometheus}"),
        ],
    );
    for job in ["lorch", "node"] {
        let began = Instant::now();
        while query(&prometheus, &format!("up{{job=\"{job}\"}}")) != Some(1.0) {
            assert!(began.elapsed() < PATIENCE, "{job} is not scraped");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    let mut compared = 0;
    for (ours, theirs, part, beside) in SAME {
        // What node_exporter doesn't tell of this machine has nothing to be compared with: a container may have no network.
        let Some(other) = query(&prometheus, theirs) else { continue };
        compared += 1;
        let one = query(&prometheus, ours).unwrap_or(f64::NAN);
        let far = (one - other).abs();
        assert!(far <= part * one.abs().max(other.abs()) + beside, "{ours} {one}, {theirs} {other}");
    }
    assert!(compared >= 8, "only {compared} figures were compared");
    assert!(query(&prometheus, "process_resident_memory_bytes{job=\"lorch\"}") > Some(1e6));
    assert_eq!(query(&prometheus, "count(lorch_build_info)"), Some(1.0));
    machine.ok(&["system", "token", "--revoke"]);
    assert_eq!(get(&lorch, "/metrics", Some(token)).unwrap().0, 401);
}
