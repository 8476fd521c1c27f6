//! The profile of the customer overview (step 1): where it is, who asks, and what is known about its test customers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use wire::identifiers::PartyId;
use wire::profile::KFR;
use wire::world::{
    AccountFact, CustomerRegister, Institution, LoadedWorld, Ownership, PartyEntry,
    RelationshipFact,
};

use super::digest::digest_with;
use super::examples;
use super::profile::{
    ClientFiles, ClientSection, MaskinportenSection, agencies_of_world, check_base_url,
    check_orgno, finished, institution_of_world, issuer_of, issuer_of_world, load_world, no_agency,
    readings,
};
use crate::keys::{Lack, Reader, Setting};
use crate::target::{Agency, Issuer, RegisterAddresses, Target, TargetError, TlsSettings};
use pack::catalogue::vocabulary::{PartyTraits, Word};
use pack::catalogue::{Catalogue, Role};
use pack::message::{FileMistakes, Mistake, without_user_information};
use pack::text::Text;
use pack::toml_file::{self, Entries, Placed, read_whole};

/// The profile of the customer overview under test: where it is, who asks, and what is known about its test customers.
/// Paths are relative to the file.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Profile of a customer overview")]
struct ProfileEntry {
    /// The customer overview.
    overview: OverviewSection,
    /// A world file, from which everything is read that the profile does not say.
    world: Option<PathBuf>,
    /// Where tokens come from.
    maskinporten: Option<MaskinportenSection>,
    /// The agencies that the run speaks as, one for each service.
    #[serde(default)]
    agency: Vec<AgencySection>,
    /// The bank that the run writes as, where KFR's write API is to be tested; without it, it is not.
    kfr: Option<KfrSection>,
    /// The test customers.
    #[serde(default)]
    customer: Vec<CustomerSection>,
    /// Readings that differ from the catalogue's own, by the name of the setting.
    #[serde(default)]
    interpretations: Entries<Placed<String>>,
}

/// The customer overview.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct OverviewSection {
    /// Its name, for the report.
    name: Option<String>,
    /// Which build of it is tested, in its owner's own words.
    build: Option<String>,
    /// The organisation number of whoever runs it.
    orgno: Option<Placed<String>>,
    /// Scheme, host and path above `/customers`, e.g. `https://overview.example/kar-ws/api/v2`.
    base_url: Option<Placed<String>>,
    /// The audience that tokens for it carry; the base URL if not said.
    audience: Option<String>,
    /// Whether it is the one of production, where services whose mandates are for test alone do not ask.
    #[serde(default)]
    production: bool,
    /// The services that ask; those of all agencies if not said.
    services: Option<Vec<Placed<String>>>,
    /// File with the certificate authority of the overview, beside the system's.
    ca_file: Option<PathBuf>,
    /// File of a client certificate with its chain, unless it is in the file of its key.
    client_certificate: Option<PathBuf>,
    /// File of its key: PKCS#12, PEM or DER; or `env:NAME` for a variable that holds it.
    client_key: Option<PathBuf>,
    /// Where the password of that file is: `env:NAME` or `file:PATH`.
    client_key_password: Option<String>,
}

/// An agency that the run speaks as.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AgencySection {
    /// The service it asks for.
    service: Placed<String>,
    /// Its organisation number.
    orgno: Placed<String>,
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
}

/// A bank whose customers are in KFR. The run adds synthetic numbers to its customers and removes them again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct KfrSection {
    /// Its organisation number; without it and the next two, the bank is that of the world file.
    orgno: Option<Placed<String>>,
    /// Its client id at Maskinporten, with the scope `bits:kundeforhold.write`.
    client_id: Option<String>,
    /// File with the client's key: PKCS#12, PEM or DER; or `env:NAME` for a variable that holds it.
    client_key: Option<PathBuf>,
    /// Where its password is: `env:NAME` or `file:PATH`.
    client_key_password: Option<String>,
    /// File with the client's certificate and its chain, unless they are in the file of the key; or else `client-kid`.
    client_chain: Option<PathBuf>,
    /// The `kid` of the client's key, where it is registered without a certificate.
    client_kid: Option<String>,
}

