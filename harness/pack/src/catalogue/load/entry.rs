//! What case files may say, key by key. The reference of the case language and the JSON Schema are generated from these
//! types.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::catalogue::case::{Fresh, Level, Need, With};
use crate::catalogue::entry::Guards;
use crate::catalogue::load::change::{ChangeEntry, TemplateText};
use crate::catalogue::vocabulary::{
    AccountTraits, Categories, Endpoints, EndpointsOrOutside, PartyTraitsOrAny, Word,
};
use crate::property::PropertyName;
use crate::text::Text;
use crate::toml_file::{Entries, Placed};

/// A file of cases, all of one family.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Cases")]
pub(in crate::catalogue) struct CaseFile {
    /// The family: how the ids of its cases begin.
    pub(super) family: Placed<String>,
    /// What the family is about, in a few words.
    pub(super) about: Option<Text>,
    /// What is at risk where a rule of the family is broken.
    #[serde(default)]
    pub(super) guards: Guards,
    /// The cases.
    pub(super) case: Vec<Placed<CaseEntry>>,
}

/// A case. Which form it has is decided by one key: `expect` (one request on each endpoint), `[[case.step]]` (several
/// requests in order), `judge` (whole retrievals, or all exchanges of a run), `property` (generated requests), or `check`
/// (the journal of an agency; only in `agency/`).
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::catalogue) struct CaseEntry {
    /// Stable id: the family, a hyphen and three digits.
    pub(super) id: Placed<String>,
    /// The rule as a sentence.
    pub(super) title: Text,
    /// Why the rule matters.
    pub(super) why: Text,
    /// How strong the rule is; not stronger than the strongest of its requirements.
    pub(super) level: Placed<Level>,
    /// Ids of the requirements it tests; at least one.
    pub(super) requirements: Placed<Vec<Placed<String>>>,
    /// Ids of the interpretations that it relies on.
    #[serde(default)]
    pub(super) interpretations: Vec<Placed<String>>,
    /// What changes under other readings of these interpretations than ours. Without an entry a case is the same under
    /// every reading.
    #[serde(default)]
    pub(super) under: Vec<Placed<UnderEntry>>,
    /// The services it applies to; all if not said.
    pub(super) services: Option<Vec<Placed<String>>>,
    /// The endpoints it unfolds over, as far as the service has them, or `outside` for those the service has no access to;
    /// every endpoint of the service if not said.
    pub(super) endpoints: Option<Placed<OneOrSeveral<Word<EndpointsOrOutside>>>>,
    /// Traits of the party it uses, for all services or per service; the service's usual party if not said.
    pub(super) party: Option<PartyChoice>,
    /// A word for the account it uses; any account that data is delivered for if not said.
    pub(super) account: Option<Word<AccountTraits>>,
    /// What the target must be like. What the changes need is derived from them.
    #[serde(default)]
    pub(super) needs: Vec<Placed<Need>>,
    /// Where the valid request differs from the usual one; the control differs in the same way.
    pub(super) baseline: Option<Placed<BaselineEntry>>,
    /// The changes to the valid request; none if the valid request itself is tested.
    pub(super) change: Option<Placed<Vec<Placed<ChangeEntry>>>>,
    /// What must come back.
    pub(super) expect: Option<Placed<ExpectEntry>>,
    /// Names of checks on the answer.
    pub(super) checks: Option<Placed<Vec<Placed<String>>>>,
    /// The requests in order.
    pub(super) step: Option<Placed<Vec<StepEntry>>>,
    /// Names of checks on whole retrievals, or one check on all exchanges of a run.
    pub(super) judge: Option<Placed<Vec<Placed<String>>>>,
    /// The category of the delivery tables over whose rows the case unfolds; only beside `judge`.
    pub(super) rows: Option<Placed<Word<Categories>>>,
    /// The property that generated requests are held against.
    pub(super) property: Option<Placed<PropertyName>>,
    /// The name of the check on the journal of an agency.
    pub(super) check: Option<Placed<String>>,
    /// The scenarios that an agency's case is judged from; all if not said.
    pub(super) scenarios: Option<Placed<Vec<Placed<String>>>>,
    /// Scenarios that an agency's case is not judged from.
    pub(super) except: Option<Placed<Vec<Placed<String>>>>,
    /// What the check on the journal needs to know.
    pub(super) with: Option<Placed<With>>,
}

