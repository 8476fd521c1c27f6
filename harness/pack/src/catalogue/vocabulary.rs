//! The closed lists of words that case, scenario and profile files choose from.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wire::messages::Operation;
use wire::profile::Category;
use wire::world::{order_certificate, party_trait};

/// A closed list of words.
pub trait List {
    /// Its name in the schema.
    const NAME: &'static str;
    /// The words.
    const WORDS: &'static [&'static str];
    /// What each of them means; empty where they speak for themselves.
    const MEANINGS: &'static [&'static str] = &[];
}

/// A word of a closed list.
pub struct Word<L> {
    word: &'static str,
    list: PhantomData<L>,
}

impl<L: List> Word<L> {
    /// The word, if the list has it.
    pub fn find(word: &str) -> Option<Self> {
        let word = L::WORDS.iter().find(|known| **known == word)?;
        Some(Self {
            word,
            list: PhantomData,
        })
    }

    /// The word itself.
    pub fn name(&self) -> &'static str {
        self.word
    }
}

impl<L> Clone for Word<L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<L> Copy for Word<L> {}

impl<L> fmt::Debug for Word<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.word, formatter)
    }
}

impl<L> Serialize for Word<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word)
    }
}

impl<'de, L: List> Deserialize<'de> for Word<L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text<L>(PhantomData<L>);

        impl<L: List> Visitor<'_> for Text<L> {
            type Value = Word<L>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a word")
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<Word<L>, E> {
                Word::find(word).ok_or_else(|| E::unknown_variant(word, L::WORDS))
            }
        }

        deserializer.deserialize_str(Text(PhantomData))
    }
}

impl<L: List> JsonSchema for Word<L> {
    fn schema_name() -> Cow<'static, str> {
        L::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        if L::MEANINGS.is_empty() {
            return json_schema!({"type": "string", "enum": L::WORDS});
        }
        let words: Vec<_> = L::WORDS
            .iter()
            .zip(L::MEANINGS)
            .map(
                |(word, meaning)| serde_json::json!({"const": word, "description": meaning.trim()}),
            )
            .collect();
        json_schema!({"oneOf": words})
    }
}

/// Endpoints of the API.
#[derive(Debug)]
pub enum Endpoints {}

impl List for Endpoints {
    const NAME: &'static str = "Endpoint";
    const WORDS: &'static [&'static str] = &[
        "Accounts",
        "AccountDetails",
        "Transactions",
        "Cards",
        "Roles",
        "customerRelationships",
        "accountServicingProvider",
        "addCustomerDSOPGW",
        "deleteCustomerDSOPGW",
        "addCustomerDSOPGWByFile",
        "getCustomerRelationForOwnBank",
    ];
}

impl From<Word<Endpoints>> for Operation {
    fn from(word: Word<Endpoints>) -> Self {
        Self::from_name(word.name()).expect("the list has the names of the endpoints")
    }
}

/// Endpoints of the API, or the word for those that a service has no access to.
#[derive(Debug)]
pub enum EndpointsOrOutside {}

impl List for EndpointsOrOutside {
    const NAME: &'static str = "EndpointOrOutside";
    const WORDS: &'static [&'static str] = &[
        "Accounts",
        "AccountDetails",
        "Transactions",
        "Cards",
        "Roles",
        "customerRelationships",
        "accountServicingProvider",
        "addCustomerDSOPGW",
        "deleteCustomerDSOPGW",
        "addCustomerDSOPGWByFile",
        "getCustomerRelationForOwnBank",
        OUTSIDE,
    ];
}

/// The endpoints that a service has no access to.
pub const OUTSIDE: &str = "outside";

/// Traits of parties.
#[derive(Debug)]
pub enum PartyTraits {}

impl List for PartyTraits {
    const NAME: &'static str = "PartyTrait";
    const WORDS: &'static [&'static str] = party_trait::ALL;
    const MEANINGS: &'static [&'static str] = party_trait::MEANINGS;
}

/// Traits of parties, or the word for every party.
#[derive(Debug)]
pub enum PartyTraitsOrAny {}

/// Every party that the service may ask about.
pub const ANY: &str = "any";

impl List for PartyTraitsOrAny {
    const NAME: &'static str = "PartyTraitOrAny";
    const WORDS: &'static [&'static str] =
        &with_one::<{ party_trait::ALL.len() + 1 }>(party_trait::ALL, ANY);
    const MEANINGS: &'static [&'static str] = &with_one::<{ party_trait::ALL.len() + 1 }>(
        party_trait::MEANINGS,
        "Every party that the service may ask about.",
    );
}

const fn with_one<const N: usize>(
    words: &'static [&'static str],
    one: &'static str,
) -> [&'static str; N] {
    let mut all = [one; N];
    let mut at = 0;
    while at < words.len() {
        all[at] = words[at];
        at += 1;
    }
    all
}

/// Words for an account, in a case.
#[derive(Debug)]
pub enum AccountTraits {}