/// A test customer, with every bank that it is or was a customer of.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CustomerSection {
    /// Its fødselsnummer, D-number or organisation number.
    id: Placed<String>,
    /// Everything in the list that is true of it.
    #[serde(default)]
    traits: Vec<Word<PartyTraits>>,
    /// Its relationships; one for each time and role.
    #[serde(default)]
    bank: Vec<BankSection>,
    /// Accounts for accountServicingProvider.
    #[serde(default)]
    account: Vec<AccountSection>,
}

/// A relationship with a bank.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct BankSection {
    /// The bank's organisation number.
    orgno: Placed<String>,
    /// The name that the register has for it.
    name: Option<String>,
    /// The register that knows the relationship.
    register: RegisterEntry,
    /// First day.
    #[schemars(with = "String")]
    from: Date,
    /// Last day; none while it goes on.
    #[schemars(with = "Option<String>")]
    to: Option<Date>,
    /// Whether the customer owns or owned an account there in that time.
    ownership: OwnershipEntry,
    /// Whether the customer owns an account there today that can be credited through NICS.
    #[serde(default)]
    active: bool,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum RegisterEntry {
    /// The register of accounts that can be paid through NICS.
    Kar,
    /// The register of the customers of all other institutions.
    Kfr,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
enum OwnershipEntry {
    /// At least one.
    Owner,
    /// None.
    NotOwner,
    /// The history is missing.
    Unknown,
}

/// An account.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AccountSection {
    /// Its number, 11 digits.
    number: String,
    /// The organisation number of the bank that keeps it.
    bank: Placed<String>,
    /// The name that the register has for the bank.
    bank_name: Option<String>,
    /// When it was closed, if it is.
    #[schemars(with = "Option<String>")]
    closed: Option<Date>,
    /// Whether its number has a wrong check digit and is registered so.
    #[serde(default)]
    odd_check_digit: bool,
}

/// The JSON Schema of the customer overview's profile.
pub fn overview_schema() -> schemars::Schema {
    schemars::schema_for!(ProfileEntry)
}

/// Reads a profile and everything it names.
pub(super) fn read(path: &Path, text: &str, catalogue: &Catalogue) -> Result<Target, TargetError> {
    let name = path.display().to_string();
    let (entry, readings) = checked(&name, text, catalogue).map_err(TargetError::Mistake)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut reader = Reader::default();
    let world = load_world(entry.world.as_deref(), folder, &mut reader)?;
    let target = if world.is_none() && entry.world.is_some() {
        entry.read_own_files(folder, &mut reader);
        None
    } else {
        entry.target(world.as_ref(), folder, &mut reader)
    };
    if !reader.is_whole() {
        entry
            .examples()
            .into_iter()
            .for_each(|lack| reader.report(lack));
    }
    let mut target = finished(target, reader)?;
    target.readings = readings;
    target.digest = digest_of(path, text)?;
    Ok(target)
}

/// The digest of a profile, with what its world file says about the customers.
pub(super) fn digest_of(path: &Path, text: &str) -> Result<String, TargetError> {
    let name = path.display().to_string();
    let entry: ProfileEntry = read_whole(&name, text).map_err(TargetError::Mistake)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut reader = Reader::default();
    let world = load_world(entry.world.as_deref(), folder, &mut reader)?;
    reader.finish()?;
    Ok(digest_with(text, world.map(|world| world.world.customers)))
}

/// The customer overview of a world as a target.
///
/// # Errors
/// [`TargetError`] if the world has none, or a file that it names cannot be used.
pub fn overview_from_world(world: &LoadedWorld, name: &str) -> Result<Target, TargetError> {
    let mut reader = Reader::default();
    let base_url = base_url_of(Some(world), &mut reader);
    let issuer = issuer_of_world(world, &mut reader);
    let mut agencies = agencies_of_world(world, &mut reader, |_| true);
    let services = services_of(&agencies);
    agencies.extend(institution_of_world(world, &mut reader));
    let target = base_url.map(|base_url| Target {
        name: name.to_owned(),
        orgno: String::new(),
        services,
        parties: world.world.customers.clone(),
        digest: digest_with("", Some(world.world.customers.clone())),
        ..target(base_url, agencies, issuer)
    });
    finished(target, reader)
}

fn target(base_url: String, agencies: BTreeMap<String, Agency>, issuer: Issuer) -> Target {
    Target {
        role: Role::Overview,
        name: "the customer overview".to_owned(),
        build: None,
        vendor: None,
        orgno: String::new(),
        audience: base_url.clone(),
        base_url,
        production: false,
        alternative_2: false,
        services: Vec::new(),
        tls: TlsSettings::default(),
        parties: Vec::new(),
        agencies,
        issuer,
        registers: RegisterAddresses::default(),
        order_certificates: BTreeMap::new(),
        readings: BTreeMap::new(),
        response_time_limit: None::<Duration>,
        secrets: Vec::new(),
        digest: String::new(),
    }
}

