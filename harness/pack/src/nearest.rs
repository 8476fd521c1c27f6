//! The known names nearest to a written one.

/// How many names are suggested.
const FEW: usize = 3;

/// Up to three names that a written word may have been meant for, the nearest first.
pub fn nearest<N: AsRef<str>>(written: &str, names: impl IntoIterator<Item = N>) -> Vec<String> {
    let written = written.to_lowercase();
    let core = written.trim_matches(['*', '-']);
    // A slip of a letter or three; a short word allows less than a long one.
    let slack = (written.chars().count() / 3).clamp(1, 3);
    let mut found: Vec<(usize, String)> = names
        .into_iter()
        .filter_map(|name| {
            let lower = name.as_ref().to_lowercase();
            let distance = strsim::osa_distance(&written, &lower);
            let within = core.chars().count() > 2 && lower.contains(core);
            (within || distance <= slack).then(|| (distance, name.as_ref().to_owned()))
        })
        .collect();
    found.sort();
    found.dedup();
    found.truncate(FEW);
    found.into_iter().map(|(_, name)| name).collect()
}

/// What to write instead of an unknown word: the nearest name, and all that are possible if they fit on a line or two.
pub fn advice<N: AsRef<str>>(written: &str, names: impl IntoIterator<Item = N>) -> String {
    const MOST: usize = 40;
    let names: Vec<N> = names.into_iter().collect();
    let near = nearest(written, names.iter().map(AsRef::as_ref));
    let meant = near
        .first()
        .map(|name| format!("did you mean `{name}`?"))
        .unwrap_or_default();
    if names.is_empty() {
        return "none is possible here".to_owned();
    }
    if names.len() > MOST {
        return if near.len() > 1 {
            format!("{meant} near it: {}", near.join(", "))
        } else {
            meant
        };
    }
    let all: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    format!("{meant} possible: {}", all.join(", "))
        .trim_start()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_letters_in_the_wrong_order_are_one_slip() {
        assert_eq!(nearest("opne", ["closed", "open"]), ["open"]);
    }

    #[test]
    fn nothing_is_near_what_is_far_from_everything() {
        assert!(nearest("qqqqqqqq", ["open", "closed"]).is_empty());
    }

    #[test]
    fn advice_names_the_nearest_word_and_all_that_are_possible() {
        assert_eq!(
            advice("tims", ["times", "bank"]),
            "did you mean `times`? possible: times, bank"
        );
    }

    #[test]
    fn advice_on_a_long_list_names_only_what_is_near() {
        let names: Vec<String> = (100..200).map(|number| format!("TOKEN-{number}")).collect();
        let advice = advice("TOKEN-1000", &names);
        assert!(advice.contains("TOKEN-100") && !advice.contains("TOKEN-199"));
    }
}
