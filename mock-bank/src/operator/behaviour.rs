//! Which defects and variants a request meets.

use listener::disturbance::{Disturbance, Disturbed};
use serde_json::{Value, json};

use crate::defect::{Defect, Defects};
use crate::variant::{Variant, Variants};

/// Defects and variants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Behaviour {
    pub(super) defects: Defects,
    pub(super) variants: Variants,
}

impl Behaviour {
    /// The defects and variants of these names; `usual` is neither.
    pub(super) fn named<'n>(names: impl Iterator<Item = &'n str>) -> Result<Self, String> {
        let (mut defects, mut variants) = (Vec::new(), Vec::new());
        for name in names.map(str::trim).filter(|name| *name != "usual") {
            match (Defect::from_name(name), Variant::from_name(name)) {
                (Ok(defect), _) => defects.push(defect),
                (Err(_), Ok(variant)) => variants.push(variant),
                (Err(error), Err(_)) => {
                    return Err(format!("{error}; there is no variant `{name}` either"));
                }
            }
        }
        Ok(Self {
            defects: defects.into_iter().collect(),
            variants: variants.into_iter().collect(),
        })
    }

    fn names(&self) -> Vec<&'static str> {
        let defects = Defect::ALL.iter().filter(|one| self.defects.has(**one));
        let variants = Variant::ALL.iter().filter(|one| self.variants.has(**one));
        defects
            .map(|one| one.name())
            .chain(variants.map(|one| one.name()))
            .collect()
    }
}

/// What the next requests meet.
#[derive(Clone, Debug)]
pub(crate) struct Next {
    behaviour: Behaviour,
    disturbance: Disturbance,
    /// The party that they are about; everybody if not said.
    party: Option<String>,
    /// How many of them; all if not said.
    requests: Option<u64>,
}

impl Next {
    /// From a query: `name`, any number of times, `latency`, `failure-rate`, `party` and `requests`.
    pub(crate) fn of_query(query: &str) -> Result<Self, String> {
        let (mut names, mut requests) = (Vec::new(), None);
        let (mut disturbance, mut party) = (Disturbance::default(), None);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("name", name)) => names.push(name),
                Some(("party", number)) => party = Some(number.to_owned()),
                Some(("requests", number)) => match number.parse() {
                    Ok(number) if number > 0 => requests = Some(number),
                    Ok(_) | Err(_) => {
                        return Err(format!("requests is a number above 0, not `{number}`"));
                    }
                },
                Some((key, value)) if disturbance.read(key, value)? => {}
                _ => {
                    return Err(format!(
                        "`{pair}` is none of name=…, latency=…, failure-rate=…, party=… and requests=…"
                    ));
                }
            }
        }
        if names.is_empty() && disturbance.is_none() {
            return Err("give name=… of a defect or variant, latency=… or failure-rate=…".into());
        }
        Ok(Self {
            behaviour: Behaviour::named(names.into_iter())?,
            disturbance,
            party,
            requests,
        })
    }

    /// What one request meets, which counts; nothing where another party is meant than the one that `party` finds.
    pub(super) fn take(
        next: &mut Option<Self>,
        party: impl FnOnce() -> Option<String>,
    ) -> Option<(Behaviour, Disturbed)> {
        let one = next.as_mut()?;
        if one.party.is_some() && one.party != party() {
            return None;
        }
        let met = (one.behaviour, one.disturbance.meet());
        if let Some(left) = &mut one.requests {
            *left -= 1;
            if *left == 0 {
                *next = None;
            }
        }
        Some(met)
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "behaviours": self.behaviour.names(),
            "disturbance": self.disturbance.json(),
            "party": self.party,
            "requests": self.requests,
        })
    }

    /// That the next requests meet the usual.
    pub(super) fn nothing() -> Value {
        json!({"behaviours": [], "requests": null})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_answered_with_near_names() {
        let error = Next::of_query("name=jwe-quotd").unwrap_err();
        assert!(error.contains("jwe-quoted"), "{error}");
    }

    #[test]
    fn a_behaviour_ends_after_as_many_requests_as_asked() {
        let mut next = Some(Next::of_query("name=jwe-quoted&name=all-links&requests=2").unwrap());
        let met = [0; 3].map(|_| Next::take(&mut next, || None).is_some());
        assert_eq!(met, [true, true, false]);
    }

    #[test]
    fn a_behaviour_for_one_party_is_met_by_that_party_alone() {
        let mut next = Some(Next::of_query("latency=1s&party=17858012120&requests=1").unwrap());
        let of = |number: &str| Some(number.to_owned());
        assert!(Next::take(&mut next, || of("09877504546")).is_none());
        assert!(Next::take(&mut next, || of("17858012120")).is_some());
    }

    #[test]
    fn a_key_that_is_not_known_is_refused() {
        assert!(Next::of_query("name=jwe-quoted&request=2").is_err());
    }
}
