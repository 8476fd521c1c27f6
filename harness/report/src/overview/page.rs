//! The overview as one HTML file without scripts and without a network.

use std::fmt::Write as _;

use crate::html::escape;
use crate::overview::Overview;
use crate::overview::tables::tables;
use crate::table::{Cell, Table};
use crate::words::{Phrase, phrase};
use pack::text::{Language, Text};

const STYLE: &str = ":root{color-scheme:light dark;font:15px/1.45 system-ui,sans-serif}body{margin:0}\
main{max-width:90rem;margin:0 auto;padding:1rem}h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}\
.scroll{overflow-x:auto}.banks td{white-space:nowrap}summary{cursor:pointer;padding:.4rem 0}table{border-collapse:collapse;min-width:100%}\
th,td{text-align:left;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid #8886}\
th{position:sticky;top:0;background:Canvas}.bar{display:flex;height:1.6rem;border-radius:6px;overflow:hidden;max-width:60rem}.bar i{color:#fff;font:600 .8rem/1.6rem system-ui;text-align:center}\
.ok{background:#145c33}.declared{background:#0b5684}.bad{background:#a3161b}.none{background:#5b6472}.missing{background:#8a919c}\
td:first-child,th:first-child{position:sticky;left:0;background:Canvas;min-width:6rem}th:first-child{z-index:1}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}";

/// How many rows of a table are shown before the reader opens the rest.
const FIRST: usize = 10;

/// The page.
pub fn page(overview: &Overview, language: Language) -> String {
    let heading = heading(overview);
    let heading = heading.in_language(language);
    let code = match language {
        Language::En => "en",
        Language::Nb => "nb",
    };
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{heading}</title><style>{STYLE}</style></head><body><main><h1>{heading}</h1>\n"
    );
    let made = phrase("Made", "Laget").say(language);
    let _ = writeln!(
        page,
        "<p>{}</p><p>{made} {}</p>",
        sums(overview, language),
        overview.at
    );
    page.push_str(&bar(overview));
    // The first table has a row for each bank, in their order; what fails most and whom to ask is read before it.
    let tables = tables(overview, language);
    if let Some((banks, others)) = tables.split_first() {
        for table in others.iter().filter(|table| !table.rows.is_empty()) {
            beginning(&mut page, table, language);
        }
        let links = overview.banks.iter().map(|bank| bank.page.as_deref());
        section(&mut page, banks, &links.collect::<Vec<_>>());
    }
    page.push_str("</main></body></html>\n");
    page
}

fn heading(overview: &Overview) -> Text {
    let (reported, sums) = (overview.banks.len(), &overview.sums);
    let of = reported + overview.missing.len();
    let conform = sums.conform + sums.declared;
    Text::new(
        format!("{reported} of {of} have reported; {conform} conform"),
        format!("{reported} av {of} har rapportert; {conform} er i samsvar"),
    )
}

fn sums(overview: &Overview, language: Language) -> String {
    let sums = &overview.sums;
    let parts: [(usize, Phrase); 5] = [
        (sums.conform, phrase("conform", "er i samsvar")),
        (
            sums.declared,
            phrase(
                "conform with declared deviations",
                "er i samsvar med erklærte avvik",
            ),
        ),
        (sums.not, phrase("do not conform", "er ikke i samsvar")),
        (
            sums.none,
            phrase(
                "without a verdict on conformance",
                "uten konklusjon om samsvar",
            ),
        ),
        (
            sums.untrusted,
            phrase(
                "whose signature does not hold, not counted",
                "med signatur som ikke holder, ikke talt med",
            ),
        ),
    ];
    let words: Vec<String> = parts
        .iter()
        .map(|(count, words)| format!("{count} {}", words.say(language)))
        .collect();
    words.join(" · ")
}

/// How the banks stand, as one bar; the numbers are in the sentence above it.
fn bar(overview: &Overview) -> String {
    let sums = &overview.sums;
    let parts = [
        ("ok", sums.conform),
        ("declared", sums.declared),
        ("bad", sums.not),
        ("none", sums.none + sums.untrusted),
        ("missing", overview.missing.len()),
    ];
    let mut bar = String::from("<div class=\"bar\" aria-hidden=\"true\">");
    for (class, count) in parts.into_iter().filter(|(_, count)| *count > 0) {
        let _ = write!(
            bar,
            "<i class=\"{class}\" style=\"flex:{count}\">{count}</i>"
        );
    }
    bar.push_str("</div>\n");
    bar
}

/// The first rows of a table, and the rest to open.
fn beginning(page: &mut String, table: &Table, language: Language) {
    let part = |rows: &[Vec<Cell>]| Table {
        name: table.name,
        headings: table.headings.clone(),
        rows: rows.to_vec(),
    };
    let (first, rest) = table.rows.split_at(table.rows.len().min(FIRST));
    section(page, &part(first), &[]);
    if !rest.is_empty() {
        let more = phrase("more", "til").say(language);
        // Writing to a String cannot fail.
        let _ = write!(page, "<details><summary>{} {more}</summary>", rest.len());
        rows(page, &part(rest), &[]);
        page.push_str("</details>\n");
    }
}

/// A table with its name; the first cell of a row leads to its link.
fn section(page: &mut String, table: &Table, links: &[Option<&str>]) {
    let _ = write!(page, "<h2>{}</h2>", escape(table.name));
    rows(page, table, links);
}

fn rows(page: &mut String, table: &Table, links: &[Option<&str>]) {
    let class = if links.is_empty() {
        ""
    } else {
        " class=\"banks\""
    };
    let _ = write!(page, "<div class=\"scroll\"><table{class}><thead><tr>");
    for heading in &table.headings {
        let _ = write!(page, "<th scope=\"col\">{}</th>", escape(heading));
    }
    page.push_str("</tr></thead><tbody>\n");
    for (number, row) in table.rows.iter().enumerate() {
        page.push_str("<tr>");
        let link = links.get(number).copied().flatten();
        for (column, cell) in row.iter().enumerate() {
            let _ = match (cell, link) {
                (Cell::Text(text), Some(link)) if column == 0 => write!(
                    page,
                    "<td><a href=\"{}\">{}</a></td>",
                    escape(link),
                    escape(text)
                ),
                (Cell::Text(text), _) => write!(page, "<td>{}</td>", escape(text)),
                (Cell::Number(number), _) => write!(page, "<td class=\"n\">{number}</td>"),
            };
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div>\n");
}
