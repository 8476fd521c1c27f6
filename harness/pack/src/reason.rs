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

    // What checks need, and why an answer decides nothing.
    /// A check has nothing to judge without it.
    NEEDS_ANSWER "needs-answer"
        "needs fixture: an accepted answer" "krever testdata: et godtatt svar";
    /// A check has nothing to judge without it.
    NEEDS_TWO_ANSWERS "needs-two-answers"
        "needs fixture: two accepted answers" "krever testdata: to godtatte svar";
    /// A check has nothing to judge without it.
    NEEDS_ENCRYPTED_ANSWER "needs-encrypted-answer"
        "needs fixture: an encrypted answer" "krever testdata: et kryptert svar";
    /// A check has nothing to judge without it.
    NEEDS_ERROR "needs-error"
        "needs fixture: an error answer" "krever testdata: et feilsvar";
    /// A check has nothing to judge without it.
    NEEDS_ERROR_BODY "needs-error-body"
        "needs fixture: an error answer with a JSON body" "krever testdata: et feilsvar med JSON-innhold";
    /// A check has nothing to judge without it.
    NEEDS_ERROR_MESSAGE "needs-error-message"
        "needs fixture: an error answer with a message" "krever testdata: et feilsvar med en melding";
    /// A check has nothing to judge without it.
    NEEDS_NETWORK "needs-network"
        "needs fixture: an accepted answer over a network; plain HTTP on a loopback address proves nothing" "krever testdata: et godtatt svar over et nett; ren HTTP på en lokal adresse beviser ingenting";
    /// A check has nothing to judge without it.
    NEEDS_DELIVERED_DATA "needs-delivered-data"
        "needs fixture: an accepted answer of the endpoint: a party with an account that data is delivered for" "krever testdata: et godtatt svar fra endepunktet: en part med en konto det utleveres data for";
    /// A check has nothing to judge without it.
    NEEDS_LISTED_ACCOUNT "needs-listed-account"
        "needs fixture: an account in the list" "krever testdata: en konto i listen";
    /// A check has nothing to judge without it.
    NEEDS_DECLARED_ACCOUNT "needs-declared-account"
        "needs fixture: a declared account of this kind" "krever testdata: en oppgitt konto av dette slaget";
    /// A check has nothing to judge without it.
    NEEDS_DISPOSED_ACCOUNT "needs-disposed-account"
        "needs fixture: a party that disposes of somebody else's account" "krever testdata: en part som disponerer en annens konto";
    /// A check has nothing to judge without it.
    NEEDS_DISPOSED_BY_ALTERNATIVE_2 "needs-disposed-account-alternative-2"
        "needs fixture: a party that disposes of somebody else's account, by alternative 2" "krever testdata: en part som disponerer en annens konto, etter alternativ 2";
    /// A check has nothing to judge without it.
    NEEDS_SHIELDED_PARTY "needs-shielded-party"
        "needs fixture: a person with a confidential address" "krever testdata: en person med fortrolig adresse";
    /// A check has nothing to judge without it.
    NEEDS_CHANGED_OWNER "needs-changed-owner"
        "needs fixture: an account whose owner changed, with the owner declared" "krever testdata: en konto som har skiftet eier, med oppgitt eier";
    /// A check has nothing to judge without it.
    NEEDS_HELD_BACK_ACCOUNT "needs-held-back-account"
        "needs fixture: an account declared as one that no data is delivered for" "krever testdata: en konto oppgitt som en det ikke utleveres data for";
    /// A check has nothing to judge without it.
    NEEDS_DELIVERED_ACCOUNT "needs-delivered-account"
        "needs fixture: an account that details are delivered for" "krever testdata: en konto det utleveres detaljer for";
    /// A check has nothing to judge without it.
    NEEDS_OPEN_ACCOUNT "needs-open-account"
        "needs fixture: a declared open account with a balance" "krever testdata: en oppgitt åpen konto med saldo";
    /// A check has nothing to judge without it.
    NEEDS_CLOSED_ACCOUNT "needs-closed-account"
        "needs fixture: an account closed within the period" "krever testdata: en konto avsluttet i perioden";
    /// A check has nothing to judge without it.
    NEEDS_BALANCE "needs-balance"
        "needs fixture: an account with a balance" "krever testdata: en konto med saldo";
    /// A check has nothing to judge without it.
    NEEDS_CREDIT_LINE "needs-credit-line"
        "needs fixture: an account with a credit line" "krever testdata: en konto med kredittramme";
    /// A check has nothing to judge without it.
    NEEDS_DATES "needs-dates"
        "needs fixture: an account with its dates declared" "krever testdata: en konto med oppgitte datoer";
    /// A check has nothing to judge without it.
    NEEDS_TRANSACTIONS "needs-transactions"
        "needs fixture: an account with transactions in the period" "krever testdata: en konto med transaksjoner i perioden";
    /// A check has nothing to judge without it.
    NEEDS_WHOLE_LIFE "needs-whole-life"
        "needs fixture: an account whose whole life is within the period, with its number of transactions declared" "krever testdata: en konto med hele sin levetid i perioden, med oppgitt antall transaksjoner";
    /// A check has nothing to judge without it.
    NEEDS_CUT_DAYS "needs-cut-days"
        "needs fixture: an account with transactions on the days where the period is cut, on one page" "krever testdata: en konto med transaksjoner på dagene der perioden deles, på én side";
    /// A check has nothing to judge without it.
    NEEDS_EMPTY_LIST "needs-empty-list"
        "needs fixture: an account declared to have none" "krever testdata: en konto oppgitt uten noen";
    /// A check has nothing to judge without it.
    NEEDS_PAGES_OF_TRANSACTIONS "needs-pages-of-transactions"
        "needs fixture: an account whose transactions fill more than one page" "krever testdata: en konto med transaksjoner over mer enn én side";
    /// A check has nothing to judge without it.
    NEEDS_PAGES "needs-pages"
        "needs fixture: an answer of more than one page" "krever testdata: et svar på mer enn én side";
    /// A check has nothing to judge without it.
    NEEDS_CURRENCY_EXCHANGE "needs-currency-exchange"
        "needs fixture: a transaction with currency exchange" "krever testdata: en transaksjon med valutaveksling";
    /// A check has nothing to judge without it.
    NEEDS_CARDS "needs-cards"
        "needs fixture: an account with cards" "krever testdata: en konto med kort";
    /// A check has nothing to judge without it.
    NEEDS_CARD_TRANSACTION "needs-card-transaction"
        "needs fixture: an account with a card and a transaction made with it" "krever testdata: en konto med et kort og en transaksjon gjort med det";
    /// A check has nothing to judge without it.
    NEEDS_ROLES "needs-roles"
        "needs fixture: an account with roles" "krever testdata: en konto med roller";
    /// A check has nothing to judge without it.
    NEEDS_BOTH_ENDPOINTS "needs-both-endpoints"
        "needs fixture: an account that both endpoints say the same kind of thing about" "krever testdata: en konto som begge endepunktene sier noe av samme slag om";
    /// A check has nothing to judge without it.
    NEEDS_REPEATED_NAME "needs-repeated-name"
        "needs fixture: a person or business named in more than one answer" "krever testdata: en person eller virksomhet som er oppgitt i mer enn ett svar";
    /// No retrieval.
    NEEDS_REQUESTS "no-requests"
        "no request of a retrieval was sent" "ingen forespørsel i en innhenting ble sendt";
    /// No 429.
    NEEDS_RATE_LIMIT "no-rate-limit"
        "no answer limited the rate" "ingen svar begrenset antall forespørsler";
    /// No response times.
    NEEDS_MEASUREMENT "not-measured"
        "no answer was measured" "ingen svar ble målt";
    /// Too long to read.
    ANSWER_TOO_LONG "answer-too-long"
        "the answer is longer than the harness reads" "svaret er lengre enn verktøyet leser";
    /// A row of another service.
    SERVICE_NOT_RUN "service-not-run"
        "{service} was not part of the run" "{service} var ikke med i kjøringen";
    /// No object that a field could be in.
    NO_PLACE_FOR_FIELD "no-place-for-field"
        "needs fixture: no answer of {endpoint} had a place for {field}" "krever testdata: ingen svar fra {endpoint} hadde plass til {field}";
    /// A field that nobody declares and no answer has.
    FIELD_NEVER_DELIVERED "field-never-delivered"
        "never seen: none of {count} objects had {field}, and the profile does not say that the bank has it" "aldri sett: ingen av {count} objekter hadde {field}, og profilen sier ikke at banken har det";
    /// 429 where it was not asked for.
    RATE_LIMITED "rate-limited"
        "the target limits the rate (429); run with a lower --rate" "målet begrenser antall forespørsler (429); kjør med lavere --rate";
    /// An answer that nobody opened.
    NOT_OPENED "answer-not-opened"
        "the answer was not opened" "svaret ble ikke åpnet";
    /// No connection.
    NOT_CONNECTED "not-connected"
        "target unreachable: {why}" "målet kan ikke nås: {why}";
    /// No TLS.
    TLS_FAILED "tls-failed"
        "TLS failed: {why}" "TLS feilet: {why}";
    /// No answer in time.
    TIMED_OUT "timed-out"
        "no answer within the time limit" "intet svar innen tidsgrensen";
    /// The connection broke.
    CONNECTION_BROKE "connection-broke"
        "the connection broke: {why}" "forbindelsen ble brutt: {why}";
    /// Something else than HTTP.
    NOT_HTTP "not-http"
        "the answer is not HTTP: {why}" "svaret er ikke HTTP: {why}";
    /// Another answer than the one that was needed.
    ANSWERED "answered"
        "the answer was {answer}" "svaret var {answer}";
    /// The control was refused.
    CONTROL_NOT_ACCEPTED "control-not-accepted"
        "the control, the same request without the change, was not accepted: {why}" "kontrollen, samme forespørsel uten endringen, ble ikke godtatt: {why}";
    /// The account list was refused.
    LIST_NOT_ACCEPTED "account-list-not-accepted"
        "Accounts, which comes first, was not accepted: {why}" "Accounts, som kommer først, ble ikke godtatt: {why}";
    /// Part of a retrieval was not served.
    RETRIEVAL_FAILED "retrieval-failed"
        "part of the retrieval failed at {endpoint}: {why}" "en del av innhentingen feilet på {endpoint}: {why}";
    /// No answer had what the rule is about.
    NOTHING_TO_JUDGE "nothing-to-judge"
        "nothing to judge" "ingenting å bedømme";
    /// A check that is not made from the answers of a case.
    CHECK_NOT_FROM_EVIDENCE "check-not-from-evidence"
        "the check {check} is not made from evidence" "kontrollen {check} gjøres ikke på lagrede bevis";
    /// A record without the whole error message.
    MESSAGE_NOT_KEPT "message-not-kept"
        "the error message was redacted or shortened, and the check reads all of it" "feilmeldingen er anonymisert eller forkortet, og kontrollen leser hele";
    /// A record without the whole documents.
    DOCUMENTS_NOT_KEPT "documents-not-kept"
        "the documents were shortened, and the check compares all of them" "dokumentene er forkortet, og kontrollen sammenligner hele";
    /// A record without the body as it came.
    BODY_NOT_KEPT "body-not-kept"
        "the body as it came was not kept, and the check reads its form" "innholdet slik det kom er ikke lagret, og kontrollen leser formen";
    /// A record without the digest of the content key.
    CONTENT_KEY_NOT_KEPT "content-key-not-kept"
        "the digest of the content key was not kept" "sjekksummen av innholdsnøkkelen er ikke lagret";
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
