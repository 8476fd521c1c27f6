use crate::html::*;
use judge::verdict::Outcome;
use record::fixture::record;

fn page(record: &Record) -> String {
    render(record, &Options::default()).expect("written to memory")
}

fn evidence(page: &str) -> serde_json::Value {
    let (_, rest) = page
        .split_once("id=\"evidence\">")
        .expect("an evidence block");
    let (json, _) = rest.split_once("</script>").expect("the block ends");
    serde_json::from_str(json).expect("JSON")
}

/// The page without what is the same for every record.
fn content(page: &str) -> String {
    let (head, rest) = page.split_once("<style>").expect("a style");
    let (_, rest) = rest.split_once("</style>").expect("it ends");
    let (body, _) = rest.rsplit_once("<script>").expect("a script");
    format!("{head}{body}")
}

#[test]
fn shows_everything_of_the_fixture() {
    let page = content(&page(&record()));
    let (body, _) = page
        .split_once("<script type=\"application/json\"")
        .expect("an evidence block");
    let lines: Vec<&str> = body
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_hostile_target_cannot_put_markup_into_the_page() {
    const HOSTILE: &str =
        "</script><script>alert(1)</script><img src=x onerror=alert(1)>\" onfocus='alert(1)'";
    let calm = page(&record());
    let mut hostile = record();
    hostile.subject.name = HOSTILE.into();
    if let record::SubjectRole::Bank(bank) = &mut hostile.subject.role {
        bank.base_url = HOSTILE.into();
    }
    hostile.settings.selection = vec![HOSTILE.into()];
    for case in &mut hostile.cases {
        for finding in &mut case.findings {
            finding.received = Some(HOSTILE.into());
            finding.pointer = Some(HOSTILE.into());
            finding
                .values
                .insert("observed".into(), Text::same(HOSTILE).into());
        }
    }
    for deviation in &mut hostile.deviations {
        deviation.reason = HOSTILE.into();
    }
    for exchange in hostile.exchanges.values_mut() {
        exchange.request.method = HOSTILE.into();
        exchange.request.url = HOSTILE.into();
        exchange
            .request
            .headers
            .push((HOSTILE.into(), HOSTILE.into()));
        if let Some(response) = &mut exchange.response {
            response.document = Some(record::KeptJson::of(
                &serde_json::json!({ HOSTILE: HOSTILE }),
            ));
            response.headers.push((HOSTILE.into(), HOSTILE.into()));
        }
    }
    let page = page(&hostile);
    assert_eq!(
        page.matches("<script").count(),
        calm.matches("<script").count()
    );
    assert_eq!(
        page.matches("</script>").count(),
        calm.matches("</script>").count()
    );
    assert!(!page.contains("<img"));
    let (markup, _) = page
        .split_once("<script type=\"application/json\"")
        .expect("an evidence block");
    assert!(!markup.contains("\" onfocus"));
    assert_eq!(evidence(&page)["1"]["request"]["url"], HOSTILE);
}

#[test]
fn the_page_needs_no_network() {
    let page = content(&page(&record()));
    for link in ["src=", "<link rel=\"stylesheet\"", "@import", "url("] {
        assert!(!page.contains(link), "{link}");
    }
    assert!(page.contains(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
    ));
}

#[test]
fn every_phrase_is_there_in_both_languages() {
    let page = content(&page(&record()));
    assert_eq!(
        page.matches("<t- lang=en>").count(),
        page.matches("<t- lang=nb>").count()
    );
}

#[test]
fn the_language_asked_for_is_shown_first() {
    let options = Options {
        language: Language::Nb,
        ..Options::default()
    };
    let page = render(&record(), &options).expect("written to memory");
    assert!(page.contains("<html lang=\"nb\" data-role=\"bank\">"));
    assert!(page.contains("<title data-en=\"Eksempelbanken does not conform"));
    assert!(page.contains(">Eksempelbanken er ikke i samsvar med kravene – DSOP-samsvar</title>"));
}

#[test]
fn every_anchor_is_unique_and_every_link_within_the_page_leads_somewhere() {
    let mut record = record();
    let mut twice = record.cases[2].clone();
    twice.outcome = Outcome::Conforms;
    twice.id.push_str("/again");
    record.cases.push(twice);
    let page = content(&page(&record));
    let after = |mark: &str| -> Vec<String> {
        page.split(mark)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
            .collect()
    };
    let ids = after(" id=\"");
    let unique: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    for link in after("href=\"#") {
        assert!(ids.contains(&link), "{link}");
    }
}

#[test]
fn the_evidence_of_a_failing_case_is_in_the_page() {
    let evidence = evidence(&page(&record()));
    assert_eq!(evidence["3"]["request"]["orderClaims"]["iss"], "Politiet");
    assert_eq!(
        evidence["4"]["failure"]["nb"],
        "intet svar innen tidsgrensen"
    );
}

#[test]
fn a_partial_run_says_so() {
    let mut partial = record();
    partial.settings.selection = vec!["--family HEADERS".into()];
    assert!(page(&partial).contains("Only part of the catalogue was run"));
    assert!(!page(&record()).contains("Only part of the catalogue was run"));
}

#[test]
fn two_and_a_half_thousand_instances_stay_below_one_and_a_half_megabytes() {
    let mut record = record();
    let pattern = record.cases.clone();
    let exchanges = record.exchanges.clone();
    for number in 0..180 {
        for mut case in pattern.clone() {
            case.case = format!("{}-{}", case.case, number % 30);
            case.id = format!("{}/{number}", case.id);
            for reference in &mut case.exchanges {
                reference.id = format!("{number}-{}", reference.id);
            }
            record.cases.push(case);
        }
        for (id, exchange) in &exchanges {
            record
                .exchanges
                .insert(format!("{number}-{id}"), exchange.clone());
        }
    }
    assert!(record.cases.len() > 2_500);
    let size = page(&record).len();
    assert!(size < 1_500_000, "{size}");
}

#[test]
fn a_page_of_nothing_but_undecided_cases_shows_fewer_reasons_rather_than_grow() {
    let mut record = record();
    let pattern = record.cases[0].clone();
    record.cases = (0..4_000)
        .map(|number| {
            let mut case = pattern.clone();
            case.case = format!("CASE-{}", number / 5);
            case.id = format!("CASE-{}/{number}", number / 5);
            let why = format!("reason {}: {}", number % 5, "nonsense ".repeat(24));
            case.outcome = Outcome::Inconclusive(Text::same(why).into());
            case.findings.clear();
            case
        })
        .collect();
    let page = page(&record);
    assert!(page.len() < 3_000_000, "{}", page.len());
    assert!(page.contains("reason 0"), "no reason");
    assert!(!page.contains("reason 4"), "all reasons");
}
