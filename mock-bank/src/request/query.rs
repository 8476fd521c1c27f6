//! The query of a request, read strictly.

use crate::refusal::{Refusal, Rule, Ruling};

/// The parameters of a query in their order, decoded.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads `a=b&c=d` as an HTML form is written (`+` is a space, `%XX` UTF-8).
    pub(crate) fn parse(raw: &str) -> Ruling<Self> {
        raw.split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Ok((decode(name)?, decode(value)?))
            })
            .collect::<Ruling<Vec<_>>>()
            .map(Self)
    }

    /// All values of a parameter under any of its spellings.
    pub(crate) fn values<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(name, _)| names.contains(&name.as_str()))
            .map(|(_, value)| value.as_str())
    }
}

fn decode(text: &str) -> Ruling<String> {
    let broken = || Refusal::from(Rule::QueryEncoding);
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
                let (high, low) = digit().zip(digit()).ok_or_else(broken)?;
                u8::try_from(high * 16 + low).map_err(|_| broken())?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| broken())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(raw: &str, name: &str) -> Vec<String> {
        Query::parse(raw)
            .unwrap()
            .values(&[name])
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn reads_a_parameter() {
        assert_eq!(values("a=1&b=2", "b"), ["2"]);
    }

    #[test]
    fn decodes_a_value_once() {
        assert_eq!(values("a=%252D", "a"), ["%2D"]);
    }

    #[test]
    fn gives_every_occurrence() {
        assert_eq!(values("a=1&a=2", "a"), ["1", "2"]);
    }

    #[test]
    fn reads_a_parameter_without_value_as_empty() {
        assert_eq!(values("a&b=2", "a"), [""]);
    }

    #[test]
    fn refuses_broken_percent_encoding() {
        for raw in ["a=%", "a=%4", "a=%zz", "a=%ff", "a=%+1"] {
            assert_eq!(
                Query::parse(raw).unwrap_err().rule,
                Rule::QueryEncoding,
                "{raw}"
            );
        }
    }
}
