//! What the signature covers: every byte of it, and what is said of a change.

use std::fs;

use serde_json::{Value, json};

use crate::signature::fixture::{
    by_key, credentials, edit, examine, failures, manifest, now, p256, pack_digest,
    replace_signature, reports, rsa, signed,
};
use crate::signature::manifest::Manifest;
use crate::signature::signer::seal;
use crate::signature::{Against, Bundle, Standing, Trust, sign, verify};
use crate::write::{JOURNAL, RECORD};
use pack::catalogue::PackFiles;
use record::fixture::record;

fn bank() -> (tempfile::TempDir, Bundle, Trust) {
    let (folder, bundle) = signed(&credentials(&p256()), now());
    (folder, bundle, by_key(&p256()))
}

fn found(bundle: &Bundle, trust: &Trust) -> String {
    failures(&examine(bundle, trust, now()))
}

#[test]
fn a_run_that_nobody_touched_is_verified() {
    let (_folder, bundle, trust) = bank();
    assert_eq!(found(&bundle, &trust), "");
    assert!(examine(&bundle, &trust, now()).is_verified());
}

/// Every byte of header and signature, and every fifth of the manifest between them.
fn places(text: &[u8]) -> impl Iterator<Item = usize> {
    let dots: Vec<usize> = (0..text.len())
        .filter(|place| text[*place] == b'.')
        .collect();
    let manifest = dots[0] + 1..dots[1];
    (0..text.len()).filter(move |place| !manifest.contains(place) || place % 5 == 0)
}

#[test]
fn a_flipped_byte_of_the_signature_is_found() {
    let (_folder, bundle, trust) = bank();
    let text = fs::read(bundle.signature()).expect("a signature");
    for place in places(&text) {
        let flip = if place % 2 == 0 { 0x01 } else { 0x20 };
        let mut changed = text.clone();
        changed[place] ^= flip;
        fs::write(bundle.signature(), &changed).expect("the file is written");
        let examination = examine(&bundle, &trust, now());
        assert!(!examination.is_verified(), "byte {place} by {flip:#x}");
    }
}

#[test]
fn a_byte_more_or_less_in_the_signature_is_found() {
    let (_folder, bundle, trust) = bank();
    let text = fs::read_to_string(bundle.signature()).expect("a signature");
    let shorter = [&text[1..], &text[..text.len() - 1]].map(str::to_owned);
    for changed in [format!("{text}A"), format!("{text}=")]
        .iter()
        .chain(&shorter)
    {
        replace_signature(&bundle, changed);
        assert_ne!(found(&bundle, &trust), "");
    }
}

#[test]
fn a_line_break_after_the_signature_is_no_change() {
    let (_folder, bundle, trust) = bank();
    let text = fs::read_to_string(bundle.signature()).expect("a signature");
    for ending in ["\n", "\r\n"] {
        replace_signature(&bundle, &format!("{text}{ending}"));
        assert_eq!(found(&bundle, &trust), "");
    }
}

#[test]
fn a_flipped_byte_of_any_report_is_found() {
    let (_folder, bundle, trust) = bank();
    for name in [
        RECORD,
        "report.html",
        "report.md",
        "junit.xml",
        "report.sarif",
    ] {
        let path = bundle.folder().join(name);
        let bytes = fs::read(&path).expect("a report");
        for place in (0..bytes.len()).step_by(bytes.len() / 25 + 1) {
            let mut changed = bytes.clone();
            changed[place] ^= 0x01;
            fs::write(&path, &changed).expect("the file is written");
            let found = found(&bundle, &trust);
            assert!(
                found.contains(&format!("{name}: ")),
                "{name} {place}: {found}"
            );
        }
        fs::write(&path, &bytes).expect("the file is written");
    }
}

#[test]
fn a_change_of_any_member_of_the_record_is_named() {
    let (_folder, bundle, trust) = bank();
    let text = bundle.read_record().expect("a record");
    let record: Value = serde_json::from_slice(&text).expect("a record");
    for name in record.as_object().expect("an object").keys() {
        let mut changed = record.clone();
        changed[name] = json!("changed");
        let text = serde_json::to_vec_pretty(&changed).expect("JSON");
        fs::write(bundle.record(), text).expect("the file is written");
        let found = found(&bundle, &trust);
        assert!(found.contains(name), "{name}: {found}");
    }
}

