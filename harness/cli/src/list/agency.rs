//! The agency's part of the catalogue.

use std::collections::BTreeSet;

use lab::agency::selftest::intended;
use mock_agency::behaviour::{Defect, Variant};
use serde_json::json;

use crate::Failure;
use crate::list::{ListArguments, Listing, What, fields, interpretations, schemas, wanted};
use lab::agency::target::AgencyTarget;
use pack::agency::{AgencyCase, AgencyPack};
use pack::catalogue::{Catalogue, Source};
use pack::text::{Language, Text};
use plan::{Filter, Names};

pub(super) fn listing(
    catalogue: &Catalogue,
    arguments: &ListArguments,
) -> Result<Listing, Failure> {
    let files = arguments.pack.files().map_err(Failure::usage)?;
    let pack = AgencyPack::read(&files, &judge::check_names()).map_err(Failure::usage)?;
    arguments.selection.of_agency()?;
    let services = services(arguments)?;
    let filter = arguments
        .selection
        .filter(&Names::of_agency(&pack, &services))?;
    let chosen = Chosen {
        pack: &pack,
        services: &services,
        filter: &filter,
        language: arguments.lang,
    };
    Ok(match arguments.what {
        What::Cases => cases(&chosen),
        What::Instances => instances(&chosen),
        What::Requirements => requirements(&chosen),
        What::Scenarios => scenarios(&pack, arguments.lang),
        What::Defects => defects(arguments.lang),
        What::Fields => fields(catalogue, &filter),
        What::Schemas => schemas(catalogue),
        What::Interpretations => interpretations(catalogue, arguments.lang),
    })
}

/// The services of the target, or all that agencies are tested in.
fn services(arguments: &ListArguments) -> Result<Vec<String>, Failure> {
    if let Some(file) = &arguments.target {
        let target = AgencyTarget::from_file(file).map_err(Failure::usage)?;
        return Ok(target.services);
    }
    let services = wire::profile::builtin_services().iter();
    Ok(services
        .filter(|service| service.asked_for)
        .map(|service| service.id.clone())
        .collect())
}

/// What is selected of the pack.
struct Chosen<'a> {
    pack: &'a AgencyPack,
    services: &'a [String],
    filter: &'a Filter,
    language: Language,
}

impl Chosen<'_> {
    /// The instances of a case that are selected.
    fn ids(&self, case: &AgencyCase) -> Vec<String> {
        let services = self.services.iter();
        services
            .filter(|service| case.serves(service) && self.filter.selects_for_agency(case, service))
            .map(|service| format!("{}/{service}", case.id))
            .collect()
    }
}

fn cases(chosen: &Chosen<'_>) -> Listing {
    let pack = chosen.pack;
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for case in &pack.cases {
        let ids = chosen.ids(case);
        if ids.is_empty() {
            continue;
        }
        let required = case.requirements.iter();
        let sources: Vec<&Source> = required
            .filter_map(|id| Some(&pack.requirements.get(id)?.source))
            .collect();
        entries.push(json!({
            "id": case.id, "family": case.family, "level": case.level, "title": case.title, "why": case.why,
            "requirements": case.requirements, "interpretations": case.interpretations, "sources": sources,
            "scenarios": case.scenarios, "except": case.except, "check": case.check, "instances": ids,
        }));
        rows.push(vec![
            case.id.clone(),
            case.level.to_string(),
            case.title.in_language(chosen.language).to_owned(),
            case.requirements.join(" "),
            ids.len().to_string(),
        ]);
    }
    Listing {
        columns: &["case", "level", "title", "requirements", "instances"],
        rows,
        entries,
    }
}

fn instances(chosen: &Chosen<'_>) -> Listing {
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for case in &chosen.pack.cases {
        for id in chosen.ids(case) {
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

fn requirements(chosen: &Chosen<'_>) -> Listing {
    let Chosen {
        pack,
        filter,
        language,
        ..
    } = *chosen;
    let selected = pack
        .cases
        .iter()
        .filter(|case| !chosen.ids(case).is_empty());
    let tested: BTreeSet<&String> = selected
        .flat_map(|case| &case.requirements)
        .filter(|id| wanted(filter, id))
        .collect();
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    let all = pack.requirements.values();
    for requirement in all.filter(|one| filter.is_everything() || tested.contains(&one.id)) {
        let of = pack
            .cases
            .iter()
            .filter(|case| case.requirements.contains(&requirement.id));
        let cases: Vec<&str> = of.map(|case| case.id.as_str()).collect();
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

fn scenarios(pack: &AgencyPack, language: Language) -> Listing {
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for scenario in &pack.scenarios {
        let named = |case: &&AgencyCase| {
            let scenarios = case.scenarios.as_ref();
            scenarios.is_some_and(|scenarios| scenarios.contains(&scenario.id))
        };
        let cases: Vec<&str> = pack
            .cases
            .iter()
            .filter(named)
            .map(|case| case.id.as_str())
            .collect();
        let banks: Vec<String> = scenario
            .banks
            .iter()
            .map(|bank| format!("{bank:?}"))
            .collect();
        entries.push(json!({
            "id": scenario.id, "title": scenario.title, "services": scenario.services, "party": scenario.party,
            "banks": banks, "cases": cases,
        }));
        rows.push(vec![
            scenario.id.clone(),
            scenario.title.in_language(language).to_owned(),
            banks.join(" "),
            cases.join(" "),
        ]);
    }
    Listing {
        columns: &["scenario", "title", "banks", "cases about it"],
        rows,
        entries,
    }
}

fn defects(language: Language) -> Listing {
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for defect in Defect::ALL {
        let rule = Text::same(defect.rule());
        rows.push(
            [defect.name(), intended(*defect), rule.in_language(language)]
                .map(str::to_owned)
                .to_vec(),
        );
        entries.push(json!({"name": defect.name(), "breaks": rule, "case": intended(*defect)}));
    }
    for variant in Variant::ALL {
        let what = Text::same(variant.text());
        rows.push(
            [variant.name(), "", what.in_language(language)]
                .map(str::to_owned)
                .to_vec(),
        );
        entries.push(json!({"name": variant.name(), "does": what}));
    }
    Listing {
        columns: &[
            "name",
            "case",
            "what it breaks; without a case, what it does differently",
        ],
        rows,
        entries,
    }
}
