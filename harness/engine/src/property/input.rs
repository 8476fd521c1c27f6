//! One generated input: a valid request, and what is changed in it, in words and as changes.

use jiff::civil::Date;
use wire::world::PartyEntry;

use crate::property::written_changes;
use pack::catalogue::{Baseline, Change, Expectation, Pair};
use pack::text::Text;

/// One thing that is unusual about an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The requirement it breaks or rests on.
    pub rule: String,
    /// What it is, as the end of the sentence "a valid request, but …".
    pub words: Text,
    /// The changes it is made of.
    pub changes: Vec<Change>,
    /// The pairs that may refuse it; empty if it may not be refused.
    pub expected: Vec<Pair>,
    /// Pairs that the sources leave room for.
    pub also: Vec<Pair>,
}

impl Part {
    /// Something valid.
    pub(super) fn valid(rule: &str, words: Text, changes: Vec<Change>) -> Self {
        Self {
            rule: rule.to_owned(),
            words,
            changes,
            expected: Vec::new(),
            also: Vec::new(),
        }
    }

    /// A break of a rule, refused with one of these pairs.
    pub(super) fn broken(rule: &str, words: Text, changes: Vec<Change>, refused: Refusal) -> Self {
        let (expected, also) = refused.pairs();
        Self {
            rule: rule.to_owned(),
            words,
            changes,
            expected,
            also,
        }
    }
}

/// The pairs that refuse usual kinds of breaks (interpretations I-02, I-03 and I-34).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// An invalid parameter.
    Parameter,
    /// An invalid parameter that another rule may see first.
    ParameterOrAccess,
    /// A token that does not hold.
    Unauthenticated,
    /// A token without the right to this.
    Unauthorised,
    /// An endpoint that the order does not open.
    Closed,
}

impl Refusal {
    fn pairs(self) -> (Vec<Pair>, Vec<Pair>) {
        let pair = |status, code: &str| Pair {
            status,
            code: Some(code.to_owned()),
        };
        let (bad, unknown, forbidden) = (
            pair(400, "ACC-001"),
            pair(401, "ACC-010"),
            pair(403, "ACC-011"),
        );
        match self {
            Self::Parameter => (vec![bad], Vec::new()),
            Self::ParameterOrAccess => (vec![bad], vec![forbidden]),
            Self::Unauthenticated => (vec![unknown], vec![forbidden]),
            Self::Unauthorised => (vec![forbidden], vec![unknown]),
            Self::Closed => (vec![forbidden], Vec::new()),
        }
    }
}

/// One generated input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Who is asked about: a place in [`super::Facts::parties`].
    pub party: usize,
    /// The valid request it starts from.
    pub baseline: Baseline,
    /// What is unusual about it.
    pub parts: Vec<Part>,
    /// What must come back.
    pub expectation: Expectation,
    /// The periods the whole period is cut into, where the property is about that.
    pub pieces: Vec<(Date, Date)>,
}

impl Input {
    /// The valid request of the first party.
    pub fn valid(baseline: Baseline) -> Self {
        Self {
            party: 0,
            baseline,
            parts: Vec::new(),
            expectation: Expectation::Accepted,
            pieces: Vec::new(),
        }
    }

    /// With parts that are valid: it must be accepted.
    pub(super) fn accepted(baseline: Baseline, parts: Vec<Part>) -> Self {
        Self {
            parts,
            ..Self::valid(baseline)
        }
    }

    /// With parts that break rules: it must be refused with a pair that one of them allows.
    pub(super) fn refused(baseline: Baseline, parts: Vec<Part>) -> Self {
        let mut expected: Vec<Pair> = Vec::new();
        let mut also: Vec<Pair> = Vec::new();
        for part in &parts {
            add_new(&mut expected, &part.expected);
            add_new(&mut also, &part.also);
        }
        also.retain(|pair| !expected.contains(pair));
        Self {
            parts,
            expectation: Expectation::Refused { expected, also },
            ..Self::valid(baseline)
        }
    }

    /// All its changes, in order.
    pub fn changes(&self) -> Vec<Change> {
        self.parts
            .iter()
            .flat_map(|part| part.changes.iter().cloned())
            .collect()
    }

    /// The requirements its parts name.
    pub fn rules(&self) -> Vec<String> {
        let mut rules: Vec<String> = Vec::new();
        for part in &self.parts {
            if !rules.contains(&part.rule) {
                rules.push(part.rule.clone());
            }
        }
        rules
    }

    /// Its canonical form: the same text for the same input, on every machine.
    pub fn canonical(&self) -> String {
        let changes = written_changes(&self.changes());
        let Baseline {
            from,
            to,
            only_primary_owner,
            mandate,
            accept,
        } = &self.baseline;
        format!(
            "party {} baseline {from:?} {to:?} {only_primary_owner:?} {mandate} {accept:?} changes {} pieces {:?}",
            self.party,
            changes.join(", "),
            self.pieces
        )
    }

