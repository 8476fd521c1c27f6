//! The profile file: TOML that says where a bank is and what is known about it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::target::KeyName;
use schemars::JsonSchema;
use serde::Deserialize;
use wire::jose::sign::SigningKey;
use wire::world::{AgencyEntry, BankEntry, LoadedWorld, Mode, RightOfDisposal, World};

use crate::keys::{Identity, Lack, Lacks, Reader, Setting};
use crate::target::digest::digest;
use crate::target::examples;
use crate::target::party::PartySection;
use crate::target::{
    Agency, Issuer, OrderSigner, RegisterAddresses, Target, TargetError, TlsSettings,
    is_overview_profile, overview,
};
use pack::catalogue::{Catalogue, Interpretation, Role};
use pack::message::{FileMistakes, Mistake, without_user_information};
use pack::text::Text;
use pack::toml_file::{self, Entries, Placed, read_whole};

/// The profile of a bank under test: where it is, who asks, and what is known about its test people. Paths are relative to
/// the file.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Profile of a bank")]
pub(super) struct ProfileEntry {
    /// The bank.
    bank: BankSection,
    /// A world file, from which everything is read that the profile does not say.
    world: Option<PathBuf>,
    /// Where tokens come from.
    maskinporten: Option<MaskinportenSection>,
    /// Where the registers are that the bank looks keys up in.
    #[serde(default)]
    registers: RegistersSection,
    /// The agencies that the run speaks as, one for each service.
    #[serde(default)]
    agency: Vec<AgencySection>,
    /// The test people.
    #[serde(default)]
    party: Vec<PartySection>,
    /// Readings that differ from the catalogue's own, by the name of the setting.
    #[serde(default)]
    interpretations: Entries<Placed<String>>,
    /// What the bank holds itself to.
    #[serde(default)]
    limits: LimitsSection,
}

/// The bank.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct BankSection {
    /// Its name, for the report.
    name: Option<String>,
    /// Which build of it is tested, in the bank's own words.
    build: Option<String>,
    /// Whose platform it runs on, for overviews over many banks.
    vendor: Option<String>,
    /// Its organisation number.
    orgno: Option<Placed<String>>,
    /// Scheme, host and path, e.g. `https://bank.example/v2`.
    base_url: Option<Placed<String>>,
    /// The audience that tokens for it carry; the base URL if not said.
    audience: Option<String>,
    /// The environment it runs in; test if not said.
    mode: Option<ModeEntry>,
    /// How it delivers right of disposal; by alternative 1 if not said.
    right_of_disposal: Option<DisposalEntry>,
    /// The services it offers; those of all agencies if not said.
    services: Option<Vec<Placed<String>>>,
    /// File with the certificate authority of the bank, beside the system's.
    ca_file: Option<PathBuf>,
    /// File of a client certificate with its chain, unless it is in the file of its key.
    client_certificate: Option<PathBuf>,
    /// File of its key: PKCS#12, PEM or DER; or `env:NAME` for a variable that holds it.
    client_key: Option<PathBuf>,
    /// Where the password of that file is: `env:NAME` or `file:PATH`.
    client_key_password: Option<String>,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum ModeEntry {
    /// A test environment.
    Test,
    /// Production: no clear text, and certificates of production.
    Production,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[schemars(inline)]
enum DisposalEntry {
    /// By the accounts that are disposed of.
    #[serde(rename = "alternative-1")]
    Alternative1,
    /// By the roles of the accounts.
    #[serde(rename = "alternative-2")]
    Alternative2,
}

/// Where tokens come from.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct MaskinportenSection {
    /// Issuer identifier.
    issuer: String,
    /// Address of the token endpoint.
    token_endpoint: String,
    /// Address of the issuer's keys.
    jwks_uri: Option<String>,
    /// File with the issuer's own key, where the run may issue tokens in its name; or `env:NAME`.
    issuer_key: Option<PathBuf>,
    /// Where its password is: `env:NAME` or `file:PATH`.
    issuer_key_password: Option<String>,
}