/// What changes under a reading of an interpretation that a profile sets in place of ours.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::catalogue) struct UnderEntry {
    /// The interpretation, one of the case's.
    pub(super) interpretation: Placed<String>,
    /// The reading: a value of the interpretation's setting that is not the default.
    pub(super) value: Placed<String>,
    /// How strong the rule is by that reading.
    pub(super) level: Option<Level>,
    /// What must come back by that reading, to every request; only beside `expect` or `[[case.step]]`.
    pub(super) expect: Option<Placed<ExpectEntry>>,
}

/// Where the valid request differs from the usual one.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::catalogue) struct BaselineEntry {
    /// First day of the period.
    pub(super) from: Option<TemplateText>,
    /// Last day of the period.
    pub(super) to: Option<TemplateText>,
    /// `OnlyPrimaryOwner` as it is sent.
    pub(super) only_primary_owner: Option<String>,
    /// Number of the service's mandate text, from 0.
    pub(super) mandate: Option<usize>,
    /// The Accept header.
    pub(super) accept: Option<String>,
}

/// What must come back: one of `accepted = true`, `refused`, `accepted = true` with `or-refused`, `answered`,
/// `survives = true`.
/// A pair is an HTTP status and an error code of the API, e.g. `400 ACC-001`, or `404 *` for any body.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::catalogue) struct ExpectEntry {
    /// 200 with a readable document; for what writes to KFR its statuses of success.
    pub(super) accepted: Option<bool>,
    /// One of these statuses of success, whatever the body is.
    pub(super) answered: Option<Vec<u16>>,
    /// Refused with one of these pairs.
    pub(super) refused: Option<Vec<Placed<String>>>,
    /// Pairs that the sources leave room for beside `refused`; noted.
    pub(super) also: Option<Placed<Vec<Placed<String>>>>,
    /// Accepted, or refused with one of these pairs; noted.
    pub(super) or_refused: Option<Vec<Placed<String>>>,
    /// Any complete answer below 500, and the valid request is accepted afterwards.
    pub(super) survives: Option<bool>,
}

/// One request of several, and what must come back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::catalogue) struct StepEntry {
    /// The endpoint; the one the case unfolds over if not said.
    #[schemars(with = "Option<Word<Endpoints>>")]
    pub(super) endpoint: Option<Word<Endpoints>>,
    /// The changes to the valid request.
    #[serde(default)]
    pub(super) change: Vec<Placed<ChangeEntry>>,
    /// What must come back.
    pub(super) expect: Placed<ExpectEntry>,
    /// Names of checks on the answer.
    #[serde(default)]
    pub(super) checks: Vec<Placed<String>>,
    /// What is made anew instead of shared with the steps before.
    #[serde(default)]
    pub(super) new: Vec<Fresh>,
    /// For how many seconds, at most 60, the request is sent again while the answer is not as expected; for what a
    /// register does after it has answered.
    pub(super) within: Option<Placed<u64>>,
}

/// One word, or a list of them.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(in crate::catalogue) struct OneOrSeveral<T>(pub(super) Vec<T>);

/// Traits for all services, or per service.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(in crate::catalogue) enum PartyChoice {
    /// The same for all services.
    All(OneOrSeveral<Word<PartyTraitsOrAny>>),
    /// Per service, by its id.
    PerService(Entries<OneOrSeveral<Word<PartyTraitsOrAny>>>),
}

struct Either<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
    type Value = OneOrSeveral<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a word or a list of words")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<OneOrSeveral<T>, E> {
        T::deserialize(word.into_deserializer()).map(|one| OneOrSeveral(vec![one]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, words: A) -> Result<OneOrSeveral<T>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(words)).map(OneOrSeveral)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrSeveral<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Either(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for OneOrSeveral<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("OneOrSeveral{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]})
    }
}

impl<'de> Deserialize<'de> for PartyChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Choice;

        impl<'de> Visitor<'de> for Choice {
            type Value = PartyChoice;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a trait, a list of traits, or traits per service")
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<PartyChoice, E> {
                Either(PhantomData).visit_str(word).map(PartyChoice::All)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, words: A) -> Result<PartyChoice, A::Error> {
                Either(PhantomData).visit_seq(words).map(PartyChoice::All)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<PartyChoice, A::Error> {
                Entries::deserialize(MapAccessDeserializer::new(map)).map(PartyChoice::PerService)
            }
        }

        deserializer.deserialize_any(Choice)
    }
}

impl JsonSchema for PartyChoice {
    fn schema_name() -> Cow<'static, str> {
        "PartyChoice".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let traits = generator.subschema_for::<OneOrSeveral<Word<PartyTraitsOrAny>>>();
        json_schema!({"anyOf": [traits, {"type": "object", "additionalProperties": traits}]})
    }
}
