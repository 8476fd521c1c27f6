//! Objects that occur in several answers.

use jiff::civil::Date;
use wire::population::{Person, PersonKind};

use crate::answer::writer::Object;
use crate::data::model::{Card, DataSet, Holding};
use crate::defect::{Defect, Defects};
use crate::variant::{Variant, Variants};

/// Who the bank is.
#[derive(Debug, Clone)]
pub(crate) struct Servicer {
    pub(crate) orgno: String,
    pub(crate) name: String,
}

/// What a document needs besides the data it is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) data: &'a DataSet,
    pub(crate) servicer: &'a Servicer,
    pub(crate) defects: &'a Defects,
    pub(crate) variants: Variants,
}

/// `responseDetails`: complete, or partial with the reason.
pub(crate) fn response_details(o: &mut Object<'_>, partial: Option<&str>, defects: &Defects) {
    o.object("responseDetails", |details| {
        let status = if partial.is_some() {
            "partial"
        } else {
            "complete"
        };
        let status = if defects.has(Defect::StatusInCapitals) {
            status.to_uppercase()
        } else {
            status.to_owned()
        };
        details.text("status", &status);
        details.text_if(
            "message",
            partial.filter(|_| !defects.has(Defect::PartialWithoutMessage)),
        );
    });
}

/// `servicer`: the bank itself.
pub(crate) fn servicer(o: &mut Object<'_>, servicer: &Servicer) {
    o.object("servicer", |o| {
        identifier(o, "identifier", &servicer.orgno, true);
        o.text("name", &servicer.name);
    });
}

/// An identifier of somebody resident in Norway.
pub(crate) fn identifier(o: &mut Object<'_>, name: &str, value: &str, is_organisation: bool) {
    o.object(name, |o| {
        o.text("countryOfResidence", "NO");
        o.text("value", value);
        o.text(
            "type",
            if is_organisation {
                "countryIdentificationCode"
            } else {
                "nationalIdentityNumber"
            },
        );
    });
}

/// The identifier of one of the bank's customers.
pub(crate) fn person_identifier(o: &mut Object<'_>, person: &Person) {
    identifier(
        o,
        "identifier",
        person.id.as_str(),
        person.kind == PersonKind::Organisation,
    );
}

/// The fields of an `AccountRole`: an owner or role holder.
///
/// The name is today's, as a bank without a log of names gives it; with the variant of that name the one on the day.
pub(crate) fn role(o: &mut Object<'_>, holding: &Holding, day: Date, context: Context<'_>) {
    let data = context.data;
    o.text("permission", holding.permission.name());
    person_identifier(o, &data.parties[holding.party]);
    let day = if context.variants.has(Variant::NamesOfPeriodEnd) {
        day
    } else {
        Date::MAX
    };
    o.text("name", data.name_on(holding.party, day));
    o.text("startDate", &holding.from.to_string());
    o.text_if("endDate", holding.to.map(|day| day.to_string()).as_deref());
}

/// The fields of a `PaymentCard`.
pub(crate) fn card(o: &mut Object<'_>, card: &Card, context: Context<'_>) {
    let unmasked = context.defects.has(Defect::CardUnmasked);
    let number = if unmasked {
        card.masked_number.replace("XXXXXX", "004217")
    } else {
        card.masked_number.clone()
    };
    o.text("cardIdentifier", &number);
    o.text("holderName", &context.data.parties[card.holder].name);
    let month = |day: Date| {
        if context.defects.has(Defect::CardDatesWithDay) {
            day.to_string()
        } else {
            year_month(day)
        }
    };
    o.text("startDate", &month(card.valid_from));
    o.text("expiryDate", &month(card.valid_to));
    o.text("cardIssuerName", &context.servicer.name);
    o.text("type", card_type(card));
    o.text("cardStatus", card_status(card));
    o.text("versionNumber", &card.version.to_string());
    identifier(o, "cardIssuerIdentifier", &context.servicer.orgno, true);
}

/// The type of a card in the API.
pub(crate) fn card_type(card: &Card) -> &'static str {
    if card.is_credit {
        "creditCard"
    } else {
        "debitCard"
    }
}

/// The status of a card today.
pub(crate) fn card_status(card: &Card) -> &'static str {
    if card.is_blocked { "blocked" } else { "active" }
}

/// `YYYY-MM`.
pub(crate) fn year_month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// Why something of an old period is missing.
pub(crate) fn archive_message(before: Date) -> String {
    format!("Opplysninger fra før {before} ligger i bankens arkiv og må innhentes manuelt.")
}
