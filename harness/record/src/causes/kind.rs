//! The kinds of causes, each with its sentence and what to change.

use super::{Layer, Owner};
use pack::sentence::Template;

/// A kind of cause.
#[derive(Clone, Copy, Debug)]
pub(super) struct CauseKind {
    /// Stable id.
    pub(super) id: &'static str,
    /// Where it lies.
    pub(super) layer: Layer,
    /// Who can change it.
    pub(super) owner: Owner,
    /// How many different cases it has to explain at least.
    pub(super) least: usize,
    /// What is wrong.
    pub(super) sentence: Template,
    /// What to change.
    pub(super) change: Template,
}

macro_rules! causes {
    ($($(#[$doc:meta])* $name:ident $id:literal $layer:ident $owner:ident $least:literal {
        cause: $en:literal, $nb:literal;
        change: $change_en:literal, $change_nb:literal;
    })*) => {
        $($(#[$doc])* pub(super) const $name: CauseKind = CauseKind {
            id: $id,
            layer: Layer::$layer,
            owner: Owner::$owner,
            least: $least,
            sentence: Template { en: $en, nb: $nb },
            change: Template { en: $change_en, nb: $change_nb },
        };)*

        /// All kinds; of two that explain the same, the first is preferred.
        pub(super) const ALL: &[CauseKind] = &[$($name,)*];
    };
}

