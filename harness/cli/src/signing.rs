//! `report sign`, `report verify` and `run --sign`.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use clap::Args;
use jiff::Timestamp;
use wire::jose::sign::SignatureAlgorithm;

use crate::{Failure, Printed};
use pack::catalogue::PackFiles;
use pack::text::{Language, Text};
use plan::keys::{Reader, Setting};
use plan::secret::Source;
use plan::target::profile_digest;
use report::package;
use report::package::{PackageError, Unpacked};
use report::requirement::{Required, answers};
use report::signature;
use report::signature::{Against, Bundle, Credentials, Trust, signature_algorithm};
use report::visible;
use report::write::Format;

/// What reports are signed with.
#[derive(Clone, Debug, Args)]
pub(super) struct SigningKeyArguments {
    /// File with the private key that signs: RSA of 2048 bits or more, or P-256. PKCS#12 (with its certificates), PEM or
    /// DER; or env:NAME for a variable that holds it.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Where the password of --key is: `env:NAME` or `file:PATH`. Without it, a terminal asks for it.
    #[arg(long, value_name = "SOURCE", value_parser = password_source)]
    key_password: Option<String>,
    /// File with the key's certificate and, after it, each issuer of the one before: PEM, DER or PKCS#12;
    /// without it, those in the file of --key, or else the key's thumbprint is named.
    #[arg(long, value_name = "FILE")]
    chain: Option<PathBuf>,
    /// PS256 or RS256 for an RSA key, ES256 for P-256 [default: PS256 or ES256]
    #[arg(long, value_name = "NAME", value_parser = algorithm)]
    alg: Option<SignatureAlgorithm>,
}

/// The same, where signing is a choice.
#[derive(Clone, Debug, Args)]
pub(super) struct RunSigning {
    /// Sign the reports; needs --key.
    #[arg(long, requires = "key")]
    sign: bool,
    /// File with the private key that signs: RSA of 2048 bits or more, or P-256. PKCS#12 (with its certificates), PEM or
    /// DER; or env:NAME for a variable that holds it. Without it, nothing is signed.
    #[arg(long, value_name = "FILE", requires = "sign")]
    key: Option<PathBuf>,
    /// Where the password of --key is: `env:NAME` or `file:PATH`. Without it, a terminal asks for it.
    #[arg(long, value_name = "SOURCE", requires = "sign", value_parser = password_source)]
    key_password: Option<String>,
    /// File with the key's certificate and, after it, each issuer of the one before: PEM, DER or PKCS#12;
    /// without it, those in the file of --key, or else the key's thumbprint is named.
    #[arg(long, value_name = "FILE", requires = "sign")]
    chain: Option<PathBuf>,
    /// PS256 or RS256 for an RSA key, ES256 for P-256 [default: PS256 or ES256]
    #[arg(long, value_name = "NAME", requires = "sign", value_parser = algorithm)]
    alg: Option<SignatureAlgorithm>,
}

/// Options of `report verify`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("trust").required(true).args(["key", "root"]))]
pub(super) struct VerifyArguments {
    /// The run's folder, its `report.json.gz`, or its package.
    run: PathBuf,
    /// File with the public key, or the certificate, that must have signed: PEM or DER; without it,
    /// --root.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// File with root certificates you trust (PEM, DER or PKCS#12): the signer's certificate must lead to one of them.
    /// Without it, --key.
    #[arg(long, value_name = "FILE")]
    root: Option<PathBuf>,
    /// Folder with the case pack that must be the run's; without it, the built-in one is compared and the result shown.
    #[arg(long, value_name = "DIR")]
    pack: Option<PathBuf>,
    /// Target profile that must be the run's; without it, the digest alone is shown.
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Do not let a certificate pass that was valid when it signed and has expired since.
    #[arg(long)]
    strict: bool,
    /// What else must be so: full, no-deviations, pack=VERSION, younger-than=30d; several with commas.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = Required::from_str)]
    require: Vec<Required>,
    #[command(flatten)]
    printed: Printed,
    /// Language of what is printed.
    #[arg(long, value_enum, default_value_t = Language::of_environment())]
    lang: Language,
}

