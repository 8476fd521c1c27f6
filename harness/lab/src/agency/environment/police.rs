//! The police's keys as a bank finds them, with what is to be said about each certificate.

use std::collections::BTreeMap;

use openssl::nid::Nid;
use openssl::x509::X509;
use wire::pki::{chain_from_pem, subject_value, validate_chain};
use wire::world::LoadedWorld;

use crate::agency::environment::EnvironmentError;
use judge::agency::scenario_run::PoliceKey;

/// Every key that the police's JWKS serves, by `kid`.
pub(super) fn keys(world: &LoadedWorld) -> Result<BTreeMap<String, PoliceKey>, EnvironmentError> {
    let roots = chain_from_pem(&std::fs::read(world.resolve(&world.world.order_root))?)?;
    let mut keys = BTreeMap::new();
    let good = world
        .world
        .agencies
        .iter()
        .filter_map(|agency| Some((agency.order_kid.clone()?, agency.order_chain.clone()?)));
    let others = world
        .world
        .order_certificates
        .iter()
        .map(|entry| (entry.kid.clone(), entry.chain.clone()));
    for (kid, path) in good.chain(others) {
        let chain = chain_from_pem(&std::fs::read(world.resolve(&path))?)?;
        if let Some((leaf, intermediates)) = chain.split_first() {
            let key = leaf.public_key().map_err(std::io::Error::other)?;
            keys.insert(
                kid,
                PoliceKey {
                    key,
                    fit: fitness(leaf, intermediates, &roots),
                },
            );
        }
    }
    Ok(keys)
}

fn fitness(leaf: &X509, intermediates: &[X509], roots: &[X509]) -> Result<(), String> {
    validate_chain(leaf, intermediates, roots, wire::dates::now())
        .map_err(|error| error.to_string())?;
    let unit = subject_value(leaf, Nid::ORGANIZATIONALUNITNAME);
    if unit != ["Påtalemyndigheten"] {
        return Err(format!("OU is {}", unit.join(", ")));
    }
    let name = subject_value(leaf, Nid::COMMONNAME);
    if name != ["Godkjenning av utleveringspålegg TEST"] {
        return Err(format!("CN is {}", name.join(", ")));
    }
    Ok(())
}
