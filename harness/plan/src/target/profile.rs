//! The profile file: TOML that says where a bank is and what is known about it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::target::KeyName;
use serde::Deserialize;
use toml::Spanned;
use wire::profile::ServiceProfile;
use wire::world::{AgencyEntry, BankEntry, LoadedWorld, Mode, PartyEntry, RightOfDisposal, World};

use crate::target::digest::digest;
use crate::target::{
    Agency, Issuer, OrderSigner, RegisterAddresses, Target, TargetError, TlsSettings, keys,
};
use pack::catalogue::{Catalogue, Interpretation};
use pack::message::Mistake;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ProfileEntry {
    bank: BankSection,
    world: Option<PathBuf>,
    maskinporten: Option<MaskinportenSection>,
    #[serde(default)]
    registers: RegistersSection,
    #[serde(default)]
    agency: Vec<AgencySection>,
    #[serde(default)]
    party: Vec<PartyEntry>,
    #[serde(default)]
    interpretations: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    limits: LimitsSection,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct BankSection {
    name: Option<String>,
    build: Option<String>,
    orgno: Option<Spanned<String>>,
    base_url: Option<Spanned<String>>,
    audience: Option<String>,
    mode: Option<ModeEntry>,
    right_of_disposal: Option<DisposalEntry>,
    services: Option<Vec<Spanned<String>>>,
    ca_file: Option<PathBuf>,
    client_certificate: Option<PathBuf>,
    client_key: Option<PathBuf>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ModeEntry {
    Test,
    Production,
}

#[derive(Clone, Copy, Deserialize)]
enum DisposalEntry {
    #[serde(rename = "alternative-1")]
    Alternative1,
    #[serde(rename = "alternative-2")]
    Alternative2,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct MaskinportenSection {
    issuer: String,
    token_endpoint: String,
    jwks_uri: Option<String>,
    issuer_key: Option<PathBuf>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RegistersSection {
    police_jwks_uri: Option<String>,
    certpub_locator: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AgencySection {
    service: String,
    orgno: String,
    client_id: String,
    client_key: PathBuf,
    client_chain: Option<PathBuf>,
    client_kid: Option<String>,
    decryption_key: PathBuf,
    order_key: Option<PathBuf>,
    order_kid: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct LimitsSection {
    response_time_ms: Option<u64>,
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
    let name = path.display().to_string();
    let entry: ProfileEntry = toml::from_str(&text)
        .map_err(|error| TargetError::Mistake(vec![Mistake::from_toml(&name, &text, &error)]))?;
    check(&name, &text, &entry, &catalogue.services)?;
    let readings = readings(&name, &text, &entry, &catalogue.interpretations)?;
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
        self.bank
            .orgno
            .as_ref()
            .map(|orgno| orgno.get_ref().as_str())
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
    let entry: ProfileEntry = toml::from_str(text)
        .map_err(|error| TargetError::Mistake(vec![Mistake::from_toml(&name, text, &error)]))?;
    let world = entry.load_world(path.parent().unwrap_or(Path::new(".")))?;
    Ok(world.and_then(|world| bank_of(&world, entry.orgno()).cloned()))
}

fn check(
    name: &str,
    text: &str,
    entry: &ProfileEntry,
    services: &[ServiceProfile],
) -> Result<(), TargetError> {
    let mut mistakes = Vec::new();
    if let Some(url) = &entry.bank.base_url
        && !url.get_ref().parse::<http::Uri>().is_ok_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.authority().is_some()
                && uri.query().is_none()
        })
    {
        mistakes.push(
            Mistake::new(name, text, url.span(), "this is no base URL".to_owned())
                .help("write scheme, host and path, e.g. https://bank.example/v2".to_owned()),
        );
    }
    if let Some(orgno) = &entry.bank.orgno
        && let Err(error) = wire::identifiers::OrganisationNumber::parse(orgno.get_ref())
    {
        mistakes.push(Mistake::new(
            name,
            text,
            orgno.span(),
            format!("this is no organisation number: {error}"),
        ));
    }
    for service in entry.bank.services.iter().flatten() {
        if !services.iter().any(|known| known.id == *service.get_ref()) {
            let known = services
                .iter()
                .map(|known| known.id.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            mistakes.push(
                Mistake::new(
                    name,
                    text,
                    service.span(),
                    format!("there is no service {}", service.get_ref()),
                )
                .help(format!("there are {known}")),
            );
        }
    }
    if mistakes.is_empty() {
        Ok(())
    } else {
        Err(TargetError::Mistake(mistakes))
    }
}

/// The readings that the profile sets, by interpretation id; those that are ours anyway are left out.
fn readings(
    name: &str,
    text: &str,
    entry: &ProfileEntry,
    interpretations: &[Interpretation],
) -> Result<BTreeMap<String, String>, TargetError> {
    let mut mistakes = Vec::new();
    let mut readings = BTreeMap::new();
    for (setting, choice) in &entry.interpretations {
        let found = interpretations
            .iter()
            .find(|one| one.setting.as_ref() == Some(setting.get_ref()));
        match found {
            None => {
                let known: Vec<&str> = interpretations
                    .iter()
                    .filter_map(|one| one.setting.as_deref())
                    .collect();
                mistakes.push(
                    Mistake::new(
                        name,
                        text,
                        setting.span(),
                        format!("no interpretation is set by {}", setting.get_ref()),
                    )
                    .help(format!("there are {}", known.join(", "))),
                );
            }
            Some(found) if !found.choices.contains(choice.get_ref()) => mistakes.push(
                Mistake::new(
                    name,
                    text,
                    choice.span(),
                    format!("{} cannot be read as {}", found.id, choice.get_ref()),
                )
                .help(format!("choose one of {}", found.choices.join(", "))),
            ),
            Some(found) if found.default.as_ref() != Some(choice.get_ref()) => {
                readings.insert(found.id.clone(), choice.get_ref().clone());
            }
            Some(_) => {}
        }
    }
    if mistakes.is_empty() {
        Ok(readings)
    } else {
        Err(TargetError::Mistake(mistakes))
    }
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
        .map(|url| url.get_ref().clone())
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
        entry.party.clone()
    };
    Ok(Target {
        name: entry.bank.name.clone().unwrap_or_else(|| "the bank".into()),
        build: entry.bank.build.clone(),
        orgno: entry
            .bank
            .orgno
            .as_ref()
            .map(|orgno| orgno.get_ref().clone())
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
        agencies.insert(section.service.clone(), agency_of_section(section, folder)?);
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
            let service = service.get_ref().clone();
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

fn missing(what: String, help: String) -> TargetError {
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
    if let Some(section) = &entry.maskinporten {
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

fn issuer_of_world(world: &LoadedWorld) -> Result<Issuer, TargetError> {
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
                format!("how the client of {} names its key", section.service),
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

fn agencies_of_world(world: &LoadedWorld) -> Result<BTreeMap<String, Agency>, TargetError> {
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
        name: name.to_owned(),
        build: None,
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
