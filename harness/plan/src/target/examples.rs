//! Settings that still are as `init` writes them.

use crate::keys::Lack;
use crate::target::Target;
use pack::text::Text;

/// Client ids of the written profiles.
const NOBODY: [&str; 3] = [
    "00000000-0000-0000-0000-000000000000",
    "your-client-id",
    "deres-client-id",
];

/// Each setting of a target that still is the example, in the order of what to do first.
pub fn examples(target: &Target) -> Vec<Lack> {
    let clients = target.agencies.iter();
    let clients = clients.map(|(service, agency)| (service.as_str(), agency.client_id.as_str()));
    let urls = [
        ("base-url", target.base_url.as_str()),
        ("token-endpoint", target.issuer.token_endpoint.as_str()),
    ];
    left(urls, clients)
}

/// The same of what a profile says.
pub(super) fn left<'a>(
    urls: impl IntoIterator<Item = (&'a str, &'a str)>,
    clients: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<Lack> {
    let urls = urls.into_iter().filter(|(_, url)| is_example(url));
    let urls = urls.map(|(name, url)| lack(Text::same(name), url));
    let clients = clients.into_iter().filter(|(_, id)| NOBODY.contains(id));
    let clients = clients.map(|(service, id)| {
        let about = Text::new(
            format!("client-id of {service}"),
            format!("client-id for {service}"),
        );
        lack(about, id)
    });
    urls.chain(clients).collect()
}

fn lack(about: Text, value: &str) -> Lack {
    Lack {
        about,
        seen: Text::new(
            format!("{value} is the example that `init` writes"),
            format!("{value} er eksempelet som `init` skriver"),
        ),
        advice: Text::new("write your own", "skriv deres egen verdi"),
    }
}

/// Whether the host of a URL is in the domain for examples (RFC 2606, 2).
fn is_example(url: &str) -> bool {
    let uri: Option<http::Uri> = url.parse().ok();
    let host = uri.as_ref().and_then(http::Uri::host);
    host.is_some_and(|host| host.ends_with(".example"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_that_is_left_as_it_was_written_is_named() {
        let urls = [
            ("base-url", "https://bank.example/v2"),
            ("token-endpoint", "https://test.maskinporten.no/token"),
        ];
        let clients = [("a", NOBODY[0]), ("b", "7d1f6a20")];
        let named: Vec<String> = left(urls, clients)
            .iter()
            .map(|one| one.about.en.clone())
            .collect();
        assert_eq!(named, ["base-url", "client-id of a"]);
    }
}
