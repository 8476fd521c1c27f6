//! `dsop-conformance list`: the catalogue, and what of it would run.

mod agency;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Value, json};

use crate::explain::cause::entry;
use crate::run::RoleChoice;
use crate::selection::{Selection, nothing_selected};
use crate::{Failure, PackArguments};
use lab::agency::target::AgencyTarget;
use lab::selftest::CaseAssignment;
use pack::catalogue::{Case, Catalogue, Level, Role};
use pack::text::Language;
use plan::target::from_file;
use plan::target::{is_agency_profile, is_overview_profile};
use plan::{Filter, Names, matches, plan, unfold};
use record::causes::{Kind, kinds};
use report::level_word;

/// Options of `list`.
#[derive(Debug, Args)]
pub(super) struct ListArguments {
    #[command(flatten)]
    pack: PackArguments,
    #[command(flatten)]
    selection: Selection,
    /// Whose catalogue is meant [default: that of the profile, or else a bank's]
    #[arg(long, value_enum)]
    role: Option<RoleChoice>,
    /// What to print.
    #[arg(long, value_enum, default_value = "cases")]
    what: What,
    /// In which form.
    #[arg(long, value_enum, default_value = "table")]
    format: Form,
    /// A target profile: instances say whether they would run, and why not. Without it, all are listed.
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    /// Language of titles and texts.
    #[arg(long, value_enum, default_value_t = Language::of_environment())]
    lang: Language,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// The cases, before they unfold.
    Cases,
    /// The cases, unfolded over services, endpoints and fields.
    Instances,
    /// The requirements, and the cases that test them.
    Requirements,
    /// The delivery tables.
    Fields,
    /// The JSON Schemas of the answers.
    Schemas,
    /// The interpretations.
    Interpretations,
    /// The scenarios that an agency is led through.
    Scenarios,
    /// The deliberate mistakes of the mock bank, agency or overview.
    Defects,
    /// The causes that explain many findings at once.
    Causes,
}

impl What {
    /// Whether a selection of cases says anything about it.
    fn is_narrowed(self) -> bool {
        match self {
            Self::Cases | Self::Instances | Self::Requirements | Self::Fields => true,
            Self::Schemas
            | Self::Interpretations
            | Self::Scenarios
            | Self::Defects
            | Self::Causes => false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    Table,
    Json,
    Csv,
}

/// Rows with named columns, and the whole entries for JSON.
struct Listing {
    columns: &'static [&'static str],
    rows: Vec<Vec<String>>,
    entries: Vec<Value>,
}

pub(super) fn list(arguments: &ListArguments) -> Result<u8, Failure> {
    if !arguments.what.is_narrowed() && !arguments.selection.is_everything() {
        return Err(never_narrowed());
    }
    let catalogue = arguments.pack.read().map_err(Failure::usage)?;
    let role = arguments.role();
    let services = arguments.services(&catalogue, role)?;
    let names = match role {
        Role::Bank => Names::of_bank(&catalogue),
        Role::Overview => Names::of_overview(&catalogue),
        Role::Agency => {
            arguments.selection.of_agency()?;
            Names::of_agency(&catalogue, &services)
        }
    };
    let chosen = Chosen {
        catalogue: &catalogue,
        role,
        services: &services,
        filter: &arguments.selection.filter(&names)?,
        language: arguments.lang,
    };
    let listing = match (arguments.what, role) {
        (What::Cases, _) => cases(&chosen),
        (What::Instances, Role::Bank | Role::Overview) if arguments.target.is_some() => {
            planned(&chosen, arguments)?
        }
        (What::Instances, _) => instances(&chosen),
        (What::Requirements, _) => requirements(&chosen),
        (What::Fields, _) => fields(&catalogue, chosen.filter),
        (What::Schemas, _) => schemas(&catalogue),
        (What::Interpretations, _) => interpretations(&catalogue, arguments.lang),
        (What::Scenarios, Role::Agency) => agency::scenarios(&catalogue, arguments.lang),
        (What::Defects, Role::Agency) => {
            let files = arguments.pack.files().map_err(Failure::usage)?;
            let assignment =
                CaseAssignment::of_agencies(&files, &catalogue).map_err(Failure::usage)?;
            agency::defects(&assignment, arguments.lang)
        }
        (What::Defects, Role::Overview) => overview_defects(),
        (What::Defects, Role::Bank) => bank_defects(),
        (What::Causes, _) => causes(arguments.lang),
        (What::Scenarios, Role::Overview | Role::Bank) => return Err(only_for_agencies()),
    };
    print(&listing, arguments)
}

fn never_narrowed() -> Failure {
    Failure::usage_text("this list is always whole: no case is selected from it")
    .help("leave --case and its like out; cases, instances, requirements and fields can be narrowed down")
}

fn only_for_agencies() -> Failure {
    Failure::usage_text("this list is about agencies").help("add `--role agency`")
}

impl ListArguments {
    fn role(&self) -> Role {
        let profile = |is: fn(&Path) -> bool| self.target.as_deref().is_some_and(is);
        match self.role {
            Some(RoleChoice::Agency) => Role::Agency,
            Some(RoleChoice::Overview) => Role::Overview,
            None if profile(is_agency_profile) => Role::Agency,
            None if profile(is_overview_profile) => Role::Overview,
            Some(RoleChoice::Bank) | None => Role::Bank,
        }
    }

