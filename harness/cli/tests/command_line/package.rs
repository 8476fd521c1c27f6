//! Packages: what reads a run's folder reads its package too.

use std::fs;
use std::path::Path;

use super::{code, copy_run, folder, good_run, program, words};

/// A folder with a run and its package.
fn packed() -> tempfile::TempDir {
    let folder = copy_run(good_run());
    let output = program(folder.path(), &["report", "pack", "out"]);
    assert_eq!(code(&output), 0, "{}", words(&output));
    folder
}

fn said(folder: &Path, due: i32, arguments: &[&str]) -> String {
    let output = program(folder, arguments);
    assert_eq!(code(&output), due, "{arguments:?}: {}", words(&output));
    words(&output)
}

#[test]
fn judge_show_diff_and_render_read_a_package() {
    let folder = packed();
    fs::remove_dir_all(folder.path().join("out")).expect("the run is removed");
    let judged = said(folder.path(), 0, &["judge", "out.zip"]);
    assert!(judged.contains("judged again"), "{judged}");
    let shown = said(
        folder.path(),
        0,
        &["report", "show", "out.zip", "TOKEN-002"],
    );
    assert!(shown.contains("control"), "{shown}");
    said(folder.path(), 0, &["report", "diff", "out.zip", "out.zip"]);
    said(
        folder.path(),
        0,
        &[
            "report", "render", "out.zip", "--out", "again", "--format", "html",
        ],
    );
    assert!(folder.path().join("again/report.html").is_file());
}

#[test]
fn a_changed_byte_of_a_package_is_found_by_all_that_read_it() {
    let folder = packed();
    let file = folder.path().join("out.zip");
    let mut bytes = fs::read(&file).expect("a package");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).expect("the file is written");
    for arguments in [
        &["judge", "out.zip"][..],
        &["report", "show", "out.zip", "TOKEN-002"],
        &["report", "render", "out.zip", "--out", "again"],
    ] {
        let text = said(folder.path(), 2, arguments);
        assert!(text.contains("was changed after it was made"), "{text}");
    }
}

#[test]
fn a_cause_of_a_run_is_shown_and_explained_by_its_id() {
    let folder = folder();
    let run = [
        "run", "--out", "out", "--format", "json", "--family", "TOKEN",
    ];
    let output = program(
        folder.path(),
        &[&run[..], &["--defect", "accepts-everything"]].concat(),
    );
    assert_eq!(code(&output), 1, "{}", words(&output));
    let record = report::file::read(&folder.path().join("out/report.json.gz")).expect("a record");
    let id = record.causes.first().expect("a cause").id.to_string();
    let shown = said(folder.path(), 0, &["report", "show", "out", "--cause", &id]);
    assert!(
        record.causes[0]
            .tests
            .iter()
            .all(|test| shown.contains(test)),
        "{shown}"
    );
    let explained = said(
        folder.path(),
        0,
        &["explain", "--cause", &id, "--lang", "nb"],
    );
    assert!(explained.contains("Hva som er feil"), "{explained}");
}

#[test]
fn an_unknown_cause_is_refused_with_those_there_are() {
    let folder = packed();
    let text = said(
        folder.path(),
        2,
        &["report", "show", "out", "--cause", "no-such"],
    );
    assert!(text.contains("no cause explains"), "{text}");
    let text = said(folder.path(), 2, &["explain", "--cause", "no-such"]);
    assert!(text.contains("no-valid-request-accepted"), "{text}");
}

#[test]
fn a_sheet_is_filled_from_a_run_by_the_readers_own_rows() {
    let folder = packed();
    let rows = "[[row]]\nrow = \"1\"\ntext = \"Tokens\"\ncases = [\"TOKEN-*\", \"NONE-*\"]\n";
    fs::write(folder.path().join("rows.toml"), rows).expect("the rows are written");
    let fill = |out| {
        [
            "report",
            "checklist",
            "out.zip",
            "--rows",
            "rows.toml",
            "--out",
            out,
        ]
    };
    let text = said(folder.path(), 0, &fill("sheet.csv"));
    assert!(text.contains("no case of the run is NONE-*"), "{text}");
    let sheet = fs::read_to_string(folder.path().join("sheet.csv")).expect("a sheet");
    assert!(sheet.contains("1,Tokens,complies"), "{sheet}");
    said(folder.path(), 0, &fill("sheet.xlsx"));
    said(folder.path(), 2, &fill("sheet.pdf"));
}