fn base_url_of(world: Option<&LoadedWorld>, reader: &mut Reader) -> Option<String> {
    let of_world = world.and_then(|world| world.world.customer_overview.as_deref());
    if of_world.is_none() {
        reader.report(Lack::missing(
            Text::new("base-url of [overview]", "base-url for [overview]"),
            Text::new(
                "write base-url in [overview], or name a world file that has a customer overview",
                "skriv base-url i [overview], eller oppgi en verdensfil som har en kundeforholdsoversikt",
            ),
        ));
    }
    of_world.map(|url| url.trim_end_matches('/').to_owned())
}

/// The services of which an agency asks in step 1.
fn services_of(agencies: &BTreeMap<String, Agency>) -> Vec<String> {
    agencies.keys().cloned().collect()
}

/// Reads a profile, holds it against the catalogue, and gives the readings that it sets.
fn checked(
    name: &str,
    text: &str,
    catalogue: &Catalogue,
) -> Result<(ProfileEntry, BTreeMap<String, String>), Vec<Mistake>> {
    let mut found = Vec::new();
    let shown = without_user_information(text);
    let entry: Option<ProfileEntry> = toml_file::read(name, &shown, &mut found);
    let mut mistakes = FileMistakes::new(name, &shown, &mut found);
    mistakes.refuse_user_information(text);
    let readings = entry
        .as_ref()
        .map(|entry| entry.check(catalogue, &mut mistakes))
        .unwrap_or_default();
    match entry {
        Some(entry) if found.is_empty() => Ok((entry, readings)),
        Some(_) | None => Err(found),
    }
}

impl ProfileEntry {
    /// What it still has as `init` writes it.
    fn examples(&self) -> Vec<Lack> {
        let base_url = self.overview.base_url.iter();
        let base_url = base_url.map(|url| ("base-url", url.value.as_str()));
        let clients = self.agency.iter();
        let clients = clients.map(|one| (one.service.value.as_str(), one.client_id.as_str()));
        let kfr = self.kfr.iter();
        let kfr = kfr.filter_map(|kfr| Some((KFR, kfr.client_id.as_deref()?)));
        examples::left(base_url, clients.chain(kfr))
    }

    /// Looks at the files that the profile itself names, where the rest is to come from a world file that is not there.
    fn read_own_files(&self, folder: &Path, reader: &mut Reader) {
        self.overview.tls(folder, reader);
        if self.maskinporten.is_some() {
            issuer_of(self.maskinporten.as_ref(), None, folder, reader);
        }
        for agency in &self.agency {
            agency.read(folder, reader);
        }
        if let Some(kfr) = self.kfr.as_ref().filter(|kfr| kfr.client_key.is_some()) {
            kfr.read(None, folder, reader);
        }
    }

    /// Holds the profile against the catalogue, and gives the readings that it sets.
    fn check(
        &self,
        catalogue: &Catalogue,
        mistakes: &mut FileMistakes<'_>,
    ) -> BTreeMap<String, String> {
        if let Some(url) = &self.overview.base_url {
            check_base_url(url, mistakes);
        }
        let of_banks = self.customer.iter().flat_map(|customer| {
            let banks = customer.bank.iter().map(|bank| &bank.orgno);
            banks.chain(customer.account.iter().map(|account| &account.bank))
        });
        let of_agencies = self.agency.iter().map(|agency| &agency.orgno);
        let of_agencies = of_agencies.chain(self.kfr.iter().flat_map(|kfr| &kfr.orgno));
        for orgno in self
            .overview
            .orgno
            .iter()
            .chain(of_banks)
            .chain(of_agencies)
        {
            check_orgno(orgno, mistakes);
        }
        for customer in &self.customer {
            if let Err(error) = PartyId::parse(&customer.id.value) {
                let message = format!("this is not a customer's number: {error}");
                mistakes.at(&customer.id.span, message);
            }
        }
        let services = || catalogue.services.iter().map(|service| &service.id);
        let named = self.overview.services.iter().flatten();
        let of_agencies = self.agency.iter().map(|agency| &agency.service);
        for service in named.chain(of_agencies) {
            mistakes.is_known("service", service, services());
        }
        readings(&self.interpretations, &catalogue.interpretations, mistakes)
    }

