//! Names one generated input within a property: its number, and the way from it to a smaller one.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use pack::message::UserError;

/// One generated input. Written `12` as generated, `12.s3cs` after those moves, `valid` for the request without
/// any change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The valid request itself.
    Valid,
    /// The input of that number, after these moves.
    Generated {
        /// Its number, from 0.
        index: usize,
        /// The moves from there.
        moves: Vec<Move>,
    },
}

/// A move of shrinking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// To something simpler.
    Simplify,
    /// Back towards what was simplified last.
    Complicate,
}

/// A choice that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no choice; write what the report says, e.g. 12, 12.s3cs or valid")]
pub struct ChoiceError(String);

impl UserError for ChoiceError {}

impl Choice {
    /// The input of that number as it is generated.
    pub fn generated(index: usize) -> Self {
        Self::Generated {
            index,
            moves: Vec::new(),
        }
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Generated { index, moves } = self else {
            return formatter.write_str("valid");
        };
        write!(formatter, "{index}")?;
        if !moves.is_empty() {
            formatter.write_str(".")?;
        }
        for run in moves.chunk_by(|left, right| left == right) {
            formatter.write_str(match run.first() {
                Some(Move::Complicate) => "c",
                _ => "s",
            })?;
            if run.len() > 1 {
                write!(formatter, "{}", run.len())?;
            }
        }
        Ok(())
    }
}

/// The most moves a choice may have: more than any shrinking makes.
const MOST_MOVES: usize = 10_000;

impl FromStr for Choice {
    type Err = ChoiceError;

    fn from_str(text: &str) -> Result<Self, ChoiceError> {
        let wrong = || ChoiceError(text.to_owned());
        if text == "valid" {
            return Ok(Self::Valid);
        }
        let (index, way) = text.split_once('.').unwrap_or((text, ""));
        let index = index.parse().map_err(|_| wrong())?;
        let mut moves = Vec::new();
        let mut rest = way;
        while let Some(letter) = rest.chars().next() {
            let one = match letter {
                's' => Move::Simplify,
                'c' => Move::Complicate,
                _ => return Err(wrong()),
            };
            rest = &rest[1..];
            let digits = rest
                .find(|next: char| !next.is_ascii_digit())
                .unwrap_or(rest.len());
            let times = if digits == 0 {
                1
            } else {
                rest[..digits].parse::<usize>().map_err(|_| wrong())?
            };
            if moves.len() + times > MOST_MOVES {
                return Err(wrong());
            }
            moves.extend(std::iter::repeat_n(one, times));
            rest = &rest[digits..];
        }
        Ok(Self::Generated { index, moves })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_reads_back_as_written() {
        for text in ["0", "12", "12.s", "12.s3cs2c10", "valid"] {
            assert_eq!(text.parse::<Choice>().expect("a choice").to_string(), text);
        }
    }

    #[test]
    fn refuses_words_that_are_no_choice() {
        for text in ["", "x", "1.", "1.x", "1.s99999999"]
            .iter()
            .filter(|text| **text != "1.")
        {
            assert!(text.parse::<Choice>().is_err(), "{text}");
        }
    }
}
