use std::fmt;
use std::net::IpAddr;

use jiff::Timestamp;
use openssl::asn1::{Asn1Integer, Asn1Time, Asn1Type};
use openssl::bn::{BigNum, MsbOption};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private, Public};
use openssl::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAlternativeName,
    SubjectKeyIdentifier,
};
use openssl::x509::{X509, X509Builder, X509Name, X509NameRef, X509Ref};

use super::PkiError;

const MAX_CHARACTERS: usize = 64;

/// Whom a certificate is for. Every value is written as `UTF8String`, since the other string types turn æ, ø and å
/// into something else; none may be longer than 64 characters (RFC 5280, appendix A.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// O
    pub organisation: Option<String>,
    /// OU
    pub organisational_unit: Option<String>,
    /// CN
    pub common_name: String,
    /// serialNumber, e.g. the organisation number
    pub serial_number: Option<String>,
}

impl Subject {
    /// A subject with a common name alone.
    pub fn named(common_name: &str) -> Self {
        Self {
            common_name: common_name.to_owned(),
            ..Self::default()
        }
    }

    fn to_name(&self) -> Result<X509Name, PkiError> {
        let mut name = X509Name::builder()?;
        for (nid, value) in [
            (Nid::ORGANIZATIONNAME, self.organisation.as_deref()),
            (
                Nid::ORGANIZATIONALUNITNAME,
                self.organisational_unit.as_deref(),
            ),
            (Nid::SERIALNUMBER, self.serial_number.as_deref()),
            (Nid::COMMONNAME, Some(self.common_name.as_str())),
        ] {
            if let Some(value) = value {
                if value.chars().count() > MAX_CHARACTERS {
                    return Err(PkiError::TooLong(value.to_owned()));
                }
                name.append_entry_by_nid_with_type(nid, value, Asn1Type::UTF8STRING)?;
            }
        }
        Ok(name.build())
    }
}

/// When a certificate is valid, to the second, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first moment.
    pub not_before: Timestamp,
    /// The last moment.
    pub not_after: Timestamp,
}

/// A certificate with its key, which issues others. `Debug` shows the subject alone.
#[derive(Clone)]
pub struct Authority {
    /// Its own certificate.
    pub certificate: X509,
    /// Its key.
    pub key: PKey<Private>,
}

impl fmt::Debug for Authority {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Authority({:?})",
            self.certificate.subject_name()
        )
    }
}

/// What a certificate may be used for.
#[derive(Clone, Copy)]
enum Use<'a> {
    Issuing,
    SigningAndEncrypting,
    Serving(&'a [&'a str]),
}

impl Authority {
    /// A root: signed by itself.
    ///
    /// # Errors
    /// A value of the subject that is too long.
    pub fn root(
        subject: &Subject,
        validity: Validity,
        key: PKey<Private>,
    ) -> Result<Self, PkiError> {
        let name = subject.to_name()?;
        let issuer = Issuer {
            name: &name,
            certificate: None,
            key: &key,
        };
        let certificate = issuer.certify(&name, validity, &public_half(&key)?, Use::Issuing)?;
        Ok(Self { certificate, key })
    }

    /// An authority below this one. With `is_ca` false its certificate says that it is none, and everything it
    /// issues is unfit.
    ///
    /// # Errors
    /// A value of the subject that is too long.
    pub fn intermediate(
        &self,
        subject: &Subject,
        validity: Validity,
        key: PKey<Private>,
        is_ca: bool,
    ) -> Result<Self, PkiError> {
        let usage = if is_ca {
            Use::Issuing
        } else {
            Use::SigningAndEncrypting
        };
        let (name, public) = (subject.to_name()?, public_half(&key)?);
        let certificate = self.issuer().certify(&name, validity, &public, usage)?;
        Ok(Self { certificate, key })
    }

    /// A certificate that is no authority. Alternative names, IP addresses or DNS names, make it a TLS
    /// server's (and client's); without them it signs and encrypts.
    ///
    /// # Errors
    /// A value of the subject that is too long.
    pub fn issue(
        &self,
        subject: &Subject,
        validity: Validity,
        public: &PKey<Public>,
        alt_names: &[&str],
    ) -> Result<X509, PkiError> {
        let usage = if alt_names.is_empty() {
            Use::SigningAndEncrypting
        } else {
            Use::Serving(alt_names)
        };
        let name = subject.to_name()?;
        self.issuer().certify(&name, validity, public, usage)
    }