    /// The target, in the order in which a request meets what it needs. `None` after something that is missing, when all
    /// has been looked at.
    fn target(
        &self,
        world: Option<&LoadedWorld>,
        folder: &Path,
        reader: &mut Reader,
    ) -> Option<Target> {
        let section = &self.overview;
        let base_url = match &section.base_url {
            Some(url) => Some(url.value.trim_end_matches('/').to_owned()),
            None => base_url_of(world, reader),
        };
        let tls = section.tls(folder, reader);
        let issuer = issuer_of(self.maskinporten.as_ref(), world, folder, reader);
        let own: Vec<&String> = self.agency.iter().map(|one| &one.service.value).collect();
        let mut agencies = world
            .map(|world| agencies_of_world(world, reader, |service| !own.contains(&service)))
            .unwrap_or_default();
        for agency in &self.agency {
            let read = agency.read(folder, reader);
            agencies.extend(read.map(|read| (agency.service.value.clone(), read)));
        }
        let services = match &section.services {
            None => services_of(&agencies),
            Some(services) => services.iter().map(|one| one.value.clone()).collect(),
        };
        let kfr = self.kfr.as_ref();
        agencies.extend(kfr.and_then(|kfr| kfr.read(world, folder, reader)));
        for lacking in &services {
            if !agencies.contains_key(lacking) && !own.contains(&lacking) {
                reader.report(no_agency(lacking));
            }
        }
        let of_world = || world.map(|world| world.world.customers.clone());
        let parties = if self.customer.is_empty() {
            of_world().unwrap_or_default()
        } else {
            self.customer.iter().map(CustomerSection::entry).collect()
        };
        let usual = target(base_url?, agencies, issuer?);
        Some(Target {
            name: section.name.clone().unwrap_or_else(|| usual.name.clone()),
            build: section.build.clone(),
            orgno: section
                .orgno
                .as_ref()
                .map(|orgno| orgno.value.clone())
                .unwrap_or_default(),
            audience: section
                .audience
                .clone()
                .unwrap_or_else(|| usual.audience.clone()),
            production: section.production,
            services,
            tls,
            parties,
            ..usual
        })
    }
}

impl AgencySection {
    fn read(&self, folder: &Path, reader: &mut Reader) -> Option<Agency> {
        let client = CallerSection(ClientSection {
            service: &self.service.value,
            key: &self.client_key,
            password: self.client_key_password.as_deref(),
            chain: self.client_chain.as_deref(),
            kid: self.client_kid.as_deref(),
        });
        client.read(&self.orgno.value, &self.client_id, folder, reader)
    }
}

impl KfrSection {
    /// The bank that is written here, or that of the world.
    fn read(
        &self,
        world: Option<&LoadedWorld>,
        folder: &Path,
        reader: &mut Reader,
    ) -> Option<(String, Agency)> {
        let (Some(orgno), Some(client_id), Some(key)) =
            (&self.orgno, &self.client_id, &self.client_key)
        else {
            let written = self.orgno.is_some() || self.client_id.is_some();
            let of_world = world.filter(|_| !written && self.client_key.is_none());
            let institution = of_world.and_then(|world| institution_of_world(world, reader));
            if institution.is_none() {
                reader.report(Lack::missing(
                    Text::new("the bank of [kfr]", "banken i [kfr]"),
                    Text::new(
                        "write orgno, client-id and client-key in [kfr], or none of them and a world file that has institutions",
                        "skriv orgno, client-id og client-key i [kfr], eller ingen av dem og en verdensfil som har institusjoner",
                    ),
                ));
            }
            return institution;
        };
        let client = CallerSection(ClientSection {
            service: KFR,
            key,
            password: self.client_key_password.as_deref(),
            chain: self.client_chain.as_deref(),
            kid: self.client_kid.as_deref(),
        });
        let read = client.read(&orgno.value, client_id, folder, reader)?;
        Some((KFR.to_owned(), read))
    }
}

/// The client of an agency, or of a bank.
struct CallerSection<'a>(ClientSection<'a>);