/// Where the registers are that the bank looks keys up in.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RegistersSection {
    /// Address of the police's key set.
    police_jwks_uri: Option<String>,
    /// Base URL of the `CertPub` locator.
    certpub_locator: Option<String>,
}

/// An agency that the run speaks as.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AgencySection {
    /// The service it asks for.
    service: Placed<String>,
    /// Its organisation number.
    orgno: String,
    /// Its client id at Maskinporten.
    client_id: String,
    /// File with the client's key: PKCS#12, PEM or DER; or `env:NAME` for a variable that holds it.
    client_key: PathBuf,
    /// Where its password is: `env:NAME` or `file:PATH`.
    client_key_password: Option<String>,
    /// File with the client's certificate and its chain, unless they are in the file of the key; or else `client-kid`.
    client_chain: Option<PathBuf>,
    /// The `kid` of the client's key, where it is registered without a certificate.
    client_kid: Option<String>,
    /// File with the key that answers are encrypted to; or `env:NAME`.
    decryption_key: PathBuf,
    /// Where its password is: `env:NAME` or `file:PATH`.
    decryption_key_password: Option<String>,
    /// File with the key that extradition orders are signed with; with `order-kid`; or `env:NAME`.
    order_key: Option<PathBuf>,
    /// Where its password is: `env:NAME` or `file:PATH`.
    order_key_password: Option<String>,
    /// The `kid` of its certificate in the police's key set.
    order_kid: Option<String>,
}

/// What the bank holds itself to.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct LimitsSection {
    /// Response time in milliseconds.
    response_time_ms: Option<u64>,
}

/// The JSON Schema of a bank's profile.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(ProfileEntry)
}

/// Reads a profile and everything it names.
///
/// # Errors
/// [`TargetError`], pointing into the file where the mistake is in it.
pub fn from_file(path: &Path, catalogue: &Catalogue) -> Result<Target, TargetError> {
    let unreadable = |error: std::io::Error| TargetError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let text = fs::read_to_string(path).map_err(unreadable)?;
    if is_overview_profile(path) {
        return overview::read(path, &text, catalogue);
    }
    let name = path.display().to_string();
    let (entry, readings) = read(&name, &text, catalogue).map_err(TargetError::Mistake)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut reader = Reader::default();
    let world = load_world(entry.world.as_deref(), folder, &mut reader)?;
    let target = if world.is_none() && entry.world.is_some() {
        entry.read_own_files(folder, &mut reader);
        None
    } else {
        base(&entry, world.as_ref(), folder, &mut reader)
    };
    if !reader.is_whole() {
        entry
            .examples()
            .into_iter()
            .for_each(|lack| reader.report(lack));
        if entry.party.is_empty() && entry.world.is_none() {
            reader.report(no_party());
        }
    }
    let mut target = finished(target, reader)?;
    let bank = world
        .as_ref()
        .and_then(|world| bank_of(world, entry.orgno()));
    target.digest = digest(&text, bank);
    target.readings = readings;
    Ok(target)
}

impl ProfileEntry {
    fn orgno(&self) -> Option<&str> {
        self.bank.orgno.as_ref().map(|orgno| orgno.value.as_str())
    }

    /// What it still has as `init` writes it.
    fn examples(&self) -> Vec<Lack> {
        let base_url = self.bank.base_url.iter();
        let base_url = base_url.map(|url| ("base-url", url.value.as_str()));
        let endpoint = self.maskinporten.iter();
        let endpoint = endpoint.map(|section| ("token-endpoint", section.token_endpoint.as_str()));
        let clients = self.agency.iter();
        let clients = clients.map(|one| (one.service.value.as_str(), one.client_id.as_str()));
        examples::left(base_url.chain(endpoint), clients)
    }

