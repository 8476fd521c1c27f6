//! Reads what settings name, and collects what cannot be used.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;

use openssl::pkey::{Id, PKey, Private, Public};
use openssl::x509::X509;
use wire::jose::encrypt::DecryptionKey;
use wire::jose::sign::SigningKey;

use crate::keys::form::{Block, blocks};
use crate::keys::open::{Contents, Want, open};
use crate::keys::{Identity, Lack, Lacks, Setting};
use crate::secret::{Secret, Source};
use pack::text::Text;

/// Signatures and encryption need RSA keys of this length (RFC 7518, 3.3, 3.5 and 4.3).
const FEWEST_BITS: u32 = 2048;

/// Reads keys and certificates one after the other. A method gives nothing where something cannot be used, and that is
/// among what [`Reader::finish`] reports.
#[derive(Debug, Default)]
pub struct Reader {
    lacks: Vec<Lack>,
    secrets: Vec<Secret>,
    /// What a person has said; a file is asked for once.
    asked: BTreeMap<String, Secret>,
}

impl Reader {
    /// Reports something that is missing or wrong.
    pub fn report(&mut self, lack: Lack) {
        if !self.lacks.contains(&lack) {
            self.lacks.push(lack);
        }
    }

    /// Whether nothing is missing or wrong so far.
    pub fn is_whole(&self) -> bool {
        self.lacks.is_empty()
    }

    /// The secrets that were read.
    ///
    /// # Errors
    /// All that was missing or wrong.
    pub fn finish(self) -> Result<Vec<Secret>, Lacks> {
        if self.lacks.is_empty() {
            Ok(self.secrets)
        } else {
            Err(Lacks(self.lacks))
        }
    }

    /// A private key.
    pub fn key(&mut self, setting: &Setting<'_>) -> Option<PKey<Private>> {
        let (blocks, contents) = self.contents(setting, Want::Key)?;
        self.present(setting, &blocks, Want::Key, contents.key)
    }

    /// A private RSA key that signs (RS256, PS256).
    pub fn signing_key(&mut self, setting: &Setting<'_>) -> Option<SigningKey> {
        let key = self.key(setting)?;
        self.rsa(setting, key).map(SigningKey::from_pkey)
    }

    /// A private RSA key that opens answers.
    pub fn decryption_key(&mut self, setting: &Setting<'_>) -> Option<DecryptionKey> {
        let key = self.key(setting)?;
        self.rsa(setting, key).map(DecryptionKey::from_pkey)
    }

    /// Certificates, in the order of the file.
    pub fn certificates(&mut self, setting: &Setting<'_>) -> Option<Vec<X509>> {
        let (blocks, contents) = self.contents(setting, Want::Certificates)?;
        let found = Some(contents.certificates).filter(|found| !found.is_empty());
        self.present(setting, &blocks, Want::Certificates, found)
    }

    /// A public key, or that of a certificate. A private key is refused.
    pub fn public_key(&mut self, setting: &Setting<'_>) -> Option<PKey<Public>> {
        let (blocks, contents) = self.contents(setting, Want::PublicKey)?;
        let has_private = blocks.iter().any(|block| block.kind.holds_key());
        let of_certificate = || contents.certificates.first()?.public_key().ok();
        let found = contents.public.or_else(of_certificate);
        self.present(
            setting,
            &blocks,
            Want::PublicKey,
            found.filter(|_| !has_private),
        )
    }

    /// Whether there are certificates in the file of a private key; `None` if there is no key.
    pub fn has_certificates(&mut self, setting: &Setting<'_>) -> Option<bool> {
        let (_, certificates) = self.key_with_certificates(setting)?;
        Some(!certificates.is_empty())
    }

    /// A private key and the certificates that are in the same file with it, if there are any.
    pub fn key_with_certificates(
        &mut self,
        setting: &Setting<'_>,
    ) -> Option<(PKey<Private>, Vec<X509>)> {
        let (blocks, contents) = self.contents(setting, Want::Key)?;
        let key = self.present(setting, &blocks, Want::Key, contents.key)?;
        Some((key, contents.certificates))
    }

    /// A key with its certificate. Either may be in the other's file; both have to belong together.
    pub fn identity(
        &mut self,
        key: Option<&Setting<'_>>,
        certificate: Option<&Setting<'_>>,
    ) -> Option<Identity> {
        let key_setting = key.or(certificate)?;
        let read = self.key_with_certificates(key_setting);
        let beside = certificate.map(|setting| self.certificates(setting));
        let (key, within) = read?;
        let certificates = match beside {
            Some(beside) => beside?,
            None => within,
        };
        if certificates.is_empty() {
            self.report(without_certificate(key_setting));
            return None;
        }
        let made = Identity::new(key, certificates);
        if made.is_none() {
            self.report(of_another_key(
                key_setting,
                certificate.unwrap_or(key_setting),
            ));
        }
        made
    }

    /// The secret that `env:NAME` or `file:PATH` names.
    pub fn secret(&mut self, setting: &Setting<'_>, source: Source<'_>) -> Option<Secret> {
        match source.secret(setting.folder()) {
            Ok(secret) => {
                self.secrets.push(secret.clone());
                Some(secret)
            }
            Err(why) => {
                self.report(Lack::unreadable(setting, why));
                None
            }
        }
    }

