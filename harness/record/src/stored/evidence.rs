//! The exchanges of a record, and the list of the JSON values in them: each value once, in the order it is first met.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;

use serde::de::Error as _;
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{ExchangeRecord, KeptJson};

type Exchanges = BTreeMap<String, ExchangeRecord>;

pub(crate) fn serialize<S: Serializer>(exchanges: &Exchanges, to: S) -> Result<S::Ok, S::Error> {
    let values = RefCell::default();
    let mut stored = to.serialize_struct("Evidence", 2)?;
    let all = All {
        exchanges,
        values: &values,
    };
    stored.serialize_field("all", &all)?;
    stored.serialize_field("values", &values.borrow().list)?;
    stored.end()
}

/// The values met so far.
#[derive(Default)]
struct Values {
    list: Vec<KeptJson>,
    places: HashMap<String, usize>,
}

impl Values {
    fn place(&mut self, value: KeptJson) -> usize {
        if let Some(place) = self.places.get(value.text()) {
            return *place;
        }
        let place = self.list.len();
        self.places.insert(value.text().to_owned(), place);
        self.list.push(value);
        place
    }
}

/// Writes one exchange after the other, so that no second copy of all is held.
struct All<'a> {
    exchanges: &'a Exchanges,
    values: &'a RefCell<Values>,
}

impl Serialize for All<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.exchanges.iter().map(|(id, exchange)| {
            let mut values = self.values.borrow_mut();
            let place = |value| Ok::<_, Infallible>(values.place(value));
            let Ok(exchange) = exchange.clone().with_values(place);
            (id, exchange)
        }))
    }
}

#[derive(Deserialize)]
struct Stored {
    all: BTreeMap<String, ExchangeRecord<usize>>,
    values: Vec<KeptJson>,
}

pub(crate) fn deserialize<'de, D>(from: D) -> Result<Exchanges, D::Error>
where
    D: Deserializer<'de>,
{
    let Stored { all, values } = Stored::deserialize(from)?;
    let value = |place: usize| {
        let value = values.get(place).cloned();
        value.ok_or_else(|| D::Error::custom(format!("there is no value {place}")))
    };
    let read =
        |(id, exchange): (String, ExchangeRecord<usize>)| Ok((id, exchange.with_values(value)?));
    all.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::Record;
    use crate::fixture::record;

    #[test]
    fn equal_values_are_written_once() {
        let value = serde_json::to_value(record()).expect("a record is JSON");
        let all = &value["exchanges"]["all"];
        let of = |id: &str| all[id]["request"]["tokenClaims"].as_u64();
        assert!(of("1").is_some());
        assert_eq!(of("1"), of("2"));
    }

    #[test]
    fn exchanges_come_back_as_they_were() {
        let value = serde_json::to_value(record()).expect("a record is JSON");
        let back: Record = serde_json::from_value(value).expect("a record");
        for (id, exchange) in record().exchanges {
            assert_eq!(json!(back.exchanges[&id]), json!(exchange));
        }
    }

    #[test]
    fn a_place_without_a_value_is_refused() {
        let mut value = serde_json::to_value(record()).expect("a record is JSON");
        value["exchanges"]["values"] = json!([]);
        let error = serde_json::from_value::<Record>(value).expect_err("no values");
        assert!(error.to_string().contains("there is no value 0"), "{error}");
    }
}
