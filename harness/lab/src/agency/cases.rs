//! Which scenario a call belongs to: the one of its case, though another may be on when the call comes.

use std::collections::{HashMap, HashSet, VecDeque};

use judge::agency::journal::{Call, Place, Register};
use wire::messages::{Endpoint, header};

/// Scenarios of which calls may still come.
const OPEN: usize = 8;

/// The scenarios of an environment in order, and the case numbers that came in each.
#[derive(Debug, Default)]
pub(super) struct Cases {
    /// Number of the scenario that is on; 0 before the first.
    current: u64,
    /// The scenarios of which calls may come, the one that is on last, each with the number of its control object.
    open: VecDeque<(u64, String)>,
    known: HashMap<String, Known>,
    /// Whether the agency has begun two cases with one number.
    reuses_numbers: bool,
}

/// What is known of a case number.
#[derive(Debug)]
struct Known {
    scenario: u64,
    /// What begins a case and was answered.
    begun: HashSet<(Place, String)>,
}

impl Cases {
    /// The scenario that is on.
    pub(super) fn current(&self) -> u64 {
        self.current
    }

    /// The next scenario begins, about this control object.
    pub(super) fn begin(&mut self, party: &str) {
        self.current += 1;
        self.open.push_back((self.current, party.to_owned()));
        if self.open.len() > OPEN {
            self.open.pop_front();
        }
    }

    /// No call of the scenario that is on comes after its end.
    pub(super) fn close(&mut self) {
        let current = self.current;
        self.known.retain(|_, known| known.scenario != current);
        self.open.retain(|(scenario, _)| *scenario != current);
    }

    /// The latest scenario about the control object of a call; the one that is on where the call names none of them.
    fn scenario_about(&self, call: &Call) -> u64 {
        let names = [header::PARTY_ID, header::CUSTOMER_ID];
        let party = names.iter().find_map(|name| call.header(name));
        let mut open = self.open.iter().rev();
        let about = open.find(|(_, one)| Some(one) == party.as_ref());
        about.map_or(self.current, |(scenario, _)| *scenario)
    }

    /// The scenario of a call that arrives. A number that begins a case anew belongs to the scenario that is on.
    pub(super) fn scenario_of(&mut self, call: &Call) -> u64 {
        let current = self.current;
        let Some(case) = case_of(call) else {
            return current;
        };
        let about = self.scenario_about(call);
        let fresh = || Known {
            scenario: about,
            begun: HashSet::new(),
        };
        let known = self.known.entry(case).or_insert_with(fresh);
        let begun_before = known.begun.contains(&(call.place, call.target()));
        self.reuses_numbers |= begun_before && known.scenario != current;
        if begun_before || (self.reuses_numbers && begins_a_case(call)) {
            *known = fresh();
        }
        known.scenario
    }

    /// A call was answered with success.
    pub(super) fn succeeded(&mut self, call: &Call) {
        let begins = begins_a_case(call);
        if let Some(known) = case_of(call).and_then(|case| self.known.get_mut(&case))
            && begins
        {
            known.begun.insert((call.place, call.target()));
        }
    }
}

/// A UUID is the same in capitals (RFC 9562 4).
fn case_of(call: &Call) -> Option<String> {
    Some(call.header(header::ACCOUNT_INFO_REQUEST_ID)?.to_lowercase())
}

/// A request of step 1, or for an account list.
fn begins_a_case(call: &Call) -> bool {
    let lists_accounts = call
        .route
        .as_ref()
        .is_some_and(|route| route.endpoint == Endpoint::Accounts);
    lists_accounts || call.place == Place::Register(Register::CustomerOverview)
}

#[cfg(test)]
pub(super) mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use judge::agency::route::Route;
    use pack::scenario::BankName;

    use super::*;

    /// A call to bank A with a case number.
    pub(crate) fn call(case: &str, below: &str) -> Call {
        Call {
            environment: 0,
            number: 1,
            place: Place::Bank(BankName::A),
            received: wire::dates::now(),
            took: Duration::ZERO,
            method: "GET".into(),
            path: format!("/v2{below}"),
            query: String::new(),
            route: Route::of(below),
            headers: vec![(
                header::ACCOUNT_INFO_REQUEST_ID.into(),
                case.as_bytes().to_vec(),
            )],
            body: Bytes::new(),
            token: None,
            order: None,
            given: None,
            warnings: Vec::new(),
        }
    }

    /// Two scenarios: the number came in the first, and its account list was delivered.
    fn second_of_two(case: &str) -> Cases {
        let mut cases = Cases::default();
        cases.begin("1");
        cases.scenario_of(&call(case, "/accounts"));
        cases.succeeded(&call(case, "/accounts"));
        cases.begin("1");
        cases
    }

    #[test]
    fn a_call_that_comes_late_belongs_to_the_scenario_of_its_case() {
        let mut cases = second_of_two("a");
        assert_eq!(cases.scenario_of(&call("A", "/accounts/r")), 1);
        assert_eq!(cases.scenario_of(&call("b", "/accounts")), 2);
    }

    #[test]
    fn a_number_that_begins_a_case_anew_belongs_to_the_scenario_that_is_on() {
        let mut cases = second_of_two("a");
        assert_eq!(cases.scenario_of(&call("a", "/accounts")), 2);
        assert_eq!(cases.scenario_of(&call("a", "/accounts/r")), 2);
    }

    #[test]
    fn a_list_that_was_not_delivered_is_asked_for_again_by_the_same_case() {
        let mut cases = Cases::default();
        cases.begin("1");
        cases.scenario_of(&call("a", "/accounts"));
        cases.begin("1");
        assert_eq!(cases.scenario_of(&call("a", "/accounts")), 1);
    }

    #[test]
    fn an_agency_that_uses_numbers_again_begins_a_case_with_each_list() {
        let mut cases = second_of_two("a");
        cases.scenario_of(&call("a", "/accounts"));
        cases.begin("1");
        assert_eq!(cases.scenario_of(&call("a", "/accounts")), 3);
    }

    #[test]
    fn a_case_that_begins_late_belongs_to_the_scenario_about_its_person() {
        let about = |party: &str| {
            let mut call = call(party, "/accounts");
            let header = (header::PARTY_ID.to_owned(), party.as_bytes().to_vec());
            call.headers.push(header);
            call
        };
        let mut cases = Cases::default();
        cases.begin("1");
        cases.begin("2");
        let scenarios = ["1", "2", "3"].map(|party| cases.scenario_of(&about(party)));
        assert_eq!(scenarios, [1, 2, 2]);
    }

    #[test]
    fn where_nothing_can_come_late_a_number_says_nothing() {
        let mut cases = Cases::default();
        cases.begin("1");
        cases.scenario_of(&call("a", "/accounts"));
        cases.close();
        cases.begin("1");
        assert_eq!(cases.scenario_of(&call("a", "/accounts/r")), 2);
    }
}
