//! Log lines on the error stream.

use clap::{Args, ValueEnum};
use tracing_subscriber::EnvFilter;

use super::Failure;

/// What is logged unless `--log` or `RUST_LOG` says otherwise.
const DEFAULT: &str = "mock_agency=info";

#[derive(Args)]
pub(super) struct LogArguments {
    /// What to log: off, error, warn, info, debug, or directives as in the variable `RUST_LOG`, which counts unless this
    /// is given [default: requests and warnings]
    #[arg(long, value_name = "LEVEL")]
    log: Option<String>,
    /// Form of the log lines
    #[arg(long, value_name = "FORM", default_value = "plain")]
    log_format: LogFormat,
}

#[derive(Clone, Copy, ValueEnum)]
enum LogFormat {
    /// One line of text
    Plain,
    /// One JSON object per line
    Json,
}

impl LogArguments {
    /// Begins to log.
    pub(super) fn start(&self) -> Result<(), Failure> {
        let directives = self.directives();
        let filter = EnvFilter::try_new(&directives).map_err(|error| {
            Failure::Configuration(format!("--log or RUST_LOG {directives:?}: {error}"))
        })?;
        let lines = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .with_ansi(false);
        match self.log_format {
            LogFormat::Plain => lines.init(),
            LogFormat::Json => lines.json().flatten_event(true).init(),
        }
        Ok(())
    }

    fn directives(&self) -> String {
        match &self.log {
            // A level alone is meant for this program, not for the libraries below it.
            Some(level) if level.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                format!("mock_agency={level}")
            }
            Some(directives) => directives.clone(),
            None => std::env::var(EnvFilter::DEFAULT_ENV)
                .ok()
                .filter(|directives| !directives.is_empty())
                .unwrap_or_else(|| DEFAULT.to_owned()),
        }
    }
}
