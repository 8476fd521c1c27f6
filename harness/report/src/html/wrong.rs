//! What is wrong, one line each: the causes, then the single findings, gravest first.

use crate::cause::reach;
use crate::group::{Seen, groups_alone};
use crate::html::both::Both;
use crate::html::cases::Section;
use crate::standing::Standing;
use crate::wording::both_lines;
use crate::words;
use crate::words::counted;
use pack::text::Text;
use pack::visible::visible;
use record::{Cause, Record};

/// How many lines there are at most.
const MOST: usize = 60;

/// How much of an observation a line shows, in characters.
const SEEN: usize = 140;

/// One line, which leads to a cause or a case of the page.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) anchor: String,
    pub(super) class: &'static str,
    pub(super) badge: Both,
    pub(super) text: Both,
    /// What was observed of it first, and what was expected.
    pub(super) seen: Option<Both>,
    pub(super) reach: Both,
}

/// The lines, and how many findings have none.
pub(super) fn lines(record: &Record, sections: &[Section<'_>]) -> (Vec<Line>, usize) {
    let causes = record.causes.iter().enumerate().map(|(at, cause)| Line {
        anchor: format!("cause-{}", at + 1),
        class: "cause",
        badge: Both::of(&crate::cause::CAUSE.text()),
        text: Both::of(&cause.text()),
        seen: None,
        reach: Both::of(&reach(cause)),
    });
    let findings = [Standing::Violation, Standing::Warning]
        .into_iter()
        .flat_map(|standing| of_standing(record, standing, sections));
    let mut lines: Vec<Line> = causes.chain(findings).collect();
    let more = lines.len().saturating_sub(MOST);
    lines.truncate(MOST);
    (lines, more)
}

fn of_standing(record: &Record, standing: Standing, sections: &[Section<'_>]) -> Vec<Line> {
    let mut section = sections.iter().filter(|one| one.key == standing.key());
    let blocks = section.next().map_or(&[][..], |one| &one.blocks);
    let groups = groups_alone(record, standing);
    let lines = groups.iter().zip(blocks).map(|(group, block)| {
        let (case, tests) = (group.case, group.instances.len());
        let words = |title: &str| format!("{title} · {}", case.case);
        Line {
            anchor: block.anchor.clone(),
            class: standing.key(),
            badge: Both::of(&words::level(case.level).text()),
            text: Both::of(&Text::new(words(&case.title.en), words(&case.title.nb))),
            seen: group.seen.first().map(seen),
            reach: Both::of(&counted(tests, words::TEST, words::TESTS)),
        }
    });
    lines.collect()
}

fn seen(seen: &Seen<'_>) -> Both {
    let line = both_lines(&seen.parts(1));
    Both::of(&Text::new(visible(&line.en, SEEN), visible(&line.nb, SEEN)))
}

/// The counts of all tests by standing, with the section of the page, or the causes where they explain all of it.
pub(super) fn tiles(record: &Record, sections: &[Section<'_>]) -> Vec<Tile> {
    let counts = &record.counts;
    let count = |standing| match standing {
        Standing::Violation => counts.violations,
        Standing::Declared => counts.declared,
        Standing::Warning => counts.warnings,
        Standing::Inconclusive => counts.inconclusive,
        Standing::Observation => counts.observations,
        Standing::NotApplicable => counts.not_applicable,
        Standing::Conforms => counts.conforms,
    };
    let tile = |standing: Standing| Tile {
        key: standing.key(),
        anchor: if sections.iter().any(|one| one.key == standing.key()) {
            format!("section-{}", standing.key())
        } else {
            "causes".to_owned()
        },
        count: count(standing),
        heading: Both::of(&super::heading::heading(standing)),
    };
    // Where nothing was accepted, nothing was tested, and single outcomes say nothing.
    if record.causes.iter().any(Cause::is_nothing_accepted) {
        return Vec::new();
    }
    let tiles = Standing::ALL.into_iter().map(tile);
    tiles.filter(|tile| tile.count > 0).collect()
}

/// How many tests have a standing.
#[derive(Debug)]
pub(super) struct Tile {
    pub(super) key: &'static str,
    pub(super) anchor: String,
    pub(super) count: usize,
    pub(super) heading: Both,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::groups;
    use crate::html::Options;
    use crate::html::cases::sections;
    use crate::html::evidence::choose;
    use record::fixture::record;

    #[test]
    fn every_rule_that_is_broken_has_a_line_that_leads_to_it() {
        let (record, options) = (record(), Options::default());
        let sections = sections(&record, &options, &choose(&record, &options));
        let (lines, more) = lines(&record, &sections);
        let broken = [Standing::Violation, Standing::Warning]
            .map(|standing| groups(&record, standing).len());
        assert_eq!((lines.len(), more), (broken.iter().sum(), 0));
        assert!(lines.iter().all(|line| line.seen.is_some()));
        let anchors: Vec<&str> = sections
            .iter()
            .flat_map(|section| &section.blocks)
            .map(|block| block.anchor.as_str())
            .collect();
        assert!(
            lines
                .iter()
                .all(|line| anchors.contains(&line.anchor.as_str()))
        );
    }

    #[test]
    fn the_tiles_add_up_to_all_tests() {
        let (record, options) = (record(), Options::default());
        let sections = sections(&record, &options, &choose(&record, &options));
        let tiles = tiles(&record, &sections);
        let sum: usize = tiles.iter().map(|tile| tile.count).sum();
        assert_eq!(sum, record.counts.instances);
    }
}
