//! A manifest held against the files as they are now.

use std::io;
use std::path::{Component, Path};

use crate::signature::bundle::{Bundle, BundleError};
use crate::signature::manifest::{FileDigest, Manifest, member_digests};
use crate::signature::statement::Statement;
use pack::text::Text;

/// Everything that lies in the folder.
pub(super) fn files(manifest: &Manifest, bundle: &Bundle) -> Vec<Statement> {
    let mut statements = record(manifest, bundle);
    statements.extend(manifest.files.iter().map(|file| other(file, bundle)));
    let covered = |name: &str| manifest.files.iter().any(|file| file.name == name);
    statements.extend(
        bundle
            .others()
            .into_iter()
            .filter(|name| !covered(name))
            .map(|name| {
                Statement::fails(
                    Text::same(name),
                    Text::new(
                        "it lies beside the record and the signature does not cover it",
                        "den ligger ved siden av resultatfilen og dekkes ikke av signaturen",
                    ),
                )
            }),
    );
    statements.extend(bundle.strangers().into_iter().map(|name| {
        Statement::caution(
            Text::same(&name),
            Text::new(
                "it lies in the folder, and neither the run nor the signature knows it",
                "den ligger i mappen, og verken kjøringen eller signaturen kjenner den",
            ),
        )
    }));
    statements
}

fn same(about: &str) -> Statement {
    Statement::holds(
        Text::same(about),
        Text::new("as it was signed", "slik den ble signert"),
    )
}

fn changed(about: &str) -> Statement {
    Statement::fails(
        Text::same(about),
        Text::new(
            "it was changed after it was signed",
            "den er endret etter at den ble signert",
        ),
    )
}

fn left_out(about: &str) -> Statement {
    Statement::holds(
        Text::same(about),
        Text::new(
            "packages leave it out; `report render` makes it from the record",
            "pakker har den ikke med; `report render` lager den av resultatfilen",
        ),
    )
}

fn missing(about: &str, error: &BundleError) -> Statement {
    let absent = matches!(error, BundleError::Unreadable { source, .. } if source.kind() == io::ErrorKind::NotFound);
    let says = if absent {
        Text::new(
            "it was signed and is not there",
            "den ble signert og finnes ikke",
        )
    } else {
        Text::same(error.to_string())
    };
    Statement::fails(Text::same(about), says)
}

fn other(file: &FileDigest, bundle: &Bundle) -> Statement {
    let mut parts = Path::new(&file.name).components();
    let plain = matches!(
        (parts.next(), parts.next()),
        (Some(Component::Normal(_)), None)
    );
    if !plain || file.name.contains(['/', '\\']) {
        return Statement::fails(
            Text::same(&file.name),
            Text::new(
                "it is not in the folder of the record",
                "den er ikke i resultatfilens mappe",
            ),
        );
    }
    if bundle.leaves_out(&file.name) {
        return left_out(&file.name);
    }
    match bundle.digest(&file.name) {
        Ok(now) if now == *file => same(&file.name),
        Ok(_) => changed(&file.name),
        Err(error) => missing(&file.name, &error),
    }
}

fn record(manifest: &Manifest, bundle: &Bundle) -> Vec<Statement> {
    let name = bundle.record_name();
    let signed = &manifest.record;
    let now = match bundle.digest(name) {
        Ok(now) => now,
        Err(error) => return vec![missing(&signed.file.name, &error)],
    };
    // The record may have been renamed with its signature.
    if (now.bytes, &now.sha256) == (signed.file.bytes, &signed.file.sha256) {
        let mut statements = vec![same(name)];
        statements.extend(consistent(manifest, bundle));
        return statements;
    }
    let mut statements = vec![changed(name)];
    let bytes = bundle.read_record().ok();
    match bytes.as_deref().and_then(member_digests) {
        None => statements.push(Statement::fails(
            Text::same(name),
            Text::new(
                "it is no JSON object any more",
                "den er ikke lenger et JSON-objekt",
            ),
        )),
        Some(now) => {
            let members = signed.members.iter();
            let differing = members
                .filter(|(name, digest)| now.get(*name) != Some(*digest))
                .map(|(name, _)| name.as_str())
                .chain(
                    now.keys()
                        .filter(|name| !signed.members.contains_key(*name))
                        .map(String::as_str),
                );
            let places: Vec<&str> = differing.collect();
            statements.push(place(name, &places));
        }
    }
    statements
}

/// What of the record was changed, in words.
fn place(name: &str, members: &[&str]) -> Statement {
    let says = if members.is_empty() {
        Text::new(
            "what was changed is white space, order or compression, not what it says",
            "det som er endret, er mellomrom, rekkefølge eller komprimering, ikke det den sier",
        )
    } else {
        let list = |language: fn(&str) -> Option<&'static str>| {
            let words: Vec<String> = members
                .iter()
                .map(|member| match language(member) {
                    Some(words) => format!("{words} ({member})"),
                    None => (*member).to_owned(),
                })
                .collect();
            words.join(", ")
        };
        Text::new(
            format!("what was changed: {}", list(english)),
            format!("det som er endret: {}", list(norwegian)),
        )
    };
    Statement::fails(Text::same(name), says)
}

fn english(member: &str) -> Option<&'static str> {
    Some(match member {
        "exchanges" => "the evidence",
        "cases" => "outcomes of cases",
        "verdict" => "the verdict",
        "pack" => "the case pack",
        "target" => "the target and its profile",
        "tool" => "the tool and its version",
        "deviations" => "declared deviations",
        "fields" => "the field matrix",
        "counts" | "families" => "counts",
        _ => return None,
    })
}

fn norwegian(member: &str) -> Option<&'static str> {
    Some(match member {
        "exchanges" => "bevisene",
        "cases" => "utfall av testtilfeller",
        "verdict" => "konklusjonen",
        "pack" => "testpakken",
        "target" => "målet og profilen",
        "tool" => "verktøyet og versjonen",
        "deviations" => "erklærte avvik",
        "fields" => "feltmatrisen",
        "counts" | "families" => "antall",
        _ => return None,
    })
}

/// A signature may not say otherwise than the record it covers.
fn consistent(manifest: &Manifest, bundle: &Bundle) -> Option<Statement> {
    let fresh = Manifest::of(bundle, manifest.signed, manifest.signer.clone()).ok()?;
    let alike = fresh.run == manifest.run
        && fresh.verdict == manifest.verdict
        && fresh.tool == manifest.tool
        && fresh.pack == manifest.pack
        && fresh.target == manifest.target
        && fresh.evidence == manifest.evidence
        && fresh.record.members == manifest.record.members;
    (!alike).then(|| {
        Statement::fails(
            Text::new("manifest", "manifest"),
            Text::new(
                "it says otherwise of the run than the record it covers",
                "det sier noe annet om kjøringen enn resultatfilen det dekker",
            ),
        )
    })
}