    /// Looks at the files that the profile itself names, where the rest is to come from a world file that is not there.
    fn read_own_files(&self, folder: &Path, reader: &mut Reader) {
        tls(self, None, None, folder, reader);
        if self.maskinporten.is_some() {
            issuer_of(self.maskinporten.as_ref(), None, folder, reader);
        }
        agencies(self, None, folder, reader);
    }
}

/// The world file that a profile names. That it is not there is the first thing to mend.
pub(super) fn load_world(
    file: Option<&Path>,
    folder: &Path,
    reader: &mut Reader,
) -> Result<Option<LoadedWorld>, TargetError> {
    let Some(file) = file.map(|file| folder.join(file)) else {
        return Ok(None);
    };
    if file.exists() {
        return World::load(&file).map(Some).map_err(TargetError::World);
    }
    let state = file.parent().filter(|state| !state.as_os_str().is_empty());
    let state = state.unwrap_or(Path::new(".")).display();
    reader.report(Lack {
        about: Text::same("world"),
        seen: Text::new(
            format!("there is no file {}", file.display()),
            format!("det finnes ingen fil {}", file.display()),
        ),
        advice: Text::new(
            format!("start your registers: `mock-agency serve --state {state}` writes it"),
            format!("start registrene deres: `mock-agency serve --state {state}` skriver den"),
        ),
    });
    Ok(None)
}

/// What the world file that a profile names says about the bank.
pub(super) fn bank_of_world(path: &Path, text: &str) -> Result<Option<BankEntry>, TargetError> {
    let name = path.display().to_string();
    let entry: ProfileEntry = read_whole(&name, text).map_err(TargetError::Mistake)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut reader = Reader::default();
    let world = load_world(entry.world.as_deref(), folder, &mut reader)?;
    reader.finish()?;
    Ok(world.and_then(|world| bank_of(&world, entry.orgno()).cloned()))
}

/// Reads a profile, holds it against the catalogue, and gives the readings that it sets.
fn read(
    name: &str,
    text: &str,
    catalogue: &Catalogue,
) -> Result<(ProfileEntry, BTreeMap<String, String>), Vec<Mistake>> {
    let mut found = Vec::new();
    let shown = without_user_information(text);
    let entry: Option<ProfileEntry> = toml_file::read(name, &shown, &mut found);
    let mut mistakes = FileMistakes::new(name, &shown, &mut found);
    mistakes.refuse_user_information(text);
    let Some(entry) = entry else {
        return Err(found);
    };
    check_bank(&entry.bank, &mut mistakes);
    let services = || catalogue.services.iter().map(|service| &service.id);
    for service in entry.bank.services.iter().flatten() {
        mistakes.is_known("service", service, services());
    }
    for agency in &entry.agency {
        mistakes.is_known("service", &agency.service, services());
    }
    for party in &entry.party {
        party.check(&catalogue.fields, &mut mistakes);
    }
    let readings = readings(
        &entry.interpretations,
        &catalogue.interpretations,
        &mut mistakes,
    );
    if found.is_empty() {
        Ok((entry, readings))
    } else {
        Err(found)
    }
}

fn check_bank(bank: &BankSection, mistakes: &mut FileMistakes<'_>) {
    if let Some(url) = &bank.base_url {
        check_base_url(url, mistakes);
    }
    if let Some(orgno) = &bank.orgno {
        check_orgno(orgno, mistakes);
    }
}

pub(super) fn check_base_url(url: &Placed<String>, mistakes: &mut FileMistakes<'_>) {
    if !url.value.parse::<http::Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.authority().is_some()
            && uri.query().is_none()
    }) {
        let help = "write scheme, host and path, e.g. https://bank.example/v2";
        mistakes.advise(&url.span, "this is not a base URL", help);
    }
}

