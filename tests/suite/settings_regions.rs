//! Every region gives every family its hosts, and what is set by hand wins.

#![allow(clippy::unwrap_used, reason = "clippy.toml's allowance does not reach helpers of tests")]

use std::path::Path;

use callboard::commands::registry;
use callboard::config::{Config, Dirs, Loader, Region};
use callboard::platforms::sobot_call::CallTenant;
use callboard::platforms::sobot_cn::CnTenant;
use callboard::platforms::sobot_open::OpenTenant;

const CALL: &str = "[sobot_call]\napp_id = \"a\"\napp_secret_env = \"SECRET\"\n";
const OPEN: &str = "[sobot_open]\napp_id = \"b\"\napp_key_env = \"SECRET\"\n";
const CN: &str = "[sobot_cn]\napp_id = \"c\"\napp_key_env = \"SECRET\"\n";

/// Settings of this text, with this variable beside the secret's; they are said to stand in `~/config.toml`.
fn load(text: &str, variable: Option<(&str, &str)>) -> Result<Config, String> {
    let env = [("SECRET", "s")].into_iter().chain(variable).map(|(name, value)| (name.to_owned(), value.into()));
    let loader = Loader { schema: &registry::SCHEMA, env: env.collect(), dirs: Dirs::nowhere() };
    loader.read(text, Path::new("~/config.toml")).map_err(|error| error.to_string())
}

fn home(region: &str, rest: &str) -> Result<Config, String> {
    let site = if region.is_empty() { String::new() } else { format!("[site]\nregion = \"{region}\"\n") };
    load(&format!("{site}{rest}"), None)
}

#[test]
fn every_region_gives_the_data_service_its_hosts_and_an_address_by_hand_wins() {
    const BASE: &str = "base_url = \"https://base.example/at\"\n";
    const TOKEN: &str = "token_url = \"https://tokens.example/mint\"\n";
    for (region, host) in [
        ("", Some("https://sg.sobot.io")),
        ("singapore", Some("https://sg.sobot.io")),
        ("north-america", None),
        ("china", Some("https://openapi.soboten.com")),
    ] {
        for base in [false, true] {
            for token in [false, true] {
                let (by_hand, tokens) = (if base { BASE } else { "" }, if token { TOKEN } else { "" });
                let loaded = home(region, &format!("{CALL}{by_hand}{tokens}"));
                let expected = if base { Some("https://base.example/at") } else { host };
                let Some(expected) = expected else {
                    let said = loaded.unwrap_err();
                    assert!(said.contains("needs base_url"), "{region}: {said}");
                    continue;
                };
                let call = loaded.unwrap().tenant::<CallTenant>().unwrap().clone();
                assert_eq!(call.base_url, expected, "{region} {base} {token}");
                let follows = format!("{expected}/tokens/company");
                let expected = if token { "https://tokens.example/mint" } else { &follows };
                assert_eq!(call.token_url, expected, "{region} {base} {token}");
            }
        }
    }
}

#[test]
fn every_region_gives_statistics_and_the_open_platform_their_hosts() {
    const BASE: &str = "base_url = \"https://base.example\"\n";
    for (region, host) in [
        ("", Some("https://sg.sobot.io")),
        ("singapore", Some("https://sg.sobot.io")),
        ("north-america", Some("https://us.sobot.com")),
        ("china", None),
    ] {
        match (home(region, OPEN), host) {
            (Ok(config), Some(host)) => assert_eq!(config.tenant::<OpenTenant>().unwrap().base_url, host, "{region}"),
            (Err(said), None) => assert!(said.contains("needs base_url"), "{said}"),
            (outcome, _) => panic!("{region}: {outcome:?}"),
        }
        let by_hand = home(region, &format!("{OPEN}{BASE}{CN}")).unwrap();
        assert_eq!(by_hand.tenant::<OpenTenant>().unwrap().base_url, "https://base.example");
        assert_eq!(by_hand.tenant::<CnTenant>().unwrap().base_url, "https://open.sobot.com", "in {region} as well");
        let by_hand = home(region, &format!("{CN}{BASE}")).unwrap();
        assert_eq!(by_hand.tenant::<CnTenant>().unwrap().base_url, "https://base.example");
    }
}

#[test]
fn a_region_without_a_documented_host_says_which_setting_is_missing_and_where() {
    assert_eq!(
        home("north-america", CALL).unwrap_err(),
        "~/config.toml:3: [sobot_call] needs base_url: no document names a host for the Data Service in \
         region = \"north-america\" (~/config.toml:2); ask Sobot for it"
    );
    assert_eq!(
        load(OPEN, Some(("CALLBOARD_SITE__REGION", "china"))).unwrap_err(),
        "~/config.toml:1: [sobot_open] needs base_url: no document names a host for chat statistics and \
         AI records in region = \"china\" (CALLBOARD_SITE__REGION); ask Sobot for it"
    );
    assert_eq!(
        home("mars", CALL).unwrap_err(),
        "~/config.toml:2: site.region = \"mars\": must be one of \"singapore\", \"north-america\", \"china\""
    );
}

#[test]
fn a_host_is_of_the_region_that_documents_it() {
    for (address, region) in [
        ("https://sg.sobot.io", Some(Region::Singapore)),
        ("https://SG.sobot.io./tokens/company", Some(Region::Singapore)),
        ("https://us.sobot.com:443", Some(Region::NorthAmerica)),
        ("https://openapi.soboten.com/tokens/company", Some(Region::China)),
        ("https://open.sobot.com", Some(Region::China)),
        ("https://sg.sobot.io.example", None),
        ("https://notsg.sobot.io", None),
        ("http://127.0.0.1:8080", None),
        ("nonsense", None),
    ] {
        assert_eq!(Region::of(address), region, "{address}");
    }
}

#[test]
fn an_account_number_that_no_header_can_carry_is_an_error_that_names_its_key() {
    let text = "[seven_moor]\napp_key = \"１２\"\nsecret_key_env = \"T\"\n";
    let said = load(text, Some(("T", "a secret may be anything: 令牌"))).unwrap_err();
    assert!(said.starts_with("~/config.toml:2: seven_moor.app_key = "), "{said}");
    assert!(said.ends_with("which no header carries; write it exactly as the vendor gave it"), "{said}");
}
