//! What it most likely means that the bank refuses a valid request, in the light of what was looked at before.

use wire::messages::Endpoint;
use wire::profile::{FromRule, FurtherCheck, ServiceProfile};

use crate::doctor::Whose;
use judge::answer::{Answer, Content, Fault};
use pack::text::Text;
use plan::target::Target;

/// What is known when a valid request was refused.
pub(super) struct Circumstances<'a> {
    pub(super) service: &'a ServiceProfile,
    pub(super) target: &'a Target,
    pub(super) endpoint: Endpoint,
    /// Whose clock is wrong, if one is.
    pub(super) wrong_clock: Option<Whose>,
    /// Whether the police publish the order's key.
    pub(super) order_published: Option<bool>,
    /// Whether `CertPub` has the decryption key's certificate.
    pub(super) certificate_published: Option<bool>,
}

/// Who must fix the refusal, and how.
pub(super) fn diagnose(answer: &Answer, known: &Circumstances<'_>) -> (Whose, Text) {
    match &answer.content {
        Content::Unreadable(unreadable) if unreadable.fault == Fault::NotOurKey => {
            return undecryptable(known);
        }
        Content::Unreadable(unreadable) if answer.status < 300 => {
            return (Whose::Bank, judge::expectation::fault(&unreadable.fault));
        }
        Content::Unreadable(unreadable) if matches!(unreadable.fault, Fault::Html | Fault::Xml) => {
            return (Whose::Network, page_of_gateway());
        }
        Content::Unreadable(_)
        | Content::Encrypted { .. }
        | Content::Clear { .. }
        | Content::Empty => {}
    }
    let said = Said::of(answer);
    match answer.status {
        401 => token(&said, known),
        403 => access(&said, known),
        400 => request(&said, known),
        404 => not_found(known),
        406 => (
            Whose::Bank,
            Text::new(
                "application/jose, or application/json in test, is what the Accept header asks for",
                "application/jose, eller application/json i test, er det Accept-hodet ber om",
            ),
        ),
        429 => (
            Whose::Configuration,
            Text::new("run with a lower --rate", "kjør med lavere --rate"),
        ),
        500..=599 => fault(&said, known),
        _ => (
            Whose::Bank,
            Text::new(
                "no answer that the documents know",
                "ikke et svar som dokumentene kjenner",
            ),
        ),
    }
}

/// The words of the bank's message, in lower case.
struct Said(Vec<String>);

impl Said {
    fn of(answer: &Answer) -> Self {
        let message = answer
            .document()
            .and_then(|document| document.get("message"));
        let message = message
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default();
        let words = message.split(|letter: char| !letter.is_alphanumeric());
        Self(words.map(str::to_lowercase).collect())
    }

    fn any(&self, words: &[&str]) -> bool {
        self.0.iter().any(|said| words.contains(&said.as_str()))
    }

    fn of_the_order(&self) -> bool {
        self.any(&[
            "additionalreferenceid",
            "order",
            "pålegg",
            "pålegget",
            "utleveringspålegg",
            "utleveringspålegget",
            "signature",
            "signatur",
            "signaturen",
            "x5c",
        ])
    }

    fn of_register(&self) -> bool {
        const STEMS: [&str; 9] = [
            "guardian", "verge", "bankrupt", "konkurs", "insolven", "dead", "deceased", "død",
            "death",
        ];
        let mut said = self.0.iter();
        said.any(|word| STEMS.iter().any(|stem| word.starts_with(stem)))
    }

    fn of_access(&self) -> bool {
        self.any(&[
            "consumer",
            "agency",
            "etat",
            "etaten",
            "konsument",
            "konsumenten",
            "service",
            "tjeneste",
            "tjenesten",
        ])
    }
}

fn undecryptable(known: &Circumstances<'_>) -> (Whose, Text) {
    if known.certificate_published == Some(true) {
        return (
            Whose::Bank,
            Text::new(
                "CertPub has the certificate of decryption-key, and the bank encrypted to another: does it keep an old one, or look somewhere else?",
                "CertPub har sertifikatet til decryption-key, og banken krypterte til et annet: beholder den et gammelt, eller slår den opp et annet sted?",
            ),
        );
    }
    (
        Whose::Configuration,
        Text::new(
            "the bank encrypted to another key: is decryption-key the one whose certificate CertPub has now?",
            "banken krypterte til en annen nøkkel: er decryption-key den som sertifikatet i CertPub nå gjelder?",
        ),
    )
}

