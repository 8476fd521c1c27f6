//! What a bank with defects does before, instead of and after checking a request.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};
use wire::messages::{header, media_type};

use super::{ErrorAnswer, Reply, admission, document, lenient, pack};
use crate::answer::seal;
use crate::core::Core;
use crate::defect::{self, Defect, RawRequest};
use crate::refusal::{Class, Refusal, Rule, Ruling};
use crate::request::Incoming;

/// The delay of an answer that is too slow.
const TOO_LONG: Duration = Duration::from_millis(400);
/// How long a request is held, so that concurrent ones are noticed.
const HOLD: Duration = Duration::from_millis(25);

/// Answers a request as a bank with defects does.
pub(super) async fn deliver(core: &Core, incoming: &Incoming) -> Ruling<Reply> {
    let defects = core.defects();
    if defects.has(Defect::SlowAnswers) {
        tokio::time::sleep(TOO_LONG).await;
    }
    unrelated_failure(core, incoming)?;
    one_at_a_time(core, incoming).await?;
    let without_suffix;
    let incoming = if defects.has(Defect::ReferenceOfOtherCaseFails) {
        without_suffix = own_reference(core, incoming)?;
        &without_suffix
    } else {
        incoming
    };
    let admitted = match admission::admit(core, incoming).await {
        Ok(admitted) => Ok(admitted),
        Err(refusal) => despite_refusal(core, incoming, refusal),
    };
    let admitted = admitted?;
    let mut made = document::make(core, &admitted);
    if let (Err(refusal), true) = (&made, defects.has(Defect::AcceptsEverything)) {
        let admitted = lenient::admit(core, incoming).ok_or_else(|| refusal.clone())?;
        made = document::make(core, &admitted);
    }
    if defects.has(Defect::ReferenceOfOtherCaseFails) {
        made = made.map(|document| with_case(core, incoming, document));
    }
    let mut reply = pack(core, &admitted, made).await?;
    if defects.has(Defect::AnsweredAs201) {
        reply.status = StatusCode::CREATED;
    }
    Ok(reply)
}

/// Failures and refusals that have nothing to do with the rules of the API.
fn unrelated_failure(core: &Core, incoming: &Incoming) -> Ruling {
    let defects = core.defects();
    let raw = RawRequest::new(core, incoming);
    if let Some(refusal) = defect::overstrict_refusal(&raw) {
        return Err(refusal);
    }
    let asks_details =
        incoming.path.starts_with("/v2/accounts/") && incoming.path.matches('/').count() == 3;
    let asks_next_page = incoming.query.contains("cursor=");
    let every = |number: usize| core.memory.count("requests", "").is_multiple_of(number);
    let fails = (defects.has(Defect::DetailsFail) && asks_details)
        || (defects.has(Defect::SecondPageFails) && asks_next_page)
        || incoming.has_pattern
        || (defects.has(Defect::FailsEvery200th) && every(200));
    if fails {
        return Err(Rule::DefectFailed.into());
    }
    if defects.has(Defect::RateLimitCode) && every(20) {
        return Err(Refusal::from(Rule::RateLimit).answered_as(Class::Invalid));
    }
    if defects.has(Defect::RateLimitOtherCode) && every(20) {
        return Err(Rule::RateLimit.into());
    }
    Ok(())
}

/// Concurrent requests of one case disturb each other.
async fn one_at_a_time(core: &Core, incoming: &Incoming) -> Ruling {
    if !core.defects().has(Defect::ConcurrentRequestsFail) {
        return Ok(());
    }
    let who = format!(
        "{:?} {}",
        incoming.headers.get("accountinforequestid"),
        incoming.path
    );
    let inside = core.memory.count("inside", &who);
    tokio::time::sleep(HOLD).await;
    core.memory.uncount("inside", &who);
    if inside > 3 {
        return Err(Rule::DefectFailed.into());
    }
    Ok(())
}

/// What is done with a request that a correct bank refuses.
fn despite_refusal(core: &Core, incoming: &Incoming, refusal: Refusal) -> Ruling<super::Admitted> {
    let defects = core.defects();
    let passes =
        defects.has(Defect::AcceptsEverything) || defect::accepts_despite(defects, &refusal);
    if passes && let Some(admitted) = lenient::admit(core, incoming) {
        return Ok(admitted);
    }
    let fails = defects.has(Defect::RefusalsAreServerErrors)
        || (defects.has(Defect::TokenWithoutSlashFails)
            && [Rule::TokenIssuer, Rule::TokenAudience].contains(&refusal.rule));
    Err(if fails {
        refusal.answered_as(Class::Technical)
    } else {
        refusal
    })
}

