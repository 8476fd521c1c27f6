//! Which fields of an endpoint a service gets.
//!
//! Source: the delivery tables of the service pages. Technically mandatory fields and those to be
//! delivered go out; what may be filtered, is not delivered or is not decided stays in the bank.

use std::collections::BTreeMap;

use wire::messages::Endpoint;
use wire::profile::{Category, FieldRow};

use crate::defect::{Defect, Defects};

/// The fields to be delivered, as a tree by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mask {
    /// Everything below.
    All,
    /// These alone.
    Fields(Vec<(String, Mask)>),
}

impl Mask {
    /// The tree of these paths.
    #[cfg(test)]
    pub(crate) fn of<'p>(paths: impl IntoIterator<Item = &'p str>) -> Self {
        let mut mask = Self::Fields(Vec::new());
        for path in paths {
            mask.add(path);
        }
        mask
    }

    fn add(&mut self, path: &str) {
        let Self::Fields(fields) = self else {
            return;
        };
        let (name, rest) = path
            .split_once('.')
            .map_or((path, None), |(name, rest)| (name, Some(rest)));
        let place = fields
            .iter()
            .position(|(known, _)| known == name)
            .unwrap_or_else(|| {
                let child = if rest.is_some() {
                    Self::Fields(Vec::new())
                } else {
                    Self::All
                };
                fields.push((name.to_owned(), child));
                fields.len() - 1
            });
        if let Some(rest) = rest {
            fields[place].1.add(rest);
        }
    }

    /// What of a field is delivered; `None` if nothing.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        match self {
            Self::All => Some(self),
            Self::Fields(fields) => fields
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, child)| child),
        }
    }
}

/// The masks of all services and endpoints.
#[derive(Debug)]
pub(crate) struct Delivery(BTreeMap<(String, Endpoint), Mask>);

impl Delivery {
    /// Reads the tables.
    pub(crate) fn new(rows: &[FieldRow], with_undecided: bool, defects: &Defects) -> Self {
        let mut masks = BTreeMap::new();
        for row in rows {
            let mask = masks
                .entry((row.service.clone(), row.endpoint))
                .or_insert_with(|| Mask::Fields(Vec::new()));
            if is_delivered(row, with_undecided, defects) {
                mask.add(&row.api_path);
            }
        }
        Self(masks)
    }

    /// What the service gets of the endpoint; nothing where no table speaks of it.
    pub(crate) fn mask(&self, service: &str, endpoint: Endpoint) -> &Mask {
        static NOTHING: Mask = Mask::Fields(Vec::new());
        self.0
            .get(&(service.to_owned(), endpoint))
            .unwrap_or(&NOTHING)
    }
}

fn is_delivered(row: &FieldRow, with_undecided: bool, defects: &Defects) -> bool {
    if defects.has(Defect::AccountNameWithheld) && row.api_path == "account.name" {
        return false;
    }
    match row.category {
        Category::TechnicallyMandatory | Category::ToBeDelivered => true,
        Category::NotDelivered => defects.has(Defect::FilteredFieldsDelivered),
        Category::UnderConsideration => with_undecided,
        Category::MayBeFiltered => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery() -> Delivery {
        Delivery::new(wire::profile::builtin_fields(), false, &Defects::NONE)
    }

    fn delivers(service: &str, endpoint: Endpoint, path: &str) -> bool {
        let delivery = delivery();
        path.split('.')
            .try_fold(delivery.mask(service, endpoint), |mask, name| {
                mask.child(name)
            })
            .is_some()
    }

    #[test]
    fn the_police_get_the_account_name_in_the_details() {
        assert!(delivers(
            "politi-utlevering",
            Endpoint::AccountDetails,
            "account.name"
        ));
    }

    #[test]
    fn nobody_gets_the_account_name_in_the_list() {
        assert!(!delivers(
            "politi-utlevering",
            Endpoint::Accounts,
            "accounts.name"
        ));
    }

    #[test]
    fn oed_does_not_get_the_account_name() {
        assert!(!delivers(
            "oppgjor-etter-dodsfall",
            Endpoint::AccountDetails,
            "account.name"
        ));
    }

    #[test]
    fn what_may_be_filtered_is_left_out() {
        assert!(!delivers(
            "oppgjor-etter-dodsfall",
            Endpoint::Transactions,
            "transactions.currencyExchange"
        ));
    }

    #[test]
    fn what_is_to_be_delivered_is_delivered() {
        assert!(delivers(
            "politi-utlevering",
            Endpoint::Transactions,
            "transactions.currencyExchange.exchangeRate"
        ));
    }

    #[test]
    fn an_endpoint_without_table_delivers_nothing() {
        assert!(!delivers(
            "oppgjor-etter-dodsfall",
            Endpoint::Cards,
            "paymentCards"
        ));
    }
}
