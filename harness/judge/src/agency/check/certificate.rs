//! The signature of the extradition order and the certificate behind it.

use pack::catalogue::{To, With};
use pack::reason::NO_ORDER;
use wire::jose::sign::{SignatureAlgorithm, verify_bytes};

use crate::agency::check::checks;
use crate::agency::check::collect::{Judged, breach, each_judged, unseen};
use crate::agency::journal::Call;
use crate::agency::scenario_run::{JournalView, PoliceKey};
use crate::finding::Finding;
use crate::observations;

observations! {
    /// A `kid` that is not in the key set.
    UNKNOWN_KEY = "order-unknown-key" {
        observed: "kid of the order is not a key of the police", "kid i pålegget er ikke en av politiets nøkler";
        expected: "the kid of a key in the police's key set", "kid til en nøkkel i politiets nøkkelsett";
    }
    /// The signature does not fit.
    SIGNATURE = "order-signature" {
        observed: "the signature of the order is not made with the key that kid names",
            "signaturen på pålegget er ikke laget med nøkkelen som kid navngir";
        expected: "a signature by the key that kid names", "en signatur med nøkkelen som kid navngir";
    }
    /// The certificate is not usable.
    CERTIFICATE = "order-certificate" {
        observed: "the certificate behind the order is not accepted", "sertifikatet bak pålegget godtas ikke";
        expected: "a valid certificate of the prosecuting authority, issued below the root",
            "et gyldig sertifikat for påtalemyndigheten, utstedt under roten";
    }
}

checks! {
    "order-kid" = kid(Orders) finds [UNKNOWN_KEY]
        "kid of the order is a key of the police's key set.", "kid i pålegget er en nøkkel i politiets nøkkelsett.";
    "order-signature" = signature(Orders) finds [SIGNATURE]
        "The signature of the order verifies with the key that kid names.",
        "Signaturen på pålegget stemmer med nøkkelen som kid navngir.";
    "order-certificate" = certificate(Orders) finds [CERTIFICATE]
        "The certificate of the key chains up to the root, is valid, and is the prosecuting authority's.",
        "Nøkkelens sertifikat går opp til roten, er gyldig, og er påtalemyndighetens.";
}

fn on_orders(
    view: &JournalView<'_>,
    check: impl Fn(&Call, Option<&PoliceKey>) -> Option<Result<(), Finding>>,
) -> Judged {
    each_judged(view.calls(To::Bank), unseen(&NO_ORDER), |call| {
        let kid = call.order.as_ref()?.header["kid"].as_str();
        let key = kid.and_then(|kid| view.facts(call).police_keys.get(kid));
        check(call, key)
    })
}

fn kid(view: &JournalView<'_>, _with: &With) -> Judged {
    on_orders(view, |call, key| {
        let kid = &call.order.as_ref()?.header["kid"];
        let unknown = || breach(&UNKNOWN_KEY, kid.to_string()).at("/kid");
        Some(key.map(|_| ()).ok_or_else(unknown))
    })
}

fn signature(view: &JournalView<'_>, _with: &With) -> Judged {
    on_orders(view, |call, key| {
        let order = call.order.as_ref()?;
        // Whether it is the right algorithm is another rule.
        let algorithm = SignatureAlgorithm::from_name(order.header["alg"].as_str()?)?;
        let signed = order.signing_input.as_bytes();
        let verified = verify_bytes(algorithm, &key?.key, signed, &order.signature);
        Some(if matches!(verified, Ok(true)) {
            Ok(())
        } else {
            Err(breach(&SIGNATURE, order.header["kid"].to_string()))
        })
    })
}

fn certificate(view: &JournalView<'_>, _with: &With) -> Judged {
    on_orders(view, |_, key| {
        let fit = &key?.fit;
        Some(fit.clone().map_err(|why| breach(&CERTIFICATE, why)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::check::testing::{bank, check, order, with_order};

    #[test]
    fn a_key_that_the_police_do_not_have_is_found() {
        let call = || [with_order(bank(1, "/accounts"), order())];
        check("order-kid").finds(&UNKNOWN_KEY, call());
        check("order-signature").ignores(call());
        check("order-certificate").ignores(call());
    }
}