fn algorithm(name: &str) -> Result<SignatureAlgorithm, String> {
    signature_algorithm(name).ok_or_else(|| "write PS256, RS256 or ES256".to_owned())
}

/// A password on the command line would be seen by everybody on the machine.
fn password_source(text: &str) -> Result<String, String> {
    match Source::of(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("write env:NAME or file:PATH, not the password itself".to_owned()),
    }
}

impl RunSigning {
    /// The key, read before anything is sent; `None` if the run is not to be signed.
    pub(super) fn credentials(&self, formats: &[Format]) -> Result<Option<Credentials>, Failure> {
        let (true, Some(key)) = (self.sign, &self.key) else {
            return Ok(None);
        };
        if !formats.contains(&Format::Json) {
            let words = "the signature stands beside the record, and the record is not among the formats: add --format json".to_owned();
            return Err(wrong(words));
        }
        let arguments = SigningKeyArguments {
            key: key.clone(),
            key_password: self.key_password.clone(),
            chain: self.chain.clone(),
            alg: self.alg,
        };
        arguments.read().map(Some)
    }
}

impl SigningKeyArguments {
    fn read(&self) -> Result<Credentials, Failure> {
        let mut reader = Reader::default();
        let password = self.key_password.as_deref();
        let key = Setting::of_option("--key", &self.key).with_password("--key-password", password);
        let chain = self.chain.as_deref();
        let chain = chain.map(|file| {
            Setting::of_option("--chain", file).with_password("--key-password", password)
        });
        let read = reader.key_with_certificates(&key);
        let chain = chain.map(|chain| reader.certificates(&chain));
        reader.finish().map_err(Failure::usage)?;
        let (key, within) = read.ok_or_else(nothing_read)?;
        let certificates = chain.map_or(Ok(within), |read| read.ok_or_else(nothing_read))?;
        let unfit = |file: &Path, why: &signature::KeyError| {
            wrong(format!("{} cannot be used to sign: {why}", file.display()))
        };
        let credentials =
            Credentials::new(key, self.alg).map_err(|error| unfit(&self.key, &error))?;
        if certificates.is_empty() {
            return Ok(credentials);
        }
        let file = self.chain.as_deref().unwrap_or(&self.key);
        credentials
            .with_chain(certificates, Timestamp::now())
            .map_err(|error| unfit(file, &error))
    }
}

/// The reader gave nothing and reported nothing, which it does not do.
fn nothing_read() -> Failure {
    wrong("nothing was read".to_owned())
}

/// Signs the reports of a run that is already there.
pub(super) fn sign(
    run: &Path,
    with: &SigningKeyArguments,
    language: Language,
) -> Result<u8, Failure> {
    let credentials = with.read()?;
    let path = put(run, &credentials)?;
    super::print_out(&signed(&path, language));
    Ok(0)
}

/// Makes the signature and gives back its place.
pub(super) fn put(run: &Path, credentials: &Credentials) -> Result<PathBuf, Failure> {
    let bundle = bundle(run)?;
    signature::sign(&bundle, credentials, now()).map_err(|error| {
        let why = error.to_string();
        let words = format!("nothing was signed: {why}");
        wrong(words)
    })
}

/// The time, to the second: more of it tells nobody anything.
pub(super) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// Says where the signature is.
pub(super) fn signed(path: &Path, language: Language) -> String {
    let words = Text::new(
        format!("Signed: {}", path.display()),
        format!("Signert: {}", path.display()),
    );
    words.in_language(language).to_owned()
}

