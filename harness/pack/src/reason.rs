//! Why something was not tested or could not be decided, by id.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::sentence::{Template, Value, Values};
use crate::text::Text;

/// A reason, as the record holds it: an id and values. The sentence is made where it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reason {
    /// Stable id, e.g. `needs-fixture`.
    pub id: Cow<'static, str>,
    /// What the sentence is filled with.
    #[serde(default, skip_serializing_if = "Values::is_empty")]
    pub values: Values,
}

/// A kind of reason: its id, and its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReasonKind {
    /// Stable id.
    pub id: &'static str,
    /// Its sentence.
    pub sentence: Template,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $id:literal $en:literal $nb:literal;)*) => {
        $($(#[$doc])* pub const $name: ReasonKind = ReasonKind { id: $id, sentence: Template { en: $en, nb: $nb } };)*

        /// All kinds of reasons.
        pub const ALL: &[ReasonKind] = &[$($name,)*];
    };
}

reasons! {
    /// The run was to stop at the first broken MUST.
    STOPPED "stopped"
        "stopped after the first violation (--fail-fast)" "stanset etter første brudd (--fail-fast)";
    /// Nobody answered at the target, time after time.
    UNREACHABLE "target-unreachable" "target unreachable" "målet kan ikke nås";

    /// An agency called no bank.
    NO_BANK_CALL "no-bank-call" "the agency called no bank" "etaten kalte ingen bank";
    /// An agency asked for no token.
    NO_GRANT "no-grant" "the agency requested no token" "etaten ba ikke om noe token";
    /// An agency sent no order.
    NO_ORDER "no-order"
        "no call carried an extradition order that can be read"
        "ingen kall hadde et utleveringspålegg som kan leses";
    /// There was nothing to compare with.
    ONE_CONTROL_OBJECT "one-control-object"
        "all calls were about one control object" "alle kall gjaldt ett kontrollobjekt";
    /// An agency went to the banks without step 1, which it may.
    NO_STEP_ONE "no-step-one" "the agency did not use step 1" "etaten brukte ikke trinn 1";
    /// No case had step 1 and step 2.
    NO_CASE_WITH_BOTH_STEPS "no-case-with-both-steps"
        "no case with both steps was seen" "det ble ikke sett noen sak med begge trinn";
    /// No account list was delivered.
    NO_ACCOUNT_LIST "no-account-list" "no account list was retrieved" "ingen kontoliste ble hentet";
    /// No account list with several accounts was delivered.
    NO_LIST_OF_SEVERAL "no-list-of-several-accounts"
        "no list of several accounts was retrieved" "ingen liste med flere kontoer ble hentet";
    /// No answer said that an account is not delivered.
    NO_DATA_NOT_DELIVERED "no-data-not-delivered"
        "no answer had dataNotDelivered" "ingen svar hadde dataNotDelivered";
    /// No answer had a link to a next page.
    NO_NEXT_LINK "no-next-link"
        "the agency retrieved no answer with a next page" "etaten hentet ingen svar med en neste side";
    /// No token was refused.
    NO_TOKEN_REFUSED "no-token-refused" "no token was refused" "ingen token ble avvist";
    /// The call that a scenario refuses was not made.
    REFUSED_CALL_NOT_MADE "refused-call-not-made"
        "the agency did not make the call that is refused with {status}"
        "etaten gjorde ikke kallet som avvises med {status}";
    /// The call that a scenario refuses was made once only.
    REFUSED_CALL_NOT_REPEATED "refused-call-not-repeated"
        "the refused call was not made again" "det avviste kallet ble ikke gjort på nytt";
    /// No answer that cannot be opened was given.
    NO_CORRUPTED_ANSWER "no-corrupted-answer"
        "the agency did not make the call whose answer is corrupted"
        "etaten gjorde ikke kallet som får et ødelagt svar";
    /// A scenario of an agency's case was not run.
    NO_SCENARIO_RUN "no-scenario-run" "none of its scenarios was run" "ingen av scenariene ble kjørt";
    /// A check that this program does not have.
    UNKNOWN_CHECK "unknown-check"
        "this program has no check {check}" "dette programmet har ingen kontroll {check}";
    /// An agency made no call.
    AGENCY_SILENT "agency-silent" "the agency made no call" "etaten gjorde ingen kall";
    /// An agency made no call, and its command failed.
    AGENCY_SILENT_COMMAND "agency-silent-command"
        "the agency made no call; {program} ended with {status}{detail}"
        "etaten gjorde ingen kall; {program} endte med {status}{detail}";
    /// An agency made no call, and refused the request that was to start it.
    AGENCY_SILENT_REQUEST "agency-silent-request"
        "the agency made no call; {url} answered {status}" "etaten gjorde ingen kall; {url} svarte {status}";
    /// An agency did not begin in time.
    AGENCY_TIME_LIMIT "agency-time-limit"
        "the agency did not begin within the time limit" "etaten begynte ikke innen tidsfristen";
    /// An agency could not be started.
    AGENCY_NOT_STARTED "agency-not-started"
        "the agency could not be started: {why}" "etaten kunne ikke startes: {why}";
    /// An agency did nothing, time after time.
    AGENCY_LEFT_OUT "agency-left-out"
        "not run: the agency did nothing in the scenarios before"
        "ikke kjørt: etaten gjorde ingenting i scenariene før";
}

/// The id of a reason that has not got a sentence of its own yet.
const WORDS: &str = "words";

impl Reason {
    /// A reason of a kind; values follow by [`Reason::with`].
    pub fn new(kind: &ReasonKind) -> Self {
        Self {
            id: kind.id.into(),
            values: Values::new(),
        }
    }

    /// With a value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.values.insert(name.into(), value.into());
        self
    }

    /// Whether it is of a kind.
    pub fn is(&self, kind: &ReasonKind) -> bool {
        self.id == kind.id
    }

    /// The sentence. A reason that this program does not know is shown by its id and values.
    pub fn text(&self) -> Text {
        if let (WORDS, Some(Value::Words(text))) = (&*self.id, self.values.get("words")) {
            return text.clone();
        }
        match ALL.iter().find(|kind| kind.id == self.id) {
            Some(kind) => kind.sentence.fill(&self.values),
            None => {
                let values: Vec<String> = self
                    .values
                    .iter()
                    .map(|(name, value)| {
                        format!("{name} = {}", value.in_language(crate::text::Language::En))
                    })
                    .collect();
                Text::same(
                    format!("{} {}", self.id, values.join(", "))
                        .trim()
                        .to_owned(),
                )
            }
        }
    }
}

impl From<Text> for Reason {
    fn from(words: Text) -> Self {
        Self {
            id: WORDS.into(),
            values: Values::from([("words".into(), Value::Words(words))]),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_id_is_given_twice() {
        let ids: BTreeSet<&str> = ALL.iter().map(|kind| kind.id).collect();
        assert_eq!(ids.len(), ALL.len());
    }

    #[test]
    fn a_reason_of_another_version_is_shown_by_its_id_and_values() {
        let reason = Reason {
            id: "of-the-future".into(),
            values: Values::from([("day".into(), "2026-01-01".into())]),
        };
        assert_eq!(reason.text().en, "of-the-future day = 2026-01-01");
    }
}