    /// The services that cases unfold over: those of an agency's profile, else all.
    fn services(&self, catalogue: &Catalogue, role: Role) -> Result<Vec<String>, Failure> {
        if let (Role::Agency, Some(file)) = (role, &self.target) {
            let target = AgencyTarget::from_file(file).map_err(Failure::usage)?;
            return Ok(target.services);
        }
        let services = catalogue.services.iter();
        Ok(services.map(|service| service.id.clone()).collect())
    }
}

fn print(listing: &Listing, arguments: &ListArguments) -> Result<u8, Failure> {
    if listing.rows.is_empty() && !arguments.selection.is_everything() {
        return Err(nothing_selected());
    }
    let text = match arguments.format {
        Form::Table => table(listing, arguments.lang),
        Form::Json => serde_json::to_string_pretty(&listing.entries).map_err(Failure::harness)?,
        Form::Csv => csv(listing),
    };
    super::print_out(&text);
    Ok(0)
}

/// What is selected of the catalogue for one role.
struct Chosen<'a> {
    catalogue: &'a Catalogue,
    role: Role,
    services: &'a [String],
    filter: &'a Filter,
    language: Language,
}

impl<'a> Chosen<'a> {
    /// The cases of the role.
    fn all(&self) -> impl Iterator<Item = &'a Case> {
        let role = self.role;
        let cases = self.catalogue.cases.iter();
        cases.filter(move |case| case.role() == role)
    }

    /// The cases that are selected, each with its instances.
    fn selected(&self) -> Vec<(&'a Case, Vec<String>)> {
        let cases = self.all().map(|case| (case, self.ids(case)));
        cases.filter(|(_, ids)| !ids.is_empty()).collect()
    }

    /// The instances of a case that are selected.
    fn ids(&self, case: &Case) -> Vec<String> {
        let services = self.services.iter().filter(|service| case.serves(service));
        match self.role {
            Role::Agency => services
                .map(|service| (service, format!("{}/{service}", case.id)))
                .filter(|(service, id)| self.filter.selects_case(case, id, service, None))
                .map(|(_, id)| id)
                .collect(),
            Role::Bank | Role::Overview => {
                let shared = Arc::new(case.clone());
                services
                    .filter_map(|service| self.catalogue.service(service))
                    .flat_map(|service| {
                        unfold(
                            &shared,
                            &Arc::new(service.clone()),
                            self.catalogue,
                            &BTreeMap::new(),
                        )
                    })
                    .filter(|instance| self.filter.selects(instance))
                    .map(|instance| instance.id.0)
                    .collect()
            }
        }
    }
}

