//! Whom the customers pay and are paid by: synthetic people and businesses.

use jiff::civil::Date;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use wire::identifiers::{AccountNumber, NationalId, NationalIdKind, OrganisationNumber};

/// The other side of a transaction.
#[derive(Debug, Clone)]
pub(crate) struct Counterparty {
    pub(crate) account_number: String,
    pub(crate) id: String,
    pub(crate) is_organisation: bool,
    pub(crate) name: String,
    pub(crate) address: Address,
}

/// A postal address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Address {
    pub(crate) post_code: &'static str,
    pub(crate) street: &'static str,
    pub(crate) building: &'static str,
    pub(crate) town: &'static str,
}

const PEOPLE: [&str; 12] = [
    "STILLE GULROT",
    "MODIG TEKANNE",
    "RUND FYRSTIKK",
    "GLAD VINTERSKO",
    "LUN MURSTEIN",
    "KVIKK PAPIRBIT",
    "SEIG LYSESTAKE",
    "MILD REGNFRAKK",
    "SNAR BRØDKURV",
    "BLID KOSTESKAFT",
    "SLANK VEIVISER",
    "TAUS BLYANT",
];

const BUSINESSES: [&str; 12] = [
    "OPPDIKTET KRAFTLAG AS",
    "TENKT HUSEIE AS",
    "PÅFUNN TELEFON AS",
    "INGENSTEDS KOMMUNE",
    "SYNTETISK LØNN AS",
    "FABELBUSS AS",
    "LATTERLIG FORSIKRING ASA",
    "UVIRKELIG BARNEHAGE SA",
    "PRØVEDYR VETERINÆR AS",
    "EKSEMPEL VANN OG AVLØP KF",
    "SPØK OG SPILL AS",
    "DIKT FORLAG AS",
];

const ADDRESSES: [Address; 6] = [
    Address {
        post_code: "0150",
        street: "Prøveveien",
        building: "12B",
        town: "OSLO",
    },
    Address {
        post_code: "5003",
        street: "Tenkebakken",
        building: "3",
        town: "BERGEN",
    },
    Address {
        post_code: "7010",
        street: "Øvingsgata",
        building: "41",
        town: "TRONDHEIM",
    },
    Address {
        post_code: "9008",
        street: "Testgata",
        building: "7",
        town: "TROMSØ",
    },
    Address {
        post_code: "4005",
        street: "Mønstersvingen",
        building: "19",
        town: "STAVANGER",
    },
    Address {
        post_code: "2815",
        street: "Syntesealleen",
        building: "2",
        town: "GJØVIK",
    },
];

/// The same counterparties for the same state of the generator.
pub(crate) fn make(rng: &mut ChaCha8Rng) -> Vec<Counterparty> {
    let people = PEOPLE.iter().map(|name| (*name, false));
    let businesses = BUSINESSES.iter().map(|name| (*name, true));
    people
        .chain(businesses)
        .zip(ADDRESSES.iter().cycle())
        .map(|((name, is_organisation), address)| Counterparty {
            account_number: AccountNumber::synthetic(rng).as_str().to_owned(),
            id: identifier(rng, is_organisation),
            is_organisation,
            name: name.to_owned(),
            address: *address,
        })
        .collect()
}

fn identifier(rng: &mut ChaCha8Rng, is_organisation: bool) -> String {
    if is_organisation {
        return OrganisationNumber::synthetic(rng).as_str().to_owned();
    }
    let year = rng.random_range(1950..2000);
    let birth = Date::new(year, rng.random_range(1..=12), rng.random_range(1..=28))
        .expect("every month has 28 days");
    NationalId::synthetic(rng, birth, NationalIdKind::Birth)
        .as_str()
        .to_owned()
}

/// Where cards are used at home.
pub(crate) const SHOPS: [&str; 8] = [
    "Liksom Dagligvare",
    "Tenkt Bensin",
    "Påstått Kafé",
    "Angivelig Apotek",
    "Visstnok Sport",
    "Kanskje Kino",
    "Formodentlig Blomster",
    "Muligens Bokhandel",
];

/// Where cards are used abroad.
pub(crate) const SHOPS_ABROAD: [&str; 4] = [
    "Imaginary Hotel",
    "Pretend Airways",
    "Fictive Foods",
    "Mock Museum",
];