    /// What it is, in words; `party` is who is asked about.
    pub fn words(&self, party: Option<&PartyEntry>) -> Text {
        let mut words = self.what();
        if let Some(party) = party.filter(|_| self.party > 0) {
            let traits = party.traits.join(", ");
            words = Text::new(
                format!("{}, about a party that is {traits}", words.en),
                format!("{}, om en part som er {traits}", words.nb),
            );
        }
        if self.baseline.mandate > 0 {
            words = Text::new(
                format!("{}, with mandate {}", words.en, self.baseline.mandate),
                format!("{}, med lovhjemmel {}", words.nb, self.baseline.mandate),
            );
        }
        words
    }

    fn what(&self) -> Text {
        if !self.pieces.is_empty() {
            return self.cut();
        }
        if self.parts.is_empty() {
            return Text::new("the valid request itself", "den gyldige forespørselen selv");
        }
        let join = |and: &str, one: fn(&Part) -> &str| {
            self.parts.iter().map(one).collect::<Vec<_>>().join(and)
        };
        let (en, nb) = (
            join(" and ", |part| &part.words.en),
            join(" og ", |part| &part.words.nb),
        );
        match (&self.expectation, self.is_about_the_order()) {
            (Expectation::Refused { .. }, true) => Text::new(
                format!("order valid but {en}"),
                format!("pålegget er gyldig, men {nb}"),
            ),
            (Expectation::Refused { .. }, false) => Text::new(
                format!("request valid but {en}"),
                format!("forespørselen er gyldig, men {nb}"),
            ),
            (Expectation::Survives, _) => Text::new(
                format!("request valid but for noise: {en}"),
                format!("forespørselen er gyldig bortsett fra støy: {nb}"),
            ),
            (Expectation::Accepted | Expectation::Answered(_) | Expectation::Either(_), true) => {
                Text::new(
                    format!("valid order where {en}"),
                    format!("gyldig pålegg der {nb}"),
                )
            }
            (Expectation::Accepted | Expectation::Answered(_) | Expectation::Either(_), false) => {
                Text::new(
                    format!("valid request where {en}"),
                    format!("gyldig forespørsel der {nb}"),
                )
            }
        }
    }

    fn cut(&self) -> Text {
        let first = self
            .pieces
            .first()
            .map(|(from, _)| from.to_string())
            .unwrap_or_default();
        let last = self
            .pieces
            .last()
            .map(|(_, to)| to.to_string())
            .unwrap_or_default();
        let cuts: Vec<String> = self
            .pieces
            .iter()
            .skip(1)
            .map(|(from, _)| from.to_string())
            .collect();
        let cuts = cuts.join(", ");
        Text::new(
            format!("the period {first} to {last}, cut before {cuts}"),
            format!("perioden {first} til {last}, delt før {cuts}"),
        )
    }

    fn is_about_the_order(&self) -> bool {
        self.parts
            .iter()
            .flat_map(|part| &part.changes)
            .all(|change| {
                matches!(
                    change,
                    Change::OrderClaim(..)
                        | Change::OrderPayload(_)
                        | Change::OrderHeader(..)
                        | Change::OrderAlgorithm(_)
                        | Change::OrderCertificate(_)
                        | Change::OrderSigner(_)
                        | Change::OrderAttacker
                        | Change::OrderEmbed(_)
                        | Change::OrderTamper(_)
                        | Change::OrderForm(_)
                )
            })
    }
}

fn add_new(pairs: &mut Vec<Pair>, more: &[Pair]) {
    for pair in more {
        if !pairs.contains(pair) {
            pairs.push(pair.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pack::catalogue::{Edit, ValueEdit};

    fn broken(rule: &str, en: &str, change: Change, refusal: Refusal) -> Part {
        Part::broken(rule, Text::same(en), vec![change], refusal)
    }

    #[test]
    fn a_refused_input_takes_the_pairs_of_every_broken_rule() {
        let parts = vec![
            broken(
                "A",
                "a",
                Change::Header("A".into(), Edit::Remove),
                Refusal::Parameter,
            ),
            broken(
                "B",
                "b",
                Change::Header("B".into(), Edit::Remove),
                Refusal::Unauthenticated,
            ),
        ];
        let Expectation::Refused { expected, also } =
            Input::refused(Baseline::default(), parts).expectation
        else {
            panic!("a refusal");
        };
        assert_eq!(
            expected.iter().map(Pair::to_string).collect::<Vec<_>>(),
            ["400 ACC-001", "401 ACC-010"]
        );
        assert_eq!(
            also.iter().map(Pair::to_string).collect::<Vec<_>>(),
            ["403 ACC-011"]
        );
    }

    #[test]
    fn a_broken_order_is_told_as_an_order() {
        let change = Change::OrderClaim("exp".into(), ValueEdit::Remove);
        let part = broken(
            "ORD-EXP",
            "exp is missing",
            change,
            Refusal::ParameterOrAccess,
        );
        assert_eq!(
            Input::refused(Baseline::default(), vec![part])
                .words(None)
                .en,
            "order valid but exp is missing"
        );
    }

    #[test]
    fn an_input_without_parts_is_the_valid_request() {
        assert_eq!(
            Input::valid(Baseline::default()).words(None).en,
            "the valid request itself"
        );
    }
}