fn token(said: &Said, known: &Circumstances<'_>) -> (Whose, Text) {
    let target = known.target;
    let audience = &target.audience;
    if let Some(whose) = known.wrong_clock {
        return (
            whose,
            Text::new(
                "the bank refuses the token; the clocks explain it",
                "banken avviser tokenet; klokkene forklarer det",
            ),
        );
    }
    let other_audience = *audience != target.base_url && !said.any(&["iss", "issuer", "utsteder"]);
    if said.any(&["aud", "audience"]) || other_audience {
        return (
            Whose::Configuration,
            Text::new(
                format!(
                    "the bank refuses the token, whose audience is {audience}: write audience as the base URL that the bank knows itself by"
                ),
                format!(
                    "banken avviser tokenet, som har audience {audience}: skriv audience som base-URL-en banken kjenner seg selv som"
                ),
            ),
        );
    }
    let issuer = &target.issuer.issuer;
    let keys = target.issuer.jwks_uri.as_deref().unwrap_or("its jwks_uri");
    (
        Whose::Bank,
        Text::new(
            format!(
                "the bank refuses the token: set it up to trust the issuer {issuer} with the keys of {keys}; is {audience} the base URL that it knows itself by?"
            ),
            format!(
                "banken avviser tokenet: sett den opp til å stole på utstederen {issuer} med nøklene fra {keys}; er {audience} base-URL-en den kjenner seg selv som?"
            ),
        ),
    )
}

fn page_of_gateway() -> Text {
    Text::new(
        "a page is not the API's answer: a gateway, firewall or web server in front of the API refuses; does it let this machine in, and does it forward this path and these headers?",
        "en nettside er ikke svaret fra API-et: en port, brannmur eller webserver foran API-et avviser; slipper den inn denne maskinen, og sender den videre denne stien og disse headerne?",
    )
}

/// Services whose bank asks a register about the person: it may be the register that does not know it.
fn asks_register(known: &Circumstances<'_>) -> Option<Text> {
    match known.service.further_check {
        FurtherCheck::Guardianship => Some(Text::new(
            "the bank found no guardianship for daily banking in the period: does the person registry that it asks have the ward and the guardian of the profile?",
            "banken fant ikke noe vergemål for daglig bankbruk i perioden: har personregisteret som den spør, vergehaveren og vergen i profilen?",
        )),
        FurtherCheck::Bankruptcy => Some(Text::new(
            "the bank found no opened bankruptcy: does the Konkursvarsel that it asks have the notice about the debtor of the profile?",
            "banken fant ingen åpnet konkurs: har Konkursvarsel som den spør, varselet om skyldneren i profilen?",
        )),
        FurtherCheck::Deceased => Some(Text::new(
            "the bank found no death: does the person registry that it asks know the death and its date, as the profile has them?",
            "banken fant ikke noe dødsfall: har personregisteret som den spør, dødsfallet og datoen, slik de er i profilen?",
        )),
        FurtherCheck::None | FurtherCheck::ExtraditionOrder => None,
    }
}

fn is_ordered(known: &Circumstances<'_>) -> bool {
    known.service.further_check == FurtherCheck::ExtraditionOrder
}

fn order_of_ours() -> (Whose, Text) {
    (
        Whose::Configuration,
        Text::new(
            "the order is signed by a key that the police do not publish, see above",
            "pålegget er signert med en nøkkel som politiet ikke publiserer, se ovenfor",
        ),
    )
}

fn order_not_trusted() -> (Whose, Text) {
    (
        Whose::Bank,
        Text::new(
            "the order's signature is not trusted by the bank yet: has it installed the root above the police's certificate, and does it read the police's key set?",
            "banken stoler ikke på påleggets signatur ennå: har den installert roten over politiets sertifikat, og leser den politiets nøkkelsett?",
        ),
    )
}

fn access(said: &Said, known: &Circumstances<'_>) -> (Whose, Text) {
    let agency = known.target.agencies.get(&known.service.id);
    let orgno = agency.map_or("", |agency| agency.orgno.as_str());
    let service = &known.service.id;
    let closed = Text::new(
        format!(
            "the bank has not opened {service} for the agency {orgno}; if it does not offer it, leave it out of services"
        ),
        format!(
            "banken har ikke åpnet {service} for etaten {orgno}; tilbyr den ikke tjenesten, ta den ut av services"
        ),
    );
    if said.of_register()
        && let Some(advice) = asks_register(known)
    {
        return (Whose::Configuration, advice);
    }
    match (is_ordered(known), known.order_published) {
        (true, Some(false)) => order_of_ours(),
        (true, _) if said.of_the_order() => order_not_trusted(),
        (true, _) if !said.of_access() => (
            Whose::Bank,
            Text::new(
                format!(
                    "{}; or the order's signature is not trusted yet: has the bank installed the root above the police's certificate?",
                    closed.en
                ),
                format!(
                    "{}; eller så er påleggets signatur ikke klarert ennå: har banken installert roten over politiets sertifikat?",
                    closed.nb
                ),
            ),
        ),
        (true | false, _) => (Whose::Bank, closed),
    }
}

