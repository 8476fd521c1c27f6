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
    // Planning: what the target or the run lacks.
    /// A case for production only.
    NEEDS_PRODUCTION_MODE "needs-production-mode" "the target runs in test mode" "målet kjører i testmodus";
    /// A case for test only.
    NEEDS_TEST_MODE "needs-test-mode" "the target runs in production mode" "målet kjører i produksjonsmodus";
    /// A case for right of disposal by alternative 1.
    NEEDS_ALTERNATIVE_1 "needs-alternative-1"
        "the target delivers right of disposal by alternative 2" "målet utleverer disposisjonsrett etter alternativ 2";
    /// A case for right of disposal by alternative 2.
    NEEDS_ALTERNATIVE_2 "needs-alternative-2"
        "the target delivers right of disposal by alternative 1" "målet utleverer disposisjonsrett etter alternativ 1";
    /// The profile says nothing that the answer could be held against.
    NEEDS_DECLARED_BANKS "needs-declared-banks"
        "needs a customer whose banks the profile declares" "krever en kunde som profilen oppgir bankene til";
    /// The answer has no list of banks.
    NEEDS_BANK_LIST "needs-bank-list" "needs an answer with a list of banks" "krever et svar med en liste over banker";
    /// Nobody to write to KFR as.
    NEEDS_INSTITUTION "needs-institution"
        "the profile has no section [kfr]: the write API is not tested"
        "profilen har ingen seksjon [kfr]: skrive-API-et blir ikke testet";
    /// No number was drawn that could be written and removed again.
    NUMBERS_TAKEN "numbers-taken"
        "by the register every number that was drawn is a customer of the institution already: nothing is written that could not be removed again"
        "ifølge registeret er alle numrene som ble trukket, allerede kunder av institusjonen: det skrives ikke noe som ikke kan slettes igjen";
    /// KFR has not read a batch in, or nothing can be seen of it.
    NEEDS_BATCH_READ_IN "needs-batch-read-in"
        "needs a customer of the institution in the register's answer"
        "krever en av institusjonens kunder i svaret fra registeret";
    /// Nothing was written before.
    NEEDS_WRITTEN_CUSTOMER "needs-written-customer"
        "needs a request before that wrote a customer" "krever en forespørsel før som skrev en kunde";
    /// The list names no bank that the profile knows.
    NEEDS_NAMED_BANK "needs-named-bank"
        "needs an answer that names a bank of the customer" "krever et svar som nevner en av kundens banker";
    /// No bank is named for the account.
    NEEDS_NAMED_PROVIDER "needs-named-provider"
        "needs an answer that names the bank of an account" "krever et svar som nevner banken til en konto";
    /// The registers belong to somebody else.
    NEEDS_OWN_REGISTERS "needs-own-registers"
        "the run cannot change the registers" "kjøringen kan ikke endre registrene";
    /// Tokens can only be issued with the issuer's key.
    NEEDS_TOKEN_ISSUING "needs-token-issuing"
        "needs tokens issued by the harness, which does not have the issuer's key"
        "krever token utstedt av testverktøyet, som ikke har utstederens nøkkel";
    /// Orders can only be signed with a key of the police.
    NEEDS_OWN_POLICE_KEYS "needs-own-police-keys"
        "needs a police key set that belongs to the run" "krever et nøkkelsett for politiet som hører til kjøringen";
    /// No declared party is suitable.
    NEEDS_PARTY "needs-party" "needs fixture: a party with the traits {traits}" "krever testdata: en part med egenskapene {traits}";
    /// No declared party has a suitable account.
    NEEDS_PARTY_WITH_ACCOUNT "needs-party-with-account"
        "needs fixture: a party with the traits {traits}, and an account with the trait {account}"
        "krever testdata: en part med egenskapene {traits}, og en konto med egenskapen {account}";
    /// The account may be unknown to the bank in the period asked about.
    NEEDS_ACCOUNT_OF_WHOLE_PERIOD "needs-account-of-whole-period"
        "needs fixture: an account whose declared dates (opened, owner_from) are before the period asked about"
        "krever testdata: en konto der de oppgitte datoene (opened, owner_from) er før perioden det spørres om";

    // Running: what is lacking for a request.
    /// Another person is needed.
    NEEDS_OTHER_PARTY "needs-other-party"
        "needs fixture: another party with accounts" "krever testdata: en annen part med konti";
    /// Another person of a kind is needed.
    NEEDS_OTHER_PARTY_THAT_IS "needs-other-party-that-is"
        "needs fixture: another party with the trait {trait}" "krever testdata: en annen part med egenskapen {trait}";
    /// A person who has died is needed.
    NEEDS_DATE_OF_DEATH "needs-date-of-death"
        "needs fixture: a party with a date of death" "krever testdata: en part med dødsdato";
    /// Nobody to send an unchanged request for.
    NEEDS_ORDINARY_PARTY "needs-ordinary-party"
        "there is no ordinary party to send the control for" "det finnes ingen vanlig part å sende kontrollen for";
    /// A person with an open account is needed.
    NEEDS_PARTY_WITH_OPEN_ACCOUNT "needs-party-with-open-account"
        "needs fixture: a party with an open account" "krever testdata: en part med en åpen konto";
    /// An open account is needed.
    NEEDS_OPEN_ACCOUNT "needs-open-account" "needs fixture: an open account" "krever testdata: en åpen konto";
    /// The bank's list has no suitable account.
    NEEDS_ACCOUNT "needs-account"
        "needs fixture: an account with the trait {account} in the bank's list"
        "krever testdata: en konto med egenskapen {account} i bankens liste";
    /// The bank's list has no account with data.
    NEEDS_DELIVERED_ACCOUNT "needs-delivered-account"
        "needs fixture: an account that data is delivered for" "krever testdata: en konto det utleveres data for";
    /// The profile does not say who asks.
    NEEDS_AGENCY "needs-agency"
        "the profile has no agency for {service}" "profilen har ingen etat for {service}";
    /// A request without an extradition order cannot have one changed.
    NEEDS_ORDER "needs-order"
        "the request carries no extradition order that could be changed"
        "forespørselen har ikke noe utleveringspålegg som kan endres";
    /// The profile does not say with which key orders are signed.
    NEEDS_ORDER_KEY "needs-order-key"
        "the profile has no key to sign extradition orders with"
        "profilen har ingen nøkkel å signere utleveringspålegg med";
    /// A certificate of the police is needed.
    NEEDS_POLICE_CERTIFICATE "needs-police-certificate"
        "needs the police certificate {name}" "krever politisertifikatet {name}";
    /// The key of the token issuer is needed.
    NEEDS_ISSUER_KEY "needs-issuer-key" "needs the issuer's key" "krever utstederens nøkkel";
    /// The public key of the token issuer is needed.
    NEEDS_ISSUER_PUBLIC_KEY "needs-issuer-public-key"
        "needs the issuer's public key" "krever utstederens offentlige nøkkel";
    /// A value of the request is not known.
    NEEDS_VALUE "needs-value"
        "this request has no value for: {name}" "forespørselen mangler verdi for: {name}";
    /// A value is not a date.
    NOT_A_DATE "not-a-date" "`{value}` is not a date" "«{value}» er ikke en dato";
    /// Signing or encrypting failed.
    REQUEST_NOT_CREATED "request-not-created"
        "the request could not be created: {cause}" "forespørselen kunne ikke lages: {cause}";
    /// The token issuer gave no token.
    NO_ACCESS_TOKEN "no-access-token"
        "no access token from {endpoint}: {cause}" "fikk ikke tilgangstoken fra {endpoint}: {cause}";
    /// The certificate register did not do as asked.
    CERTIFICATE_NOT_REPLACED "certificate-not-replaced"
        "the certificate could not be replaced: {cause}" "sertifikatet kunne ikke byttes: {cause}";
    /// A property has nothing to say.
    PROPERTY_NOT_APPLICABLE "property-not-applicable"
        "the property says nothing about this endpoint" "egenskapen sier ingenting om dette endepunktet";
    /// No input of a property could be generated.
    NO_INPUT "no-input" "no input could be generated" "ingen inndata kunne genereres";
    /// `--choice` is not one of the property.
    CHOICE_WITHOUT_INPUT "choice-without-input" "--choice matches no input" "--choice svarer ikke til noen inndata";

    // Running: what happened.
    /// Not run, for no reason that is known.
    NOT_RUN "not-run" "it was not run" "den ble ikke kjørt";
    /// No party was chosen.
    NO_PARTY "no-party" "no party was chosen" "ingen part ble valgt";
    /// Nothing to apply the rule to.
    NOTHING_TO_JUDGE "nothing-to-judge" "nothing to judge" "ingenting å bedømme";
    /// A request of a retrieval failed.
    RETRIEVAL_FAILED "retrieval-failed"
        "part of the retrieval failed at {endpoint}: {cause}" "en del av innhentingen feilet på {endpoint}: {cause}";
    /// No answer had status 429.
    NO_429 "no-429" "no 429 was received" "ingen 429 ble mottatt";
    /// No answer came whose time could be measured.
    NO_RESPONSE_TIME "no-response-time" "no response time was measured" "ingen svartid ble målt";
    /// What was received instead of an accepted answer.
    ANSWER_RECEIVED "answer-received" "{answer}" "{answer}";
    /// The account list was refused.
    ACCOUNTS_NOT_ACCEPTED "accounts-not-accepted"
        "Accounts, which comes first, was not accepted: {cause}" "Accounts, som kommer først, ble ikke godtatt: {cause}";
    /// The unchanged request was refused.
    CONTROL_NOT_ACCEPTED "control-not-accepted"
        "the control, the same request without the change, was not accepted: {cause}"
        "kontrollen, samme forespørsel uten endringen, ble ikke godtatt: {cause}";
    /// The target answered with 429.
    RATE_LIMITED "rate-limited"
        "the target limits the rate (429); run with a lower --rate"
        "målet begrenser antall forespørsler (429); kjør med lavere --rate";
    /// An answer was not opened.
    NOT_OPENED "not-opened" "the answer was not opened" "svaret ble ikke åpnet";
    /// No connection.
    NO_CONNECTION "no-connection" "target unreachable: {cause}" "målet kan ikke nås: {cause}";
    /// The TLS handshake failed.
    TLS_FAILED "tls-failed" "TLS failed: {cause}" "TLS feilet: {cause}";
    /// The time limit of a request.
    TIMED_OUT "timed-out" "no answer within the time limit" "intet svar innen tidsgrensen";
    /// The connection ended early.
    CONNECTION_BROKEN "connection-broken" "the connection broke: {cause}" "forbindelsen ble brutt: {cause}";
    /// Less of an answer than its headers announce.
    ANSWER_INCOMPLETE "answer-incomplete" "the answer is incomplete: {cause}" "svaret er ufullstendig: {cause}";
    /// What was received is not HTTP.
    NOT_HTTP "not-http" "the answer is not HTTP: {cause}" "svaret er ikke HTTP: {cause}";
    /// The target does not speak HTTP/1.1.
    ONLY_HTTP2 "only-http2" "the target speaks HTTP/2 alone, and this request can be written in HTTP/1.1 alone" "målet snakker bare HTTP/2, og denne forespørselen kan bare skrives i HTTP/1.1";

    // Judging a record again: why an outcome is kept.
    /// A case about agencies cannot be judged from the record of a bank.
    ABOUT_AGENCIES "about-agencies" "the case is about agencies" "testtilfellet gjelder etater";
    /// The case is not in the pack of the run.
    NEW_CASE "new-case"
        "the case is new in this pack, and the record has no evidence for it"
        "testtilfellet er nytt i denne pakken, og resultatfilen har ingen bevis for det";
    /// Judged from retrievals.
    NEEDS_WHOLE_RETRIEVALS "needs-whole-retrievals"
        "it is judged from whole retrievals, and a record keeps single exchanges of them"
        "den bedømmes etter hele innhentinger, og resultatfilen har enkelte utvekslinger fra dem";
    /// Judged from all answers.
    NEEDS_EVERY_ANSWER "needs-every-answer"
        "it is judged from every answer of the run, and a record keeps a summary of them"
        "den bedømmes etter alle svar i kjøringen, og resultatfilen har et sammendrag av dem";
    /// Judged from generated requests.
    NEEDS_GENERATED_REQUESTS "needs-generated-requests"
        "its requests were generated, and a record keeps none but the smallest that failed"
        "forespørslene var genererte, og resultatfilen har bare den minste som feilet";
    /// The case was edited.
    OTHER_STIMULUS "other-stimulus"
        "the case sends something else in this pack than it did in the run"
        "testtilfellet sender noe annet i denne pakken enn det gjorde i kjøringen";
    /// An exchange is not in the record.
    EXCHANGE_MISSING "exchange-missing"
        "the record does not have exchange {exchange} as it was" "resultatfilen har ikke utveksling {exchange} slik den var";
    /// More exchanges than steps.
    TOO_MANY_EXCHANGES "too-many-exchanges"
        "the record has more exchanges than the case has steps"
        "resultatfilen har flere utvekslinger enn testtilfellet har steg";
    /// Fewer exchanges than steps.
    NEVER_SENT "never-sent"
        "a request of the case was never sent, and the evidence does not say why"
        "en forespørsel i testtilfellet ble aldri sendt, og bevisene sier ikke hvorfor";
    /// A retrieval had failed.
    FAILED_IN_RUN "failed-in-run"
        "part of the retrieval failed in the run" "en del av innhentingen feilet i kjøringen";
    /// Nothing was applicable.
    NOT_APPLICABLE_IN_RUN "not-applicable-in-run"
        "it was not applicable, by the target's profile and what the answers held"
        "den var ikke aktuell, etter målets profil og det svarene inneholdt";
    /// A check that no record has enough for.
    NEEDS_RUN "needs-run"
        "the check {check} cannot be made from stored evidence"
        "kontrollen {check} kan ikke gjøres på lagrede bevis";
    /// An error message was changed when it was stored.
    MESSAGE_NOT_WHOLE "message-not-whole"
        "the error message was redacted or shortened, and the check reads all of it"
        "feilmeldingen er anonymisert eller forkortet, og kontrollen leser hele";
    /// Documents were shortened when they were stored.
    DOCUMENTS_NOT_WHOLE "documents-not-whole"
        "the documents were shortened, and the check compares all of them"
        "dokumentene er forkortet, og kontrollen sammenligner hele";
    /// A body was not stored.
    BODY_NOT_KEPT "body-not-kept"
        "the body as it was received was not kept, and the check reads its form"
        "innholdet slik det ble mottatt er ikke lagret, og kontrollen leser formen";
    /// A body was not stored in its content coding.
    CODING_NOT_KEPT "coding-not-kept"
        "the body as it was received was not kept, and the check reads its content coding"
        "innholdet slik det ble mottatt er ikke lagret, og kontrollen leser innholdskodingen";
    /// The digest of a content key was not stored.
    CONTENT_KEY_NOT_KEPT "content-key-not-kept"
        "the digest of the content key was not kept" "sjekksummen av innholdsnøkkelen er ikke lagret";

    // The end of a run.
    /// The run was to stop at the first broken MUST.
    STOPPED "stopped"
        "stopped after the first violation (--fail-fast)" "stanset etter første brudd (--fail-fast)";
    /// The run was ended from outside, or did not come to its end.
    INTERRUPTED "interrupted"
        "not run: the run was interrupted" "ikke kjørt: kjøringen ble avbrutt";
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
    /// A check has nothing to judge without it.
    NEEDS_ANSWER_WITH_BODY "needs-answer-with-body"
        "needs fixture: an answer with a body" "krever testdata: et svar med innhold";
    /// A check has nothing to judge without it.
    NEEDS_CLEAR_ANSWER "needs-clear-answer"
        "needs fixture: an answer in clear" "krever testdata: et svar i klartekst";
    /// No valid request was answered.
    NEEDS_VALID_REQUEST "no-valid-request"
        "no valid request was answered" "ingen gyldig forespørsel ble besvart";
    /// No 429.
    NEEDS_RATE_LIMIT "no-rate-limit"
        "no answer limited the rate" "ingen svar begrenset antall forespørsler";
    /// No response times.
    NEEDS_MEASUREMENT "not-measured"
        "no answer was measured" "ingen svar ble målt";
    /// A row of another service.
    SERVICE_NOT_RUN "service-not-run"
        "{service} was not part of the run" "{service} var ikke med i kjøringen";
    /// No object that a field could be in.
    NO_PLACE_FOR_FIELD "no-place-for-field"
        "needs fixture: no answer of {endpoint} had a place for {field}" "krever testdata: ingen svar fra {endpoint} hadde plass til {field}";
    /// A field that nobody declares and no answer has.
    FIELD_NEVER_DELIVERED "field-never-delivered"
        "never seen: none of {count} objects had {field}, and the profile does not say that the bank has it" "aldri sett: ingen av {count} objekter hadde {field}, og profilen sier ikke at banken har det";
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
    /// No account list was refused.
    NO_REFUSED_LIST "no-refused-list"
        "no request for an account list was refused" "ingen forespørsler om en kontoliste ble avvist";
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
    // How far an answer could be read; `layer` is the id of the layer.
    /// Reading the answer ended in an earlier layer than the rule is about.
    UNREAD "unread-layer"
        "the answer could not be read at an earlier layer ({name}): {fault}"
        "svaret kunne ikke leses på et tidligere lag ({name}): {fault}";
    /// The bank failed with a status of 500 or more for a valid request.
    SERVER_ERROR "server-error"
        "the bank answered the valid request with {status}"
        "banken besvarte den gyldige forespørselen med {status}";
    /// A list that is not followed to its end.
    LIST_WITHOUT_END "list-without-end"
        "the pages of {endpoint} were not followed to the end: {cause}"
        "sidene i {endpoint} ble ikke fulgt til slutten: {cause}";
    /// More pages than are followed.
    TOO_MANY_PAGES "too-many-pages"
        "there are more than {count} pages" "det er mer enn {count} sider";
    /// A link to an earlier page.
    PAGE_REPEATED "page-repeated"
        "a link leads back to a page that was already retrieved"
        "en lenke fører tilbake til en side som alt er hentet";
    /// A page without entries that has a next page.
    EMPTY_PAGE_WITH_NEXT "empty-page-with-next"
        "a page without any entry links to a next page" "en side uten noe innhold lenker til en neste side";
    /// A page without new entries that has a next page.
    NOTHING_NEW_WITH_NEXT "nothing-new-with-next"
        "a page that adds nothing new links to a next page"
        "en side som ikke tilfører noe nytt, lenker til en neste side";
}

/// The id of a reason whose words are its own, as tests of what is shown of reasons make them.
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

    /// With the reason behind it.
    #[must_use]
    pub fn caused_by(self, cause: &Self) -> Self {
        self.with("cause", cause.text())
    }

    /// Whether it is of a kind.
    pub fn is(&self, kind: &ReasonKind) -> bool {
        self.id == kind.id
    }

    /// One of its values.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// The sentence. A reason that this program does not know is shown by its id and values.
    pub fn text(&self) -> Text {
        if let (WORDS, Some(Value::Words(text))) = (&*self.id, self.values.get("words")) {
            return text.clone();
        }
        if let Some(kind) = ALL.iter().find(|kind| kind.id == self.id) {
            kind.sentence.fill(&self.values)
        } else {
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
