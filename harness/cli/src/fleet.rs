//! `run --targets`: many targets in one run. Each has a process, a profile and a folder of its own; the overview over all
//! of them is made at the end, and the exit code is that of the worst.

mod profiles;

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;

use clap::Args;

use crate::overview::OverviewArguments;
use crate::{FAILED, Failure, WRONG_USE};
use pack::text::Language;
use profiles::Profile;

/// Options of a run of many targets.
#[derive(Clone, Debug, Args)]
pub(super) struct FleetArguments {
    /// A file that names a profile and, for each target, what it has of its own; every target has a folder below --out.
    /// Without it, one target is tested.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["target", "deviations"])]
    pub(super) targets: Option<PathBuf>,
    /// How many targets are tested at the same time; --jobs and --rate hold for each of them.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "targets", value_parser = clap::value_parser!(u8).range(1..=64))]
    parallel: u8,
    /// One part of the targets, e.g. 2/8, where several machines share them; `report overview` puts the parts together.
    /// Kubernetes counts from 0: write `$(JOB_COMPLETION_INDEX)+1/8`. Without it, all.
    #[arg(long, value_name = "K/N", requires = "targets", value_parser = part)]
    part: Option<(usize, usize)>,
}

/// Options of this command that a target's own run is not given.
const OWN: [&str; 4] = ["--targets", "--parallel", "--part", "--out"];

fn part(text: &str) -> Result<(usize, usize), String> {
    let numbers = text.split_once('/');
    let number = |k: &str| match k.strip_suffix("+1") {
        Some(from_0) => from_0.parse::<usize>().ok()?.checked_add(1),
        None => k.parse().ok(),
    };
    let numbers = numbers.and_then(|(k, n)| Some((number(k)?, n.parse().ok()?)));
    numbers
        .filter(|(k, n)| (1..=*n).contains(k))
        .ok_or_else(|| "write which part of how many, e.g. 2/8".to_owned())
}

/// How many targets the file of a fleet names.
pub(super) fn count(file: &Path) -> Result<usize, Failure> {
    profiles::read(file).map(|profiles| profiles.len())
}

/// Tests every target, makes the overview, and gives the exit code of the worst.
pub(super) fn run(
    arguments: &FleetArguments,
    file: &Path,
    out: Option<&Path>,
    (quiet, language): (bool, Language),
) -> Result<u8, Failure> {
    let mut profiles = profiles::read(file)?;
    if let Some((k, n)) = arguments.part {
        let mut number = 0;
        profiles.retain(|_| {
            number += 1;
            number % n == k % n
        });
    }
    let out = out.map_or_else(|| Path::new("reports/fleet").to_owned(), Path::to_owned);
    super::course::make_folder(&out)?;
    let expected = out.join("expected.csv");
    write(&expected, &profiles::expected(&profiles))?;
    let words = words(std::env::args_os().skip(1), quiet);
    let codes = all(&profiles, &out, &words, usize::from(arguments.parallel))?;
    let overview = OverviewArguments::of(&out, out.join("overview"), expected, language);
    let read = super::overview::make(&overview)?;
    let worst = codes
        .into_iter()
        .chain([read])
        .max_by_key(|code| rank(*code));
    Ok(worst.unwrap_or_default())
}

/// The words of this command line that a target's own run is given.
fn words(given: impl Iterator<Item = OsString>, quiet: bool) -> Vec<OsString> {
    let mut words = Vec::new();
    let mut skips = false;
    for word in given {
        let name = word.to_string_lossy();
        let own = OWN.iter().find(|own| {
            let rest = name.strip_prefix(**own);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        });
        match own {
            _ if skips => skips = false,
            Some(own) => skips = name == *own,
            None => words.push(word),
        }
    }
    if !quiet {
        words.push("--quiet".into());
    }
    words
}

/// How bad an exit code is: a failure of the harness, wrong use, a broken rule, nothing decided, all well.
fn rank(code: u8) -> u8 {
    match code {
        0 => 0,
        3 => 1,
        1 => 2,
        WRONG_USE => 3,
        _ => 4,
    }
}