pub(super) fn check_orgno(orgno: &Placed<String>, mistakes: &mut FileMistakes<'_>) {
    if let Err(error) = wire::identifiers::OrganisationNumber::parse(&orgno.value) {
        mistakes.at(
            &orgno.span,
            format!("this is not an organisation number: {error}"),
        );
    }
}

/// The readings that the profile sets, by interpretation id; those that are ours anyway are left out.
pub(super) fn readings(
    set: &Entries<Placed<String>>,
    interpretations: &[Interpretation],
    mistakes: &mut FileMistakes<'_>,
) -> BTreeMap<String, String> {
    let mut readings = BTreeMap::new();
    for (setting, choice) in &set.0 {
        let settings = interpretations
            .iter()
            .filter_map(|one| one.setting.as_ref());
        if !mistakes.is_known("setting of an interpretation called", setting, settings) {
            continue;
        }
        let found = interpretations
            .iter()
            .find(|one| one.setting.as_ref() == Some(&setting.value));
        let Some(found) = found else { continue };
        let kind = format!("reading of {} called", found.id);
        if mistakes.is_known(&kind, choice, &found.choices)
            && found.default.as_ref() != Some(&choice.value)
        {
            readings.insert(found.id.clone(), choice.value.clone());
        }
    }
    readings
}

/// What was put together, unless something was missing.
pub(super) fn finished(target: Option<Target>, reader: Reader) -> Result<Target, TargetError> {
    let secrets = reader.finish()?;
    // Without a target something was missing.
    let target = target.ok_or_else(|| Lacks(Vec::new()))?;
    Ok(Target { secrets, ..target })
}

/// The target, in the order in which a request meets what it needs. `None` after something that is missing, when all
/// has been looked at.
fn base(
    entry: &ProfileEntry,
    world: Option<&LoadedWorld>,
    folder: &Path,
    reader: &mut Reader,
) -> Option<Target> {
    let bank = world.and_then(|world| bank_of(world, entry.orgno()));
    let base_url = entry
        .bank
        .base_url
        .as_ref()
        .map(|url| url.value.clone())
        .or_else(|| bank.map(|bank| bank.base_url.clone()));
    if base_url.is_none() {
        reader.report(no_base_url());
    }
    let base_url = base_url.map(|url| url.trim_end_matches('/').to_owned());
    let production = match entry.bank.mode {
        Some(mode) => matches!(mode, ModeEntry::Production),
        None => bank.is_some_and(|bank| bank.mode == Mode::Production),
    };
    let alternative_2 = match entry.bank.right_of_disposal {
        Some(choice) => matches!(choice, DisposalEntry::Alternative2),
        None => {
            bank.is_some_and(|bank| bank.right_of_disposal == Some(RightOfDisposal::Alternative2))
        }
    };
    let tls = tls(entry, world, bank, folder, reader);
    let issuer = issuer_of(entry.maskinporten.as_ref(), world, folder, reader);
    let agencies = agencies(entry, world, folder, reader);
    let services = services(entry, &agencies, reader);
    let order_certificates = world.map(|world| order_certificates(world, reader));
    let parties = if entry.party.is_empty() {
        bank.map(|bank| bank.parties.clone()).unwrap_or_default()
    } else {
        entry.party.iter().map(PartySection::entry).collect()
    };
    let base_url = base_url?;
    Some(Target {
        role: Role::Bank,
        name: entry.bank.name.clone().unwrap_or_else(|| "the bank".into()),
        build: entry.bank.build.clone(),
        vendor: entry.bank.vendor.clone(),
        orgno: entry
            .bank
            .orgno
            .as_ref()
            .map(|orgno| orgno.value.clone())
            .or_else(|| bank.map(|bank| bank.orgno.clone()))
            .unwrap_or_default(),
        audience: entry
            .bank
            .audience
            .clone()
            .or_else(|| bank.map(|bank| bank.base_url.clone()))
            .unwrap_or_else(|| base_url.clone()),
        base_url,
        production,
        alternative_2,
        services,
        tls,
        parties,
        agencies,
        issuer: issuer?,
        registers: registers(&entry.registers, world),
        order_certificates: order_certificates.unwrap_or_default(),
        readings: BTreeMap::new(),
        response_time_limit: entry.limits.response_time_ms.map(Duration::from_millis),
        secrets: Vec::new(),
        digest: String::new(),
    })
}

