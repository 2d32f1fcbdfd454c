fn main() {
    for p in std::env::args().skip(1) {
        let b = std::fs::read(&p).unwrap();
        let r = lorch_formats::reader::feed::read(&b, None, "http://127.0.0.1:8097/feed.xml");
        match r {
            Ok(f) => println!("{}\t{}", p, serde_json::to_string(&f).unwrap()),
            Err(e) => println!("{}\tnull {:?}", p, e),
        }
    }
}
