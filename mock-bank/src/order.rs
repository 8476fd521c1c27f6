//! The extradition order: form, certificate, claims, and the request held against it.
//!
//! Source: «Utleveringspålegg i tjenesten Politi-Utlevering», 2.1 of 20.11.24 with the change of
//! 18.03.25; Løsningsbeskrivelse for Politi-Utlevering, Datavalidering.

pub(crate) mod certificate;
pub(crate) mod claims;
pub(crate) mod form;
pub(crate) mod matching;
