//! One answer of a case, judged with those before it, and what becomes of the case.

use crate::answer::Answer;
use crate::check::{Check, Evidence, Grounds, Input, Seen, registry};
use crate::exchange::{Exchange, ExchangeId};
use crate::expectation::held::may_be_unknown;
use crate::expectation::{Met, is_unopened, judge, summary};
use crate::finding::{Finding, Kind, NOTHING};
use crate::observations;
use crate::verdict::Outcome;
use pack::catalogue::{Expectation, Step};
use pack::reason::{self, Reason};

observations! {
    /// The valid request is refused after hostile input.
    NO_LONGER_SERVED = "no-longer-served" {
        observed: "after this input the valid request is no longer accepted", "etter denne inndataen godtas ikke lenger den gyldige forespørselen";
        expected: "200 and a readable document", "200 og et lesbart dokument";
    }
    /// What the case wrote is still there.
    NOT_TAKEN_BACK = "kfr-not-taken-back" {
        observed: "what the case wrote to the register could not be removed", "det testen skrev til registeret, kunne ikke slettes";
        expected: "204", "204";
    }
}

/// Why a case ends before all its steps are judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// There is nothing that the rule could be held against.
    NotApplicable(Reason),
    /// It cannot be decided.
    Undecided(Reason),
}

/// Holds an answer against a step: its expectation and its checks. `earlier` are the case's answers before it. What
/// was found is added to `findings`, also where the case ends here.
///
/// # Errors
/// [`Halt`] if the case ends here.
pub fn judge_answer(
    step: &Step,
    (exchange, answer): (&Exchange, Option<&Answer>),
    earlier: &[Seen<'_>],
    grounds: &Grounds<'_>,
    findings: &mut Vec<Finding>,
) -> Result<(), Halt> {
    if answer.is_some_and(|answer| may_be_unknown(step, exchange, answer, grounds)) {
        let missing = Reason::new(&reason::NEEDS_ACCOUNT_OF_WHOLE_PERIOD);
        return Err(Halt::NotApplicable(missing));
    }
    let undecided = match held(step, exchange, answer, grounds) {
        Met::Decided(found) => {
            findings.extend(found);
            None
        }
        Met::Undecided(why) => Some(why),
    };
    let Some(answer) = answer else {
        return undecided.map_or(Ok(()), |why| Err(Halt::Undecided(why)));
    };
    if let Some(why) = &undecided
        && (answer.document().is_some() || answer.status == 429 || step.checks.is_empty())
    {
        return Err(Halt::Undecided(why.clone()));
    }
    let mut nothing = None;
    let checks = step.checks.iter().filter_map(|name| registry::check(name));
    for check in checks.filter(|check| !is_of_others(check, &step.expectation, answer)) {
        let seen = Seen { exchange, answer };
        let Some(judged) = check.answer(seen, earlier, grounds) else {
            continue;
        };
        if judged.things == 0 && judged.findings.is_empty() {
            nothing = nothing.or(judged.missing);
        }
        findings.extend(judged.findings);
    }
    match (undecided, nothing) {
        (Some(why), Some(_)) => Err(Halt::Undecided(why)),
        (None, Some(missing)) => Err(Halt::NotApplicable(missing)),
        // What the checks look at could be read.
        (Some(_) | None, None) => Ok(()),
    }
}

/// Whether a check is about answers of the other kind: where an answer may be either by the documents, or by the reading
/// of the profile, a case names the checks of both. A refusal has no document, and a document is no error body.
fn is_of_others(check: &Check, expectation: &Expectation, answer: &Answer) -> bool {
    let of_errors = [
        &reason::NEEDS_ERROR,
        &reason::NEEDS_ERROR_BODY,
        &reason::NEEDS_ERROR_MESSAGE,
    ];
    match (expectation, answer.status) {
        (Expectation::Accepted | Expectation::Either(_), 200..300) => {
            of_errors.iter().any(|needed| needed.id == check.needs.id)
        }
        (Expectation::Refused { .. } | Expectation::Either(_), 400..) => {
            matches!(check.input, Input::Answer(_, Evidence::Documents))
        }
        _ => false,
    }
}

/// Whether a step sends the valid request to look at what is in the answer.
fn is_about_content(step: &Step) -> bool {
    step.changes.is_empty() && !step.checks.is_empty()
}

/// Holds an answer against the step's expectation. A bank that fails at a valid request breaks no other rule by it.
fn held(step: &Step, exchange: &Exchange, answer: Option<&Answer>, grounds: &Grounds<'_>) -> Met {
    let failed = answer.filter(|answer| answer.status >= 500);
    match (&step.expectation, failed) {
        (Expectation::Accepted, Some(answer)) if is_about_content(step) => {
            Met::Undecided(Reason::new(&reason::SERVER_ERROR).with("status", answer.status))
        }
        _ => judge(&step.expectation, exchange, answer, grounds.production),
    }
}

/// What becomes of a case. A breach stands, whatever ended the case.
pub fn conclude(findings: &[Finding], halted: Option<Halt>) -> Outcome {
    let breached = findings.iter().any(|finding| finding.kind == Kind::Breach);
    match halted {
        Some(Halt::NotApplicable(why)) if !breached => Outcome::NotApplicable(why),
        Some(Halt::Undecided(why)) if !breached => Outcome::Inconclusive(why),
        Some(_) | None => Outcome::of(findings),
    }
}

/// Without the same request unchanged being accepted, a refusal proves nothing. An encrypted answer that does not open
/// was accepted all the same: a refusal is never encrypted.
///
/// # Errors
/// [`Halt`] if it was not accepted.
pub fn accepted_control(refused: Option<&Reason>) -> Result<(), Halt> {
    match refused {
        Some(why) if !is_unopened(why) => Err(Halt::Undecided(
            Reason::new(&reason::CONTROL_NOT_ACCEPTED).caused_by(why),
        )),
        Some(_) | None => Ok(()),
    }
}

/// Without the account list there is no account to ask about.
pub fn unaccepted_list(why: &Reason) -> Halt {
    Halt::Undecided(Reason::new(&reason::ACCOUNTS_NOT_ACCEPTED).caused_by(why))
}

/// What a case wrote is still there.
pub fn not_taken_back(sent: Option<ExchangeId>, answer: Option<&Answer>) -> Finding {
    let finding =
        Finding::note(&NOT_TAKEN_BACK).received(answer.map_or(NOTHING.to_owned(), summary));
    match sent {
        Some(exchange) => finding.in_exchange(exchange),
        None => finding,
    }
}

/// After hostile input, the valid request must still be accepted.
pub fn no_longer_served(why: &Reason, exchange: ExchangeId) -> Finding {
    Finding::breach(&NO_LONGER_SERVED)
        .received(why.text().en)
        .in_exchange(exchange)
}