impl List for AccountTraits {
    const NAME: &'static str = "AccountTrait";
    const WORDS: &'static [&'static str] = &[
        "open",
        "closed",
        "credit-line",
        "data-not-delivered",
        "cards",
        "foreign-currency",
        "disposed",
        "many-transactions",
        "closed-account",
        "changed-owner",
        "no-transactions",
        "partly-archived",
        "first-guardian-only",
        "odd-check-digit",
    ];
    const MEANINGS: &'static [&'static str] = &[
        "Owned by the party, not closed, and data is delivered for it.",
        "Closed.",
        "Has a credit line.",
        "Its reference is dataNotDelivered.",
        "Has cards.",
        "In another currency than NOK.",
        "Somebody else's, and the party has a right of disposal.",
        "Has more than 1,000 transactions.",
        "Closed, by its traits.",
        "Its owner changed.",
        "Has no transactions.",
        "Older transactions are in an archive.",
        "The first of its owner's two guardians disposes of it, and the second does not.",
        "Its number has a wrong check digit, and is registered so.",
    ];
}

/// Statuses of accounts, as the API names them.
#[derive(Debug)]
pub enum AccountStatuses {}

impl List for AccountStatuses {
    const NAME: &'static str = "AccountStatus";
    const WORDS: &'static [&'static str] = &["enabled", "disabled", "deleted"];
}

/// Types of accounts, as the API names them.
#[derive(Debug)]
pub enum AccountTypes {}

impl List for AccountTypes {
    const NAME: &'static str = "AccountType";
    const WORDS: &'static [&'static str] = &[
        "loanAccount",
        "salaryAccount",
        "currencyAccount",
        "savingsAccount",
        "clientAccount",
        "taxDeductionAccount",
        "businessAccount",
        "creditCardAccount",
        "prepaidCardAccount",
        "accountWithoutBalance",
        "otherAccount",
    ];
}

/// Certificates of the police's key set beside the usual one.
#[derive(Debug)]
pub enum Certificates {}

impl List for Certificates {
    const NAME: &'static str = "OrderCertificate";
    const WORDS: &'static [&'static str] = &order_certificate::ALL;
}

/// Keys of the police's key set.
#[derive(Debug)]
pub enum SigningKeys {}

/// The key that signs orders where nothing else is said.
pub const USUAL_KEY: &str = "usual";

impl List for SigningKeys {
    const NAME: &'static str = "OrderSigningKey";
    const WORDS: &'static [&'static str] =
        &with_one::<{ order_certificate::ALL.len() + 1 }>(&order_certificate::ALL, USUAL_KEY);
}

/// Algorithms that an order can be signed with: the police's keys are RSA keys.
#[derive(Debug)]
pub enum OrderAlgorithms {}

/// No signature at all.
pub const NO_ALGORITHM: &str = "none";

impl List for OrderAlgorithms {
    const NAME: &'static str = "OrderAlgorithm";
    const WORDS: &'static [&'static str] = &[
        "RS256",
        "RS384",
        "RS512",
        "PS256",
        "PS384",
        "PS512",
        "HS256",
        NO_ALGORITHM,
    ];
}

/// Members of a JOSE header that carry or name a key.
#[derive(Debug)]
pub enum KeyMembers {}

impl List for KeyMembers {
    const NAME: &'static str = "KeyMember";
    const WORDS: &'static [&'static str] = &["jwk", "x5c", "jku"];
}

/// Categories of the delivery tables.
#[derive(Debug)]
pub enum Categories {}

impl List for Categories {
    const NAME: &'static str = "Category";
    const WORDS: &'static [&'static str] = &[
        "Teknisk obligatorisk",
        "Skal utleveres",
        "Kan filtreres bort",
        "Utleveres ikke",
        "Til vurdering",
    ];
}

impl From<Word<Categories>> for Category {
    fn from(word: Word<Categories>) -> Self {
        let name = serde_json::Value::from(word.name());
        serde_json::from_value(name).expect("the list has the names of the categories")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::jose::sign::SignatureAlgorithm;
    use wire::messages::{Endpoint, KfrOperation, OverviewEndpoint};

    #[test]
    fn the_words_for_endpoints_are_those_of_the_api() {
        let overview = OverviewEndpoint::ALL.map(OverviewEndpoint::name);
        let kfr = KfrOperation::ALL.map(KfrOperation::name);
        let all = [
            Endpoint::ALL.map(Endpoint::name).as_slice(),
            &overview,
            &kfr,
        ]
        .concat();
        assert_eq!(all, Endpoints::WORDS);
        assert_eq!(EndpointsOrOutside::WORDS[..all.len()], all);
    }

    #[test]
    fn every_word_for_a_category_is_one() {
        for name in Categories::WORDS {
            let word: Word<Categories> = Word::find(name).expect("a word of the list");
            let _: Category = word.into();
        }
    }

    #[test]
    fn every_algorithm_but_none_is_one_that_signs() {
        for name in OrderAlgorithms::WORDS {
            let known = SignatureAlgorithm::from_name(name).is_some();
            assert!(known || *name == NO_ALGORITHM, "{name}");
        }
    }

    #[test]
    fn every_account_trait_has_a_meaning() {
        assert_eq!(AccountTraits::WORDS.len(), AccountTraits::MEANINGS.len());
    }
}