/// The defects of the mock bank.
fn bank_defects() -> Listing {
    let all = mock_bank::Defect::ALL.iter();
    let facts = all.map(|one| {
        [
            one.name().to_owned(),
            one.area().to_string(),
            one.rule().to_owned(),
        ]
    });
    Listing {
        columns: &["defect", "area", "what"],
        rows: facts.clone().map(Vec::from).collect(),
        entries: facts
            .map(|[name, area, rule]| json!({"defect": name, "area": area, "what": rule}))
            .collect(),
    }
}

/// Every kind of cause.
fn causes(language: Language) -> Listing {
    let row = |kind: Kind| {
        let texts = [kind.sentence, kind.change, kind.owner.text()];
        let words = texts.map(|text| text.in_language(language).to_owned());
        std::iter::once(kind.id.to_owned()).chain(words).collect()
    };
    Listing {
        columns: &["cause", "what", "change", "who"],
        rows: kinds().map(row).collect(),
        entries: kinds().map(|kind| entry(&kind)).collect(),
    }
}

/// The defects of the mock overview.
fn overview_defects() -> Listing {
    let all = mock_agency::OverviewDefect::ALL.iter();
    Listing {
        columns: &["defect", "what"],
        rows: all
            .clone()
            .map(|one| vec![one.name().to_owned(), one.text().to_owned()])
            .collect(),
        entries: all
            .map(|one| serde_json::json!({"defect": one.name(), "what": one.text()}))
            .collect(),
    }
}

fn cases(chosen: &Chosen<'_>) -> Listing {
    let found = chosen.selected();
    Listing {
        columns: &["case", "level", "title", "requirements", "instances"],
        rows: found
            .iter()
            .map(|(case, ids)| {
                vec![
                    case.id.0.clone(),
                    case.level.to_string(),
                    case.title.in_language(chosen.language).to_owned(),
                    case.requirements.join(" "),
                    ids.len().to_string(),
                ]
            })
            .collect(),
        entries: found
            .iter()
            .map(|(case, ids)| case_entry(chosen.catalogue, case, ids))
            .collect(),
    }
}

pub(super) fn case_entry(catalogue: &Catalogue, case: &Case, ids: &[String]) -> Value {
    let sources: Vec<_> = case
        .requirements
        .iter()
        .filter_map(|id| catalogue.requirements.get(id))
        .map(|requirement| &requirement.source)
        .collect();
    let mut entry = json!({
        "id": case.id, "family": case.family, "level": case.level, "title": case.title, "why": case.why,
        "requirements": case.requirements, "interpretations": case.interpretations, "sources": sources,
        "instances": ids,
    });
    let own = match case.journal() {
        None => vec![("needs", json!(case.needs))],
        Some(journal) => vec![
            ("scenarios", json!(journal.scenarios)),
            ("except", json!(journal.except)),
            ("check", json!(journal.check)),
        ],
    };
    for (name, value) in own {
        entry[name] = value;
    }
    entry
}

fn instances(chosen: &Chosen<'_>) -> Listing {
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for (case, ids) in chosen.selected() {
        for id in ids {
            let title = case.title.in_language(chosen.language).to_owned();
            entries.push(json!({"id": id, "level": case.level, "title": case.title}));
            rows.push(vec![id, case.level.to_string(), title]);
        }
    }
    Listing {
        columns: &["instance", "level", "title"],
        rows,
        entries,
    }
}

/// The instances, and whether they would run against a bank.
fn planned(chosen: &Chosen<'_>, arguments: &ListArguments) -> Result<Listing, Failure> {
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    if let Some(file) = &arguments.target {
        let target = from_file(file, chosen.catalogue).map_err(Failure::usage)?;
        for planned in plan(chosen.catalogue, &target, chosen.filter, false).planned {
            let (runs, why) = match &planned.decision {
                Ok(_) => ("yes", String::new()),
                Err(why) => ("no", why.text().in_language(arguments.lang).to_owned()),
            };
            let level = planned.instance.case.level;
            entries.push(json!({"id": planned.instance.id, "level": level, "runs": runs == "yes", "why": why}));
            rows.push(vec![
                planned.instance.id.0,
                level.to_string(),
                runs.to_owned(),
                why,
            ]);
        }
    }
    Ok(Listing {
        columns: &["instance", "level", "runs", "why not"],
        rows,
        entries,
    })
}

