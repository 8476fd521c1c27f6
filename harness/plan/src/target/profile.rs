//! The profile file: TOML that says where a bank is and what is known about it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::target::KeyName;
use schemars::JsonSchema;
use serde::Deserialize;
use wire::world::{AgencyEntry, BankEntry, LoadedWorld, Mode, RightOfDisposal, World};

use crate::target::digest::digest;
use crate::target::party::PartySection;
use crate::target::{
    Agency, Issuer, OrderSigner, RegisterAddresses, Target, TargetError, TlsSettings,
    is_overview_profile, keys, overview,
};
use pack::catalogue::{Catalogue, Interpretation, Role};
use pack::message::{FileMistakes, without_user_information};
use pack::toml_file::{Entries, Placed, read_whole};

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
    /// PEM file with the certificate authority of the bank, beside the system's.
    ca_file: Option<PathBuf>,
    /// PEM file of a client certificate.
    client_certificate: Option<PathBuf>,
    /// PEM file of its key.
    client_key: Option<PathBuf>,
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
    /// PEM file with the issuer's own key, where the run may issue tokens in its name.
    issuer_key: Option<PathBuf>,
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
    /// PEM file with the client's key.
    client_key: PathBuf,
    /// PEM file with the client's certificate and its chain, leaf first; or else `client-kid`.
    client_chain: Option<PathBuf>,
    /// The `kid` of the client's key, where it is registered without a certificate.
    client_kid: Option<String>,
    /// PEM file with the key that answers are encrypted to.
    decryption_key: PathBuf,
    /// PEM file with the key that extradition orders are signed with; with `order-kid`.
    order_key: Option<PathBuf>,
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
    let entry = read_whole(&name, &text).map_err(TargetError::Mistake)?;
    let readings = check(&name, &text, &entry, catalogue)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let world = entry.load_world(folder)?;
    let mut target = base(&entry, world.as_ref(), folder)?;
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

    fn load_world(&self, folder: &Path) -> Result<Option<LoadedWorld>, TargetError> {
        self.world
            .as_ref()
            .map(|world| World::load(&folder.join(world)))
            .transpose()
            .map_err(TargetError::World)
    }
}

/// What the world file that a profile names says about the bank.
pub(super) fn bank_of_world(path: &Path, text: &str) -> Result<Option<BankEntry>, TargetError> {
    let name = path.display().to_string();
    let entry: ProfileEntry = read_whole(&name, text).map_err(TargetError::Mistake)?;
    let world = entry.load_world(path.parent().unwrap_or(Path::new(".")))?;
    Ok(world.and_then(|world| bank_of(&world, entry.orgno()).cloned()))
}

