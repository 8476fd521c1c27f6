//! Names in the manner of Skatteetaten's synthetic population: an adjective and a thing, in capitals.

use rand::Rng;
use rand::seq::IndexedRandom as _;

const QUALITIES: [&str; 40] = [
    "BLÅ",
    "SJENERT",
    "MODIG",
    "RUND",
    "FORSIKTIG",
    "GRØNN",
    "STILLE",
    "LYSTIG",
    "SKRÅ",
    "TÅLMODIG",
    "GUL",
    "RASTLØS",
    "MILD",
    "KANTETE",
    "SØVNIG",
    "NYSGJERRIG",
    "RØD",
    "LUN",
    "SKARP",
    "BESKJEDEN",
    "HVIT",
    "TAPPER",
    "ÆRLIG",
    "KRØLLETE",
    "LILLA",
    "MUNTER",
    "TROFAST",
    "ØM",
    "RYDDIG",
    "DJERV",
    "BRUN",
    "LETTSINDIG",
    "SNILL",
    "UROLIG",
    "HØFLIG",
    "SPRØ",
    "GAVMILD",
    "DRØMMENDE",
    "KLOK",
    "FLINK",
];

const THINGS: [&str; 40] = [
    "HEST",
    "KAFFEKOPP",
    "PARAPLY",
    "ELV",
    "TRILLEBÅR",
    "LAMPE",
    "FJELLREV",
    "SYKKEL",
    "ISBRE",
    "TEKANNE",
    "GLASS",
    "BLÅVEIS",
    "STOL",
    "MÅKE",
    "VINDUSKARM",
    "SKOGSTI",
    "BRYGGE",
    "KLOKKE",
    "GULROT",
    "SNØFNUGG",
    "TELT",
    "BRØDSKIVE",
    "ELG",
    "HAMMER",
    "ØKS",
    "FYRSTIKK",
    "LØVETANN",
    "RYGGSEKK",
    "TRAKTOR",
    "KOMPASS",
    "BJØRK",
    "PUTE",
    "SILD",
    "GAFFEL",
    "TRAPP",
    "ORREFUGL",
    "VOTT",
    "PLASTBÅT",
    "ÅRE",
    "LINJAL",
];

const BUSINESSES: [&str; 5] = ["AS", "ANS", "SA", "FORENING", "KJØRETØY AS"];

/// A person's name, e.g. `BLÅ HEST`.
pub(super) fn person<R: Rng>(rng: &mut R) -> String {
    format!("{} {}", word(&QUALITIES, rng), word(&THINGS, rng))
}

/// An organisation's name, e.g. `MODIG TRAKTOR AS`.
pub(super) fn organisation<R: Rng>(rng: &mut R) -> String {
    format!("{} {}", person(rng), word(&BUSINESSES, rng))
}

fn word<R: Rng>(words: &[&'static str], rng: &mut R) -> &'static str {
    words.choose(rng).expect("the word lists are not empty")
}
