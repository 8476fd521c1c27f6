//! Log lines of a server on the error stream.

use clap::{Args, ValueEnum};
use tracing_subscriber::EnvFilter;

/// What to log, and how.
#[derive(Args, Debug)]
pub struct LogArguments {
    /// What to log: off, error, warn, info, debug, or directives as in the variable `RUST_LOG`, which counts unless this
    /// is given [default: requests and warnings]
    #[arg(long, value_name = "LEVEL")]
    log: Option<String>,
    /// Form of the log lines
    #[arg(long, value_name = "FORM", default_value = "plain")]
    log_format: LogFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LogFormat {
    /// One line of text
    Plain,
    /// One JSON object per line
    Json,
}

impl LogArguments {
    /// Begins to log; `program` is the name that its log lines have, e.g. `mock_bank`.
    ///
    /// # Errors
    /// What is wrong with `--log` or `RUST_LOG`.
    pub fn start(&self, program: &str) -> Result<(), String> {
        let directives = self.directives(program);
        let filter = EnvFilter::try_new(&directives)
            .map_err(|error| format!("--log or RUST_LOG {directives:?}: {error}"))?;
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

    fn directives(&self, program: &str) -> String {
        match &self.log {
            // A level alone is meant for this program, not for the libraries below it.
            Some(level) if level.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                format!("{program}={level}")
            }
            Some(directives) => directives.clone(),
            None => std::env::var(EnvFilter::DEFAULT_ENV)
                .ok()
                .filter(|directives| !directives.is_empty())
                .unwrap_or_else(|| format!("{program}=info")),
        }
    }
}