fn no_base_url() -> Lack {
    Lack::missing(
        Text::new("base-url of [bank]", "base-url for [bank]"),
        Text::new(
            "write base-url in [bank], or name a world file that holds the bank",
            "skriv base-url i [bank], eller oppgi en verdensfil der banken er med",
        ),
    )
}

fn no_party() -> Lack {
    Lack::missing(
        Text::new("[[party]], the test people", "[[party]], testpersonene"),
        Text::new(
            "write a [[party]] for each test person: what is declared is what answers are held against",
            "skriv en [[party]] for hver testperson: det som er erklært, er det svarene holdes opp mot",
        ),
    )
}

fn agencies(
    entry: &ProfileEntry,
    world: Option<&LoadedWorld>,
    folder: &Path,
    reader: &mut Reader,
) -> BTreeMap<String, Agency> {
    let own = entry.agency.iter().map(|section| &section.service.value);
    let own: Vec<&String> = own.collect();
    let mut agencies = match world {
        Some(world) => agencies_of_world(world, reader, |service| !own.contains(&service)),
        None => BTreeMap::new(),
    };
    for section in &entry.agency {
        if let Some(agency) = agency_of_section(section, folder, reader) {
            agencies.insert(section.service.value.clone(), agency);
        }
    }
    agencies
}

/// The services of the bank; each has an agency that asks.
fn services(
    entry: &ProfileEntry,
    agencies: &BTreeMap<String, Agency>,
    reader: &mut Reader,
) -> Vec<String> {
    let Some(services) = &entry.bank.services else {
        return agencies.keys().cloned().collect();
    };
    for service in services.iter().map(|service| &service.value) {
        let is_written = entry.agency.iter().any(|one| one.service.value == *service);
        if !is_written && !agencies.contains_key(service) {
            reader.report(no_agency(service));
        }
    }
    services.iter().map(|one| one.value.clone()).collect()
}

pub(super) fn no_agency(service: &str) -> Lack {
    Lack::missing(
        Text::new(
            format!("[[agency]] of {service}"),
            format!("[[agency]] for {service}"),
        ),
        Text::new(
            "name a world file, or write an [[agency]] with its client, keys and orgno",
            "oppgi en verdensfil, eller skriv en [[agency]] med klient, nøkler og orgno",
        ),
    )
}

fn tls(
    entry: &ProfileEntry,
    world: Option<&LoadedWorld>,
    bank: Option<&BankEntry>,
    folder: &Path,
    reader: &mut Reader,
) -> TlsSettings {
    let of_world = || Some((bank?.ca_file.as_deref()?, world?.folder.as_path()));
    let own = entry.bank.ca_file.as_deref().map(|file| (file, folder));
    let authorities = own
        .or_else(of_world)
        .and_then(|(file, folder)| {
            reader.certificates(&Setting::new(("ca-file", "[bank]"), file, folder))
        })
        .unwrap_or_default();
    let bank = &entry.bank;
    let client = ClientFiles {
        of: "[bank]",
        key: bank.client_key.as_deref(),
        certificate: bank.client_certificate.as_deref(),
        password: bank.client_key_password.as_deref(),
    };
    TlsSettings {
        authorities,
        client_identity: client.identity(folder, reader),
    }
}

/// What a profile names for mutual TLS.
pub(super) struct ClientFiles<'a> {
    pub(super) of: &'a str,
    pub(super) key: Option<&'a Path>,
    pub(super) certificate: Option<&'a Path>,
    pub(super) password: Option<&'a str>,
}

