//! The table of flags and onlyPrimaryOwner: every combination, the plainest first.

use wire::messages::{Endpoint, query};

use crate::property::input::Refusal;
use crate::property::strategy::order::{claims_value, flag};
use crate::property::strategy::{Source, literal};
use crate::property::{Facts, Input, Part};
use pack::catalogue::{Change, Edit};
use pack::text::Text;

/// onlyPrimaryOwner of order and request.
type Owners = (bool, bool);

/// The combinations that the table allows: an order for owned accounts only takes a request for those only.
const ALLOWED: [Owners; 3] = [(false, true), (true, true), (false, false)];

/// All flags, with each allowed combination of owners: served where the endpoint's flag is true.
pub(super) fn of_endpoint(facts: &Facts) -> Source {
    let on_accounts = facts.endpoint == Endpoint::Accounts;
    let owners = ALLOWED
        .into_iter()
        .filter(|(_, request)| on_accounts || *request);
    table(facts, owners.collect())
}

/// All owners with all flags.
pub(super) fn of_owner(facts: &Facts) -> Source {
    table(facts, ALLOWED.into_iter().chain([(true, false)]).collect())
}

fn table(facts: &Facts, owners: Vec<Owners>) -> Source {
    let flags = [
        Endpoint::AccountDetails,
        Endpoint::Transactions,
        Endpoint::Cards,
        Endpoint::Roles,
    ];
    let mut inputs = Vec::new();
    for (ordered, requested) in owners {
        for pattern in 0..16_u8 {
            let closed: Vec<Endpoint> = flags
                .into_iter()
                .enumerate()
                .filter(|(bit, _)| pattern & (1 << bit) != 0)
                .map(|(_, flag)| flag)
                .collect();
            inputs.push(row(facts, &closed, (ordered, requested)));
        }
    }
    inputs.sort_by_key(|input| input.parts.len());
    Source::Table(inputs)
}

fn row(facts: &Facts, closed: &[Endpoint], (ordered, requested): Owners) -> Input {
    let mut parts: Vec<Part> = Vec::new();
    for endpoint in closed {
        let name = flag(*endpoint);
        let words = Text::new(format!("{name} is false"), format!("{name} er false"));
        let change = vec![claims_value(name, false)];
        parts.push(if *endpoint == facts.endpoint {
            Part::broken("ORD-REQUEST-FLAGS", words, change, Refusal::Closed)
        } else {
            Part::valid("ORD-REQUEST-FLAGS", words, change)
        });
    }
    if ordered {
        let words = Text::new(
            "the order's onlyPrimaryOwner is true",
            "påleggets onlyPrimaryOwner er true",
        );
        parts.push(Part::valid(
            "ORD-REQUEST-OWNER",
            words,
            vec![claims_value("onlyPrimaryOwner", true)],
        ));
    }
    if !requested {
        let words = Text::new(
            "the request's OnlyPrimaryOwner is false",
            "forespørselens OnlyPrimaryOwner er false",
        );
        let change = vec![Change::Query(
            query::ONLY_PRIMARY_OWNER.to_owned(),
            Edit::Value(literal("false")),
        )];
        parts.push(if ordered {
            Part::broken(
                "ORD-REQUEST-OWNER",
                words,
                change,
                Refusal::ParameterOrAccess,
            )
        } else {
            Part::valid("ORD-REQUEST-OWNER", words, change)
        });
    }
    let baseline = facts.baseline();
    if parts.iter().any(|part| !part.expected.is_empty()) {
        Input::refused(baseline, parts)
    } else {
        Input::accepted(baseline, parts)
    }
}