/// Examines a signature, says what the report states, and gives exit code 0 if it is verified and as required, 1 if not.
pub(super) fn verify(arguments: &VerifyArguments) -> Result<u8, Failure> {
    let language = arguments.lang;
    let trust = trust(arguments)?;
    let pack = match &arguments.pack {
        Some(folder) => PackFiles::from_folder(folder).map_err(Failure::usage)?,
        None => PackFiles::embedded(builtin::FILES),
    };
    let profile = arguments
        .profile
        .as_deref()
        .map(profile_digest)
        .transpose()
        .map_err(Failure::usage)?;
    let pack_digest = pack.digest();
    let against = Against {
        trust: &trust,
        now: Timestamp::now(),
        strict: arguments.strict,
        pack: (&pack_digest, arguments.pack.is_some()),
        profile: profile.as_deref(),
    };
    let unpacked = match unpacked(&arguments.run) {
        Err(changed @ PackageError::Changed { .. }) => {
            super::print_out(&not_verified(arguments, &changed));
            return Ok(1);
        }
        unpacked => unpacked.map_err(Failure::usage)?,
    };
    let run = unpacked
        .as_ref()
        .map_or(arguments.run.as_path(), Unpacked::folder);
    let files = match &unpacked {
        Some(unpacked) => unpacked.bundle().map_err(Failure::usage)?,
        None => bundle(run)?,
    };
    let examination =
        signature::verify(&files, &against).map_err(|error| wrong(error.to_string()))?;
    // A record that was changed may be none any more: the examination has said so.
    let record = super::reports::read(run).ok();
    let lacking: Vec<Text> = match &record {
        Some(record) => arguments
            .require
            .iter()
            .filter_map(|required| required.lacking(record, against.now))
            .collect(),
        None => Vec::new(),
    };
    let unread = record.is_none() && !arguments.require.is_empty();
    let said = record.as_ref().map(report::headline);
    let answers = record
        .map(|record| answers(&record, language))
        .unwrap_or_default();
    let text = if arguments.printed.is_json() {
        serde_json::to_string_pretty(&serde_json::json!({
            "verified": examination.is_verified(),
            "statements": examination.statements,
            "lacking": lacking,
            "about": answers,
        }))
        .map_err(Failure::harness)?
    } else {
        let mut lines: Vec<String> = answers
            .iter()
            .map(|(what, value)| format!("{}: {}", visible(what, 60), visible(value, 600)))
            .collect();
        lines.push(String::new());
        for why in &lacking {
            let word = Text::new("NOT AS REQUIRED", "IKKE SOM KREVD");
            let word = word.in_language(language);
            lines.push(format!("{word}: {}", why.in_language(language)));
        }
        lines.push(signature::render(&examination, language));
        if let Some(said) = said.filter(|_| examination.is_verified()) {
            let words = Text::new("What is signed says", "Det som er signert, sier");
            let words = words.in_language(language);
            lines.push(format!(
                "{words}: {}",
                visible(said.in_language(language), 300)
            ));
        }
        lines.join("\n")
    };
    super::print_out(&text);
    Ok(u8::from(
        !examination.is_verified() || !lacking.is_empty() || unread,
    ))
}

fn unpacked(run: &Path) -> Result<Option<Unpacked>, PackageError> {
    let is_package = package::is_package(run);
    is_package.then(|| package::unpack(run)).transpose()
}

/// That a package was changed, as an examination says it.
fn not_verified(arguments: &VerifyArguments, changed: &PackageError) -> String {
    let why = changed.to_string();
    if arguments.printed.is_json() {
        return serde_json::json!({"verified": false, "changed": why}).to_string();
    }
    let word = Text::new("NOT VERIFIED", "IKKE BEKREFTET");
    format!("{why}\n\n{}", word.in_language(arguments.lang))
}

fn trust(arguments: &VerifyArguments) -> Result<Trust, Failure> {
    match (&arguments.key, &arguments.root) {
        (Some(file), _) => {
            let mut reader = Reader::default();
            let key = reader.public_key(&Setting::of_option("--key", file));
            reader.finish().map_err(Failure::usage)?;
            Trust::key(key.ok_or_else(nothing_read)?).map_err(|why| {
                wrong(format!(
                    "{} cannot be used to verify: {why}",
                    file.display()
                ))
            })
        }
        (None, Some(file)) => roots("--root", file),
        (None, None) => Err(wrong("name --key or --root".to_owned())),
    }
}

/// The root certificates that an option names.
pub(super) fn roots(option: &str, file: &Path) -> Result<Trust, Failure> {
    let mut reader = Reader::default();
    let roots = reader.certificates(&Setting::of_option(option, file));
    reader.finish().map_err(Failure::usage)?;
    roots.map(Trust::Roots).ok_or_else(nothing_read)
}

fn bundle(run: &Path) -> Result<Bundle, Failure> {
    Bundle::at(run).map_err(|error| wrong(error.to_string()))
}

fn wrong(words: String) -> Failure {
    Failure::usage_text(words)
}