fn request(said: &Said, known: &Circumstances<'_>) -> (Whose, Text) {
    if is_ordered(known) && known.order_published == Some(false) {
        return order_of_ours();
    }
    if is_ordered(known) && said.of_the_order() {
        return order_not_trusted();
    }
    if said.of_register()
        && let Some(advice) = asks_register(known)
    {
        return (Whose::Configuration, advice);
    }
    if matches!(
        known.service.period.from,
        FromRule::MonthsBeforeDeath { .. }
    ) {
        return (
            Whose::Configuration,
            Text::new(
                "most likely the test person is not what the profile says: the bank's person registry has to know the death and its date",
                "sannsynligvis er ikke testpersonen det profilen sier: bankens personregister må kjenne dødsfallet og datoen",
            ),
        );
    }
    if said.any(&["partyid", "kontrollobjekt", "kontrollobjektet"]) {
        return (
            Whose::Configuration,
            Text::new(
                "most likely the test person is not what the profile says: look at its number and traits",
                "sannsynligvis er ikke testpersonen det profilen sier: se på nummeret og kjennetegnene",
            ),
        );
    }
    (
        Whose::Bank,
        Text::new(
            "the request is valid by the documents: read the bank's message for the parameter, or the order, that it refuses",
            "forespørselen er gyldig etter dokumentene: les i bankens melding hvilken parameter, eller om det er pålegget, den avviser",
        ),
    )
}

fn not_found(known: &Circumstances<'_>) -> (Whose, Text) {
    if known.endpoint == Endpoint::Accounts {
        return (
            Whose::Configuration,
            Text::new(
                "an account list is empty, never 404, where nothing is known: is the path of base-url right?",
                "en kontoliste er tom, aldri 404, når intet er kjent: er stien i base-url riktig?",
            ),
        );
    }
    (
        Whose::Bank,
        Text::new(
            "the bank does not know the account reference that it gave itself",
            "banken kjenner ikke kontoreferansen den selv ga",
        ),
    )
}

