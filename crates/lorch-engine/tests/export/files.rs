//! An export as files in memory, and files as an export.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
};

use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::common::Bench;

pub type Files = BTreeMap<String, Vec<u8>>;

pub async fn exported(bench: &Bench) -> Vec<u8> {
    let mut parts = bench.engine.export().await.unwrap();
    let mut zip = Vec::new();
    while let Some(part) = parts.recv().await {
        zip.extend(part.unwrap());
    }
    zip
}

pub fn unpack(zip: &[u8]) -> Files {
    let mut zip = ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut files = Files::new();
    for n in 0..zip.len() {
        let mut file = zip.by_index(n).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(file.name().unwrap().into_owned(), bytes);
    }
    files
}

/// These files as a zip, and nothing else.
pub fn zipped(files: &Files) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// These files as an export whose manifest agrees with them.
pub fn pack(mut files: Files) -> Vec<u8> {
    let mut manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    for file in manifest["files"].as_array_mut().unwrap() {
        if let Some(bytes) = files.get(file["path"].as_str().unwrap()) {
            file["bytes"] = bytes.len().into();
            file["blake3"] = blake3::hash(bytes).to_hex().to_string().into();
        }
    }
    files.insert("manifest.json".into(), serde_json::to_vec_pretty(&manifest).unwrap());
    zipped(&files)
}
