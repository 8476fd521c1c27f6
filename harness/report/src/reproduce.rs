//! The command that reproduces a result.

use record::CaseRecord;

/// How a run is started again: everything but the cases.
#[derive(Clone, Copy, Debug)]
pub struct Reproduce<'a> {
    /// The start of the command, e.g. `dsop-conformance run --target bank.toml --seed 7`.
    pub prefix: &'a str,
}

impl Default for Reproduce<'_> {
    fn default() -> Self {
        Self {
            prefix: "dsop-conformance run",
        }
    }
}

impl Reproduce<'_> {
    /// The command for one instance, or for all instances of a case.
    pub fn command(&self, id: &str) -> String {
        format!("{} --case {}", self.prefix, quoted(id))
    }

    /// The command for one instance; for a property that does not hold, with the least input found.
    pub fn instance(&self, case: &CaseRecord) -> String {
        let counterexample = case
            .property
            .as_ref()
            .and_then(|property| property.counterexample.as_ref());
        match counterexample {
            Some(found) => format!(
                "{} --choice {}",
                self.command(&case.id),
                quoted(&found.choice)
            ),
            None => self.command(&case.id),
        }
    }
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::fixture::record;

    #[test]
    fn a_counterexample_is_sent_again() {
        let record = record();
        let case = record
            .cases
            .iter()
            .find(|case| case.property.is_some())
            .expect("in the fixture");
        assert!(
            Reproduce::default()
                .instance(case)
                .ends_with("--case 'PROPERTY-002/politi-utlevering/Accounts' --choice '12.s3'")
        );
    }

    #[test]
    fn names_the_case_in_quotes() {
        let reproduce = Reproduce {
            prefix: "dsop-conformance run --seed 7",
        };
        assert_eq!(
            reproduce.command("TOKEN-001"),
            "dsop-conformance run --seed 7 --case 'TOKEN-001'"
        );
    }

    #[test]
    fn a_quote_in_a_name_does_not_end_the_shell_word() {
        assert_eq!(
            Reproduce::default().command("a'; rm"),
            r"dsop-conformance run --case 'a'\''; rm'"
        );
    }
}
