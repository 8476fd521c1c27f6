//! `mock-agency order`.

use clap::Args;
use mock_agency::by_hand::{Draft, Form, Keys};
use mock_agency::retrieval::{Retriever, RetryPolicy};
use wire::world::LoadedWorld;

use super::token::signing_key;
use super::{EditArguments, line, print_draft};
use crate::Failure;
use crate::case::CaseArguments;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    case: CaseArguments,
    #[command(flatten)]
    edits: EditArguments,
}

/// Prints an extradition order for a case, or what the changes make of it.
pub(crate) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let edits = arguments.edits.edits(Form::ORDER)?;
    let setting = arguments.case.setting()?;
    let (inquiry, _death) = setting.inquiry(&arguments.case).await?;
    let keys = keys(
        &setting.world,
        setting
            .agency
            .order_signer
            .as_ref()
            .map(|signer| &signer.key),
    )?;
    let retriever = Retriever::new(setting.agency, setting.http, RetryPolicy::default());
    let order = retriever
        .order_of(&inquiry)
        .map_err(Failure::configuration)?;
    if edits.is_empty() {
        return line(&order);
    }
    print_draft(
        Draft::of(&order, keys).map_err(Failure::configuration)?,
        &edits,
    )
}

/// The key of the service's orders, and those of the world's other certificates by their names.
fn keys(
    world: &LoadedWorld,
    usual: Option<&wire::jose::sign::SigningKey>,
) -> Result<Keys, Failure> {
    let usual = usual.ok_or_else(|| {
        Failure::Configuration("the service has no extradition orders".to_owned())
    })?;
    let mut keys = Keys::new(usual.clone());
    for certificate in &world.world.order_certificates {
        let key = signing_key(world, &certificate.key)?;
        keys.add(&certificate.name, key, &certificate.kid);
    }
    Ok(keys)
}