causes! {
    /// No request was answered at all.
    NO_ANSWER "no-answer" Transport Network 1 {
        cause: "no request was answered: {why}", "ingen forespørsel ble besvart: {why}";
        change: "the address, the connection or the certificates; `dsop-conformance doctor` tells which",
            "adressen, forbindelsen eller sertifikatene; `dsop-conformance doctor` sier hvilken";
    }
    /// The same refusal for everything.
    NO_VALID_REQUEST_ACCEPTED "no-valid-request-accepted" Acceptance Network 1 {
        cause: "no valid request is accepted: {answer}", "ingen gyldig forespørsel godtas: {answer}";
        change: "read the answer shown: a gateway or firewall that refuses everything, an agency or party that the bank does not know, or a profile that names the wrong address or keys",
            "les svaret som vises: en port eller brannmur som avviser alt, en etat eller part som banken ikke kjenner, eller en profil med feil adresse eller nøkler";
    }
    /// The same refusal for everything, in the form that the documents give a bank's refusals.
    BANK_ACCEPTS_NOTHING "bank-accepts-nothing" Acceptance Target 1 {
        cause: "the bank accepts no valid request: {answer}", "banken godtar ingen gyldig forespørsel: {answer}";
        change: "what the bank's message names: an issuer, audience, agency or person that it does not know, or its own systems; or the profile, if it has another address or other keys than the bank was set up with",
            "det meldingen fra banken nevner: en utsteder, mottaker, etat eller person som den ikke kjenner, eller dens egne systemer; eller profilen, om den har en annen adresse eller andre nøkler enn banken er satt opp med";
    }
    /// Refusals have another media type than JSON.
    REFUSALS_MEDIA_TYPE "refusals-media-type" Refusal Target 2 {
        cause: "refusals have the media type {type} instead of application/json ({count} of {all})",
            "avvisninger har medietypen {type} i stedet for application/json ({count} av {all})";
        change: "the media type and the body of the error handler: JSON with code and message; often it is the framework's default",
            "medietypen og innholdet i feilhåndteringen: JSON med code og message; ofte er det rammeverkets standard";
    }
    /// Refusals do not say what they are.
    REFUSALS_NO_MEDIA_TYPE "refusals-no-media-type" Refusal Target 2 {
        cause: "refusals have no Content-Type ({count} of {all})", "avvisninger mangler Content-Type ({count} av {all})";
        change: "the error handler: Content-Type: application/json", "feilhåndteringen: Content-Type: application/json";
    }
    /// Refusals are not JSON, whatever they say that they are.
    REFUSALS_UNREADABLE "refusals-unreadable" Refusal Target 2 {
        cause: "refusals cannot be read: {why}", "avvisninger kan ikke leses: {why}";
        change: "the body of the error handler: JSON with code and message", "innholdet i feilhåndteringen: JSON med code og message";
    }
    /// Refusals have one status.
    REFUSALS_STATUS "refusals-status" Refusal Target 3 {
        cause: "refusals have the status {status}, whatever the reason ({count} of {all})",
            "avvisninger har status {status}, uansett grunn ({count} av {all})";
        change: "the status and code of refusals: each reason has its own pair",
            "status og kode i avvisninger: hver grunn har sitt eget par";
    }
    /// Answers say nothing of their type.
    ANSWERS_NO_MEDIA_TYPE "answers-no-media-type" Protection Target 2 {
        cause: "answers have no Content-Type ({count} of {all})", "svar mangler Content-Type ({count} av {all})";
        change: "the header Content-Type of answers: application/jose for a JWE, application/json for clear JSON",
            "headeren Content-Type i svar: application/jose for en JWE, application/json for JSON i klartekst";
    }
    /// Answers have another media type.
    ANSWERS_MEDIA_TYPE "answers-media-type" Protection Target 2 {
        cause: "answers have the media type {type} ({count} of {all})", "svar har medietypen {type} ({count} av {all})";
        change: "the header Content-Type of answers: application/jose for a JWE, application/json for clear JSON",
            "headeren Content-Type i svar: application/jose for en JWE, application/json for JSON i klartekst";
    }
    /// Answers are coded.
    ANSWERS_CODING "answers-coding" Protection Network 2 {
        cause: "answers have the content coding {coding} ({count} of {all})", "svar har innholdskodingen {coding} ({count} av {all})";
        change: "the content coding: leave it out where the request does not ask for it",
            "innholdskodingen: utelat den der forespørselen ikke ber om den";
    }
    /// A member of the JWE header.
    ANSWERS_JWE_HEADER "answers-jwe-header" Protection Target 2 {
        cause: "answers are encrypted with {member} {value} ({count} of {all})", "svar er kryptert med {member} {value} ({count} av {all})";
        change: "how answers are encrypted: the header {member} of the JWE", "hvordan svar krypteres: headeren {member} i JWE-en";
    }
    /// Delivered answers cannot be read.
    ANSWERS_UNREADABLE "answers-unreadable" Protection Target 2 {
        cause: "answers cannot be read: {why}", "svar kan ikke leses: {why}";
        change: "how answers are encrypted: the recipient's current key and the agreed algorithms",
            "hvordan svar krypteres: mottakerens gjeldende nøkkel og de avtalte algoritmene";
    }
    /// Everything is accepted.
    NOTHING_IS_REFUSED "nothing-is-refused" Access Target 3 {
        cause: "invalid requests are accepted: {accepted} of {all} kinds", "ugyldige forespørsler godtas: {accepted} av {all} slag";
        change: "validation as a whole: it is not called, or its result is not used",
            "valideringen som helhet: den kalles ikke, eller resultatet brukes ikke";
    }
    /// The order is not used.
    ORDER_NOT_CHECKED "order-not-checked" Access Target 3 {
        cause: "the extradition order is not checked: {accepted} of {all} invalid ones are accepted",
            "utleveringspålegget kontrolleres ikke: {accepted} av {all} ugyldige godtas";
        change: "verify signature, content and scope of the order before data is delivered",
            "verifiser signatur, innhold og omfang av pålegget før data utleveres";
    }
    /// Tokens.
    TOKENS_NOT_VALIDATED "tokens-not-validated" Access Target 3 {
        cause: "access tokens are not validated: {accepted} of {all} invalid ones are accepted",
            "tilgangstoken valideres ikke: {accepted} av {all} ugyldige godtas";
        change: "verify signature, issuer, audience, scope and times of the token", "verifiser signatur, utsteder, mottaker, omfang og tider i tokenet";
    }
    /// The signature of orders.
    ORDER_FORM_NOT_CHECKED "order-signature-not-checked" Access Target 3 {
        cause: "signature and form of the extradition order are not checked: {accepted} of {all} invalid ones are accepted",
            "signatur og form på utleveringspålegget kontrolleres ikke: {accepted} av {all} ugyldige godtas";
        change: "verify the order's signature against the police's certificates", "verifiser signaturen på pålegget mot politiets sertifikater";
    }
    /// The signature of orders, by a bank that reads their form.
    ORDER_SIGNATURE_NOT_VERIFIED "order-signature-not-verified" Access Target 3 {
        cause: "the signature and the certificate of the extradition order are not verified: {accepted} of {all} invalid ones are accepted",
            "signaturen og sertifikatet til utleveringspålegget verifiseres ikke: {accepted} av {all} ugyldige godtas";
        change: "find the certificate by kid in the police's JWKS, validate its chain and subject, and verify the order's signature with it",
            "finn sertifikatet med kid i politiets JWKS, valider kjeden og subjektet, og verifiser signaturen på pålegget med det";
    }
    /// The claims of orders.
    ORDER_CONTENT_NOT_CHECKED "order-content-not-checked" Access Target 3 {
        cause: "the content of the extradition order is not checked: {accepted} of {all} invalid ones are accepted",
            "innholdet i utleveringspålegget kontrolleres ikke: {accepted} av {all} ugyldige godtas";
        change: "validate every claim of the order", "valider alle påstander i pålegget";
    }
    /// The order and the request.
    ORDER_REQUEST_NOT_CHECKED "order-not-held-against-request" Access Target 3 {
        cause: "the extradition order is not compared with the request: {accepted} of {all} requests outside it are accepted",
            "utleveringspålegget sammenlignes ikke med forespørselen: {accepted} av {all} forespørsler utenfor det godtas";
        change: "deliver only what the order covers: party, period, endpoints and case", "utlever bare det pålegget dekker: part, periode, endepunkter og sak";
    }
    /// The period.
    PERIOD_NOT_CHECKED "period-not-checked" Access Target 3 {
        cause: "the period is not checked: {accepted} of {all} invalid ones are accepted", "perioden kontrolleres ikke: {accepted} av {all} ugyldige godtas";
        change: "validate fromDate and toDate", "valider fromDate og toDate";
    }
    /// The mandate.
    MANDATE_NOT_CHECKED "mandate-not-checked" Access Target 3 {
        cause: "the legal mandate is not checked: {accepted} of {all} invalid ones are accepted", "hjemmelen kontrolleres ikke: {accepted} av {all} ugyldige godtas";
        change: "accept the legal mandates of the service alone", "godta bare hjemlene som gjelder for tjenesten";
    }
    /// The type of the reference.
    REFERENCE_TYPE_NOT_CHECKED "reference-type-not-checked" Access Target 3 {
        cause: "the type of the reference is not checked: {accepted} of {all} invalid ones are accepted",
            "referansetypen kontrolleres ikke: {accepted} av {all} ugyldige godtas";
        change: "validate the type and value of the reference", "valider type og verdi for referansen";
    }
    /// Headers.
    HEADERS_NOT_CHECKED "headers-not-checked" Access Target 3 {
        cause: "headers and parameters are not checked: {accepted} of {all} invalid ones are accepted",
            "headere og parametere kontrolleres ikke: {accepted} av {all} ugyldige godtas";
        change: "validate headers and parameters", "valider headere og parametere";
    }
    /// Account references.
    ENDPOINT_NOT_CHECKED "references-not-checked" Access Target 3 {
        cause: "account references are not checked: {accepted} of {all} invalid requests are accepted",
            "kontoreferanser kontrolleres ikke: {accepted} av {all} ugyldige forespørsler godtas";
        change: "deliver only for references that belong to the party and the service", "utlever bare for referanser som hører til parten og tjenesten";
    }
    /// One requirement.
    REQUIREMENT_NOT_CHECKED "requirement-not-checked" Access Target 4 {
        cause: "{requirement} is not checked: {accepted} of {all} requests that break it are accepted",
            "{requirement} kontrolleres ikke: {accepted} av {all} forespørsler som bryter det, godtas";
        change: "check this requirement: {rule}", "kontroller dette kravet: {rule}";
    }
    /// Valid requests get the same refusal.
    VALID_REQUESTS_REFUSED "valid-requests-refused" Acceptance Target 3 {
        cause: "valid requests are refused: {answer}", "gyldige forespørsler avvises: {answer}";
        change: "read the answer shown, and why this request gets it", "les svaret som vises, og hvorfor denne forespørselen får det";
    }
    /// The same observation and answer.
    SAME_ANSWER "same-answer" Content Target 5 {
        cause: "the same in many rules: {observed}, {received}", "det samme i mange regler: {observed}, {received}";
        change: "the one place that gives this answer", "det ene stedet som gir dette svaret";
    }
    /// The same observation.
    SAME_OBSERVATION "same-observation" Content Target 5 {
        cause: "the same in many rules: {observed}", "det samme i mange regler: {observed}";
        change: "the one place that gives this answer", "det ene stedet som gir dette svaret";
    }
    /// The rate is limited.
    RATE_IS_LIMITED "rate-is-limited" Transport Run 3 {
        cause: "not decided: {why}", "ikke avgjort: {why}";
        change: "run again with a lower --rate", "kjør på nytt med lavere --rate";
    }
    /// Connections fail.
    CONNECTIONS_FAIL "connections-fail" Transport Network 3 {
        cause: "not decided: {why}", "ikke avgjort: {why}";
        change: "the connection to the target; `dsop-conformance doctor` tells more", "forbindelsen til målet; `dsop-conformance doctor` sier mer";
    }
    /// The same reason for many undecided cases.
    SAME_REASON "same-reason" Content Profile 3 {
        cause: "not decided: {why}", "ikke avgjort: {why}";
        change: "what the reason names; `dsop-conformance doctor` tells more", "det grunnen nevner; `dsop-conformance doctor` sier mer";
    }
}

/// The kind with an id.
pub(super) fn of(id: &str) -> Option<&'static CauseKind> {
    ALL.iter().find(|kind| kind.id == id)
}

/// Whether a kind names no fault of its own: it explains only what no other kind explains.
pub(super) fn is_general(kind: &CauseKind) -> bool {
    [SAME_ANSWER.id, SAME_OBSERVATION.id, SAME_REASON.id].contains(&kind.id)
}

/// Where a kind is in the order of preference.
pub(super) fn rank(kind: &CauseKind) -> usize {
    ALL.iter().take_while(|known| known.id != kind.id).count()
}