/// Holds a profile against the catalogue, and gives the readings that it sets.
fn check(
    name: &str,
    text: &str,
    entry: &ProfileEntry,
    catalogue: &Catalogue,
) -> Result<BTreeMap<String, String>, TargetError> {
    let mut found = Vec::new();
    let shown = without_user_information(text);
    let mut mistakes = FileMistakes::new(name, &shown, &mut found);
    mistakes.refuse_user_information(text);
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
        Ok(readings)
    } else {
        Err(TargetError::Mistake(found))
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

fn base(
    entry: &ProfileEntry,
    world: Option<&LoadedWorld>,
    folder: &Path,
) -> Result<Target, TargetError> {
    let bank = world.and_then(|world| bank_of(world, entry.orgno()));
    let base_url = entry
        .bank
        .base_url
        .as_ref()
        .map(|url| url.value.clone())
        .or_else(|| bank.map(|bank| bank.base_url.clone()))
        .ok_or_else(|| {
            missing(
                "where the bank is".to_owned(),
                "write base-url in [bank], or name a world file that holds the bank".to_owned(),
            )
        })?;
    let base_url = base_url.trim_end_matches('/').to_owned();
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
    let agencies = agencies(entry, world, folder)?;
    let services = services(entry, &agencies)?;
    let parties = if entry.party.is_empty() {
        bank.map(|bank| bank.parties.clone()).unwrap_or_default()
    } else {
        entry.party.iter().map(PartySection::entry).collect()
    };
    Ok(Target {
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
        tls: tls(entry, world, bank, folder),
        parties,
        agencies,
        issuer: issuer(entry, world, folder)?,
        registers: registers(&entry.registers, world),
        order_certificates: world
            .map(order_certificates)
            .transpose()?
            .unwrap_or_default(),
        readings: BTreeMap::new(),
        response_time_limit: entry.limits.response_time_ms.map(Duration::from_millis),
        digest: String::new(),
    })
}

fn agencies(
    entry: &ProfileEntry,
    world: Option<&LoadedWorld>,
    folder: &Path,
) -> Result<BTreeMap<String, Agency>, TargetError> {
    let mut agencies = match world {
        Some(world) => agencies_of_world(world)?,
        None => BTreeMap::new(),
    };
    for section in &entry.agency {
        agencies.insert(
            section.service.value.clone(),
            agency_of_section(section, folder)?,
        );
    }
    Ok(agencies)
}

/// The services of the bank; each has an agency that asks.
fn services(
    entry: &ProfileEntry,
    agencies: &BTreeMap<String, Agency>,
) -> Result<Vec<String>, TargetError> {
    let Some(services) = &entry.bank.services else {
        return Ok(agencies.keys().cloned().collect());
    };
    services
        .iter()
        .map(|service| {
            let service = service.value.clone();
            if agencies.contains_key(&service) {
                return Ok(service);
            }
            Err(missing(
                format!("the agency of {service}"),
                "name a world file, or write an [[agency]] with its client, keys and orgno"
                    .to_owned(),
            ))
        })
        .collect()
}

fn tls(
    entry: &ProfileEntry,
    world: Option<&LoadedWorld>,
    bank: Option<&BankEntry>,
    folder: &Path,
) -> TlsSettings {
    let own = entry.bank.ca_file.as_ref().map(|file| folder.join(file));
    let of_world = || {
        let (world, file) = world.zip(bank?.ca_file.as_ref())?;
        Some(world.resolve(file))
    };
    TlsSettings {
        ca_file: own.or_else(of_world),
        client_identity: entry
            .bank
            .client_certificate
            .as_ref()
            .zip(entry.bank.client_key.as_ref())
            .map(|(certificate, key)| (folder.join(certificate), folder.join(key))),
    }
}

pub(super) fn missing(what: String, help: String) -> TargetError {
    TargetError::Missing { what, help }
}

fn bank_of<'a>(world: &'a LoadedWorld, orgno: Option<&str>) -> Option<&'a BankEntry> {
    match orgno {
        Some(orgno) => world.world.banks.iter().find(|bank| bank.orgno == orgno),
        None => world.world.banks.first(),
    }
}

fn issuer(
    entry: &ProfileEntry,
    world: Option<&LoadedWorld>,
    folder: &Path,
) -> Result<Issuer, TargetError> {
    issuer_of(entry.maskinporten.as_ref(), world, folder)
}