impl ClientFiles<'_> {
    pub(super) fn identity(&self, folder: &Path, reader: &mut Reader) -> Option<Identity> {
        let setting = |name, file| {
            Setting::new((name, self.of), file, folder)
                .with_password("client-key-password", self.password)
        };
        let key = self.key.map(|file| setting("client-key", file));
        let certificate = self.certificate;
        let certificate = certificate.map(|file| setting("client-certificate", file));
        reader.identity(key.as_ref(), certificate.as_ref())
    }
}

fn bank_of<'a>(world: &'a LoadedWorld, orgno: Option<&str>) -> Option<&'a BankEntry> {
    match orgno {
        Some(orgno) => world.world.banks.iter().find(|bank| bank.orgno == orgno),
        None => world.world.banks.first(),
    }
}

/// The issuer that a profile names, or else that of its world file.
pub(super) fn issuer_of(
    section: Option<&MaskinportenSection>,
    world: Option<&LoadedWorld>,
    folder: &Path,
    reader: &mut Reader,
) -> Option<Issuer> {
    if let Some(section) = section {
        let key = section.issuer_key.as_deref().map(|key| {
            Setting::new(("issuer-key", "[maskinporten]"), key, folder).with_password(
                "issuer-key-password",
                section.issuer_key_password.as_deref(),
            )
        });
        return Some(Issuer {
            issuer: section.issuer.clone(),
            token_endpoint: section.token_endpoint.clone(),
            jwks_uri: section.jwks_uri.clone(),
            key: key.and_then(|key| reader.signing_key(&key)),
        });
    }
    let Some(world) = world else {
        reader.report(Lack::missing(
            Text::new(
                "[maskinporten], where tokens come from",
                "[maskinporten], der tokenene kommer fra",
            ),
            Text::new(
                "name a world file, or write [maskinporten] with issuer and token-endpoint",
                "oppgi en verdensfil, eller skriv [maskinporten] med issuer og token-endpoint",
            ),
        ));
        return None;
    };
    Some(issuer_of_world(world, reader))
}

/// The registers that the profile names, or else those of the world file.
fn registers(section: &RegistersSection, world: Option<&LoadedWorld>) -> RegisterAddresses {
    let world = world.map(|world| &world.world);
    let of_world = |pick: fn(&World) -> &String| world.map(|world| pick(world).clone());
    RegisterAddresses {
        police_jwks_uri: section
            .police_jwks_uri
            .clone()
            .or_else(|| of_world(|world| &world.police_jwks_uri)),
        certpub_locator: section
            .certpub_locator
            .clone()
            .or_else(|| of_world(|world| &world.certpub_locator)),
    }
}

/// A setting of a world file.
fn of_world<'a>(name: &'a str, of: &'a str, file: &'a Path, world: &'a LoadedWorld) -> Setting<'a> {
    Setting::new((name, of), file, &world.folder)
}

pub(super) fn issuer_of_world(world: &LoadedWorld, reader: &mut Reader) -> Issuer {
    let key = world.world.issuer_key.as_deref();
    Issuer {
        issuer: world.world.issuer.clone(),
        token_endpoint: world.world.token_endpoint.clone(),
        jwks_uri: Some(world.world.jwks_uri.clone()),
        key: key
            .and_then(|key| reader.signing_key(&of_world("issuer_key", "the world", key, world))),
    }
}

