//! Which hubs the command line names, and whether there are any.

use std::collections::BTreeSet;

use crate::config::Config;
use crate::model::sort;

/// The flag.
const FLAG: &str = "--hub";

/// The longest name of a site, in characters.
const NAME_MOST: usize = 32;

/// What the flags say, as settings: one address is that of the hub, several are those of sites, each with its name before it
/// or else called after its host.
pub(super) fn hubs(given: &[String]) -> Vec<(String, &'static str, String)> {
    if let [alone] = given
        && named(alone).is_none()
    {
        return vec![("hub.url".to_owned(), FLAG, alone.clone())];
    }
    let mut taken = sort::set(given.iter().filter_map(|text| named(text)).map(|(name, _)| name.to_owned()));
    let mut settings = Vec::new();
    for text in given {
        if let Some((name, url)) = named(text) {
            settings.push((format!("hub.sites.{name}.url"), FLAG, url.to_owned()));
            continue;
        }
        let host = host(text);
        let name = free(&host, &taken);
        settings.push((format!("hub.sites.{name}.url"), FLAG, text.clone()));
        // Two ways to one host are told apart as their names are.
        let title = if name == plain(&host) { host } else { name.clone() };
        settings.push((format!("hub.sites.{name}.title"), FLAG, title));
        taken.insert(name);
    }
    settings
}

/// Whether any contact centre is configured, or a hub that tells of one.
pub fn has_tenant(config: &Config) -> bool {
    !config.tenants.is_empty() || is_on_hubs(config)
}

/// Whether a hub tells the board, or several do.
pub fn is_on_hubs(config: &Config) -> bool {
    config.hub.follow.is_some() || !config.hub.sites.is_empty()
}

/// The name before an address, and the address.
fn named(text: &str) -> Option<(&str, &str)> {
    let (name, url) = text.split_once('=')?;
    let is_name = !name.is_empty() && name.len() <= NAME_MOST && name.chars().all(is_of_a_name);
    is_name.then_some((name, url))
}

const fn is_of_a_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// Host and port of an address; whatever it is of what is none, which is refused later.
fn host(url: &str) -> String {
    let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
    let host = behind.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    if host.is_empty() { "hub".to_owned() } else { host.to_owned() }
}

/// As the name of a section.
fn plain(host: &str) -> String {
    host.chars().map(|c| if is_of_a_name(c) { c } else { '-' }).take(NAME_MOST).collect()
}

/// The first name like the host's that is not taken.
fn free(host: &str, taken: &BTreeSet<String>) -> String {
    let name = plain(host);
    let short: String = name.chars().take(NAME_MOST - 4).collect();
    let others = (2..).map(|nth: u32| format!("{short}-{nth}"));
    std::iter::once(name.clone()).chain(others).find(|name| !taken.contains(name)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(given: &[&str]) -> Vec<String> {
        let given: Vec<String> = given.iter().map(|text| (*text).to_owned()).collect();
        hubs(&given).into_iter().map(|(path, _, text)| format!("{path} {text}")).collect()
    }

    #[test]
    fn one_address_is_the_hubs_and_several_are_sites_called_as_is_said_or_after_their_hosts() {
        assert_eq!(told(&[]), Vec::<String>::new());
        assert_eq!(told(&["https://hub.example:8444"]), ["hub.url https://hub.example:8444"]);
        assert_eq!(told(&["https://hub.example/?a=b"]), ["hub.url https://hub.example/?a=b"]);
        assert_eq!(told(&["berlin=https://hub.example"]), ["hub.sites.berlin.url https://hub.example"]);
        assert_eq!(
            told(&["berlin=https://a.example", "https://b.example:8444/x"]),
            [
                "hub.sites.berlin.url https://a.example",
                "hub.sites.b-example-8444.url https://b.example:8444/x",
                "hub.sites.b-example-8444.title b.example:8444",
            ]
        );
    }

    #[test]
    fn no_two_sites_are_called_the_same_however_their_hubs_are_called() {
        assert_eq!(
            told(&["https://a.example/1", "https://a.example/2", "a-example=https://c.example"]),
            [
                "hub.sites.a-example-2.url https://a.example/1",
                "hub.sites.a-example-2.title a-example-2",
                "hub.sites.a-example-3.url https://a.example/2",
                "hub.sites.a-example-3.title a-example-3",
                "hub.sites.a-example.url https://c.example",
            ]
        );
        let long = format!("https://{}.example", "x".repeat(60));
        let names = told(&[&long, &long]);
        assert!(names.iter().all(|name| name.split('.').nth(2).unwrap().len() <= NAME_MOST), "{names:?}");
    }

    #[test]
    fn what_is_no_address_is_a_setting_still_and_refused_as_such() {
        assert_eq!(told(&["", "="]).len(), 4);
        assert_eq!(told(&["ber lin=https://a.example"]), ["hub.url ber lin=https://a.example"]);
    }
}
