//! The causes of the page.

use std::collections::{HashMap, HashSet};

use crate::cause::{facts, reach};
use crate::html::both::{Both, escape};
use crate::html::cases::Section;
use crate::html::evidence::Evidence;
use pack::text::Text;
use record::{CaseRecord, Cause, Record};

/// One cause.
#[derive(Debug)]
pub(super) struct CauseView {
    pub(super) sentence: Both,
    pub(super) reach: Both,
    /// Its id.
    pub(super) id: String,
    /// The exchange that shows it, for the page's script, where the page has it.
    pub(super) exchange: Option<String>,
    /// What is said of it, each with its name.
    pub(super) facts: Vec<(Both, Both)>,
    /// The rules it explains, with an anchor where the page has no block for the rule.
    pub(super) rules: Vec<Rule>,
}

/// A rule that a cause explains.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) anchor: Option<String>,
    pub(super) name: Both,
}

/// The causes of a record.
pub(super) fn causes(
    record: &Record,
    sections: &[Section<'_>],
    evidence: &Evidence,
) -> Vec<CauseView> {
    let blocks = sections.iter().flat_map(|section| &section.blocks);
    let mut anchors: HashSet<&str> = blocks.map(|block| block.anchor.as_str()).collect();
    let mut cases: HashMap<&str, &CaseRecord> = HashMap::new();
    for case in &record.cases {
        cases.entry(&case.case).or_insert(case);
    }
    let mut views = Vec::new();
    for cause in &record.causes {
        let rules = cause.cases.iter().map(|id| Rule {
            anchor: anchors.insert(id).then(|| escape(id)),
            name: name(id, cases.get(id.as_str()).copied()),
        });
        let rules = rules.collect();
        let exchange = evidence.of_cause(cause, record);
        views.push(view(cause, record, rules, exchange));
    }
    views
}

fn view(cause: &Cause, record: &Record, rules: Vec<Rule>, exchange: Option<String>) -> CauseView {
    let facts = facts(cause, record).into_iter();
    CauseView {
        sentence: Both::of(&cause.text()),
        id: escape(&cause.id),
        exchange,
        reach: Both::of(&reach(cause)),
        facts: facts
            .map(|(name, value)| (Both::of(&name.text()), Both::of(&value)))
            .collect(),
        rules,
    }
}

fn name(id: &str, case: Option<&CaseRecord>) -> Both {
    let title = case.map_or_else(|| Text::same(""), |case| case.title.clone());
    Both::of(&Text::new(
        format!("{id} · {}", title.en),
        format!("{id} · {}", title.nb),
    ))
}
