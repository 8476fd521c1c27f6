//! Registers and banks that tests break one at a time, and the program run against them.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, LazyLock};

use jiff::{Timestamp, ToSpan as _};
use mock_agency::{Registers, RegistersConfig};
use mock_bank::{Bank, BankConfig, DataSet, OrderRoot, RegisterAddresses, TlsIdentity};
use openssl::pkcs12::Pkcs12;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::X509;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use wire::keys::KeyStore;
use wire::pki::{Authority, Subject, Validity};
use wire::world::{AgencyEntry, BankEntry, PartyEntry};

/// A client of the agency that may ask for another scope only.
pub(crate) const SCOPELESS_CLIENT: &str = "a-client-without-the-scope";

/// The services that the profiles have.
const SERVICES: [&str; 2] = ["politi-utlevering", "oppgjor-etter-dodsfall"];

/// Registers that all tests share.
pub(crate) struct Environment {
    runtime: Runtime,
    pub(crate) registers: Registers,
    data: Arc<DataSet>,
    folder: TempDir,
}

/// The environment of this process.
pub(crate) fn environment() -> &'static Environment {
    static TOWN: LazyLock<Environment> = LazyLock::new(Environment::build);
    &TOWN
}

impl Environment {
    fn build() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let folder = tempfile::tempdir().expect("a folder");
        let keys = KeyStore::user_cache().expect("keys");
        let mut config = RegistersConfig::new(folder.path(), keys, 1);
        config.options.clients.push(mock_agency::Client {
            client_id: SCOPELESS_CLIENT.into(),
            consumer: "915429785".into(),
            supplier: None,
            scopes: vec!["bits:kundeforhold".into()],
            public_key: None,
        });
        let registers = runtime
            .block_on(Registers::start(config))
            .expect("registers");
        Self {
            runtime,
            registers,
            data: Arc::new(DataSet::make(1)),
            folder,
        }
    }

    /// A bank of its own, changed before it opens; it closes when it is dropped.
    pub(crate) fn bank(&self, change: impl FnOnce(&mut BankConfig)) -> Opened {
        let world = &self.registers.world;
        let mut config = BankConfig::new(RegisterAddresses {
            issuer: world.issuer.clone(),
            jwks_uri: world.jwks_uri.clone(),
            order_root: OrderRoot::File(self.folder.path().join(&world.order_root)),
            police_jwks_uri: world.police_jwks_uri.clone(),
            certpub_locator: world.certpub_locator.clone(),
            person_registry: world.person_registry.clone(),
            bankruptcy_register: world.bankruptcy_register.clone().unwrap_or_default(),
        });
        config.data = Some(Arc::clone(&self.data));
        change(&mut config);
        let bank = self.runtime.block_on(Bank::start(config)).expect("a bank");
        Opened {
            entry: bank.world_entry(),
            bank,
        }
    }

    /// A world file that has a bank beside the registers.
    pub(crate) fn world_with(&self, bank: &BankEntry) -> PathBuf {
        let file = self.file(format!(
            "world-of-{}.json",
            bank.base_url.replace(['/', ':'], "-")
        ));
        let mut world = self.registers.world.clone();
        world.banks = vec![bank.clone()];
        let text = serde_json::to_string(&world).expect("a world is JSON");
        fs::write(&file, text).expect("the file is written");
        file
    }

    /// A file of the registers' folder.
    pub(crate) fn file(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// A bank that runs.
pub(crate) struct Opened {
    pub(crate) entry: BankEntry,
    bank: Bank,
}

impl Opened {
    /// Where it listens, whatever its base URL says.
    pub(crate) fn address(&self) -> SocketAddr {
        self.bank.address()
    }
}

/// A profile in the making: what stands in place of the right values, and what is put after them.
pub(crate) struct Profile {
    text: String,
    folder: TempDir,
}

/// The agencies of the services that the profile has.
pub(crate) fn agencies() -> impl Iterator<Item = &'static AgencyEntry> {
    let tested = |agency: &&AgencyEntry| SERVICES.contains(&agency.service.as_str());
    environment().registers.world.agencies.iter().filter(tested)
}

/// The party with the fewest traits.
fn plainest<'a>(parties: impl Iterator<Item = &'a PartyEntry>) -> Option<&'a PartyEntry> {
    parties.min_by_key(|party| party.traits.len())
}