fn requirements(chosen: &Chosen<'_>) -> Listing {
    let Chosen {
        catalogue,
        filter,
        language,
        ..
    } = *chosen;
    let tested: BTreeSet<&String> = chosen
        .selected()
        .into_iter()
        .flat_map(|(case, _)| &case.requirements)
        .filter(|id| wanted(filter, id))
        .collect();
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    let all = catalogue.requirements_of(chosen.role);
    for requirement in all.filter(|one| filter.is_everything() || tested.contains(&one.id)) {
        let of = chosen
            .all()
            .filter(|case| case.requirements.contains(&requirement.id));
        let cases: Vec<&str> = of.map(|case| case.id.0.as_str()).collect();
        let tested = match &requirement.untestable {
            Some(why) if cases.is_empty() => why.in_language(language).to_owned(),
            _ => cases.len().to_string(),
        };
        entries.push(json!({"requirement": requirement, "cases": cases}));
        rows.push(vec![
            requirement.id.clone(),
            requirement.level.to_string(),
            requirement.text.in_language(language).to_owned(),
            requirement.source.line(),
            tested,
        ]);
    }
    Listing {
        columns: &["requirement", "level", "text", "source", "cases"],
        rows,
        entries,
    }
}

/// Whether the filter asks for a requirement: a case that tests it may test others too.
fn wanted(filter: &Filter, requirement: &str) -> bool {
    let mut patterns = filter.requirements.iter();
    filter.requirements.is_empty() || patterns.any(|pattern| matches(pattern, requirement))
}

fn fields(catalogue: &Catalogue, filter: &Filter) -> Listing {
    let any = |patterns: &[String], name: &str| {
        patterns.is_empty() || patterns.iter().any(|pattern| matches(pattern, name))
    };
    let listed = || {
        catalogue.fields.iter().filter(|row| {
            any(&filter.services, &row.service)
                && any(&filter.endpoints, &format!("{:?}", row.endpoint))
        })
    };
    Listing {
        columns: &["service", "endpoint", "field as documented", "path in the API", "category"],
        rows: listed()
            .map(|row| {
                vec![
                    row.service.clone(),
                    format!("{:?}", row.endpoint),
                    row.field_as_documented.clone(),
                    row.api_path.clone(),
                    row.category.name().to_owned(),
                ]
            })
            .collect(),
        entries: listed()
            .map(|row| {
                json!({"service": row.service, "endpoint": row.endpoint, "field": row.field_as_documented,
                    "path": row.api_path, "category": row.category.name()})
            })
            .collect(),
    }
}