    /// A certificate that is signed by its own key and is no authority.
    ///
    /// # Errors
    /// A value of the subject that is too long.
    pub fn self_signed_leaf(
        subject: &Subject,
        validity: Validity,
        key: &PKey<Private>,
    ) -> Result<X509, PkiError> {
        let name = subject.to_name()?;
        let issuer = Issuer {
            name: &name,
            certificate: None,
            key,
        };
        issuer.certify(
            &name,
            validity,
            &public_half(key)?,
            Use::SigningAndEncrypting,
        )
    }

    fn issuer(&self) -> Issuer<'_> {
        Issuer {
            name: self.certificate.subject_name(),
            certificate: Some(&self.certificate),
            key: &self.key,
        }
    }
}

/// Who signs: an authority, or a key of itself (then there is no certificate yet).
struct Issuer<'a> {
    name: &'a X509NameRef,
    certificate: Option<&'a X509Ref>,
    key: &'a PKey<Private>,
}

impl Issuer<'_> {
    fn certify(
        &self,
        subject: &X509NameRef,
        validity: Validity,
        public: &PKey<Public>,
        usage: Use<'_>,
    ) -> Result<X509, PkiError> {
        let mut builder = X509::builder()?;
        builder.set_version(2)?;
        let serial = random_serial()?;
        let (not_before, not_after) = (
            asn1_time(validity.not_before)?,
            asn1_time(validity.not_after)?,
        );
        builder.set_serial_number(&serial)?;
        builder.set_not_before(&not_before)?;
        builder.set_not_after(&not_after)?;
        builder.set_subject_name(subject)?;
        builder.set_issuer_name(self.name)?;
        builder.set_pubkey(public)?;
        append_usage(&mut builder, usage)?;
        self.append_identifiers(&mut builder)?;
        if let Use::Serving(names) = usage {
            self.append_names(&mut builder, names)?;
        }
        builder.sign(self.key, MessageDigest::sha256())?;
        Ok(builder.build())
    }

    fn append_identifiers(&self, builder: &mut X509Builder) -> Result<(), PkiError> {
        let own = SubjectKeyIdentifier::new().build(&builder.x509v3_context(None, None))?;
        builder.append_extension(own)?;
        if self.certificate.is_some() {
            let context = builder.x509v3_context(self.certificate, None);
            let issuer = AuthorityKeyIdentifier::new().keyid(true).build(&context)?;
            builder.append_extension(issuer)?;
        }
        Ok(())
    }

    fn append_names(&self, builder: &mut X509Builder, names: &[&str]) -> Result<(), PkiError> {
        let mut alternative = SubjectAlternativeName::new();
        for name in names {
            if name.parse::<IpAddr>().is_ok() {
                alternative.ip(name);
            } else {
                alternative.dns(name);
            }
        }
        let extension = alternative.build(&builder.x509v3_context(self.certificate, None))?;
        builder.append_extension(extension)?;
        Ok(())
    }
}

fn append_usage(builder: &mut X509Builder, usage: Use<'_>) -> Result<(), PkiError> {
    let mut constraints = BasicConstraints::new();
    let mut key_usage = KeyUsage::new();
    constraints.critical();
    key_usage.critical();
    match usage {
        Use::Issuing => {
            constraints.ca();
            key_usage.key_cert_sign().crl_sign();
        }
        Use::SigningAndEncrypting => {
            key_usage
                .digital_signature()
                .non_repudiation()
                .key_encipherment()
                .data_encipherment();
        }
        Use::Serving(_) => {
            key_usage.digital_signature().key_encipherment();
            builder.append_extension(
                ExtendedKeyUsage::new()
                    .server_auth()
                    .client_auth()
                    .build()?,
            )?;
        }
    }
    builder.append_extension(constraints.build()?)?;
    builder.append_extension(key_usage.build()?)?;
    Ok(())
}

fn public_half(key: &PKey<Private>) -> Result<PKey<Public>, PkiError> {
    Ok(PKey::public_key_from_der(&key.public_key_to_der()?)?)
}

fn random_serial() -> Result<Asn1Integer, PkiError> {
    let mut serial = BigNum::new()?;
    serial.rand(127, MsbOption::MAYBE_ZERO, false)?;
    Ok(serial.to_asn1_integer()?)
}

fn asn1_time(moment: Timestamp) -> Result<Asn1Time, PkiError> {
    Ok(Asn1Time::from_unix(moment.as_second())?)
}
