//! The claims of an order: each there, of its type, and within its rule.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use uuid::Uuid;
use wire::dates;
use wire::identifiers::PartyId;
use wire::messages::Endpoint;
use wire::profile::ServiceProfile;

use crate::defect::{Defect, Defects};
use crate::refusal::{Refusal, Rule, Ruling};
use crate::request::parameters::parse_uuid;
use crate::request::period::Period;
use crate::service;

/// An order lasts this long from its approval, at most: 90 days in seconds.
const LONGEST_LIFE: i64 = 90 * 24 * 60 * 60;

/// What an order allows.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the order's own flags, one for each endpoint"
)]
pub(crate) struct Order {
    pub(crate) party: PartyId,
    pub(crate) mandate: String,
    pub(crate) period: Period,
    pub(crate) only_primary_owner: bool,
    pub(crate) case_id: Uuid,
    account_details: bool,
    transactions: bool,
    cards: bool,
    roles: bool,
}

impl Order {
    /// Whether the order opens the endpoint.
    pub(crate) fn opens(&self, endpoint: Endpoint) -> bool {
        match endpoint {
            Endpoint::Accounts => true,
            Endpoint::AccountDetails => self.account_details,
            Endpoint::Transactions => self.transactions,
            Endpoint::Cards => self.cards,
            Endpoint::Roles => self.roles,
        }
    }
}

/// The claims that the bank reads, as paths.
#[cfg(test)]
pub(crate) const READ: [&str; 19] = [
    "extraditionOrderID",
    "version",
    "partyID",
    "mandate",
    "reason",
    "fromDate",
    "toDate",
    "onlyPrimaryOwner",
    "accountList",
    "accountDetails",
    "transactions",
    "cards",
    "roles",
    "district.districtID",
    "district.districtLabel",
    "approval.approvalTimestamp",
    "approval.approvedByID",
    "caseID",
    "exp",
];

/// When the order is judged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) now: Timestamp,
    /// The day in Europe/Oslo.
    pub(crate) today: Date,
}

/// Reads and judges all claims.
pub(crate) fn read(
    claims: &Value,
    profile: &ServiceProfile,
    moment: Moment,
    defects: &Defects,
) -> Ruling<Order> {
    identifiers(claims, defects)?;
    defects.unless(Defect::OrderVersionUnchecked, || version(claims))?;
    let party = party(claims)?;
    let mandate = mandate(claims, profile)?;
    defects.unless(Defect::OrderReasonUnchecked, || {
        reason(claims, profile, &mandate)
    })?;
    let period = period(claims, moment.today, defects)?;
    account_list(claims, defects)?;
    defects.unless(Defect::OrderDistrictOptional, || district(claims))?;
    defects.unless(Defect::OrderApproverOptional, || approver(claims))?;
    life(claims, moment.now, defects)?;
    Ok(Order {
        party,
        mandate,
        period,
        only_primary_owner: flag(claims, "onlyPrimaryOwner")?,
        case_id: uuid(claims, "caseID").or_else(|refusal| {
            if defects.has(Defect::OrderIdsFree) {
                Ok(Uuid::nil())
            } else {
                Err(refusal)
            }
        })?,
        account_details: flag(claims, "accountDetails")?,
        transactions: flag(claims, "transactions")?,
        cards: flag(claims, "cards")?,
        roles: flag(claims, "roles")?,
    })
}

fn claim<'a>(claims: &'a Value, path: &'static str) -> Ruling<&'a Value> {
    path.split('.')
        .try_fold(claims, |value, name| value.get(name))
        .filter(|value| !value.is_null())
        .ok_or_else(|| Rule::OrderClaimMissing.broken_by(path))
}

fn text<'a>(claims: &'a Value, path: &'static str) -> Ruling<&'a str> {
    match claim(claims, path)?.as_str() {
        None => Err(wrong_form(path, "It is not a text.")),
        Some(text) if text.trim().is_empty() => Err(wrong_form(path, "It is empty.")),
        Some(text) => Ok(text),
    }
}

fn wrong_form(path: &'static str, detail: &str) -> Refusal {
    Rule::OrderClaimForm.broken_by(path).because(detail)
}

fn flag(claims: &Value, path: &'static str) -> Ruling<bool> {
    claim(claims, path)?
        .as_bool()
        .ok_or_else(|| wrong_form(path, "It is neither true nor false."))
}

fn uuid(claims: &Value, path: &'static str) -> Ruling<Uuid> {
    parse_uuid(text(claims, path)?).ok_or_else(|| wrong_form(path, "It is not a UUID."))
}

fn day(claims: &Value, path: &'static str) -> Ruling<Date> {
    dates::parse_iso(text(claims, path)?)
        .map_err(|_| wrong_form(path, "It is not a date of the form YYYY-MM-DD."))
}

