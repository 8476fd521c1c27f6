//! Response times as inline SVG: a histogram over logarithmic steps, the same for all endpoints.

use crate::html::both::Both;
use crate::html::cases::service_title;
use crate::words::number;
use pack::text::{Language, Text};
use record::{Record, TimingRecord};

/// Width of a step in the plot's units.
const STEP: f64 = 30.0;
/// Height of the tallest bar.
const HEIGHT: f64 = 90.0;
/// Room above the bars, for the percentiles' names.
const TOP: f64 = 16.0;

/// The plot of an endpoint.
#[derive(Debug)]
pub(super) struct Plot<'a> {
    pub(super) service: Both,
    pub(super) timing: &'a TimingRecord,
    /// How many answers, and how long they took.
    pub(super) figures: Both,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) base: f64,
    pub(super) bars: Vec<Bar>,
    pub(super) marks: Vec<Mark>,
}

/// One step.
#[derive(Debug, PartialEq)]
pub(super) struct Bar {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) height: f64,
    pub(super) count: usize,
    pub(super) bound: String,
    pub(super) edge: f64,
}

/// A percentile.
#[derive(Debug, PartialEq)]
pub(super) struct Mark {
    pub(super) name: &'static str,
    pub(super) x: f64,
}

/// The plots of all endpoints that were timed.
pub(super) fn plots(record: &Record) -> Vec<Plot<'_>> {
    let last = record
        .timing
        .iter()
        .filter_map(|timing| timing.histogram.iter().rposition(|step| step.1 > 0))
        .max();
    let Some(last) = last else { return Vec::new() };
    record
        .timing
        .iter()
        .map(|timing| plot(record, timing, last))
        .collect()
}

fn plot<'a>(record: &Record, timing: &'a TimingRecord, last: usize) -> Plot<'a> {
    let steps = &timing.histogram[..timing.histogram.len().min(last + 1)];
    let most = steps.iter().map(|step| step.1).max().unwrap_or(0).max(1);
    let base = TOP + HEIGHT;
    let bars = steps
        .iter()
        .enumerate()
        .map(|(position, (bound, count))| {
            let height = if *count == 0 {
                0.0
            } else {
                (HEIGHT * share(*count, most)).max(1.5)
            };
            let x = STEP * as_float(position);
            Bar {
                x: x + 1.0,
                y: base - height,
                height,
                count: *count,
                bound: in_words(*bound),
                edge: x + STEP,
            }
        })
        .collect();
    let mut marks: Vec<Mark> = [("50 %", timing.p50), ("99 %", timing.p99)]
        .map(|(name, value)| Mark {
            name,
            x: place(value, steps),
        })
        .into();
    marks.dedup_by(|later, earlier| later.x - earlier.x < STEP);
    Plot {
        service: Both::of(&service_title(record, &timing.service)),
        timing,
        figures: Both::of(&figures(timing)),
        width: STEP * as_float(steps.len()),
        height: base + 16.0,
        base,
        bars,
        marks,
    }
}

fn figures(timing: &TimingRecord) -> Text {
    let (en, nb) = (Language::En, Language::Nb);
    Text::new(
        format!(
            "{} answers · half within {} · 90 % within {} · 99 % within {} · longest {}",
            number(timing.count, en),
            time(timing.p50, en),
            time(timing.p90, en),
            time(timing.p99, en),
            time(timing.max, en)
        ),
        format!(
            "{} svar · halvparten innen {} · 90 % innen {} · 99 % innen {} · lengst {}",
            number(timing.count, nb),
            time(timing.p50, nb),
            time(timing.p90, nb),
            time(timing.p99, nb),
            time(timing.max, nb)
        ),
    )
}

/// Milliseconds, with one decimal where it matters.
fn time(milliseconds: f64, language: Language) -> String {
    let digits = usize::from(milliseconds < 10.0);
    let shown = format!("{milliseconds:.digits$}\u{a0}ms");
    match language {
        Language::En => shown,
        Language::Nb => shown.replace('.', ","),
    }
}

/// Where a time stands on the axis: within its step, by the logarithm.
fn place(value: f64, steps: &[(f64, usize)]) -> f64 {
    let position = steps
        .iter()
        .position(|(bound, _)| value <= *bound)
        .unwrap_or(steps.len().saturating_sub(1));
    let upper = steps.get(position).map_or(1.0, |step| step.0);
    let lower = position
        .checked_sub(1)
        .and_then(|before| steps.get(before))
        .map_or(upper / 2.0, |step| step.0);
    let within = ((value / lower).ln() / (upper / lower).ln()).clamp(0.0, 1.0);
    ((as_float(position) + within) * STEP * 10.0).round() / 10.0
}

fn share(part: usize, whole: usize) -> f64 {
    as_float(part) / as_float(whole)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a plot has no need of more than 52 bits"
)]
fn as_float(count: usize) -> f64 {
    count as f64
}

fn in_words(milliseconds: f64) -> String {
    if milliseconds >= 1_000.0 {
        format!("{} s", milliseconds / 1_000.0)
    } else {
        format!("{milliseconds}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    #[test]
    fn the_tallest_bar_has_the_most_answers() {
        let record = record();
        let plots = plots(&record);
        let tallest = plots[0]
            .bars
            .iter()
            .max_by(|one, other| one.height.total_cmp(&other.height))
            .expect("bars");
        assert_eq!((tallest.count, tallest.height), (30, HEIGHT));
    }

    #[test]
    fn a_percentile_stands_within_its_step() {
        let steps = [(2.0, 1), (4.0, 1), (8.0, 1)];
        let x = place(3.0, &steps);
        assert!((STEP..STEP * 2.0).contains(&x), "{x}");
        assert!((place(100.0, &steps) - STEP * 3.0).abs() < 0.01);
    }

    #[test]
    fn percentiles_that_fall_together_have_one_mark() {
        let record = record();
        let marks: Vec<usize> = plots(&record).iter().map(|plot| plot.marks.len()).collect();
        assert_eq!(marks, [2, 1]);
    }

    #[test]
    fn times_are_written_as_each_language_writes_them() {
        assert_eq!(time(3.25, Language::En), "3.2\u{a0}ms");
        assert_eq!(time(3.25, Language::Nb), "3,2\u{a0}ms");
        assert_eq!(time(402.4, Language::Nb), "402\u{a0}ms");
    }

    #[test]
    fn nothing_timed_gives_no_plot() {
        let mut record = record();
        record.timing.clear();
        assert!(plots(&record).is_empty());
    }
}
