//! The seeds of the fuzz targets, read as the targets read them.

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

#[path = "../../../fuzz/src/lib.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "it is the library of the fuzz targets, which are compiled apart"
)]
mod readers;

use readers::READERS;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz")
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    entries
        .map(|entry| name(entry.expect("an entry")))
        .collect()
}

#[test]
fn every_reader_returns_whatever_its_seeds_hold() {
    let mut seeds = 0;
    for (name, read) in READERS {
        let folder = fuzz().join("corpus").join(name);
        for seed in names_in(&folder) {
            let bytes = fs::read(folder.join(&seed)).expect("a seed");
            assert!(catch_unwind(|| read(&bytes)).is_ok(), "{name}/{seed}");
            seeds += 1;
        }
    }
    assert!(seeds >= 3 * READERS.len(), "{seeds} seeds");
}

#[test]
fn every_reader_has_a_fuzz_target_and_seeds() {
    let names: BTreeSet<String> = READERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).expect("a manifest");
    let manifest: toml::Table = toml::from_str(&manifest).expect("TOML");
    let targets = manifest["bin"].as_array().expect("targets").iter();
    let targets = targets.map(|one| one["name"].as_str().expect("a name").to_owned());
    assert_eq!(targets.collect::<BTreeSet<_>>(), names);
    assert_eq!(names_in(&fuzz().join("corpus")), names);
}
