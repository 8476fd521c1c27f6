use jiff::SignedDuration;

use super::*;
use pack::text::Language;
use record::fixture::record;

fn now() -> Timestamp {
    record().ended + SignedDuration::from_hours(4 * 24 + 1)
}

fn entry(name: &str, orgno: &str, signed: Signed) -> Entry {
    let mut record = record();
    record.subject.name = name.into();
    record.subject.orgno = orgno.into();
    Entry::of(&record, format!("{name}.zip"), signed, now())
}

fn overview() -> Overview {
    let entries = vec![
        entry("Bank B", "310000027", Signed::Verified),
        entry("Bank <A>", "310000019", Signed::No),
    ];
    let expected = expected("orgnr;navn\n310000019;Bank A\n310 000 035;=Bank C\n").expect("CSV");
    Overview::of(entries, &expected, Vec::new(), now())
}

#[test]
fn who_has_not_reported_is_named() {
    let missing = overview().missing;
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].orgno, "310000035");
}

#[test]
fn a_rule_is_listed_once_with_all_banks_that_break_it() {
    let broken = overview().broken;
    assert_eq!(broken[0].banks, ["Bank <A>", "Bank B"]);
    let cases: Vec<&str> = broken.iter().map(|rule| rule.id.as_str()).collect();
    assert!(cases.contains(&"HEADERS-003"), "{cases:?}");
}

#[test]
fn deviations_are_in_the_order_of_their_dates() {
    let dates: Vec<String> = overview()
        .deviations
        .into_iter()
        .map(|one| one.expires)
        .collect();
    assert!(dates.is_sorted(), "{dates:?}");
}

#[test]
fn of_two_reports_of_a_bank_the_latest_counts() {
    let old = entry("Bank B", "310000027", Signed::No);
    let mut new = old.clone();
    new.ended += SignedDuration::from_hours(1);
    new.verdict = Verdict::Conformant;
    for entries in [vec![old.clone(), new.clone()], vec![new, old]] {
        let overview = Overview::of(entries, &[], Vec::new(), now());
        assert_eq!(overview.sums.conform, 1);
        assert_eq!(overview.banks.len(), 1);
    }
}

#[test]
fn what_moved_since_the_report_before_is_named_in_both_directions() {
    let mut old = entry("Bank B", "310000027", Signed::No);
    let mut new = old.clone();
    new.ended += SignedDuration::from_hours(1);
    let gone = new.broken.remove(0).id;
    let came = old.broken.pop().expect("a broken rule").id;
    let overview = Overview::of(vec![new, old.clone()], &[], Vec::new(), now());
    let since = overview.banks[0].since.as_ref().expect("an earlier report");
    assert_eq!((&since.worse, &since.better), (&vec![came], &vec![gone]));
    assert_eq!(since.ended, old.ended);
    let alone = Overview::of(vec![old], &[], Vec::new(), now());
    assert_eq!(alone.banks[0].since, None);
}

#[test]
fn a_rule_names_the_vendors_of_the_banks_that_break_it() {
    let mut one = entry("Bank B", "310000027", Signed::No);
    one.vendor = "Vendor A".into();
    let other = entry("Bank C", "310000035", Signed::No);
    let overview = Overview::of(vec![one, other], &[], Vec::new(), now());
    let vendors: Vec<(&str, usize)> = overview.broken[0]
        .vendors
        .iter()
        .map(|(name, count)| (name.as_str(), *count))
        .collect();
    assert_eq!(vendors, [("Vendor A", 1), ("bank.example.test", 1)]);
}

#[test]
fn a_cause_that_a_bank_has_twice_counts_once() {
    let mut one = entry("Bank B", "310000027", Signed::No);
    let cause = Named {
        id: "same-reason".into(),
        title: Text::same("not decided"),
    };
    one.causes = vec![cause.clone(), cause];
    let overview = Overview::of(vec![one], &[], Vec::new(), now());
    assert_eq!(overview.causes[0].banks, ["Bank B"]);
}

#[test]
fn a_row_of_a_bank_leads_to_its_report() {
    let mut one = entry("Bank B", "310000027", Signed::No);
    one.page = Some("reports/310000027.html".into());
    let overview = Overview::of(vec![one], &[], Vec::new(), now());
    assert!(
        page(&overview, Language::En).contains("<a href=\"reports/310000027.html\">Bank B</a>")
    );
}

#[test]
fn a_report_whose_signature_does_not_hold_is_not_counted_as_conforming() {
    let mut one = entry("Bank B", "310000027", Signed::Fails);
    one.verdict = Verdict::Conformant;
    let overview = Overview::of(vec![one], &[], Vec::new(), now());
    assert_eq!((overview.sums.conform, overview.sums.untrusted), (0, 1));
}

#[test]
fn the_numbers_of_a_bank_are_those_of_its_run() {
    let (entry, record) = (entry("Bank B", "310000027", Signed::No), record());
    let coverage = record.coverage();
    assert_eq!(
        (entry.tested, entry.mandatory),
        (coverage.tested, coverage.all)
    );
    assert_eq!((entry.broken.len(), entry.age_days), (4, 4));
}

#[test]
fn the_table_of_banks_reads_well() {
    let bytes = csv(&overview(), Language::En).expect("CSV");
    insta::assert_snapshot!(String::from_utf8(bytes).expect("UTF-8"));
}

#[test]
fn names_of_banks_stay_text_in_the_page() {
    let page = page(&overview(), Language::Nb);
    assert!(page.contains("Bank &lt;A&gt;") && !page.contains("<A>"));
    assert!(page.contains("2 av 3 har rapportert; 0 er i samsvar"));
}

#[test]
fn the_workbook_is_the_same_twice() {
    let made = || workbook(&overview(), Language::En).expect("a workbook");
    assert_eq!(made(), made());
}