fn all(
    profiles: &[Profile],
    out: &Path,
    words: &[OsString],
    parallel: usize,
) -> Result<Vec<u8>, Failure> {
    let program = std::env::current_exe().map_err(Failure::harness)?;
    let left: Mutex<VecDeque<&Profile>> = Mutex::new(profiles.iter().collect());
    let next = || {
        let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
        left.pop_front()
    };
    let work = || {
        let mut codes = Vec::new();
        while let Some(profile) = next() {
            codes.push(one(&program, profile, out, words)?);
        }
        Ok(codes)
    };
    let made: Vec<Result<Vec<u8>, Failure>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..parallel).map(|_| scope.spawn(work)).collect();
        let joined = workers.into_iter().map(|worker| match worker.join() {
            Ok(codes) => codes,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect()
    });
    let codes: Result<Vec<Vec<u8>>, Failure> = made.into_iter().collect();
    Ok(codes?.concat())
}

/// Tests one target, says how it went, and gives its exit code.
fn one(program: &Path, profile: &Profile, out: &Path, words: &[OsString]) -> Result<u8, Failure> {
    let file = out.join(format!("{}.toml", profile.folder));
    write(&file, &profile.text)?;
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::null());
    command.args([OsStr::new("--target"), file.as_os_str()]);
    command.arg("--out").arg(out.join(&profile.folder));
    if let Some(deviations) = &profile.deviations {
        command.arg("--deviations").arg(deviations);
    }
    let output = command.output().map_err(Failure::harness)?;
    let code = output
        .status
        .code()
        .and_then(|code| u8::try_from(code).ok());
    let code = code.unwrap_or(FAILED);
    let printed = String::from_utf8_lossy(&output.stdout);
    let mut text = format!("{} ({code})\n{}", profile.name, printed.trim_end());
    let wrong = String::from_utf8_lossy(&output.stderr);
    if matches!(code, WRONG_USE | FAILED) {
        text.push_str(wrong.trim_end());
    }
    text.push('\n');
    super::print_out(&text);
    Ok(code)
}

/// A profile has test people in it: nobody but the user may read it.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::usage_text(format!("{} cannot be written: {error}", path.display()))
    };
    fs::write(path, text).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(failed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_counts_from_one_or_from_zero() {
        assert_eq!(part("2/8"), Ok((2, 8)));
        assert_eq!(part("0+1/8"), Ok((1, 8)));
        assert!(part("8+1/8").is_err() && part("0/8").is_err());
    }

    fn given(words: &[&str]) -> Vec<String> {
        let words = words.iter().map(OsString::from);
        let kept = super::words(words, false).into_iter();
        kept.map(|word| word.to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn a_target_is_given_every_option_but_those_of_the_fleet() {
        let kept = given(&[
            "run",
            "--targets",
            "f.toml",
            "--case",
            "TOKEN-*",
            "--out=x",
            "--parallel=4",
            "--rate",
            "20",
        ]);
        assert_eq!(
            kept,
            ["run", "--case", "TOKEN-*", "--rate", "20", "--quiet"]
        );
    }

    #[test]
    fn an_option_that_begins_like_one_of_the_fleet_is_kept() {
        assert_eq!(given(&["run", "--outer"]), ["run", "--outer", "--quiet"]);
    }

    #[test]
    fn the_worst_exit_code_is_that_of_the_harness_then_of_wrong_use() {
        let mut codes = [3, 0, 4, 1, 2];
        codes.sort_by_key(|code| rank(*code));
        assert_eq!(codes, [0, 3, 1, 2, 4]);
    }

    #[test]
    fn a_part_is_one_of_as_many_as_there_are() {
        assert_eq!(part("2/8"), Ok((2, 8)));
        for wrong in ["0/8", "9/8", "2", "a/b", "1/0"] {
            assert!(part(wrong).is_err(), "{wrong}");
        }
    }
}
