//! The police's certificates: a public key infrastructure in Buypass's place, the right leaf, and one certificate
//! for each thing that can be wrong with a leaf or its chain (order page, signature; RFC 5280 6).

use jiff::{SignedDuration, Timestamp};
use openssl::pkey::{PKey, Private, Public};
use openssl::x509::X509;
use wire::jose::JoseError;
use wire::jose::strict::encode_base64url;
use wire::pki::{Authority, Subject, Validity};

use crate::Mode;
use crate::enterprise::{IssueError, days, public};

const UNIT: &str = "Påtalemyndigheten";
const COMMON_NAME: &str = "Godkjenning av utleveringspålegg";
const ORGANISATION: &str = "POLITIETS IKT-TJENESTER TESTDATA";

/// Names of the keys in [`OrderKeys`].
pub(crate) const ORDER_KEYS: [&str; 5] = [
    "order-root",
    "order-root-unknown",
    "order-intermediate",
    "order-leaf",
    "order-leaf-second",
];

/// The keys behind the police's certificates.
pub(crate) struct OrderKeys {
    pub(crate) root: PKey<Private>,
    pub(crate) unknown_root: PKey<Private>,
    pub(crate) intermediate: PKey<Private>,
    pub(crate) leaf: PKey<Private>,
    pub(crate) second_leaf: PKey<Private>,
}

/// A certificate in the JWKS.
pub(crate) struct PublishedCertificate {
    /// Name in the world file; the valid one is `good`.
    pub(crate) name: &'static str,
    pub(crate) kid: String,
    pub(crate) leaf: X509,
    /// What is published above the leaf, without the root.
    pub(crate) intermediate: Option<X509>,
    /// Name of the private key that orders are signed with under this `kid`.
    pub(crate) key_name: &'static str,
    /// The key in the JWK's `n` and `e`.
    pub(crate) public_key: PKey<Public>,
}

impl PublishedCertificate {
    /// `x5c`: leaf first.
    pub(crate) fn chain(&self) -> Vec<X509> {
        std::iter::once(&self.leaf)
            .chain(&self.intermediate)
            .cloned()
            .collect()
    }
}

/// Everything the police publish, and the root that banks install beforehand.
pub(crate) struct OrderCertificates {
    pub(crate) root: X509,
    pub(crate) good: PublishedCertificate,
    /// Invalid and alternative ones.
    pub(crate) others: Vec<PublishedCertificate>,
}

/// Issues all of them, valid around `now`.
pub(crate) fn issue(
    keys: &OrderKeys,
    mode: Mode,
    now: Timestamp,
) -> Result<OrderCertificates, IssueError> {
    let issuer = Issuer::new(keys, mode, now)?;
    let good = issuer.leaf("good", &issuer.right_subject(), issuer.valid())?;
    let others = vec![
        issuer.unknown_root()?,
        issuer.missing_intermediate()?,
        issuer.leaf(
            "leaf-expired",
            &issuer.right_subject(),
            days(now, -400, -1)?,
        )?,
        issuer.leaf(
            "leaf-not-yet-valid",
            &issuer.right_subject(),
            days(now, 30, 400)?,
        )?,
        issuer.other_intermediate("intermediate-not-ca", days(now, -800, 1800)?, false)?,
        issuer.other_intermediate("intermediate-expired", days(now, -800, -1)?, true)?,
        issuer.leaf(
            "unit-wrong",
            &subject(Some("Politiet"), issuer.common_name()),
            issuer.valid(),
        )?,
        issuer.leaf(
            "common-name-wrong",
            &subject(Some(UNIT), "Utlevering av kontoopplysninger TEST"),
            issuer.valid(),
        )?,
        issuer.leaf(
            "common-name-other-environment",
            &subject(Some(UNIT), &common_name(other(mode))),
            issuer.valid(),
        )?,
        issuer.leaf(
            "unit-and-common-name-swapped",
            &subject(Some(issuer.common_name()), UNIT),
            issuer.valid(),
        )?,
        issuer.self_signed()?,
        issuer.leaf(
            "unit-missing",
            &subject(None, issuer.common_name()),
            issuer.valid(),
        )?,
        issuer.second_good()?,
        issuer.mismatched_key()?,
    ];
    Ok(OrderCertificates {
        root: issuer.root.certificate.clone(),
        good,
        others,
    })
}

fn other(mode: Mode) -> Mode {
    match mode {
        Mode::Test => Mode::Production,
        Mode::Production => Mode::Test,
    }
}

fn common_name(mode: Mode) -> String {
    match mode {
        Mode::Test => format!("{COMMON_NAME} TEST"),
        Mode::Production => COMMON_NAME.to_owned(),
    }
}

fn subject(unit: Option<&str>, common_name: &str) -> Subject {
    Subject {
        organisation: Some(ORGANISATION.to_owned()),
        organisational_unit: unit.map(str::to_owned),
        common_name: common_name.to_owned(),
        serial_number: Some("915429785".to_owned()),
    }
}

fn authority_subject(common_name: &str) -> Subject {
    Subject {
        organisation: Some("DSOP Testsertifikater".to_owned()),
        organisational_unit: None,
        common_name: common_name.to_owned(),
        serial_number: None,
    }
}

/// A `kid` that stays the same as long as the key does, and that reveals nothing about the validity of the certificate.
fn kid(name: &str, mode: Mode, key: &PKey<Public>) -> Result<String, JoseError> {
    let text = format!("{name} {mode:?} {}", crate::jwk::thumbprint(key)?);
    let digest = openssl::hash::hash(openssl::hash::MessageDigest::sha256(), text.as_bytes())?;
    Ok(encode_base64url(&digest[..15]))
}

