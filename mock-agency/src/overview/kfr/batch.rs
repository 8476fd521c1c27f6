//! The batch: `multipart/form-data` with the type of the relationships and a file of customers, each with the day on which
//! its relationship began, or none for today.

use std::time::{Duration, Instant};

use jiff::civil::Date;
use wire::identifiers::PartyId;

use super::refusal::Refusal;
use super::{Defect, OverviewBehaviour, Variant};

/// A batch has at most 10 MB.
const LONGEST_BATCH: usize = 10 * 1024 * 1024;

/// More bytes than this are not read at all.
pub(crate) const LONGEST_REQUEST: usize = LONGEST_BATCH + 4 * 1024 * 1024;

/// After which time a batch is read in, where it is not at once.
const LATER: Duration = Duration::from_millis(400);

/// A batch as it came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Batch<'a> {
    pub(super) media_type: &'a str,
    pub(super) body: &'a [u8],
    pub(super) today: Date,
    pub(super) behaviour: OverviewBehaviour,
}

impl Batch<'_> {
    /// The customers and when their relationships began.
    pub(super) fn customers(&self, kind: &str) -> Result<Vec<(String, Date)>, Refusal> {
        if self.body.len() > LONGEST_BATCH && !self.behaviour.has(Defect::KfrBatchUnlimited) {
            return Err(Refusal::TooLarge);
        }
        let parts = self.parts().ok_or(Refusal::Request)?;
        let part = |name: &str| {
            let mut found = parts.iter().filter(|(own, _)| own == name);
            found.next().map(|(_, content)| content.trim())
        };
        let lenient = self.behaviour.has(Defect::KfrBatchPartsUnchecked);
        let (found, list) = match (part("customer_type"), part("customers")) {
            (Some(found), Some(list)) if !list.is_empty() => (found, list),
            (found, list) if lenient => (found.unwrap_or(kind), list.unwrap_or_default()),
            (Some(_) | None, _) => return Err(Refusal::Request),
        };
        if found != kind && !self.behaviour.has(Defect::KfrBatchTypeUnchecked) {
            return Err(Refusal::Type);
        }
        let entries = list
            .split(',')
            .filter(|entry| !(entry.is_empty() && lenient));
        entries.map(|entry| self.customer(entry)).collect()
    }

    /// When the batch is read in, where it is not at once.
    pub(super) fn stored_at(&self) -> Option<Instant> {
        let later = self.behaviour.is(Variant::KfrBatchReadLater);
        later.then(|| Instant::now() + LATER)
    }

    fn customer(&self, entry: &str) -> Result<(String, Date), Refusal> {
        let (number, day) = match entry.split_once('#') {
            Some((number, day)) => (number, Some(day)),
            None => (entry, None),
        };
        let unchecked = self.behaviour.has(Defect::KfrBatchNumbersUnchecked);
        if PartyId::parse(number).is_err() && !unchecked {
            return Err(Refusal::Customer);
        }
        let from = match day {
            None if self.behaviour.has(Defect::KfrBatchBeginsEarlier) => {
                wire::dates::years_before(self.today, 1)
            }
            None => self.today,
            Some(_) if self.behaviour.has(Defect::KfrBatchDatesRefused) => {
                return Err(Refusal::Day);
            }
            Some(_) if self.behaviour.has(Defect::KfrBatchDatesIgnored) => self.today,
            Some(day) => self.day(day).ok_or(Refusal::Day)?,
        };
        Ok((number.to_owned(), from))
    }

    fn day(&self, text: &str) -> Option<Date> {
        let norwegian = || {
            let mut parts = text.split('.');
            let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
            wire::dates::parse_iso(&format!("{year}-{month}-{day}")).ok()
        };
        let lenient = self.behaviour.has(Defect::KfrNorwegianDates);
        let read = wire::dates::parse_iso(text).ok();
        read.or_else(|| norwegian().filter(|_| lenient))
    }

    /// Names and contents of the parts (RFC 7578).
    fn parts(&self) -> Option<Vec<(String, String)>> {
        let text = std::str::from_utf8(self.body).ok()?;
        let delimiter = format!("\r\n--{}", self.boundary()?);
        // The first delimiter begins the body, or a line after a preamble.
        let (_, rest) = match text.strip_prefix(&delimiter[2..]) {
            Some(rest) => ("", rest),
            None => text.split_once(&delimiter)?,
        };
        let mut parts = Vec::new();
        for part in rest.split(&delimiter) {
            if part.starts_with("--") {
                return Some(parts);
            }
            let (head, content) = part.split_once("\r\n\r\n")?;
            parts.push((name_in(head)?, content.to_owned()));
        }
        // The last delimiter ends in two hyphens.
        None
    }

    fn boundary(&self) -> Option<&str> {
        let mut parameters = self.media_type.split(';').map(str::trim);
        let multipart = parameters.next()?;
        if !multipart.eq_ignore_ascii_case("multipart/form-data") {
            return None;
        }
        let value = parameters.find_map(|one| parameter(one, "boundary"))?;
        let bare = value.trim_matches('"');
        let quoted = bare.len() < value.len();
        let refused = quoted && self.behaviour.is(Variant::KfrQuotedBoundaryRefused);
        (!bare.is_empty() && !refused).then_some(bare)
    }
}

fn parameter<'a>(text: &'a str, wanted: &str) -> Option<&'a str> {
    let (name, value) = text.split_once('=')?;
    name.trim()
        .eq_ignore_ascii_case(wanted)
        .then(|| value.trim())
}

/// The name of a part, in its Content-Disposition.
fn name_in(head: &str) -> Option<String> {
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let (_, value) = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-disposition"))?;
    let mut parameters = value.split(';').map(str::trim);
    let name = parameters.find_map(|one| parameter(one, "name"))?;
    Some(name.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 27);

    fn read(media_type: &str, customers: &str) -> Result<Vec<(String, Date)>, Refusal> {
        let body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"customer_type\"\r\n\r\nDSOPBANK\r\n\
             --x\r\nContent-Disposition: form-data; name=\"customers\"; filename=\"a.txt\"\r\n\
             Content-Type: text/plain\r\n\r\n{customers}\r\n--x--\r\n"
        );
        let batch = Batch {
            media_type,
            body: body.as_bytes(),
            today: TODAY,
            behaviour: OverviewBehaviour::default(),
        };
        batch.customers("DSOPBANK")
    }

    const FORM: &str = "multipart/form-data; boundary=x";

    #[test]
    fn reads_customers_with_and_without_a_day() {
        let read = read(FORM, "310000019#2019-11-08,310000027");
        let expected = vec![
            ("310000019".to_owned(), date(2019, 11, 8)),
            ("310000027".to_owned(), TODAY),
        ];
        assert_eq!(read, Ok(expected));
    }

    #[test]
    fn refuses_what_is_no_customer_no_day_or_no_list() {
        for (customers, why) in [
            ("310000019,31000002", Refusal::Customer),
            ("310000019;310000027", Refusal::Customer),
            ("310000019#08.11.2019", Refusal::Day),
            ("", Refusal::Request),
        ] {
            assert_eq!(read(FORM, customers), Err(why), "{customers}");
        }
    }

    #[test]
    fn refuses_another_boundary_and_another_media_type() {
        for form in [
            "multipart/form-data; boundary=y",
            "multipart/form-data",
            "text/csv",
        ] {
            assert_eq!(read(form, "310000019"), Err(Refusal::Request), "{form}");
        }
    }

    #[test]
    fn reads_a_quoted_boundary() {
        assert!(read("multipart/form-data; boundary=\"x\"", "310000019").is_ok());
    }
}