fn fault(said: &Said, known: &Circumstances<'_>) -> (Whose, Text) {
    if said.any(&["certpub"]) {
        let answers = known.certificate_published.is_some();
        let (en, nb) = if answers {
            ("CertPub answers the doctor", "CertPub svarer doctor")
        } else {
            ("is it running", "kjører det")
        };
        return (
            Whose::Bank,
            Text::new(
                format!(
                    "the bank gets no certificate from CertPub ({en}): look at the bank's address of the locator, and its way there"
                ),
                format!(
                    "banken får ikke sertifikat fra CertPub ({nb}): se på bankens adresse til oppslagstjenesten, og veien dit"
                ),
            ),
        );
    }
    (
        Whose::Bank,
        Text::new(
            "a fault at the bank, or a register that it does not reach; its log says more",
            "en feil hos banken, eller et register den ikke når; loggen der sier mer",
        ),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::doctor::testing;

    fn refused(status: u16, message: &str) -> Answer {
        Answer {
            status,
            media_type: Some("application/json".into()),
            repeats: None,
            content: Content::Clear {
                document: json!({"code": "ACC", "message": message}),
            },
        }
    }

    fn garbled() -> Answer {
        Answer {
            content: Content::Unreadable(Fault::NotOurKey.into()),
            ..refused(200, "")
        }
    }

    fn diagnosed(
        service: &str,
        answer: &Answer,
        change: impl FnOnce(&mut Circumstances<'_>),
    ) -> (Whose, String) {
        let target = testing::target();
        let mut known = Circumstances {
            service: wire::profile::service(service).expect("a built-in service"),
            target: &target,
            endpoint: Endpoint::Accounts,
            wrong_clock: None,
            order_published: None,
            certificate_published: None,
        };
        change(&mut known);
        let (whose, advice) = diagnose(answer, &known);
        (whose, advice.en)
    }

    const POLICE: &str = "politi-utlevering";
    const ESTATES: &str = "oppgjor-etter-dodsfall";

    #[test]
    fn a_page_in_place_of_an_error_is_the_networks() {
        let page = Answer {
            content: Content::Unreadable(Fault::Html.into()),
            ..refused(403, "")
        };
        let (whose, advice) = diagnosed(POLICE, &page, |_| {});
        assert_eq!(whose, Whose::Network);
        assert!(advice.contains("gateway"), "{advice}");
    }

    #[test]
    fn a_key_that_does_not_fit_is_the_profiles() {
        let (whose, advice) = diagnosed(POLICE, &garbled(), |_| {});
        assert_eq!(whose, Whose::Configuration);
        assert!(advice.contains("CertPub"), "{advice}");
    }

    #[test]
    fn a_bank_that_encrypts_to_an_old_certificate_is_the_banks() {
        let (whose, _) = diagnosed(POLICE, &garbled(), |known| {
            known.certificate_published = Some(true);
        });
        assert_eq!(whose, Whose::Bank);
    }

    #[test]
    fn a_bank_that_does_not_trust_the_issuer_is_told_its_name() {
        let (whose, advice) = diagnosed(POLICE, &refused(401, ""), |_| {});
        assert_eq!(whose, Whose::Bank);
        assert!(advice.contains("https://issuer.example/"), "{advice}");
    }

    #[test]
    fn a_token_is_refused_by_a_clock_that_is_wrong() {
        let (whose, advice) = diagnosed(POLICE, &refused(401, ""), |known| {
            known.wrong_clock = Some(Whose::Configuration);
        });
        assert_eq!(whose, Whose::Configuration);
        assert!(advice.contains("clocks"), "{advice}");
    }

    #[test]
    fn a_refused_audience_is_the_profiles() {
        let (whose, advice) = diagnosed(POLICE, &refused(401, "the token's aud is wrong"), |_| {});
        assert_eq!(whose, Whose::Configuration);
        assert!(advice.contains("write audience"), "{advice}");
    }

    #[test]
    fn a_page_of_a_gateway_is_no_word_about_the_agency() {
        let page = Answer {
            content: Content::Unreadable(Fault::Html.into()),
            ..refused(403, "")
        };
        let (whose, advice) = diagnosed(POLICE, &page, |_| {});
        assert_eq!(whose, Whose::Network);
        assert!(advice.contains("firewall"), "{advice}");
        assert!(!advice.contains("opened"), "{advice}");
    }

    #[test]
    fn a_guardianship_or_bankruptcy_that_the_bank_does_not_find_is_asked_of_the_register() {
        for (service, message, register) in [
            (
                "vergekontroll",
                "Det er ikke registrert noe vergemål",
                "person registry",
            ),
            (
                "konkursbehandling",
                "no bankruptcy is opened",
                "Konkursvarsel",
            ),
            (
                ESTATES,
                "PartyID is not a deceased person",
                "person registry",
            ),
        ] {
            for status in [400, 403] {
                let (_, advice) = diagnosed(service, &refused(status, message), |_| {});
                assert!(advice.contains(register), "{service}: {advice}");
            }
        }
    }

    #[test]
    fn an_order_that_is_not_trusted_yet_is_the_banks() {
        for status in [400, 403] {
            let message = "Utleveringspålegget har ingen gyldig signatur";
            let (whose, advice) = diagnosed(POLICE, &refused(status, message), |_| {});
            assert_eq!(whose, Whose::Bank);
            assert!(advice.contains("root"), "{advice}");
        }
    }

    #[test]
    fn an_order_signed_by_a_key_of_nobody_is_the_profiles() {
        for status in [400, 403] {
            let (whose, _) = diagnosed(POLICE, &refused(status, ""), |known| {
                known.order_published = Some(false);
            });
            assert_eq!(whose, Whose::Configuration);
        }
    }

    #[test]
    fn a_service_that_is_not_open_is_the_banks_and_not_the_orders() {
        let message = "the consumer is not the agency of any service";
        let (whose, advice) = diagnosed(POLICE, &refused(403, message), |_| {});
        assert_eq!(whose, Whose::Bank);
        assert!(
            advice.contains("opened") && !advice.contains("root"),
            "{advice}"
        );
    }

    #[test]
    fn a_person_who_is_not_dead_is_the_profiles() {
        let (whose, advice) = diagnosed(ESTATES, &refused(400, "no"), |_| {});
        assert_eq!(whose, Whose::Configuration);
        assert!(advice.contains("death"), "{advice}");
    }

    #[test]
    fn a_bank_without_certpub_is_told_so() {
        let (whose, advice) = diagnosed(ESTATES, &refused(500, "no answer of CertPub"), |_| {});
        assert_eq!(whose, Whose::Bank);
        assert!(advice.contains("CertPub"), "{advice}");
    }

    #[test]
    fn a_fault_is_the_banks() {
        assert_eq!(diagnosed(ESTATES, &refused(503, ""), |_| {}).0, Whose::Bank);
    }
}
