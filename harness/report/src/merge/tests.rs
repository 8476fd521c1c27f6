use crate::merge::*;
use judge::verdict::{Outcome, Verdict};
use record::DeviationState;
use record::fixture::record;

/// Two shards: every other instance of the fixture.
fn shards() -> [Record; 2] {
    [0, 1].map(|part| {
        let mut shard = record();
        let mut position = 0;
        shard.cases.retain(|_| {
            position += 1;
            (position - 1) % 2 == part
        });
        shard.run = format!("shard-{}", part + 1);
        shard.settings.selection = vec![format!("--shard {}/2", part + 1)];
        shard.counts = Counts::of(&shard.cases);
        shard
    })
}

#[test]
fn two_shards_count_as_the_whole_run() {
    let merged = merge(&shards(), "whole").expect("shards of one run");
    let whole = record();
    assert_eq!(merged.counts, whole.counts);
    assert_eq!(merged.verdict, Verdict::NonConformant);
    assert_eq!(merged.families.len(), whole.families.len());
    assert!(merged.settings.selection.is_empty());
}

#[test]
fn instances_of_a_case_stand_together_again() {
    let merged = merge(&shards(), "whole").expect("shards of one run");
    let cases: Vec<&str> = merged.cases.iter().map(|case| case.case.as_str()).collect();
    let mut deduplicated = cases.clone();
    deduplicated.dedup();
    let unique: BTreeSet<&str> = cases.iter().copied().collect();
    assert_eq!(deduplicated.len(), unique.len());
    let endpoints: Vec<&str> = merged
        .cases
        .iter()
        .filter(|case| case.case == "HEADERS-003" && case.service == "politi-utlevering")
        .map(|case| case.endpoint.as_deref().unwrap_or_default())
        .collect();
    assert_eq!(endpoints, ["Accounts", "Transactions"]);
}

#[test]
fn evidence_of_two_shards_is_kept_apart_and_every_reference_leads_to_it() {
    let merged = merge(&shards(), "whole").expect("shards of one run");
    assert_eq!(merged.exchanges.len(), record().exchanges.len() * 2);
    for reference in merged.cases.iter().flat_map(|case| &case.exchanges) {
        assert!(
            merged.exchanges.contains_key(&reference.id),
            "{}",
            reference.id
        );
    }
}

#[test]
fn a_finding_leads_to_the_evidence_of_its_own_shard() {
    let [first, mut second] = shards();
    let at = second
        .cases
        .iter()
        .position(|case| !case.exchanges.is_empty())
        .expect("a case with evidence");
    let case = &mut second.cases[at];
    case.exchanges.truncate(1);
    let named = case.exchanges[0].id.clone();
    case.findings = vec![
        judge::finding::Finding::note(Text::same("seen")).in_exchange(judge::exchange::ExchangeId(
            named.parse().expect("a number"),
        )),
    ];
    let (id, marked) = (case.id.clone(), "marked by this test");
    second
        .exchanges
        .get_mut(&named)
        .expect("the evidence")
        .request
        .url = marked.into();
    let merged = merge(&[first, second], "whole").expect("shards of one run");
    let case = merged
        .cases
        .iter()
        .find(|case| case.id == id)
        .expect("the case");
    let number = case.findings[0].exchange.expect("an exchange").0;
    assert_eq!(case.exchanges[0].id, format!("x{number:06}"));
    assert_eq!(merged.exchanges[&case.exchanges[0].id].request.url, marked);
}

#[test]
fn a_missing_shard_is_still_said() {
    let merged = merge(&shards()[..1], "whole").expect("one shard");
    assert_eq!(merged.settings.selection, ["--shard 1/2"]);
}

#[test]
fn another_pack_profile_build_or_seed_is_refused() {
    let changes: [fn(&mut Record); 5] = [
        |record| record.pack.digest = "sha256:other".into(),
        |record| record.subject.profile_digest = "sha256:other".into(),
        |record| record.subject.build = Some("another".into()),
        |record| record.settings.seed = 8,
        |record| record.settings.strict = true,
    ];
    for change in changes {
        let mut pair = shards();
        change(&mut pair[1]);
        assert!(matches!(
            merge(&pair, "whole"),
            Err(MergeError::Different { .. })
        ));
    }
}

#[test]
fn the_same_shard_twice_is_refused() {
    let [first, _] = shards();
    let error = merge(&[first.clone(), first], "whole").expect_err("twice the same");
    assert!(
        error.to_string().contains("is in both shard-1 and shard-1"),
        "{error}"
    );
}

#[test]
fn nothing_is_refused() {
    assert_eq!(
        merge(&[], "whole").map(|record| record.run),
        Err(MergeError::Empty)
    );
}

#[test]
fn a_declaration_that_holds_in_one_shard_is_not_stale() {
    let mut pair = shards();
    pair[0].deviations[0].state = DeviationState::Stale;
    pair[1].deviations[0].state = DeviationState::Holds;
    let merged = merge(&pair, "whole").expect("shards of one run");
    assert_eq!(merged.deviations[0].state, DeviationState::Holds);
}

#[test]
fn response_times_are_summed() {
    let merged = merge(&shards(), "whole").expect("shards of one run");
    assert_eq!(merged.timing[0].count, 120);
    assert_eq!(merged.timing[0].histogram[1], (4.0, 60));
    assert!((merged.timing[0].p50 - 4.0).abs() < 0.01);
}

#[test]
fn a_requirement_is_counted_over_all_shards() {
    let merged = merge(&shards(), "whole").expect("shards of one run");
    let requirement = &merged.requirements[0];
    assert_eq!(requirement.counts, Counts::of(&record().cases));
}

#[test]
fn what_only_one_shard_could_not_decide_is_open_in_the_whole() {
    let mut pair = shards();
    for case in pair.iter_mut().flat_map(|shard| &mut shard.cases) {
        case.outcome = Outcome::Conforms;
    }
    for deviation in pair.iter_mut().flat_map(|shard| &mut shard.deviations) {
        deviation.state = DeviationState::NotRun;
    }
    pair[1].cases[0].outcome = Outcome::Inconclusive(Text::same("why").into());
    assert_eq!(
        merge(&pair, "whole").expect("shards of one run").verdict,
        Verdict::Inconclusive
    );
}
