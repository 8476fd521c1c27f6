//! The signature of the extradition order and the certificate behind it.

use wire::jose::sign::{SignatureAlgorithm, verify_bytes};

use crate::agency::check::tally::{Judged, breach, each_judged, no_order};
use crate::agency::check::{To, With, calls};
use crate::agency::scenario_run::JournalView;

/// The kid names a key of the police's JWKS.
pub(super) fn kid(view: &JournalView<'_>, _with: &With) -> Judged {
    each_judged(calls(view, To::Bank), no_order(), |call| {
        let header = &call.order.as_ref()?.header;
        let known = header["kid"]
            .as_str()
            .is_some_and(|kid| view.facts(call).police_keys.contains_key(kid));
        Some(if known {
            Ok(())
        } else {
            let what = breach(
                "kid of the order names no key of the police",
                "kid i pålegget navngir ingen av politiets nøkler",
            )
            .wants(
                "the kid of a key in the police's key set",
                "kid til en nøkkel i politiets nøkkelsett",
            );
            Err(what.received(header["kid"].to_string()).at("/kid"))
        })
    })
}

/// The signature is that of the key the order names.
pub(super) fn signature(view: &JournalView<'_>, _with: &With) -> Judged {
    each_judged(calls(view, To::Bank), no_order(), |call| {
        let order = call.order.as_ref()?;
        let key = view
            .facts(call)
            .police_keys
            .get(order.header["kid"].as_str()?)?;
        // Whether it is the right algorithm is another rule.
        let algorithm = SignatureAlgorithm::from_name(order.header["alg"].as_str()?)?;
        let verified = verify_bytes(
            algorithm,
            &key.key,
            order.signing_input.as_bytes(),
            &order.signature,
        );
        Some(if matches!(verified, Ok(true)) {
            Ok(())
        } else {
            Err(breach(
                "the order's signature is not that of its key",
                "signaturen på pålegget er ikke nøkkelens",
            )
            .wants(
                "a signature by the key that kid names",
                "en signatur med nøkkelen som kid navngir",
            )
            .received(order.header["kid"].to_string()))
        })
    })
}

/// The certificate chains up to the root, is valid, and is the prosecuting authority's.
pub(super) fn fit(view: &JournalView<'_>, _with: &With) -> Judged {
    each_judged(calls(view, To::Bank), no_order(), |call| {
        let key = view
            .facts(call)
            .police_keys
            .get(call.order.as_ref()?.header["kid"].as_str()?)?;
        Some(match &key.fit {
            Ok(()) => Ok(()),
            Err(why) => Err(breach(
                "the order's certificate does not do",
                "sertifikatet bak pålegget holder ikke",
            )
            .wants(
                "a valid certificate of the prosecuting authority below the root",
                "et gyldig sertifikat for påtalemyndigheten under roten",
            )
            .received(why.clone())),
        })
    })
}