    fn contents(&mut self, setting: &Setting<'_>, want: Want) -> Option<(Vec<Block>, Contents)> {
        let source = setting.source();
        // A value without a prefix is a file.
        let place = Source::of(&source)?;
        let read = if want == Want::Key {
            place.private_bytes(setting.folder())
        } else {
            place.bytes(setting.folder())
        };
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(why) => {
                self.report(Lack::unreadable(setting, why));
                return None;
            }
        };
        let blocks = blocks(&bytes);
        let opened = open(&blocks, want, &mut |may_ask| {
            self.password(setting, may_ask)
        });
        match opened {
            Ok(contents) => Some((blocks, contents)),
            Err(why) => {
                self.report(Lack::sealed(setting, &blocks, why));
                None
            }
        }
    }

    fn present<T>(
        &mut self,
        setting: &Setting<'_>,
        blocks: &[Block],
        want: Want,
        found: Option<T>,
    ) -> Option<T> {
        if found.is_none() {
            self.report(Lack::other(setting, blocks, want));
        }
        found
    }

    /// The password of a file: as the setting says, or as a person does if there is one to ask.
    fn password(&mut self, setting: &Setting<'_>, may_ask: bool) -> Result<Option<Secret>, Text> {
        let given = match setting.password() {
            Some(text) => {
                let source = Source::of(text).ok_or_else(not_named)?;
                Some(source.secret(setting.folder())?)
            }
            None => self.asked.get(&setting.shown()).cloned(),
        };
        let secret = match given {
            None if may_ask => prompt(setting),
            given => given,
        };
        if let Some(secret) = &secret {
            self.asked.insert(setting.shown(), secret.clone());
            self.secrets.push(secret.clone());
        }
        Ok(secret)
    }

    /// The key, if it is RSA and long enough.
    pub fn rsa(&mut self, setting: &Setting<'_>, key: PKey<Private>) -> Option<PKey<Private>> {
        let fits = key.id() == Id::RSA && key.bits() >= FEWEST_BITS;
        if !fits {
            let bits = key.bits();
            let kind = match key.id() {
                Id::RSA => format!("RSA, {bits} bits"),
                Id::EC => format!("EC, {bits} bits"),
                _ => "other than RSA".to_owned(),
            };
            let shown = setting.shown();
            let seen = Text::new(
                format!(
                    "{shown} holds a key ({kind}), and RSA of {FEWEST_BITS} bits or more is expected"
                ),
                format!(
                    "{shown} inneholder en nøkkel ({kind}), og RSA på {FEWEST_BITS} biter eller mer er ventet"
                ),
            );
            let advice = Text::new(
                "no command converts a key into another kind: name the RSA key that is registered for this",
                "ingen kommando gjør en nøkkel om til et annet slag: oppgi RSA-nøkkelen som er registrert for dette",
            );
            self.report(Lack::of(setting, seen, advice));
        }
        fits.then_some(key)
    }
}

fn not_named() -> Text {
    Text::new(
        "the setting for it is neither env:NAME nor file:PATH",
        "innstillingen for det er verken env:NAVN eller file:STI",
    )
}

/// Asks at the terminal, without showing what is typed; `None` where there is nobody to ask.
fn prompt(setting: &Setting<'_>) -> Option<Secret> {
    let terminal = console::Term::stderr();
    if !std::io::stdin().is_terminal() || !terminal.is_term() {
        return None;
    }
    let question = format!("Password of {} ({}): ", setting.shown(), setting.name());
    terminal.write_str(&question).ok()?;
    terminal.read_secure_line().ok().map(Secret::new)
}

fn without_certificate(key: &Setting<'_>) -> Lack {
    let file = key.shown();
    Lack::of(
        key,
        Text::new(
            format!(
                "{file} holds a private key and no certificate, and without its certificate the key is not used"
            ),
            format!(
                "{file} inneholder en privat nøkkel og intet sertifikat, og uten sertifikatet blir nøkkelen ikke brukt"
            ),
        ),
        Text::new(
            format!(
                "name the certificate too, or put both into PKCS#12: `openssl pkcs12 -export -inkey {file} -in CERTIFICATE.pem -out {file}.p12`"
            ),
            format!(
                "oppgi sertifikatet også, eller legg begge i PKCS#12: `openssl pkcs12 -export -inkey {file} -in SERTIFIKAT.pem -out {file}.p12`"
            ),
        ),
    )
}

fn of_another_key(key: &Setting<'_>, certificate: &Setting<'_>) -> Lack {
    let (key_file, file) = (key.shown(), certificate.shown());
    let (name, certificates) = (key.name(), certificate.name());
    Lack::of(
        key,
        Text::new(
            format!(
                "the key in {key_file} ({name}) is not the key of a certificate in {file} ({certificates})"
            ),
            format!(
                "nøkkelen i {key_file} ({name}) er ikke nøkkelen til et sertifikat i {file} ({certificates})"
            ),
        ),
        Text::new(
            format!(
                "name the two that belong together: `openssl pkey -in {key_file} -pubout` and `openssl x509 -in {file} -noout -pubkey` show the same key then"
            ),
            format!(
                "oppgi de to som hører sammen: `openssl pkey -in {key_file} -pubout` og `openssl x509 -in {file} -noout -pubkey` viser da samme nøkkel"
            ),
        ),
    )
}
