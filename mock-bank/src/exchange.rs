//! From a request to the answer: one rule after the other, then the document.

mod admission;
mod defective;
mod document;
mod lenient;
mod police;
mod references;
mod standing;
mod without_order;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use serde_json::json;
use wire::messages::{code, media_type};

use crate::answer::seal;
use crate::core::Core;
use crate::defect::{self, Defect};
use crate::refusal::{Class, Refusal, Rule, Ruling};
use crate::registers::certpub::AgencyCertificate;
use crate::registers::{self, RegisterError};
use crate::request::Incoming;
use crate::request::media::AnswerForm;
use crate::variant::{self, Variant};

pub(crate) use admission::{Admitted, AskedGuardian, Subject};

/// What is sent back.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) media_type: &'static str,
    pub(crate) body: Bytes,
    /// The document before it was encrypted.
    pub(crate) clear: Option<Bytes>,
}

impl Reply {
    /// A reply of this status with this body.
    pub(crate) fn new(
        status: StatusCode,
        media_type: &'static str,
        body: impl Into<Bytes>,
    ) -> Self {
        Self {
            status,
            media_type,
            body: body.into(),
            clear: None,
        }
    }
}

/// Answers a request.
pub(crate) async fn answer(core: &Core, incoming: &Incoming) -> Reply {
    if core.has(Variant::SlowerAnswers) {
        tokio::time::sleep(Duration::from_millis(15)).await;
    }
    let delivered = if let Some(refusal) = momentary_failure(core) {
        Err(refusal)
    } else if core.defects().is_empty() {
        deliver(core, incoming).await
    } else {
        defective::deliver(core, incoming).await
    };
    match delivered {
        Ok(reply) => reply,
        Err(refusal) => error_answer(core, incoming, &refusal).await,
    }
}

/// The refusal of a bank that is out of service.
pub(crate) async fn out_of_service(core: &Core, incoming: &Incoming) -> Reply {
    error_answer(core, incoming, &Rule::OutOfService.into()).await
}

/// With the variants of that name one request is refused, which may be repeated.
fn momentary_failure(core: &Core) -> Option<Refusal> {
    let (limits, fails) = (
        core.has(Variant::OneTooManyRequests),
        core.has(Variant::OneOutOfService),
    );
    if !limits && !fails {
        return None;
    }
    match core.memory.count("requests for momentary failures", "") {
        5 if limits => Some(Rule::RateLimit.into()),
        9 if fails => Some(Rule::OutOfService.into()),
        _other => None,
    }
}

async fn deliver(core: &Core, incoming: &Incoming) -> Ruling<Reply> {
    let admitted = match admission::admit(core, incoming).await {
        Err(refusal) if variant::overlooks(core, incoming, &refusal) => {
            lenient::admit(core, incoming).ok_or(refusal)?
        }
        admitted => admitted?,
    };
    let document = document::make(core, &admitted);
    pack(core, &admitted, document).await
}

/// Encrypts the document, unless it was asked for in clear.
async fn pack(core: &Core, admitted: &Admitted, document: Ruling<Vec<u8>>) -> Ruling<Reply> {
    let document = variant::rewrite(core, admitted, defect::change(core, admitted, document?));
    let defects = core.defects();
    match admitted.form {
        AnswerForm::Clear => Ok(Reply::new(StatusCode::OK, media_type::JSON, document)),
        AnswerForm::Encrypted => {
            let supplier = admitted.service.profile.supplier_of(&admitted.consumer);
            let orgno = if defects.has(Defect::JweToWrongKey) {
                other_agency(core, &admitted.consumer)
            } else if let Some(supplier) =
                supplier.filter(|_| defects.has(Defect::EncryptsToSupplier))
            {
                supplier.to_owned()
            } else {
                admitted.consumer.clone()
            };
            let certificate = certificate(core, &orgno, admitted).await?;
            let jwe = seal::seal(&document, &certificate, &admitted.consumer, core)?;
            let media_type = if defects.has(Defect::JweContentTypeJson) {
                media_type::JSON
            } else {
                media_type::JOSE
            };
            Ok(Reply {
                clear: Some(document.into()),
                ..Reply::new(StatusCode::OK, media_type, jwe)
            })
        }
    }
}