struct Issuer<'a> {
    keys: &'a OrderKeys,
    mode: Mode,
    now: Timestamp,
    common_name: String,
    root: Authority,
    intermediate: Authority,
}

impl<'a> Issuer<'a> {
    fn new(keys: &'a OrderKeys, mode: Mode, now: Timestamp) -> Result<Self, IssueError> {
        let name = match mode {
            Mode::Test => "DSOP Test Utleveringspålegg",
            Mode::Production => "DSOP Prodlik Utleveringspålegg",
        };
        let root = Authority::root(
            &authority_subject(&format!("{name} Rot")),
            days(now, -3650, 3650)?,
            keys.root.clone(),
        )?;
        let intermediate = root.intermediate(
            &authority_subject(&format!("{name} Utsteder")),
            days(now, -1825, 1825)?,
            keys.intermediate.clone(),
            true,
        )?;
        Ok(Self {
            keys,
            mode,
            now,
            common_name: common_name(mode),
            root,
            intermediate,
        })
    }

    fn common_name(&self) -> &str {
        &self.common_name
    }

    fn right_subject(&self) -> Subject {
        subject(Some(UNIT), &self.common_name)
    }

    fn valid(&self) -> Validity {
        Validity {
            not_before: self.now - SignedDuration::from_hours(24),
            not_after: self.now + SignedDuration::from_hours(24 * 730),
        }
    }

    fn leaf_key(&self) -> Result<PKey<Public>, IssueError> {
        public(&self.keys.leaf)
    }

    /// A leaf from the right intermediate for the right key.
    fn leaf(
        &self,
        name: &'static str,
        subject: &Subject,
        validity: Validity,
    ) -> Result<PublishedCertificate, IssueError> {
        let key = self.leaf_key()?;
        let leaf = self.intermediate.issue(subject, validity, &key, &[])?;
        self.published(name, leaf, Some(&self.intermediate), "order-leaf", key)
    }

    fn published(
        &self,
        name: &'static str,
        leaf: X509,
        intermediate: Option<&Authority>,
        key_name: &'static str,
        public_key: PKey<Public>,
    ) -> Result<PublishedCertificate, IssueError> {
        let kid = kid(name, self.mode, &public_key)?;
        let intermediate = intermediate.map(|authority| authority.certificate.clone());
        Ok(PublishedCertificate {
            name,
            kid,
            leaf,
            intermediate,
            key_name,
            public_key,
        })
    }

    fn unknown_root(&self) -> Result<PublishedCertificate, IssueError> {
        let root = Authority::root(
            &authority_subject("DSOP Ukjent Rot"),
            days(self.now, -3650, 3650)?,
            self.keys.unknown_root.clone(),
        )?;
        let intermediate = root.intermediate(
            &authority_subject("DSOP Ukjent Utsteder"),
            days(self.now, -1825, 1825)?,
            self.keys.intermediate.clone(),
            true,
        )?;
        self.leaf_from("root-unknown", &intermediate)
    }

    /// A leaf whose intermediate is not among the certificates that a bank may have seen elsewhere: it has a name
    /// of its own, so that no other chain can be built.
    fn other_intermediate(
        &self,
        name: &'static str,
        validity: Validity,
        is_ca: bool,
    ) -> Result<PublishedCertificate, IssueError> {
        let subject = authority_subject(&format!("DSOP {name}"));
        let intermediate =
            self.root
                .intermediate(&subject, validity, self.keys.intermediate.clone(), is_ca)?;
        self.leaf_from(name, &intermediate)
    }

    fn leaf_from(
        &self,
        name: &'static str,
        intermediate: &Authority,
    ) -> Result<PublishedCertificate, IssueError> {
        let key = self.leaf_key()?;
        let leaf = intermediate.issue(&self.right_subject(), self.valid(), &key, &[])?;
        self.published(name, leaf, Some(intermediate), "order-leaf", key)
    }

    /// The intermediate that is missing from the chain is published nowhere: a bank that keeps intermediates of
    /// other chains would rightly find the usual one.
    fn missing_intermediate(&self) -> Result<PublishedCertificate, IssueError> {
        let mut certificate =
            self.other_intermediate("intermediate-missing", days(self.now, -1825, 1825)?, true)?;
        certificate.intermediate = None;
        Ok(certificate)
    }

    fn self_signed(&self) -> Result<PublishedCertificate, IssueError> {
        let leaf =
            Authority::self_signed_leaf(&self.right_subject(), self.valid(), &self.keys.leaf)?;
        self.published("self-signed", leaf, None, "order-leaf", self.leaf_key()?)
    }

    fn second_good(&self) -> Result<PublishedCertificate, IssueError> {
        let key = public(&self.keys.second_leaf)?;
        let leaf = self
            .intermediate
            .issue(&self.right_subject(), self.valid(), &key, &[])?;
        self.published(
            "second-good",
            leaf,
            Some(&self.intermediate),
            "order-leaf-second",
            key,
        )
    }

    /// A right chain beside another key's `n` and `e`. Orders under it are signed with that other key: who checks
    /// the chain and then verifies with the JWK's key is led astray; by the certificate's key the signature is bad.
    fn mismatched_key(&self) -> Result<PublishedCertificate, IssueError> {
        let leaf =
            self.intermediate
                .issue(&self.right_subject(), self.valid(), &self.leaf_key()?, &[])?;
        let key = public(&self.keys.second_leaf)?;
        self.published(
            "key-mismatch",
            leaf,
            Some(&self.intermediate),
            "order-leaf-second",
            key,
        )
    }
}
