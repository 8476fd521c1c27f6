//! The rules whose breach the bank refuses: for each a stable id, the answer, and the message in English and Norwegian.

use super::Class;

macro_rules! rules {
    ($($variant:ident = $id:literal, $class:ident, $english:literal, $norwegian:literal;)*) => {
        /// A rule whose breach the bank refuses. In its messages `{}` stands for the parameter, claim or register.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum Rule { $(#[doc = concat!("`", $id, "`")] $variant,)* }

        impl Rule {
            /// Every rule, in the order of the list.
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The id, which does not change when a message does.
            pub(crate) fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// The usual status and code of its breach.
            pub(crate) fn class(self) -> Class {
                match self { $(Self::$variant => Class::$class,)* }
            }

            /// The message in English.
            pub(crate) fn english(self) -> &'static str {
                match self { $(Self::$variant => $english,)* }
            }

            /// The message in Norwegian Bokmål.
            pub(crate) fn norwegian(self) -> &'static str {
                match self { $(Self::$variant => $norwegian,)* }
            }
        }
    };
}

rules! {
    PathUnknown = "path-unknown", NotFound,
        "The path is not a resource of the Control API; the account list is at /accounts under the base URL.",
        "Stien er ingen ressurs i API-et; kontolisten er /accounts under base-URL-en.";
    MethodNotGet = "method-not-get", MethodNotAllowed,
        "The method is not allowed: the endpoints of the Control API answer to GET only.",
        "Metoden er ikke tillatt: endepunktene besvarer bare GET.";
    AcceptUnreadable = "accept-unreadable", NotAcceptable,
        "The header Accept is not readable as ASCII text.", "Headeren Accept er ikke lesbar som ASCII-tekst.";
    AcceptNotOffered = "accept-not-offered", NotAcceptable,
        "The header Accept asks for a media type that is not offered.",
        "Headeren Accept ber om en medietype som ikke tilbys.";

    AuthorizationMissing = "authorization-missing", Unauthenticated,
        "The access token is missing: the header Authorization is missing; send Bearer and the token.",
        "Tilgangstoken mangler: headeren Authorization mangler; send Bearer og tokenet.";
    AuthorizationRepeated = "authorization-repeated", Unauthenticated,
        "The access token is unusable: the header Authorization occurs more than once.",
        "Tilgangstokenet er ubrukelig: headeren Authorization forekommer mer enn én gang.";
    AuthorizationNotAscii = "authorization-not-ascii", Unauthenticated,
        "The access token is unusable: the header Authorization is not ASCII text.",
        "Tilgangstokenet er ubrukelig: headeren Authorization er ikke ASCII-tekst.";
    AuthorizationForm = "authorization-form", Unauthenticated,
        "The access token is unusable: the header Authorization is not of the form Bearer TOKEN.",
        "Tilgangstokenet er ubrukelig: headeren Authorization har ikke formen Bearer TOKEN.";
    AuthorizationScheme = "authorization-scheme", Unauthenticated,
        "The access token is unusable: the scheme of the header Authorization is not Bearer.",
        "Tilgangstokenet er ubrukelig: ordningen i headeren Authorization er ikke Bearer.";
    TokenTooLong = "token-too-long", Unauthenticated,
        "The access token is unusable: it is longer than any that the issuer creates.",
        "Tilgangstokenet er ubrukelig: det er lengre enn noe utstederen lager.";
    TokenForm = "token-form", Unauthenticated,
        "The access token is unusable: it is not a JWS in compact form.",
        "Tilgangstokenet er ubrukelig: det er ikke en JWS i kompakt form.";
    TokenAlgorithm = "token-algorithm", Unauthenticated,
        "The access token is unusable: its alg is not RS256.", "Tilgangstokenet er ubrukelig: alg er ikke RS256.";
    TokenHeaderMember = "token-header-member", Unauthenticated,
        "The access token is unusable: its header has {}, which is not accepted.",
        "Tilgangstokenet er ubrukelig: hodet har {}, som ikke godtas.";
    TokenKidMissing = "token-kid-missing", Unauthenticated,
        "The access token is unusable: its header has no kid.", "Tilgangstokenet er ubrukelig: hodet har ingen kid.";
    TokenKidUnknown = "token-kid-unknown", Unauthenticated,
        "The access token is unusable: its kid names no key of the issuer.",
        "Tilgangstokenet er ubrukelig: kid navngir ingen av utstederens nøkler.";
    TokenSignature = "token-signature", Unauthenticated,
        "The access token is unusable: its signature is not valid.",
        "Tilgangstokenet er ubrukelig: signaturen er ikke gyldig.";
    TokenIssuerMissing = "token-issuer-missing", Unauthenticated,
        "The access token is unusable: it has no iss.", "Tilgangstokenet er ubrukelig: iss mangler.";
    TokenIssuer = "token-issuer", Unauthenticated,
        "The access token is unusable: its iss is not the issuer that this bank trusts.",
        "Tilgangstokenet er ubrukelig: iss er ikke utstederen som banken har tillit til.";
    TokenAudienceMissing = "token-audience-missing", Unauthenticated,
        "The access token is unusable: it has no aud.", "Tilgangstokenet er ubrukelig: aud mangler.";
    TokenAudience = "token-audience", Unauthenticated,
        "The access token is unusable: its aud is not this bank's base URL; ask for the token with resource set to it.",
        "Tilgangstokenet er ubrukelig: aud er ikke bankens base-URL; be om tokenet med den som resource.";
    TokenExpiryMissing = "token-expiry-missing", Unauthenticated,
        "The access token is unusable: it has no exp.", "Tilgangstokenet er ubrukelig: exp mangler.";
    TokenTimeForm = "token-time-form", Unauthenticated,
        "The access token is unusable: its {} is not a number of seconds.",
        "Tilgangstokenet er ubrukelig: {} er ikke et antall sekunder.";
    TokenExpired = "token-expired", Unauthenticated,
        "The access token is unusable: it has expired (exp).", "Tilgangstokenet er ubrukelig: det er utløpt (exp).";
    TokenIssuedAhead = "token-issued-ahead", Unauthenticated,
        "The access token is unusable: it was issued in the future (iat).",
        "Tilgangstokenet er ubrukelig: det er utstedt i fremtiden (iat).";
    TokenNotYetValid = "token-not-yet-valid", Unauthenticated,
        "The access token is unusable: it is not valid yet (nbf).",
        "Tilgangstokenet er ubrukelig: det er ikke gyldig ennå (nbf).";
    TokenScope = "token-scope", Forbidden,
        "The access token's scope does not contain bits:kontoinformasjon.",
        "Tilgangstokenets scope inneholder ikke bits:kontoinformasjon.";
    TokenConsumerMissing = "token-consumer-missing", Forbidden,
        "The access token has no consumer.", "Tilgangstokenet har ingen consumer.";
    TokenConsumerAuthority = "token-consumer-authority", Forbidden,
        "The access token's consumer.authority is not iso6523-actorid-upis.",
        "Tilgangstokenets consumer.authority er ikke iso6523-actorid-upis.";
    TokenConsumerId = "token-consumer-id", Forbidden,
        "The access token's consumer.ID is not 0192: and an organisation number.",
        "Tilgangstokenets consumer.ID er ikke 0192: og et organisasjonsnummer.";
    TokenConsumerUnknown = "token-consumer-unknown", Forbidden,
        "The access token's consumer is not the agency of any service that this bank serves.",
        "Tilgangstokenets consumer er ikke etaten i noen tjeneste som banken har.";

    HeaderMissing = "header-missing", Invalid,
        "The header {} is missing.", "Headeren {} mangler.";
    HeaderEmpty = "header-empty", Invalid,
        "The header {} is empty.", "Headeren {} er tom.";
    HeaderRepeated = "header-repeated", Invalid,
        "The header {} occurs more than once.", "Headeren {} forekommer mer enn én gang.";
    HeaderNotAscii = "header-not-ascii", Invalid,
        "The header {} holds something else than ASCII text.", "Headeren {} inneholder noe annet enn ASCII-tekst.";
    QueryEncoding = "query-encoding", Invalid,
        "The query is not readable: a percent-encoding in it is broken.",
        "Parameterne i adressen er ikke lesbare: en prosentkoding er ødelagt.";
    QueryMissing = "query-missing", Invalid,
        "The query parameter {} is missing.", "Parameteren {} mangler.";
    QueryEmpty = "query-empty", Invalid,
        "The query parameter {} is empty.", "Parameteren {} er tom.";
    QueryRepeated = "query-repeated", Invalid,
        "The query parameter {} occurs more than once.", "Parameteren {} forekommer mer enn én gang.";
    UuidForm = "uuid-form", Invalid,
        "The header {} is not a UUID (8-4-4-4-12 hexadecimal digits).",
        "Headeren {} er ikke en UUID (8-4-4-4-12 heksadesimale siffer).";
    UuidVersion = "uuid-version", Invalid,
        "The header {} is not a UUID of version 4.", "Headeren {} er ikke en UUID av versjon 4.";
    PartyIdForm = "party-id-form", Invalid,
        "The header PartyID is neither a national identity number nor an organisation number.",
        "Headeren PartyID er verken et fødselsnummer, d-nummer eller organisasjonsnummer.";
    OnlyPrimaryOwnerForm = "only-primary-owner-form", Invalid,
        "The query parameter OnlyPrimaryOwner is neither true nor false.",
        "Parameteren OnlyPrimaryOwner er verken true eller false.";
    MandateEncoding = "mandate-encoding", Invalid,
        "The header Legal-Mandate is not percent-encoded UTF-8.",
        "Headeren Legal-Mandate er ikke prosentkodet UTF-8.";
    MandateUnknown = "mandate-unknown", Invalid,
        "The header Legal-Mandate is not the mandate of a service of the token's consumer.",
        "Headeren Legal-Mandate er ikke hjemmelen i noen tjeneste for tokenets consumer.";
    CursorUnknown = "cursor-unknown", Invalid,
        "The query parameter cursor is not one that this bank created for this list; follow the next link unchanged.",
        "Parameteren cursor er ikke laget av banken for denne listen; følg lenken next uendret.";
    ReferenceType = "reference-type", Invalid,
        "The header AdditionalReferenceIDType is not pol1.", "Headeren AdditionalReferenceIDType er ikke pol1.";
    ReferenceNotOfService = "reference-not-of-service", Invalid,
        "The header {} is no part of this service.", "Headeren {} hører ikke til denne tjenesten.";

    DateForm = "date-form", Invalid,
        "The query parameter {} is not a date of the form YYYY-MM-DD.",
        "Parameteren {} er ikke en dato på formen ÅÅÅÅ-MM-DD.";
    PeriodReversed = "period-reversed", Invalid,
        "The query parameter fromDate is later than toDate.", "Parameteren fromDate er senere enn toDate.";
    PeriodTooEarly = "period-too-early", Invalid,
        "The query parameter fromDate is earlier than the service allows.",
        "Parameteren fromDate er tidligere enn tjenesten tillater.";
    ToDateAhead = "to-date-ahead", Invalid,
        "The query parameter toDate is in the future.", "Parameteren toDate er i fremtiden.";
    ToDateNotToday = "to-date-not-today", Invalid,
        "The query parameter toDate is not today, the day of the request.",
        "Parameteren toDate er ikke i dag, dagen for forespørselen.";

    FromDateNotToday = "from-date-not-today", Invalid,
        "The query parameter fromDate is not today, the day of the request.",
        "Parameteren fromDate er ikke i dag, dagen for forespørselen.";
    ToDateAfterLastYear = "to-date-after-last-year", Invalid,
        "The query parameter toDate is after 31 December of the last calendar year.",
        "Parameteren toDate er etter 31. desember i siste kalenderår.";

    EndpointNotOfService = "endpoint-not-of-service", Invalid,
        "The endpoint is not part of the service that the token's consumer and Legal-Mandate stand for.",
        "Endepunktet hører ikke til tjenesten som tokenets consumer og Legal-Mandate gjelder.";
    OrganisationNotOfService = "organisation-not-of-service", Invalid,
        "The header PartyID is an organisation number; this service is about persons only.",
        "Headeren PartyID er et organisasjonsnummer; tjenesten gjelder bare personer.";
    DisposedNotOfService = "disposed-not-of-service", Invalid,
        "The query parameter OnlyPrimaryOwner is false; this service accepts true only.",
        "Parameteren OnlyPrimaryOwner er false; tjenesten godtar bare true.";
    NotDead = "not-dead", Invalid,
        "The control object (PartyID) is not registered as dead.",
        "Kontrollobjektet (PartyID) er ikke registrert som død.";
    DeathDateUnknown = "death-date-unknown", Invalid,
        "The control object's (PartyID) date of death is not known, so fromDate cannot be judged.",
        "Kontrollobjektets (PartyID) dødsdato er ikke kjent, så fromDate kan ikke vurderes.";
    ReferenceTypeNotGuardian = "reference-type-not-guardian", Invalid,
        "The header AdditionalReferenceIDType is not srf.", "Headeren AdditionalReferenceIDType er ikke srf.";
    GuardianForm = "guardian-form", Invalid,
        "The header AdditionalReferenceID is not a national identity number or D-number.",
        "Headeren AdditionalReferenceID er ikke et fødselsnummer eller D-nummer.";
    NotGuardian = "not-guardian", Invalid,
        "The person in AdditionalReferenceID is not a registered guardian of the control object (PartyID).",
        "Personen i AdditionalReferenceID er ikke registrert som verge for kontrollobjektet (PartyID).";
    GuardianTask = "guardian-task", Invalid,
        "The guardian in AdditionalReferenceID does not have the task representasjonDagligbank.",
        "Vergen i AdditionalReferenceID har ikke oppgaven representasjonDagligbank.";
    GuardianshipPeriod = "guardianship-period", Invalid,
        "The period is not within the start and end of the guardianship.",
        "Perioden er ikke innenfor start og slutt på vergemålet.";
    NotBankrupt = "not-bankrupt", Invalid,
        "The newest notice about the control object (PartyID) does not open a bankruptcy.",
        "Det nyeste varselet om kontrollobjektet (PartyID) åpner ikke en konkurs.";
    ReferenceUnknown = "reference-unknown", NotFound,
        "Nothing is known by this accountReference for this service and period.",
        "Ingenting er kjent under denne accountReference for tjenesten og perioden.";
    ReferenceWithoutData = "reference-without-data", NotFound,
        "The accountReference dataNotDelivered stands for an account that this endpoint delivers nothing for.",
        "Verdien dataNotDelivered i accountReference gjelder en konto som endepunktet ikke utleverer noe om.";

    OrderTooLong = "order-too-long", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: it is longer than 32 KiB.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: det er lengre enn 32 KiB.";
    OrderForm = "order-form", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: it is not a JWS in compact form.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: det er ikke en JWS i kompakt form.";
    OrderAlgorithm = "order-algorithm", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: its alg is not PS256.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: alg er ikke PS256.";
    OrderTyp = "order-typ", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: its typ is not JWT.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: typ er ikke JWT.";
    OrderCritical = "order-critical", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: its header has crit, and no extension is understood.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: hodet har crit, og ingen utvidelse forstås.";
    OrderHeaderMember = "order-header-member", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: its header has {}; only alg, typ and kid belong there.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: hodet har {}; bare alg, typ og kid hører til der.";
    OrderKidMissing = "order-kid-missing", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: its header has no kid.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: hodet har ingen kid.";
    OrderKidForm = "order-kid-form", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: its kid is empty or not a text.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: kid er tom eller ikke en tekst.";
    OrderKidUnknown = "order-kid-unknown", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: its kid names no key in the police's key set.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: kid navngir ingen nøkkel i politiets nøkkelsett.";
    OrderSignature = "order-signature", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: its signature does not fit the certificate that kid names.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: signaturen passer ikke til sertifikatet som kid navngir.";
    OrderKeyWithoutCertificate = "order-key-without-certificate", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: the key that kid names has no certificate.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: nøkkelen som kid navngir, har ikke sertifikat.";
    OrderKeyNotOfCertificate = "order-key-not-of-certificate", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: the key that kid names is not the one of its certificate.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: nøkkelen som kid navngir, er ikke sertifikatets.";
    OrderKeyTime = "order-key-time", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: the key that kid names is outside the time in the key set.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: nøkkelen som kid navngir, er utenfor tiden i nøkkelsettet.";
    OrderChain = "order-chain", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: the certificate that kid names does not chain up to the installed root.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: sertifikatet som kid navngir, leder ikke til den installerte roten.";
    OrderUnit = "order-unit", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: the OU of the certificate that kid names is not the prosecuting authority's.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: OU i sertifikatet som kid navngir, er ikke påtalemyndighetens.";
    OrderCommonName = "order-common-name", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: the CN of the certificate that kid names does not approve orders in this environment.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: CN i sertifikatet som kid navngir, godkjenner ikke pålegg i dette miljøet.";
    OrderClaimMissing = "order-claim-missing", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: the claim {} is missing.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: feltet {} mangler.";
    OrderClaimForm = "order-claim-form", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: the claim {} does not have the form of its type.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: feltet {} har ikke riktig form.";
    OrderVersion = "order-version", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: the claim version is not 1.0.0.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: feltet version er ikke 1.0.0.";
    OrderMandate = "order-mandate", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: the claim mandate is none of the service's texts.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: feltet mandate er ingen av tjenestens tekster.";
    OrderReason = "order-reason", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: the claim reason is not the text that belongs to the claim mandate.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: feltet reason er ikke teksten som hører til feltet mandate.";
    OrderPeriodReversed = "order-period-reversed", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: the claim fromDate is later than toDate.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: feltet fromDate er senere enn toDate.";
    OrderPeriodTooEarly = "order-period-too-early", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: the claim fromDate is more than 10 years before today.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: feltet fromDate er mer enn 10 år før i dag.";
    OrderAccountList = "order-account-list", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: the claim accountList is not true.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: feltet accountList er ikke true.";
    OrderExpiryBeforeApproval = "order-expiry-before-approval", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: the claim exp is before approval.approvalTimestamp.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: feltet exp er før approval.approvalTimestamp.";
    OrderLifetime = "order-lifetime", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: the claim exp is more than 90 days after approval.approvalTimestamp.",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: feltet exp er mer enn 90 dager etter approval.approvalTimestamp.";
    OrderExpired = "order-expired", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: it has expired (exp).",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: det er utløpt (exp).";
    OrderApprovedAhead = "order-approved-ahead", Invalid,
        "The extradition order in AdditionalReferenceID is not valid: it is approved in the future (approval.approvalTimestamp).",
        "Utleveringspålegget i AdditionalReferenceID er ikke gyldig: det er godkjent i fremtiden (approval.approvalTimestamp).";

    OrderEndpointClosed = "order-endpoint-closed", Forbidden,
        "The extradition order in AdditionalReferenceID does not give access to {}.",
        "Utleveringspålegget i AdditionalReferenceID gir ikke tilgang til {}.";
    OrderPartyDiffers = "order-party-differs", Invalid,
        "The extradition order in AdditionalReferenceID does not cover the request: its partyID is not the party that the request is about (PartyID).",
        "Utleveringspålegget i AdditionalReferenceID dekker ikke forespørselen: partyID er ikke parten som forespørselen gjelder (PartyID).";
    OrderMandateDiffers = "order-mandate-differs", Invalid,
        "The extradition order in AdditionalReferenceID does not cover the request: its mandate is not the one in Legal-Mandate.",
        "Utleveringspålegget i AdditionalReferenceID dekker ikke forespørselen: mandate er ikke hjemmelen i Legal-Mandate.";
    OrderCaseDiffers = "order-case-differs", Invalid,
        "The extradition order in AdditionalReferenceID does not cover the request: its caseID is not AccountInfoRequestID.",
        "Utleveringspålegget i AdditionalReferenceID dekker ikke forespørselen: caseID er ikke AccountInfoRequestID.";
    OrderPeriodDiffers = "order-period-differs", Invalid,
        "The extradition order in AdditionalReferenceID does not cover the request: the period of the request is not within the order's fromDate and toDate.",
        "Utleveringspålegget i AdditionalReferenceID dekker ikke forespørselen: perioden i forespørselen er ikke innenfor fromDate og toDate i pålegget.";
    OrderOwnedOnly = "order-owned-only", Invalid,
        "The extradition order in AdditionalReferenceID does not cover the request: its onlyPrimaryOwner is true, and OnlyPrimaryOwner is false.",
        "Utleveringspålegget i AdditionalReferenceID dekker ikke forespørselen: onlyPrimaryOwner er true, og OnlyPrimaryOwner er false.";
    OrderAccountNotOwned = "order-account-not-owned", Invalid,
        "The extradition order in AdditionalReferenceID does not cover the request: its onlyPrimaryOwner is true, and the party does not own the account.",
        "Utleveringspålegget i AdditionalReferenceID dekker ikke forespørselen: onlyPrimaryOwner er true, og parten eier ikke kontoen.";

    RegisterUnavailable = "register-unavailable", Technical,
        "The bank could not use the answer of {}. Try again later.",
        "Banken kunne ikke bruke svaret fra {}. Prøv igjen senere.";
    AnswerFailed = "answer-failed", Technical,
        "The bank could not create the answer. Try again later.",
        "Banken kunne ikke lage svaret. Prøv igjen senere.";

    ListEmpty = "list-empty", NotFound,
        "The control object (PartyID) has no accounts in the period.",
        "Kontrollobjektet (PartyID) har ingen konti i perioden.";
    DefectRefused = "defect-refused", Invalid,
        "The request is not one that this bank accepts.", "Forespørselen er ikke en som banken godtar.";
    DefectFailed = "defect-failed", Technical,
        "The bank could not handle the request.", "Banken kunne ikke behandle forespørselen.";
    RateLimit = "rate-limit", TooMany,
        "Too many requests in a short time; repeat the request after the pause in Retry-After.",
        "For mange forespørsler på kort tid; gjenta forespørselen etter pausen i Retry-After.";
    OutOfService = "out-of-service", Unavailable,
        "The bank is out of service for a moment; repeat the request after the pause in Retry-After.",
        "Banken er ute av drift et øyeblikk; gjenta forespørselen etter pausen i Retry-After.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_rules_share_an_id() {
        let ids: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
        assert_eq!(ids.len(), Rule::ALL.len());
    }

    #[test]
    fn an_id_is_made_of_small_letters_and_hyphens() {
        for rule in Rule::ALL {
            let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
            assert!(rule.id().bytes().all(is_plain), "{}", rule.id());
        }
    }

    #[test]
    fn both_languages_of_a_rule_name_the_same_parameter() {
        for rule in Rule::ALL {
            let names = |text: &str| text.contains("{}");
            assert_eq!(
                names(rule.english()),
                names(rule.norwegian()),
                "{}",
                rule.id()
            );
        }
    }
}