/// The certificate of the consumer, or where it has none of another number of the same agency.
async fn certificate(
    core: &Core,
    consumer: &str,
    admitted: &Admitted,
) -> Ruling<Arc<AgencyCertificate>> {
    let numbers = &admitted.service.profile.agency.orgnos;
    let others = numbers
        .iter()
        .map(String::as_str)
        .filter(|orgno| *orgno != consumer);
    for orgno in std::iter::once(consumer).chain(others) {
        match core
            .certpub
            .find(orgno, admitted.moment.now, &core.registry)
            .await
        {
            Ok(certificate) => return Ok(certificate),
            Err(RegisterError::Unknown) => {}
            Err(RegisterError::Unusable(_)) => break,
        }
    }
    Err(registers::out_of_service("CertPub"))
}

/// An agency whose key it is not; only with the defect of mixing them up.
fn other_agency(core: &Core, orgno: &str) -> String {
    core.services
        .iter()
        .find(|service| !service.is_of(orgno))
        .map_or_else(
            || orgno.to_owned(),
            |service| service.profile.orgno().to_owned(),
        )
}

/// An error answer before it is written.
#[derive(Debug, Clone)]
pub(crate) struct ErrorAnswer {
    pub(crate) rule: Rule,
    /// The parameter, claim or register that the refusal is about.
    pub(crate) about: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl ErrorAnswer {
    /// The body: `{"code": …, "message": …}`.
    pub(crate) fn body(&self) -> Vec<u8> {
        json!({"code": self.code, "message": self.message})
            .to_string()
            .into_bytes()
    }

    /// The same with members that no standard asks for.
    fn body_with_more(&self) -> Vec<u8> {
        json!({
            "timestamp": jiff::Timestamp::now().to_string(),
            "status": self.status.as_u16(),
            "rule": self.rule.id(),
            "code": self.code,
            "message": self.message,
        })
        .to_string()
        .into_bytes()
    }
}

async fn error_answer(core: &Core, incoming: &Incoming, refusal: &Refusal) -> Reply {
    let class = error_class(core, refusal);
    let error = ErrorAnswer {
        rule: refusal.rule,
        about: refusal.about,
        status: class.status(),
        code: error_code(core, class),
        message: error_message(core, refusal),
    };
    if !core.defects().is_empty() {
        return defective::error(core, incoming, error).await;
    }
    let body = if core.has(Variant::ErrorsWithMore) {
        error.body_with_more()
    } else {
        error.body()
    };
    Reply::new(error.status, media_type::JSON, body)
}

fn error_message(core: &Core, refusal: &Refusal) -> String {
    let message = if core.has(Variant::NorwegianErrors) {
        refusal.message_in_norwegian()
    } else {
        refusal.message()
    };
    if core.has(Variant::ErrorsInLowerCase) {
        message.to_lowercase()
    } else {
        message
    }
}

/// Status and code of a refusal; variants use other pairs where the documents leave room.
fn error_class(core: &Core, refusal: &Refusal) -> Class {
    let is_about_consumer = [
        Rule::TokenScope,
        Rule::TokenConsumerMissing,
        Rule::TokenConsumerAuthority,
        Rule::TokenConsumerId,
        Rule::TokenConsumerUnknown,
    ]
    .contains(&refusal.rule);
    let is_by_register = [
        Rule::NotGuardian,
        Rule::GuardianTask,
        Rule::GuardianshipPeriod,
        Rule::NotBankrupt,
    ]
    .contains(&refusal.rule);
    let is_forbidden = (core.has(Variant::RegisterRefusedWith403) && is_by_register)
        || (core.has(Variant::TokenRefusedWith403) && refusal.class == Class::Unauthenticated)
        || (core.has(Variant::MandateRefusedWith403) && refusal.rule == Rule::MandateUnknown);
    if core.has(Variant::ConsumerRefusedWith401) && is_about_consumer {
        Class::Unauthenticated
    } else if is_forbidden {
        Class::Forbidden
    } else {
        refusal.class
    }
}

fn error_code(core: &Core, class: Class) -> &'static str {
    match class {
        Class::NotFound if core.has(Variant::OtherErrorCodes) => code::NO_DATA,
        Class::Technical if core.has(Variant::OtherErrorCodes) => code::INTERNAL_ERROR,
        class => class.code(),
    }
}

#[cfg(test)]
mod tests;