fn after(from: &str, to: &str) -> String {
    let (_folder, bundle, trust) = bank();
    edit(&bundle, RECORD, |text| {
        assert!(text.contains(from), "the record has {from}");
        *text = text.replacen(from, to, 1);
    });
    found(&bundle, &trust)
}

#[test]
fn a_better_verdict_is_told_from_changed_evidence() {
    let found = after(
        "\n \"verdict\":\"non-conformant\"",
        "\n \"verdict\":\"conformant\"",
    );
    assert!(found.contains("the verdict (verdict)"), "{found}");
    assert!(!found.contains("evidence"), "{found}");
}

#[test]
fn changed_evidence_is_told_from_a_better_verdict() {
    let found = after("\"elapsedMs\":", "\"elapsedMs\":1");
    assert!(found.contains("the evidence (exchanges)"), "{found}");
    assert!(!found.contains("verdict"), "{found}");
}

#[test]
fn a_space_more_in_the_record_is_found() {
    assert!(after("{\n", "{\n ").contains("white space"));
}

#[test]
fn a_report_that_is_gone_is_named() {
    for name in [RECORD, "report.html"] {
        let (_folder, bundle, trust) = bank();
        fs::remove_file(bundle.folder().join(name)).expect("it was there");
        let found = found(&bundle, &trust);
        assert!(
            found.contains(&format!("{name}: it was signed and is not there")),
            "{found}"
        );
    }
}

#[test]
fn a_flipped_byte_of_an_agencys_journal_is_found() {
    let (_folder, bundle) = reports();
    let journal = bundle.folder().join(JOURNAL);
    fs::write(&journal, "{}\n").expect("the file is written");
    sign(&bundle, &credentials(&p256()), now()).expect("signed");
    assert_eq!(found(&bundle, &by_key(&p256())), "");
    fs::write(&journal, "{\"\n").expect("the file is written");
    let found = found(&bundle, &by_key(&p256()));
    assert!(found.contains("journal.jsonl: it was changed"), "{found}");
}

#[test]
fn a_strange_file_is_named_and_does_not_speak_against_the_signature() {
    let (_folder, bundle, trust) = bank();
    fs::write(bundle.folder().join("notes.txt"), "ours").expect("the file is written");
    let examination = examine(&bundle, &trust, now());
    assert!(examination.is_verified());
    let named = |name: &str| {
        let mut cautions = examination.statements.iter();
        cautions.any(|one| one.standing == Standing::Caution && one.about.en == name)
    };
    assert!(named("notes.txt") && !named("report.jws") && !named("report.html"));
}

#[test]
fn a_record_that_was_compressed_otherwise_is_told_from_a_changed_one() {
    let (_folder, bundle, trust) = bank();
    let text = bundle.read_record().expect("a record");
    fs::write(bundle.record(), text).expect("the file is written");
    let found = found(&bundle, &trust);
    assert!(found.contains("compression, not what it says"), "{found}");
}

#[test]
fn a_report_that_was_not_signed_is_named() {
    let (_folder, bundle) = reports();
    let page = bundle.folder().join("report.html");
    fs::remove_file(&page).expect("it was there");
    sign(&bundle, &credentials(&p256()), now()).expect("signed");
    fs::write(&page, "<p>conformant").expect("the file is written");
    let found = found(&bundle, &by_key(&p256()));
    assert!(
        found.contains("report.html: it lies beside the record"),
        "{found}"
    );
}

/// What is said of another manifest, signed with the right key.
fn said_of(change: impl FnOnce(&mut Manifest)) -> String {
    let (_folder, bundle, trust) = bank();
    let mut manifest = manifest(&bundle, now());
    change(&mut manifest);
    let text = seal(&manifest, &credentials(&p256())).expect("a signature");
    replace_signature(&bundle, &text);
    found(&bundle, &trust)
}

#[test]
fn a_manifest_that_leads_out_of_the_folder_is_refused() {
    for name in ["../outside", "/etc/hostname", "a\\b", "."] {
        let found = said_of(|manifest| manifest.files[0].name = name.into());
        assert!(found.contains("it is not in the folder"), "{name}: {found}");
    }
}

