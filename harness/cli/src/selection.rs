//! Options that select instances.

use clap::Args;

use crate::Failure;
use pack::catalogue::Level;
use pack::text::Language;
use plan::{Axis, Filter, Names, Shard, matches};
use report::level_word;

/// Which instances to take; every option may be given several times, and `*` stands for any text.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Selection {
    /// Case or instance ids, e.g. 'TOKEN-*' or 'HEADERS-003/*/Accounts'.
    #[arg(id = "case", long = "case", value_name = "PATTERN")]
    cases: Vec<String>,
    /// Case or instance ids to leave out.
    #[arg(long, value_name = "PATTERN")]
    except: Vec<String>,
    /// Families, e.g. ORDER-*.
    #[arg(long = "family", value_name = "PATTERN")]
    families: Vec<String>,
    /// Levels: MUST, SHOULD, MAY.
    #[arg(long = "level", value_name = "PATTERN")]
    levels: Vec<String>,
    /// Services, e.g. politi-utlevering.
    #[arg(long = "service", value_name = "PATTERN")]
    services: Vec<String>,
    /// Endpoints: `Accounts`, `AccountDetails`, `Transactions`, `Cards`, `Roles`.
    #[arg(long = "endpoint", value_name = "PATTERN")]
    endpoints: Vec<String>,
    /// Requirement ids.
    #[arg(long = "requirement", value_name = "PATTERN")]
    requirements: Vec<String>,
    /// One part of the plan, e.g. 2/4; `report merge` joins the parts. Without it, all.
    #[arg(long, value_name = "K/N")]
    shard: Option<Shard>,
}

impl Selection {
    /// What is selected among these names.
    ///
    /// # Errors
    /// A pattern that matches nothing at all, with what is close to it.
    pub(super) fn filter(&self, names: &Names) -> Result<Filter, Failure> {
        let lists = [
            ("--case", Axis::Case, &self.cases),
            ("--except", Axis::Case, &self.except),
            ("--family", Axis::Family, &self.families),
            ("--service", Axis::Service, &self.services),
            ("--endpoint", Axis::Endpoint, &self.endpoints),
            ("--requirement", Axis::Requirement, &self.requirements),
        ];
        for (option, axis, patterns) in lists {
            if let Some(pattern) = patterns.iter().find(|one| !names.has(axis, one)) {
                return Err(no_match(option, pattern, &names.near(axis, pattern)));
            }
        }
        Ok(Filter {
            cases: self.cases.clone(),
            except: self.except.clone(),
            families: self.families.clone(),
            levels: self.levels()?,
            services: self.services.clone(),
            endpoints: self.endpoints.clone(),
            requirements: self.requirements.clone(),
            shard: self.shard,
        })
    }

    /// The levels that the patterns match, by their name in either language.
    fn levels(&self) -> Result<Vec<Level>, Failure> {
        const ALL: [Level; 3] = [Level::Must, Level::Should, Level::May];
        let named = |pattern: &str, level: Level| {
            [Language::En, Language::Nb]
                .into_iter()
                .any(|language| matches(pattern, level_word(level, language)))
        };
        let unknown = |pattern: &&String| !ALL.iter().any(|level| named(pattern, *level));
        if let Some(pattern) = self.levels.iter().find(unknown) {
            return Err(no_match(
                "--level",
                pattern,
                &ALL.map(|level| level.to_string()),
            ));
        }
        let selected = |level: &Level| self.levels.iter().any(|pattern| named(pattern, *level));
        Ok(ALL.into_iter().filter(selected).collect())
    }

    /// Refuses what only a bank's cases have.
    pub(super) fn of_agency(&self) -> Result<(), Failure> {
        let unfit = if self.endpoints.is_empty() {
            self.shard.map(|_| "--shard")
        } else {
            Some("--endpoint")
        };
        match unfit {
            None => Ok(()),
            Some(option) => Err(Failure::usage_text(format!("{option} selects among a bank's cases"))
            .help("an agency's cases are selected by --case, --except, --family, --level, --service and --requirement")),
        }
    }

    /// Whether nothing is left out.
    pub(super) fn is_everything(&self) -> bool {
        self.words().is_empty()
    }

    /// The options as they were given, for the record.
    pub(super) fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        let lists = [
            ("--case", &self.cases),
            ("--except", &self.except),
            ("--family", &self.families),
            ("--service", &self.services),
            ("--endpoint", &self.endpoints),
            ("--requirement", &self.requirements),
        ];
        for (name, values) in lists {
            words.extend(values.iter().map(|value| format!("{name} {value}")));
        }
        words.extend(self.levels.iter().map(|level| format!("--level {level}")));
        words.extend(
            self.shard
                .map(|shard| format!("--shard {}/{}", shard.part, shard.of)),
        );
        words
    }
}

fn no_match(option: &str, pattern: &str, near: &[String]) -> Failure {
    let failure = Failure::usage_text(format!("{option} {pattern} matches nothing"));
    if near.is_empty() {
        return failure.help("`dsop-conformance list` prints what there is, `list --what requirements` the requirements");
    }
    let near = near.join(", ");
    failure.help(format!("did you mean {near}? `*` stands for any text"))
}

/// Why a run or a list is refused whose patterns each match something, but nothing together.
pub(super) fn nothing_selected() -> Failure {
    Failure::usage_text("the selection matches no case")
    .help("each option matches something, but no case is matched by all of them; `dsop-conformance list` takes the same options")
}

#[cfg(test)]
mod tests {
    use super::*;
    use pack::catalogue::{Catalogue, PackFiles};

    fn filter(change: impl FnOnce(&mut Selection)) -> Result<Filter, String> {
        let catalogue =
            Catalogue::read(&PackFiles::embedded(builtin::FILES), &judge::check_names())
                .expect("the built-in pack is right");
        let mut selection = Selection::default();
        change(&mut selection);
        let filter = selection.filter(&Names::of_bank(&catalogue));
        filter.map_err(|failure| failure.render())
    }

    #[test]
    fn levels_are_matched_in_either_language_and_letter_case() {
        for pattern in ["MUST", "must", "m*st", "SKAL", "skal"] {
            let filter = filter(|selection| selection.levels = vec![pattern.into()]);
            assert_eq!(filter.expect("a level").levels, [Level::Must], "{pattern}");
        }
    }

    #[test]
    fn a_level_that_is_none_is_not_taken_for_every_level() {
        let said = filter(|selection| selection.levels = vec!["nope".into()]).expect_err("none");
        assert!(said.contains("MUST, SHOULD, MAY"), "{said}");
    }

    #[test]
    fn a_pattern_that_matches_nothing_is_answered_with_what_is_near() {
        let said = filter(|selection| selection.families = vec!["TOKN".into()]).expect_err("none");
        assert!(said.contains("--family TOKN matches nothing"), "{said}");
        assert!(said.contains("TOKEN"), "{said}");
    }

    #[test]
    fn one_pattern_that_matches_does_not_hide_another_that_does_not() {
        let both = |selection: &mut Selection| {
            selection.cases = vec!["TOKEN-*".into(), "HEDERS-*".into()];
        };
        let said = filter(both).expect_err("one matches nothing");
        assert!(said.contains("HEADERS-*"), "{said}");
    }

    #[test]
    fn leaving_out_what_there_is_not_is_a_slip_too() {
        assert!(filter(|selection| selection.except = vec!["TOKEN-999".into()]).is_err());
    }
}
