//! Identity of target, tool and run.

use crate::html::both::Both;
use crate::html::cases::rules;
use crate::provenance::judged_again;
use crate::words;
use pack::text::{Language, Text};
use record::{Record, SubjectRole};

/// A fact about the run.
#[derive(Debug)]
pub(super) struct Fact {
    pub(super) name: Both,
    pub(super) value: Both,
    /// Whether the value is a digest or an address.
    pub(super) code: bool,
}

/// Everything that identifies what was tested, by what, and how.
pub(super) fn facts(record: &Record) -> Vec<Fact> {
    let mut facts = target(record);
    facts.extend(run(record));
    facts.extend(settings(record));
    facts.retain(|fact| !fact.value.is_empty());
    facts
}

fn plain(en: &str, nb: &str, value: &Text) -> Fact {
    Fact {
        name: Both::of(&Text::new(en, nb)),
        value: Both::of(value),
        code: false,
    }
}

fn code(en: &str, nb: &str, value: &str) -> Fact {
    Fact {
        code: true,
        ..plain(en, nb, &Text::same(value))
    }
}

fn target(record: &Record) -> Vec<Fact> {
    let target = &record.subject;
    let mut facts = vec![
        plain("Target", "Mål", &Text::same(&target.name)),
        plain(
            "Organisation number",
            "Organisasjonsnummer",
            &Text::same(&target.orgno),
        ),
    ];
    facts.extend(
        target
            .build
            .as_ref()
            .map(|build| plain("Build", "Bygg", &Text::same(build))),
    );
    facts.push(plain("Services", "Tjenester", &services(record)));
    if let SubjectRole::Overview(overview) = &target.role {
        facts.push(code("Base URL", "Base-URL", &overview.base_url));
    }
    if let Some(bank) = target.bank() {
        let disposal = words::right_of_disposal(bank.right_of_disposal);
        facts.extend([
            code("Base URL", "Base-URL", &bank.base_url),
            plain("Mode", "Modus", &words::mode(bank.mode).text()),
            plain("Right of disposal", "Disposisjonsrett", &disposal.text()),
        ]);
    }
    facts.push(code(
        "Digest of the profile",
        "Profilens sjekksum",
        &target.profile_digest,
    ));
    facts
}

fn run(record: &Record) -> Vec<Fact> {
    let seconds = format!(
        "{:.1} s",
        record.ended.duration_since(record.started).as_secs_f64()
    );
    let duration = Text::new(seconds.clone(), seconds.replace('.', ","));
    let tool = format!("{} {}", record.tool.name, record.tool.version);
    let pack = format!("{} {}", record.pack.name, record.pack.version);
    let mut facts = vec![
        code("Run", "Kjøring", &record.run),
        plain("Started", "Startet", &Text::same(local_time(record))),
        plain("Took", "Varte", &duration),
        plain(
            "Rules tested",
            "Regler testet",
            &Text::same(rules(record).to_string()),
        ),
        plain("Tool", "Verktøy", &Text::same(tool)),
        plain("Case pack", "Testpakke", &Text::same(pack)),
        code(
            "Digest of the pack",
            "Testpakkens sjekksum",
            &record.pack.digest,
        ),
    ];
    let again = judged_again(record);
    facts.extend(again.map(|words| plain("Judged again", "Bedømt på nytt", &words)));
    facts
}

fn settings(record: &Record) -> Vec<Fact> {
    let settings = &record.settings;
    let yes_no = |yes: bool| {
        if yes {
            Text::new("yes", "ja")
        } else {
            Text::new("no", "nei")
        }
    };
    let mut facts = vec![
        plain("Seed", "Frø", &Text::same(settings.seed.to_string())),
        plain(
            "Strict (SHOULD counts as MUST)",
            "Streng (BØR teller som SKAL)",
            &yes_no(settings.strict),
        ),
        plain(
            "Personal data kept",
            "Personopplysninger beholdt",
            &yes_no(settings.full_evidence),
        ),
    ];
    if !settings.selection.is_empty() {
        facts.push(code(
            "Only these were run",
            "Bare disse ble kjørt",
            &settings.selection.join(" "),
        ));
    }
    facts
}

fn services(record: &Record) -> Text {
    let list = |language| {
        let titles: Vec<&str> = record
            .subject
            .services
            .iter()
            .map(|service| service.title.in_language(language))
            .collect();
        titles.join(", ")
    };
    Text::new(list(Language::En), list(Language::Nb))
}

/// The start in Norwegian time.
fn local_time(record: &Record) -> String {
    record.started.in_tz("Europe/Oslo").map_or_else(
        |_| record.started.to_string(),
        |time| time.strftime("%Y-%m-%d %H:%M:%S %:z").to_string(),
    )
}