impl CallerSection<'_> {
    /// Answers of the customer overview are in clear. Were one encrypted, it could be to the client's key alone.
    fn read(
        &self,
        orgno: &str,
        client_id: &str,
        folder: &Path,
        reader: &mut Reader,
    ) -> Option<Agency> {
        let Self(client) = self;
        let (client_key, client_key_name) = client.read(folder, reader)?;
        let key = Setting::new(("client-key", client.service), client.key, folder)
            .with_password("client-key-password", client.password);
        Some(Agency {
            orgno: orgno.to_owned(),
            client_id: client_id.to_owned(),
            client_key,
            client_key_name,
            decryption_key: reader.decryption_key(&key)?,
            order_signer: None,
        })
    }
}

impl OverviewSection {
    fn tls(&self, folder: &Path, reader: &mut Reader) -> TlsSettings {
        let authorities = self.ca_file.as_deref().and_then(|file| {
            reader.certificates(&Setting::new(("ca-file", "[overview]"), file, folder))
        });
        let client = ClientFiles {
            of: "[overview]",
            key: self.client_key.as_deref(),
            certificate: self.client_certificate.as_deref(),
            password: self.client_key_password.as_deref(),
        };
        TlsSettings {
            authorities: authorities.unwrap_or_default(),
            client_identity: client.identity(folder, reader),
        }
    }
}

impl CustomerSection {
    fn entry(&self) -> PartyEntry {
        PartyEntry {
            party_id: self.id.value.clone(),
            traits: self
                .traits
                .iter()
                .map(|word| word.name().to_owned())
                .collect(),
            relationships: self.bank.iter().map(BankSection::fact).collect(),
            accounts: self.account.iter().map(AccountSection::fact).collect(),
            ..PartyEntry::default()
        }
    }
}

impl BankSection {
    fn fact(&self) -> RelationshipFact {
        RelationshipFact {
            orgno: self.orgno.value.clone(),
            name: self.name.clone(),
            register: match self.register {
                RegisterEntry::Kar => CustomerRegister::Kar,
                RegisterEntry::Kfr => CustomerRegister::Kfr,
            },
            from: self.from,
            to: self.to,
            ownership: match self.ownership {
                OwnershipEntry::Owner => Ownership::Owner,
                OwnershipEntry::NotOwner => Ownership::NotOwner,
                OwnershipEntry::Unknown => Ownership::Unknown,
            },
            active: self.active,
        }
    }
}

impl AccountSection {
    fn fact(&self) -> AccountFact {
        AccountFact {
            number: self.number.clone(),
            closed: self.closed,
            servicer: Some(Institution {
                orgno: self.bank.value.clone(),
                name: self.bank_name.clone(),
            }),
            traits: if self.odd_check_digit {
                vec!["odd-check-digit".to_owned()]
            } else {
                Vec::new()
            },
            ..AccountFact::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use pack::catalogue::PackFiles;

    use super::*;

    #[test]
    fn without_an_institution_no_case_writes_and_the_reason_is_given() {
        let files = PackFiles::embedded(builtin::FILES);
        let catalogue = Catalogue::read(&files, &judge::check_names()).expect("the built-in pack");
        let issuer = Issuer {
            issuer: "https://issuer.example/".to_owned(),
            token_endpoint: "https://issuer.example/token".to_owned(),
            jwks_uri: None,
            key: None,
        };
        let target = target(
            "https://register.example".to_owned(),
            BTreeMap::new(),
            issuer,
        );
        let planned = crate::plan(&catalogue, &target, &crate::Filter::default(), true).planned;
        assert!(!planned.is_empty());
        for one in planned {
            assert!(one.instance.case.asks_kfr(), "{}", one.instance.id);
            let lacks = one.decision.err().map(|why| why.text().en);
            assert!(
                lacks.is_some_and(|why| !why.is_empty()),
                "{}",
                one.instance.id
            );
        }
    }

    #[test]
    fn all_mistakes_are_reported_at_once_and_no_password_is_shown() {
        let files = PackFiles::embedded(builtin::FILES);
        let catalogue = Catalogue::read(&files, &judge::check_names()).expect("the built-in pack");
        let text = "[overview]\nbase-url = \"https://ola:hemmelig@register.example/v1\"\nnmae = \"x\"\nservices = [\"politi\"]\n";
        let Err(found) = checked("overview.toml", text, &catalogue) else {
            panic!("the profile is accepted");
        };
        assert_eq!(found.len(), 3, "{found:?}");
        let shown = format!("{found:?}");
        assert!(!shown.contains("hemmelig"), "{shown}");
    }
}