fn identifiers(claims: &Value, defects: &Defects) -> Ruling {
    defects.unless(Defect::OrderIdsFree, || {
        uuid(claims, "extraditionOrderID")?;
        uuid(claims, "caseID").map(drop)
    })
}

fn version(claims: &Value) -> Ruling {
    if text(claims, "version")? == "1.0.0" {
        return Ok(());
    }
    Err(Rule::OrderVersion.into())
}

fn party(claims: &Value) -> Ruling<PartyId> {
    PartyId::parse(text(claims, "partyID")?)
        .map_err(|error| wrong_form("partyID", &format!("It {error}.")))
}

fn mandate(claims: &Value, profile: &ServiceProfile) -> Ruling<String> {
    let text = text(claims, "mandate")?;
    if profile.mandates.iter().any(|mandate| mandate.text == text) {
        return Ok(text.to_owned());
    }
    Err(Rule::OrderMandate.into())
}

/// The reason is tied to the mandate.
fn reason(claims: &Value, profile: &ServiceProfile, mandate: &str) -> Ruling {
    let text = text(claims, "reason")?;
    let belongs = profile
        .mandates
        .iter()
        .any(|known| known.text == mandate && known.reason.as_deref() == Some(text));
    if belongs {
        return Ok(());
    }
    Err(Rule::OrderReason.into())
}

fn period(claims: &Value, today: Date, defects: &Defects) -> Ruling<Period> {
    let period = Period {
        from: day(claims, "fromDate")?,
        to: day(claims, "toDate")?,
    };
    if period.from > period.to {
        return Err(Rule::OrderPeriodReversed.into());
    }
    defects.unless(Defect::OrderTenYearsUnchecked, || {
        if period.from < service::earliest_for_police(today) {
            return Err(Rule::OrderPeriodTooEarly.into());
        }
        Ok(())
    })?;
    Ok(period)
}

fn account_list(claims: &Value, defects: &Defects) -> Ruling {
    if flag(claims, "accountList")? || defects.has(Defect::OrderAccountListUnchecked) {
        return Ok(());
    }
    Err(Rule::OrderAccountList.into())
}

fn district(claims: &Value) -> Ruling {
    text(claims, "district.districtID")?;
    text(claims, "district.districtLabel").map(drop)
}

fn approver(claims: &Value) -> Ruling {
    for path in [
        "approval.approvedByID",
        "approval.approvedByName",
        "approval.approvedByRole",
    ] {
        text(claims, path)?;
    }
    Ok(())
}

/// Now is between approval and `exp`, which are at most 90 days apart.
fn life(claims: &Value, now: Timestamp, defects: &Defects) -> Ruling {
    let approved = approval(claims, defects)?.as_second();
    let expires = claim(claims, "exp")?
        .as_i64()
        .ok_or_else(|| wrong_form("exp", "It is not a whole number of seconds."))?;
    let days = if defects.has(Defect::OrderNinetyOneDays) {
        LONGEST_LIFE + 24 * 60 * 60
    } else if defects.has(Defect::OrderHundredDays) {
        400 * 24 * 60 * 60
    } else {
        LONGEST_LIFE
    };
    if expires < approved {
        return Err(Rule::OrderExpiryBeforeApproval.into());
    }
    if expires - approved > days {
        return Err(Rule::OrderLifetime.into());
    }
    if expires <= now.as_second() && !defects.has(Defect::OrderExpiryUnchecked) {
        return Err(Rule::OrderExpired.into());
    }
    if approved > now.as_second() && !defects.has(Defect::OrderApprovalUnchecked) {
        return Err(Rule::OrderApprovedAhead.into());
    }
    Ok(())
}

/// `YYYY-MM-DDThh:mm:ssZ` and nothing else.
fn approval(claims: &Value, defects: &Defects) -> Ruling<Timestamp> {
    const PATH: &str = "approval.approvalTimestamp";
    let text = text(claims, PATH)?;
    let wrong = || wrong_form(PATH, "It is not of the form YYYY-MM-DDThh:mm:ssZ.");
    if defects.has(Defect::OrderTimestampFree) {
        return Timestamp::from_str(text)
            .or_else(|_| Timestamp::from_str(&format!("{text}Z")))
            .map_err(|_| wrong());
    }
    let is_in_form = text.len() == 20
        && text
            .bytes()
            .zip(b"0000-00-00T00:00:00Z")
            .all(|(byte, form)| match form {
                b'0' => byte.is_ascii_digit(),
                form => byte == *form,
            });
    if !is_in_form || &text[17..19] == "60" {
        return Err(wrong());
    }
    Timestamp::from_str(text).map_err(|_| wrong())
}