fn agency_of_section(
    section: &AgencySection,
    folder: &Path,
    reader: &mut Reader,
) -> Option<Agency> {
    let service = section.service.value.as_str();
    let setting = |name, file| Setting::new((name, service), file, folder);
    let client = ClientSection {
        service,
        key: &section.client_key,
        password: section.client_key_password.as_deref(),
        chain: section.client_chain.as_deref(),
        kid: section.client_kid.as_deref(),
    };
    let client_key = client.read(folder, reader);
    let decryption_key = setting("decryption-key", &section.decryption_key).with_password(
        "decryption-key-password",
        section.decryption_key_password.as_deref(),
    );
    let decryption_key = reader.decryption_key(&decryption_key);
    let order_key = section.order_key.as_deref().map(|file| {
        setting("order-key", file)
            .with_password("order-key-password", section.order_key_password.as_deref())
    });
    let order_key = order_key.and_then(|key| reader.signing_key(&key));
    let half = match (&section.order_key, &section.order_kid) {
        (Some(_), None) => Some("order-kid"),
        (None, Some(_)) => Some("order-key"),
        (Some(_), Some(_)) | (None, None) => None,
    };
    if let Some(missing) = half {
        reader.report(Lack::missing(
            Text::new(
                format!("{missing} of {service}"),
                format!("{missing} for {service}"),
            ),
            Text::new(
                "write both order-key and order-kid, or neither: then nothing that needs an order is tested",
                "skriv både order-key og order-kid, eller ingen av dem: da blir ingenting som krever pålegg, testet",
            ),
        ));
    }
    let (client_key, client_key_name) = client_key?;
    Some(Agency {
        orgno: section.orgno.clone(),
        client_id: section.client_id.clone(),
        client_key,
        client_key_name,
        decryption_key: decryption_key?,
        order_signer: order_key
            .zip(section.order_kid.clone())
            .map(|(key, kid)| OrderSigner { key, kid }),
    })
}

/// How a profile names an agency's client at Maskinporten.
pub(super) struct ClientSection<'a> {
    pub(super) service: &'a str,
    pub(super) key: &'a Path,
    pub(super) password: Option<&'a str>,
    pub(super) chain: Option<&'a Path>,
    pub(super) kid: Option<&'a str>,
}

impl ClientSection<'_> {
    /// The client's key, and how a grant names it: by its `kid`, or by the certificate that belongs to it.
    pub(super) fn read(&self, folder: &Path, reader: &mut Reader) -> Option<(SigningKey, KeyName)> {
        let setting = |name, file| {
            Setting::new((name, self.service), file, folder)
                .with_password("client-key-password", self.password)
        };
        let key = setting("client-key", self.key);
        if let Some(kid) = self.kid {
            return Some((reader.signing_key(&key)?, KeyName::Kid(kid.to_owned())));
        }
        let chain = self.chain.map(|file| setting("client-chain", file));
        if chain.is_none() {
            // A file that cannot be read may well be PKCS#12, by its name.
            let name = self.key.extension().unwrap_or_default();
            let may_hold_both =
                name.eq_ignore_ascii_case("p12") || name.eq_ignore_ascii_case("pfx");
            if !reader.has_certificates(&key).unwrap_or(may_hold_both) {
                reader.report(self.no_name());
                return None;
            }
        }
        let identity = reader.identity(Some(&key), chain.as_ref())?;
        let key = reader.rsa(&key, identity.key)?;
        Some((SigningKey::from_pkey(key), KeyName::Chain(identity.chain)))
    }

    fn no_name(&self) -> Lack {
        let service = self.service;
        Lack::missing(
            Text::new(
                format!("client-chain or client-kid of {service}"),
                format!("client-chain eller client-kid for {service}"),
            ),
            Text::new(
                "write client-kid, where the key is registered at Maskinporten by itself; or client-chain, or PKCS#12 as client-key, for an enterprise certificate",
                "skriv client-kid, der nøkkelen er registrert alene hos Maskinporten; eller client-chain, eller PKCS#12 som client-key, for et virksomhetssertifikat",
            ),
        )
    }
}

