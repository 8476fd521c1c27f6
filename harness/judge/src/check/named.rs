//! Names of people and businesses, compared as people would.

use jiff::civil::Date;
use wire::world::Holder;

/// Whether two names are the same but for capitals, white space, commas and the order of their parts.
pub fn alike(one: &str, other: &str) -> bool {
    parts(one) == parts(other)
}

fn parts(name: &str) -> Vec<String> {
    let composed = name.to_lowercase().replace("a\u{30a}", "å");
    let mut parts: Vec<String> = composed
        .split(|character: char| character.is_whitespace() || character == ',')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    parts.sort_unstable();
    parts
}

/// The names that are right for a holder (interpretation I-96): today's, that of the last day of the period, and that
/// of the last day of the role.
pub fn names_of(holder: &Holder, to: Date) -> Vec<&str> {
    let on = |day: Date| {
        let mut former = holder.former_names.iter();
        former.find(|former| former.until >= day)
    };
    let former = [Some(to), holder.end]
        .into_iter()
        .flatten()
        .filter_map(on)
        .map(|former| former.name.as_str());
    holder.name.as_deref().into_iter().chain(former).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    #[test]
    fn capitals_spaces_and_the_order_of_parts_make_no_difference() {
        assert!(alike("Nordmann, Kari Åse", "KARI A\u{30a}SE  NORDMANN"));
        assert!(!alike("Kari Nordmann", "Kari Normann"));
    }

    #[test]
    fn the_name_of_the_day_and_of_today_are_right_and_older_ones_are_not() {
        let holder: Holder = serde_json::from_value(json!({
            "party_id": "1", "name": "C",
            "former_names": [{"name": "A", "until": "2010-01-01"}, {"name": "B", "until": "2020-01-01"}]
        }))
        .expect("a holder");
        assert_eq!(names_of(&holder, date(2015, 1, 1)), ["C", "B"]);
        assert_eq!(names_of(&holder, date(2026, 1, 1)), ["C"]);
    }
}