fn schemas(catalogue: &Catalogue) -> Listing {
    let words = |schema: &Value, name: &str| {
        schema
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    Listing {
        columns: &["schema", "id", "title"],
        rows: catalogue
            .schemas
            .iter()
            .map(|(name, schema)| vec![name.clone(), words(schema, "$id"), words(schema, "title")])
            .collect(),
        entries: catalogue.schemas.values().cloned().collect(),
    }
}

fn interpretations(catalogue: &Catalogue, language: Language) -> Listing {
    Listing {
        columns: &["id", "what", "reading", "setting"],
        rows: catalogue
            .interpretations
            .iter()
            .map(|one| {
                vec![
                    one.id.clone(),
                    one.title.in_language(language).to_owned(),
                    one.reading.in_language(language).to_owned(),
                    one.setting.clone().unwrap_or_default(),
                ]
            })
            .collect(),
        entries: catalogue
            .interpretations
            .iter()
            .map(|one| json!(one))
            .collect(),
    }
}

/// A column's heading; other programs read the English names in CSV.
fn heading(column: &'static str, language: Language) -> &'static str {
    match (language, column) {
        (Language::En, _) => column,
        (Language::Nb, "case") => "testtilfelle",
        (Language::Nb, "cases") => "testtilfeller",
        (Language::Nb, "level") => "nivå",
        (Language::Nb, "title") => "tittel",
        (Language::Nb, "requirement" | "requirements") => "krav",
        (Language::Nb, "instance") => "instans",
        (Language::Nb, "instances") => "instanser",
        (Language::Nb, "runs") => "kjøres",
        (Language::Nb, "why not") => "hvorfor ikke",
        (Language::Nb, "text") => "tekst",
        (Language::Nb, "source") => "kilde",
        (Language::Nb, "service") => "tjeneste",
        (Language::Nb, "endpoint") => "endepunkt",
        (Language::Nb, "field") => "felt",
        (Language::Nb, "category") => "kategori",
        (Language::Nb, "reading") => "lesning",
        (Language::Nb, "name") => "navn",
        (Language::Nb, "schema") => "skjema",
        (Language::Nb, "cause") => "årsak",
        (Language::Nb, "change") => "endre",
        (Language::Nb, "who") => "hvem",
        (Language::Nb, "what") => "hva",
        (Language::Nb, "defect") => "feil",
        (Language::Nb, "area") => "område",
        (Language::Nb, "setting") => "innstilling",
        (Language::Nb, "field as documented") => "felt i dokumentasjonen",
        (Language::Nb, "path in the API") => "sti i API-et",
        (Language::Nb, "banks") => "banker",
        (Language::Nb, "cases about it") => "testtilfeller om det",
        (Language::Nb, "what it breaks; without a case, what it does differently") => {
            "hva den bryter; uten testtilfelle: hva den gjør annerledes"
        }
        (Language::Nb, other) => other,
    }
}

fn cell_in(column: &str, cell: &str, language: Language) -> String {
    let level = match (column, cell) {
        ("level", "MUST") => Some(Level::Must),
        ("level", "SHOULD") => Some(Level::Should),
        ("level", "MAY") => Some(Level::May),
        _ => None,
    };
    let runs = match (column, cell, language) {
        ("runs", "yes", Language::Nb) => Some("ja"),
        ("runs", "no", Language::Nb) => Some("nei"),
        _ => None,
    };
    let words = level.map(|level| level_word(level, language)).or(runs);
    words.unwrap_or(cell).to_owned()
}

fn table(listing: &Listing, language: Language) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(listing.columns.iter().map(|name| heading(name, language)));
    table.add_rows(listing.rows.iter().map(|row| {
        let cells = listing.columns.iter().zip(row);
        cells.map(|(column, cell)| cell_in(column, cell, language))
    }));
    format!("{table}\n{}", listing.rows.len())
}

fn csv(listing: &Listing) -> String {
    let cell = |text: &str| {
        if text.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    let line = |cells: Vec<String>| cells.join(",");
    let header = line(listing.columns.iter().map(|name| cell(name)).collect());
    let rows = listing
        .rows
        .iter()
        .map(|row| line(row.iter().map(|text| cell(text)).collect()));
    std::iter::once(header)
        .chain(rows)
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_speaks_the_readers_language() {
        let listing = Listing {
            columns: &["case", "level"],
            rows: vec![vec!["A".into(), "MUST".into()]],
            entries: Vec::new(),
        };
        let table = table(&listing, Language::Nb);
        assert!(
            table.contains("testtilfelle") && table.contains("SKAL"),
            "{table}"
        );
    }

    #[test]
    fn a_comma_in_a_cell_does_not_part_it() {
        let listing = Listing {
            columns: &["id", "title"],
            rows: vec![vec!["A".into(), "one, \"two\"".into()]],
            entries: Vec::new(),
        };
        assert_eq!(csv(&listing), "id,title\nA,\"one, \"\"two\"\"\"");
    }
}