#[test]
fn a_manifest_that_contradicts_its_record_is_refused() {
    let found = said_of(|manifest| manifest.verdict = judge::verdict::Verdict::Conformant);
    assert!(found.contains("manifest: it says otherwise"), "{found}");
    let found = said_of(|manifest| manifest.target.name = "Another bank".into());
    assert!(found.contains("manifest: it says otherwise"), "{found}");
}

#[test]
fn a_record_alone_is_signed_under_its_own_name() {
    let (folder, _) = reports();
    let path = folder.path().join("whole.json");
    fs::rename(folder.path().join(RECORD), &path).expect("renamed");
    let bundle = Bundle::at(&path).expect("a file");
    sign(&bundle, &credentials(&p256()), now()).expect("signed");
    assert!(folder.path().join("whole.jws").is_file());
    assert_eq!(found(&bundle, &by_key(&p256())), "");
}

#[test]
fn a_record_that_was_renamed_with_its_signature_is_verified() {
    let (folder, _) = reports();
    let [one, other] = ["one.json", "other.json"].map(|name| folder.path().join(name));
    fs::rename(folder.path().join(RECORD), &one).expect("renamed");
    let bundle = Bundle::at(&one).expect("a file");
    sign(&bundle, &credentials(&p256()), now()).expect("signed");
    for from in [&one, &bundle.signature()] {
        let ending = from.extension().expect("an ending");
        fs::rename(from, other.with_extension(ending)).expect("renamed");
    }
    let bundle = Bundle::at(&other).expect("a file");
    assert_eq!(found(&bundle, &by_key(&p256())), "");
}

#[test]
fn a_run_without_a_signature_is_not_verified() {
    let (_folder, bundle) = reports();
    let found = found(&bundle, &by_key(&p256()));
    assert!(found.starts_with("signature: there is none"), "{found}");
}

fn against<'a>(trust: &'a Trust, pack: (&'a str, bool), profile: Option<&'a str>) -> Against<'a> {
    Against {
        trust,
        now: now(),
        strict: false,
        pack,
        profile,
    }
}

#[test]
fn where_nothing_is_there_nothing_is_examined() {
    let folder = tempfile::tempdir().expect("a folder");
    let bundle = Bundle::at(folder.path()).expect("a folder");
    let trust = by_key(&p256());
    assert!(verify(&bundle, &against(&trust, ("", false), None)).is_err());
}

fn held(pack: (&str, bool), profile: Option<&str>) -> String {
    let (_folder, bundle, trust) = bank();
    let examination = verify(&bundle, &against(&trust, pack, profile));
    failures(&examination.expect("something to examine"))
}

#[test]
fn another_pack_than_the_runs_is_refused_only_where_it_was_named() {
    assert_eq!(held((&pack_digest(), true), None), "");
    assert_eq!(held(("0123", false), None), "");
    let found = held(("0123", true), None);
    assert!(
        found.starts_with("case pack: the pack you named"),
        "{found}"
    );
}

#[test]
fn any_changed_byte_of_a_pack_makes_it_another() {
    let pack = PackFiles::embedded(builtin::FILES);
    let before = pack.digest();
    for (name, text) in &pack.files {
        for place in (0..text.len()).step_by(text.len() / 3 + 1) {
            let mut changed = pack.clone();
            let text = changed.files.get_mut(name).expect("a file");
            text.insert(text.floor_char_boundary(place), ' ');
            assert_ne!(changed.digest(), before, "{name} {place}");
        }
    }
}

#[test]
fn another_profile_than_the_runs_is_refused() {
    let right = record().subject.profile_digest;
    assert_eq!(held(("", false), Some(&right)), "");
    let found = held(("", false), Some("0123"));
    assert!(
        found.starts_with("target profile: the profile you named"),
        "{found}"
    );
}

#[test]
fn the_key_of_somebody_else_is_told() {
    let (_folder, bundle, _) = bank();
    let found = found(&bundle, &by_key(&rsa("other")));
    assert!(found.contains("made with another key"), "{found}");
}