impl Profile {
    /// The profile that takes everything from a world file.
    pub(crate) fn of_world(entry: &BankEntry) -> Self {
        Self {
            text: format!(
                "world = \"{}\"\n[bank]\n",
                environment().world_with(entry).display()
            ),
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    /// The right profile of a bank.
    pub(crate) fn of(entry: &BankEntry) -> Self {
        let world = &environment().registers.world;
        let mut text = format!(
            "[bank]\nname = \"Bank\"\norgno = \"{}\"\nbase-url = \"{url}\"\naudience = \"{url}\"\n\
             right-of-disposal = \"alternative-1\"\n#bank\n\
             [registers]\ncertpub-locator = \"{}\"\npolice-jwks-uri = \"{}\"\n\
             [maskinporten]\nissuer = \"{}\"\ntoken-endpoint = \"{}\"\n",
            entry.orgno,
            world.certpub_locator,
            world.police_jwks_uri,
            world.issuer,
            world.token_endpoint,
            url = entry.base_url,
        );
        for agency in agencies() {
            text.push_str(&section(agency));
        }
        let profile = Self {
            text,
            folder: tempfile::tempdir().expect("a folder"),
        };
        let living = |entry: &&PartyEntry| {
            ["owner", "several-accounts", "cards"]
                .iter()
                .all(|wanted| entry.has_trait(wanted))
                && entry.date_of_death.is_none()
                && entry.guardianships.is_empty()
                && entry.bankruptcies.is_empty()
                && !["shielded", "organisation"]
                    .iter()
                    .any(|odd| entry.has_trait(odd))
        };
        let dead = |entry: &&PartyEntry| {
            entry.has_trait("owner")
                && entry.date_of_death.is_some()
                && !entry.has_trait("shielded")
        };
        profile
            .with_party(plainest(entry.parties.iter().filter(living)).expect("a living owner"))
            .with_party(entry.parties.iter().find(dead).expect("a dead owner"))
    }

    /// With one of the bank's own people.
    fn with_party(mut self, party: &PartyEntry) -> Self {
        let traits = &party.traits;
        let mut lines = vec![format!(
            "[[party]]\nparty_id = \"{}\"\ntraits = {traits:?}\n",
            party.party_id
        )];
        lines.extend(
            party
                .date_of_death
                .map(|day| format!("date_of_death = \"{day}\"\n")),
        );
        let open = party
            .accounts
            .iter()
            .filter(|account| account.closed.is_none());
        lines.extend(open.map(|account| {
            format!(
                "[[party.accounts]]\nnumber = \"{}\"\nrelation = \"owner\"\ntype = \"{}\"\ncurrency = \"{}\"\n",
                account.number, account.account_type, account.currency
            )
        }));
        self.text.extend(lines);
        self
    }

    /// With something else in place of a text that it has.
    pub(crate) fn instead(mut self, of: &str, put: &str) -> Self {
        assert!(self.text.contains(of), "the profile has no {of}");
        self.text = self.text.replace(of, put);
        self
    }

    /// With a setting more in `[bank]`.
    pub(crate) fn with_bank_setting(self, setting: &str) -> Self {
        self.instead("#bank\n", &format!("{setting}\n#bank\n"))
    }

    /// With something more at the end.
    pub(crate) fn and(mut self, more: &str) -> Self {
        self.text += more;
        self
    }

    /// The setting of a name, as it stands there the first time.
    pub(crate) fn line(&self, setting: &str) -> String {
        let mut lines = self.text.lines();
        lines
            .find(|line| line.starts_with(&format!("{setting} = ")))
            .expect("the setting is there")
            .to_owned()
    }

    /// Everything from the first test person on.
    pub(crate) fn people(&self) -> String {
        let at = self.text.find("[[party]]").expect("there are people");
        self.text[at..].to_owned()
    }

    /// What the doctor says of it.
    pub(crate) fn examined(&self) -> Diagnosis {
        Self::read(&self.doctor(&["--json"]))
    }

    /// What was said in JSON.
    pub(crate) fn read(output: &std::process::Output) -> Diagnosis {
        let words = String::from_utf8_lossy(&output.stdout).into_owned();
        let diagnoses = serde_json::from_str(&words).unwrap_or_else(|_| {
            let trouble = String::from_utf8_lossy(&output.stderr);
            panic!("the doctor gives no JSON: {words}{trouble}")
        });
        Diagnosis {
            diagnoses,
            code: output.status.code().expect("the program was not killed"),
        }
    }

    /// Runs the doctor.
    pub(crate) fn doctor(&self, more: &[&str]) -> std::process::Output {
        self.program("doctor", more)
            .output()
            .expect("the program starts")
    }

    /// The program with the profile as its target, not yet started.
    pub(crate) fn program(&self, command: &str, more: &[&str]) -> Command {
        let file = self.folder.path().join("bank.toml");
        fs::write(&file, &self.text).expect("the profile is written");
        let mut program = Command::new(env!("CARGO_BIN_EXE_dsop-conformance"));
        program
            .args([command, "--timeout", "10", "--target"])
            .arg(file)
            .args(more)
            .current_dir(self.folder.path())
            .env("COLUMNS", "100");
        program
    }
}

/// The section of one of the world's agencies.
fn section(agency: &AgencyEntry) -> String {
    let file = |name: &Path| format!("\"{}\"", environment().file(name).display());
    let order = agency.order_key.as_ref().zip(agency.order_kid.as_ref());
    let order =
        order.map(|(key, kid)| format!("order-key = {}\norder-kid = \"{kid}\"\n", file(key)));
    format!(
        "[[agency]]\nservice = \"{}\"\norgno = \"{}\"\nclient-id = \"{}\"\nclient-key = {}\n\
         client-chain = {}\ndecryption-key = {}\n{}",
        agency.service,
        agency.orgno,
        agency.client_id,
        file(&agency.client_key),
        file(&agency.client_chain),
        file(&agency.decryption_key),
        order.unwrap_or_default(),
    )
}

/// What the doctor says.
#[derive(Debug)]
pub(crate) struct Diagnosis {
    diagnoses: Vec<Value>,
    pub(crate) code: i32,
}

impl Diagnosis {
    /// What is wrong, each as `whose: what`.
    pub(crate) fn blamed(&self) -> Vec<String> {
        let wrong = self
            .diagnoses
            .iter()
            .filter(|diagnosis| diagnosis["state"] == "fault" || diagnosis["state"] == "unreached");
        wrong
            .map(|diagnosis| {
                let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                format!(
                    "{}: {}",
                    word(&diagnosis["whose"]),
                    word(&diagnosis["what"]["en"])
                )
            })
            .collect()
    }

    /// Everything that is said, in English.
    pub(crate) fn words(&self) -> String {
        let texts = self.diagnoses.iter().map(|diagnosis| {
            format!(
                "{} {} {}\n",
                diagnosis["what"]["en"], diagnosis["seen"]["en"], diagnosis["advice"]["en"]
            )
        });
        texts.collect()
    }
}

/// An authority of the test's own, in a folder of the test's own.
pub(crate) struct TestAuthority {
    authority: Authority,
    folder: TempDir,
}

/// A certificate and key in files and in memory.
pub(crate) struct Issued {
    pub(crate) identity: TlsIdentity,
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

impl TestAuthority {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let authority = Authority::root(&subject("Test authority"), days(-400, 30), rsa())
            .expect("an authority");
        let pem = authority.certificate.to_pem().expect("PEM");
        fs::write(folder.path().join("ca.pem"), pem).expect("the file is written");
        Self { authority, folder }
    }

    pub(crate) fn certificate(&self) -> X509 {
        self.authority.certificate.clone()
    }

    /// Key and certificate of somebody in one file, PKCS#12 with this password.
    pub(crate) fn pkcs12(&self, issued: &Issued, password: &str) -> PathBuf {
        let file = self.folder.path().join("client.p12");
        let mut builder = Pkcs12::builder();
        builder
            .pkey(&issued.identity.key)
            .cert(&issued.identity.chain[0]);
        let made = builder.build2(password).expect("PKCS#12");
        fs::write(&file, made.to_der().expect("DER")).expect("the file is written");
        file
    }

    /// Its certificate, PEM.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// A certificate for these names, valid from and until so many days from now.
    pub(crate) fn issue(&self, names: &[&str], (from, until): (i64, i64)) -> Issued {
        let key = rsa();
        let public = wire::jose::sign::SigningKey::from_pkey(key.clone()).public();
        let leaf = self
            .authority
            .issue(&subject("leaf"), days(from, until), &public, names)
            .expect("a certificate");
        let [certificate, key_file] =
            ["leaf.pem", "leaf.key"].map(|name| self.folder.path().join(name));
        fs::write(&certificate, leaf.to_pem().expect("PEM")).expect("the file is written");
        fs::write(&key_file, key.private_key_to_pem_pkcs8().expect("PEM"))
            .expect("the file is written");
        Issued {
            identity: TlsIdentity {
                chain: vec![leaf],
                key,
            },
            certificate,
            key: key_file,
        }
    }
}

fn rsa() -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(2048).expect("a key")).expect("a key")
}

fn subject(name: &str) -> Subject {
    Subject {
        organisation: None,
        organisational_unit: None,
        common_name: name.into(),
        serial_number: None,
    }
}

fn days(from: i64, until: i64) -> Validity {
    let now = Timestamp::now();
    let at = |days: i64| now + (days * 24).hours();
    Validity {
        not_before: at(from),
        not_after: at(until),
    }
}
