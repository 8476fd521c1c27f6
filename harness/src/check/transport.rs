//! The connection.

use super::place::Place;
use super::tally::Tally;
use super::{Grounds, each};
use crate::finding::Finding;
use crate::text::Text;

/// Every answer came over HTTPS ("Overall description of the DSOP Control API", General). The client has
/// validated the certificate by then.
pub fn https() -> each::Each {
    each::Each::new(&[each::Objects::Documents], over_https, || {
        Text::new("needs an accepted answer", "krever et godtatt svar")
    })
}

fn over_https(place: &Place<'_>, grounds: &Grounds<'_>, tally: &mut Tally) {
    tally.thing();
    let exchange = place.view.exchange;
    let secure = |url: &str| url.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
    if !secure(&exchange.request.url) || !secure(grounds.base_url) {
        tally.add(
            Finding::breach(Text::new("The answer came over an unprotected connection.", "Svaret kom over en ubeskyttet forbindelse."))
                .expected(Text::same("https"))
                .got(exchange.request.url.split("://").next().unwrap_or_default())
                .in_exchange(exchange.id),
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::fixture::{Shown, assert_breach, assert_conforms, judge};

    #[test]
    fn https_conforms() {
        assert_conforms(&judge(https(), &[Shown::accounts(json!({}))]));
    }

    #[test]
    fn http_breaches() {
        let shown = Shown::accounts(json!({})).url("http://bank.example/v2/accounts");
        assert_breach(&judge(https(), &[shown]), "unprotected");
    }
}