/// The request with the bank's own reference, where references are tied to a case.
fn own_reference(core: &Core, incoming: &Incoming) -> Ruling<Incoming> {
    let mut own = incoming.clone();
    let raw = RawRequest::new(core, incoming);
    if let Some((reference, case)) = raw.reference().and_then(|text| text.split_once('~')) {
        if !raw.case().starts_with(case) {
            return Err(Rule::DefectFailed.into());
        }
        own.path = incoming
            .path
            .replacen(&format!("{reference}~{case}"), reference, 1);
    }
    Ok(own)
}

fn with_case(core: &Core, incoming: &Incoming, document: Vec<u8>) -> Vec<u8> {
    let case: String = RawRequest::new(core, incoming)
        .case()
        .chars()
        .take(8)
        .collect();
    let Ok(mut value) = serde_json::from_slice::<Value>(&document) else {
        return document;
    };
    for account in value["accounts"].as_array_mut().into_iter().flatten() {
        if let Some(reference) = account["accountReference"].as_str() {
            account["accountReference"] = json!(format!("{reference}~{case}"));
        }
    }
    value.to_string().into_bytes()
}

/// The error answer as a bank with defects gives it.
pub(super) async fn error(core: &Core, incoming: &Incoming, error: ErrorAnswer) -> Reply {
    let defects = core.defects();
    let error = change_message(core, incoming, error);
    if defects.has(Defect::ErrorsAsPlainText) {
        return Reply::new(error.status, "text/plain", error.message.into_bytes());
    }
    if defects.has(Defect::ErrorsAsHtml) {
        let page = format!("<html><body><h1>{}</h1></body></html>", error.message);
        return Reply::new(error.status, "text/html", page);
    }
    let body = if defects.has(Defect::ErrorsWithoutCode) {
        json!({ "message": error.message }).to_string().into_bytes()
    } else if defects.has(Defect::ErrorMessageNull) {
        json!({ "code": error.code, "message": null })
            .to_string()
            .into_bytes()
    } else {
        error.body()
    };
    if defects.has(Defect::ErrorsEncrypted)
        && let Some(jwe) = encrypted(core, &body).await
    {
        return Reply::new(error.status, media_type::JOSE, jwe);
    }
    Reply::new(error.status, media_type::JSON, body)
}

fn change_message(core: &Core, incoming: &Incoming, mut error: ErrorAnswer) -> ErrorAnswer {
    let defects = core.defects();
    let value_of = |name: &str| {
        let value = incoming.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    if defects.has(Defect::ErrorTellsAddress) {
        error.message.push_str(
            " (at com.bank.dsop.AccountService.handle(AccountService.java:217), db 10.20.30.40:5432)",
        );
    }
    for (defect, name) in [
        (Defect::ErrorEchoesToken, "Authorization"),
        (Defect::ErrorRepeatsParty, "PartyID"),
        (Defect::ErrorRepeatsOrder, "AdditionalReferenceID"),
    ] {
        if defects.has(defect) {
            error.message = format!("{} {name}: {}", error.message, value_of(name));
        }
    }
    if defects.has(Defect::ErrorCodeUnknown) {
        error.code = "ACC-999";
    }
    if defects.has(Defect::RateLimitOtherCode) && error.rule == Rule::RateLimit {
        error.code = Class::Invalid.code();
    }
    if defects.has(Defect::AllMessagesError) {
        "Error".clone_into(&mut error.message);
    }
    if defects.has(Defect::ErrorMessageEmpty) {
        error.message.clear();
    }
    if defects.has(Defect::ErrorNamesOtherParameter) {
        let other = if error.about == header::CORRELATION_ID {
            header::REQUESTER_ID
        } else {
            header::CORRELATION_ID
        };
        error.message = Rule::HeaderEmpty.broken_by(other).message();
    }
    error
}

async fn encrypted(core: &Core, body: &[u8]) -> Option<String> {
    let consumer = core.services.first()?.profile.orgno();
    let now = core.moment().now;
    let certificate = core
        .certpub
        .find(consumer, now, &core.registry)
        .await
        .ok()?;
    seal::seal(body, &certificate, consumer, core).ok()
}