/// The agencies of a world file whose services are wanted. Where a service has several consumers, the first one counts.
pub(super) fn agencies_of_world(
    world: &LoadedWorld,
    reader: &mut Reader,
    wanted: impl Fn(&String) -> bool,
) -> BTreeMap<String, Agency> {
    let mut agencies = BTreeMap::new();
    for entry in world.world.agencies.iter().rev() {
        if let Some(agency) = wanted(&entry.service).then(|| agency_of_world(world, entry, reader))
        {
            agencies.extend(agency.map(|agency| (entry.service.clone(), agency)));
        }
    }
    agencies
}

/// The bank that a world has for writing to KFR.
pub(super) fn institution_of_world(
    world: &LoadedWorld,
    reader: &mut Reader,
) -> Option<(String, Agency)> {
    let entry = world.world.institutions.first()?;
    let institution = agency_of_world(world, entry, reader)?;
    Some((wire::profile::KFR.to_owned(), institution))
}

fn agency_of_world(
    world: &LoadedWorld,
    entry: &AgencyEntry,
    reader: &mut Reader,
) -> Option<Agency> {
    let setting = |name, file| of_world(name, &entry.service, file, world);
    let chain = setting("client_chain", &entry.client_chain);
    let client = setting("client_key", &entry.client_key);
    let client = reader.identity(Some(&client), Some(&chain));
    let decryption_key = reader.decryption_key(&setting("decryption_key", &entry.decryption_key));
    let order_key = entry.order_key.as_deref();
    let order_key = order_key.and_then(|key| reader.signing_key(&setting("order_key", key)));
    let client = client?;
    Some(Agency {
        orgno: entry.orgno.clone(),
        client_id: entry.client_id.clone(),
        client_key: SigningKey::from_pkey(client.key),
        client_key_name: KeyName::Chain(client.chain),
        decryption_key: decryption_key?,
        order_signer: order_key
            .zip(entry.order_kid.clone())
            .map(|(key, kid)| OrderSigner { key, kid }),
    })
}

fn order_certificates(world: &LoadedWorld, reader: &mut Reader) -> BTreeMap<String, OrderSigner> {
    let mut signers = BTreeMap::new();
    for entry in &world.world.order_certificates {
        let setting = of_world("order_certificates", &entry.name, &entry.key, world);
        let signer = reader.key(&setting).map(|key| OrderSigner {
            key: SigningKey::from_pkey(key),
            kid: entry.kid.clone(),
        });
        signers.extend(signer.map(|signer| (entry.name.clone(), signer)));
    }
    signers
}

/// A target straight from a world file and one of its banks: the run's own, or one that joined.
///
/// # Errors
/// [`TargetError`] if a file that the world names cannot be used.
pub fn from_world(
    world: &LoadedWorld,
    bank: &BankEntry,
    name: &str,
) -> Result<Target, TargetError> {
    let mut reader = Reader::default();
    let ca_file = bank.ca_file.as_deref();
    let authorities = ca_file
        .and_then(|file| reader.certificates(&of_world("ca_file", &bank.orgno, file, world)));
    let issuer = issuer_of_world(world, &mut reader);
    let agencies = agencies_of_world(world, &mut reader, |_| true);
    let order_certificates = order_certificates(world, &mut reader);
    let target = Target {
        role: Role::Bank,
        name: name.to_owned(),
        build: None,
        vendor: None,
        orgno: bank.orgno.clone(),
        base_url: bank.base_url.trim_end_matches('/').to_owned(),
        audience: bank.base_url.clone(),
        production: bank.mode == Mode::Production,
        alternative_2: bank.right_of_disposal == Some(RightOfDisposal::Alternative2),
        services: agencies.keys().cloned().collect(),
        tls: TlsSettings {
            authorities: authorities.unwrap_or_default(),
            client_identity: None,
        },
        parties: bank.parties.clone(),
        agencies,
        issuer,
        registers: registers(&RegistersSection::default(), Some(world)),
        order_certificates,
        readings: BTreeMap::new(),
        response_time_limit: None,
        secrets: Vec::new(),
        digest: digest("", Some(bank)),
    };
    finished(Some(target), reader)
}