/// The issuer that a profile names, or else that of its world file.
pub(super) fn issuer_of(
    section: Option<&MaskinportenSection>,
    world: Option<&LoadedWorld>,
    folder: &Path,
) -> Result<Issuer, TargetError> {
    if let Some(section) = section {
        return Ok(Issuer {
            issuer: section.issuer.clone(),
            token_endpoint: section.token_endpoint.clone(),
            jwks_uri: section.jwks_uri.clone(),
            key: section
                .issuer_key
                .as_ref()
                .map(|key| keys::signing_key("issuer-key", &folder.join(key)))
                .transpose()?,
        });
    }
    let world = world.ok_or_else(|| {
        missing(
            "where tokens come from".to_owned(),
            "name a world file, or write [maskinporten] with issuer and token-endpoint".to_owned(),
        )
    })?;
    issuer_of_world(world)
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

pub(super) fn issuer_of_world(world: &LoadedWorld) -> Result<Issuer, TargetError> {
    Ok(Issuer {
        issuer: world.world.issuer.clone(),
        token_endpoint: world.world.token_endpoint.clone(),
        jwks_uri: Some(world.world.jwks_uri.clone()),
        key: world
            .world
            .issuer_key
            .as_ref()
            .map(|key| keys::signing_key("issuer_key", &world.resolve(key)))
            .transpose()?,
    })
}

fn agency_of_section(section: &AgencySection, folder: &Path) -> Result<Agency, TargetError> {
    let client_key_name = match (&section.client_chain, &section.client_kid) {
        (_, Some(kid)) => KeyName::Kid(kid.clone()),
        (Some(chain), None) => KeyName::Chain(keys::chain("client-chain", &folder.join(chain))?),
        (None, None) => {
            return Err(missing(
                format!("how the client of {} names its key", section.service.value),
                "write client-chain or client-kid".to_owned(),
            ));
        }
    };
    Ok(Agency {
        orgno: section.orgno.clone(),
        client_id: section.client_id.clone(),
        client_key: keys::signing_key("client-key", &folder.join(&section.client_key))?,
        client_key_name,
        decryption_key: keys::decryption_key(
            "decryption-key",
            &folder.join(&section.decryption_key),
        )?,
        order_signer: match (&section.order_key, &section.order_kid) {
            (Some(key), Some(kid)) => Some(OrderSigner {
                key: keys::signing_key("order-key", &folder.join(key))?,
                kid: kid.clone(),
            }),
            _ => None,
        },
    })
}

pub(super) fn agencies_of_world(
    world: &LoadedWorld,
) -> Result<BTreeMap<String, Agency>, TargetError> {
    world
        .world
        .agencies
        .iter()
        .map(|entry| Ok((entry.service.clone(), agency_of_world(world, entry)?)))
        .collect()
}

fn agency_of_world(world: &LoadedWorld, entry: &AgencyEntry) -> Result<Agency, TargetError> {
    Ok(Agency {
        orgno: entry.orgno.clone(),
        client_id: entry.client_id.clone(),
        client_key: keys::signing_key("client_key", &world.resolve(&entry.client_key))?,
        client_key_name: KeyName::Chain(keys::chain(
            "client_chain",
            &world.resolve(&entry.client_chain),
        )?),
        decryption_key: keys::decryption_key(
            "decryption_key",
            &world.resolve(&entry.decryption_key),
        )?,
        order_signer: match (&entry.order_key, &entry.order_kid) {
            (Some(key), Some(kid)) => Some(OrderSigner {
                key: keys::signing_key("order_key", &world.resolve(key))?,
                kid: kid.clone(),
            }),
            _ => None,
        },
    })
}

fn order_certificates(world: &LoadedWorld) -> Result<BTreeMap<String, OrderSigner>, TargetError> {
    world
        .world
        .order_certificates
        .iter()
        .map(|entry| {
            let key = keys::signing_key("order_certificates[].key", &world.resolve(&entry.key))?;
            Ok((
                entry.name.clone(),
                OrderSigner {
                    key,
                    kid: entry.kid.clone(),
                },
            ))
        })
        .collect()
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
    let agencies = agencies_of_world(world)?;
    Ok(Target {
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
            ca_file: bank.ca_file.as_ref().map(|file| world.resolve(file)),
            client_identity: None,
        },
        parties: bank.parties.clone(),
        agencies,
        issuer: issuer_of_world(world)?,
        registers: registers(&RegistersSection::default(), Some(world)),
        order_certificates: order_certificates(world)?,
        readings: BTreeMap::new(),
        response_time_limit: None,
        digest: digest("", Some(bank)),
    })
}
