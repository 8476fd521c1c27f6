//! Options that select instances.

use clap::Args;

use super::Failure;
use crate::catalogue::Level;
use crate::plan::{Filter, Shard};

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
    /// Levels.
    #[arg(long = "level", value_enum)]
    levels: Vec<Level>,
    /// Services, e.g. politi-utlevering.
    #[arg(long = "service", value_name = "PATTERN")]
    services: Vec<String>,
    /// Endpoints: Accounts, `AccountDetails`, Transactions, Cards, Roles.
    #[arg(long = "endpoint", value_name = "PATTERN")]
    endpoints: Vec<String>,
    /// Requirement ids.
    #[arg(long = "requirement", value_name = "PATTERN")]
    requirements: Vec<String>,
    /// One part of the plan, e.g. 2/4; `report merge` joins the parts.
    #[arg(long, value_name = "K/N")]
    shard: Option<Shard>,
}

impl Selection {
    pub(super) fn filter(&self) -> Filter {
        Filter {
            cases: self.cases.clone(),
            except: self.except.clone(),
            families: self.families.clone(),
            levels: self.levels.clone(),
            services: self.services.clone(),
            endpoints: self.endpoints.clone(),
            requirements: self.requirements.clone(),
            shard: self.shard,
        }
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
            Some(option) => Err(Failure::told(
                format!("{option} selects among a bank's cases"),
                format!("{option} velger blant en banks testtilfeller"),
            )
            .help(
                "an agency's cases are selected by --case, --except, --family, --level, --service and --requirement",
                "en etats testtilfeller velges med --case, --except, --family, --level, --service og --requirement",
            )),
        }
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
