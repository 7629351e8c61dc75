//! Several sites that one board shows.

use secrecy::ExposeSecret;

use super::super::Overrides;
use super::Home;

fn error(settings: &str) -> String {
    Home::new().with_settings(settings).error()
}

const TWO: &str = "[site]\ntimezone = \"Asia/Shanghai\"\n[hub]\ntoken = \"of-all-sites\"\n[hub.sites.shanghai]\n\
                   url = \"https://shanghai.example/\"\n[hub.sites.berlin]\nurl = \"https://berlin.example\"\n\
                   title = \"Berlin\"\ntimezone = \"Europe/Berlin\"\ntoken = \"of-berlin\"\nca_file = \"berlin.pem\"\n";

#[test]
fn each_site_has_its_hub_and_what_it_leaves_out_is_that_of_all() {
    let config = Home::new().with_settings(TWO).load().unwrap();
    assert!(config.hub.follow.is_none());
    let [berlin, shanghai] = config.hub.sites.as_slice() else { panic!("{:?}", config.hub.sites) };
    let token = |site: &crate::config::HubSite| site.hub.token.as_ref().unwrap().expose_secret().to_owned();
    assert_eq!((berlin.title.as_str(), token(berlin).as_str()), ("Berlin", "of-berlin"));
    assert_eq!((shanghai.title.as_str(), token(shanghai).as_str()), ("shanghai", "of-all-sites"));
    assert_eq!(shanghai.hub.url, "https://shanghai.example");
    assert!(berlin.hub.ca_file.as_ref().unwrap().ends_with("callboard/berlin.pem") && shanghai.hub.ca_file.is_none());
    let each: Vec<(String, String, String)> = config
        .of_sites()
        .into_iter()
        .map(|own| (own.site.name, own.site.timezone.name().to_owned(), own.hub.follow.unwrap().url))
        .collect();
    assert_eq!(
        each,
        [
            ("Berlin".to_owned(), "Europe/Berlin".to_owned(), "https://berlin.example".to_owned()),
            ("shanghai".to_owned(), "Asia/Shanghai".to_owned(), "https://shanghai.example".to_owned()),
        ]
    );
}

#[test]
fn a_certificate_of_ones_own_goes_with_its_own_key() {
    let settings = "[hub]\ncert = \"all.pem\"\nkey = \"all.key\"\n[hub.sites.a]\nurl = \"https://a.example\"\n\
                    [hub.sites.b]\nurl = \"https://b.example\"\ncert = \"b.pem\"\n";
    let sites = Home::new().with_settings(settings).load().unwrap().hub.sites;
    assert!(sites[0].hub.key.as_ref().unwrap().ends_with("all.key"));
    assert!(sites[1].hub.cert.as_ref().unwrap().ends_with("b.pem") && sites[1].hub.key.is_none());
}

#[test]
fn a_site_that_a_server_knows_otherwise_takes_nothing_of_that_from_all() {
    let settings = "[hub]\nuser = \"board\"\ntoken = \"t\"\n[hub.sites.a]\nurl = \"tls://a.example\"\n[hub.sites.b]\nurl = \
                    \"tls://b.example\"\ncreds_file = \"b.creds\"\n[hub.sites.c]\nurl = \"tls://c.example\"\nnkey_file = \"c.nk\"\n";
    let home = Home::new().with_settings(settings);
    home.write(".config/callboard/c.nk", "SUANQDPB2RUOE4ETUA26CNX7FUKE5ZZKFCQIIW63OX225F2CO7UEXTM7ZY", 0o600);
    let known = |site: &crate::config::HubSite| {
        let access = &site.access;
        [access.user.is_some(), site.hub.token.is_some(), access.creds_file.is_some(), access.nkey.is_some()]
    };
    let sites = home.load().unwrap().hub.sites;
    let all: Vec<_> = sites.iter().map(known).collect();
    assert_eq!(all, [[true, true, false, false], [false, false, true, false], [false, false, false, true]]);
}

#[test]
fn one_site_alone_is_a_board_on_its_hub() {
    let settings = "[hub.sites.berlin]\nurl = \"https://berlin.example\"\ntoken = \"t\"\ntitle = \"Berlin\"\n";
    let config = Home::new().with_settings(settings).load().unwrap();
    assert!(config.hub.sites.is_empty() && config.check_one_site().is_ok());
    assert_eq!(
        (config.hub.follow.unwrap().url.as_str(), config.site.name.as_str()),
        ("https://berlin.example", "Berlin")
    );
}

#[test]
fn what_is_wrong_with_sites_is_said_with_its_place() {
    let two = |more: &str| {
        format!(
            "[hub.sites.a]\nurl = \"https://a.example\"\ntoken = \"t\"\n[hub.sites.b]\nurl = \"https://b.example\"\n\
             token = \"t\"\n{more}"
        )
    };
    for (settings, line, said) in [
        (two("title = \"a\"\n"), 7, "hub.sites.b.title = \"a\" is what [hub.sites.a] is called too"),
        (
            two("[hub]\nurl = \"https://c.example\"\n"),
            8,
            "hub.url stands beside [hub.sites.a]: a board follows one hub",
        ),
        (two("[acme]\n"), 7, "[acme] stands beside [hub.sites]: a board on a hub asks the hub alone"),
        (
            two("[metrics]\nlisten = \"127.0.0.1:9\"\n"),
            8,
            "metrics.listen = \"127.0.0.1:9\" says nothing on a board of",
        ),
        (two("[kiosk]\nsites = [\"b\", \"c\"]\n"), 8, "kiosk.sites = [\"b\", \"c\"] names \"c\", which is no site of"),
        ("[hub.sites.a]\ntoken = \"t\"\n".to_owned(), 2, "[hub.sites.a] lacks url: where the site's hub is"),
        ("[hub.sites.a]\n".to_owned(), 1, "a section of [hub.sites] lacks url"),
        (
            "[hub.sites.a]\nurl = \"https://a.example\"\n".to_owned(),
            2,
            "[hub.sites.a] has neither a token nor a certificate",
        ),
        (
            "[hub.sites.a]\nurl = \"http://a.example\"\ntoken = \"t\"\n".to_owned(),
            2,
            "hub.sites.a.url = \"http://a.example\": must begin with https://",
        ),
        (
            "[hub.sites]\nurl = \"https://a.example\"\n".to_owned(),
            2,
            "hub.sites.url must be a section, [hub.sites.url], not a value",
        ),
        (
            "[kiosk]\nsites = [\"c\"]\n".to_owned(),
            2,
            "kiosk.sites = [\"c\"] names \"c\", which is no site; name the sites",
        ),
    ] {
        let error = error(&settings);
        assert!(error.starts_with(&format!("~/.config/callboard/config.toml:{line}: {said}")), "{settings}: {error}");
    }
}

#[test]
fn no_more_sites_are_shown_than_a_board_can_carry() {
    use std::fmt::Write;
    let mut settings = "[hub]\ntoken = \"t\"\n".to_owned();
    for nth in 0..51 {
        write!(settings, "[hub.sites.s{nth}]\nurl = \"https://s{nth}.example\"\n").unwrap();
    }
    assert_eq!(
        error(&settings),
        "[hub.sites] has 51 sites, and one board shows 50 at most: share them among several boards"
    );
}

/// What the command line says of hubs.
fn flags(settings: &[(&str, &str)], site: Option<&str>) -> Overrides {
    let others = settings.iter().map(|(path, text)| ((*path).to_owned(), "--hub", (*text).to_owned())).collect();
    Overrides { others, site: site.map(str::to_owned), ..Overrides::default() }
}

#[test]
fn the_command_line_says_which_hubs_whatever_the_settings_say() {
    let home = || Home::new().with_settings(TWO);
    let one = flags(&[("hub.url", "https://c.example")], None);
    let config = home().load_with(&one).unwrap();
    assert!(config.hub.sites.is_empty());
    assert_eq!(config.hub.follow.unwrap().url, "https://c.example");
    let two = [("hub.sites.berlin.url", "https://other.example"), ("hub.sites.c.url", "https://c.example")];
    let config = home().load_with(&flags(&two, None)).unwrap();
    let told: Vec<_> = config.hub.sites.iter().map(|site| (site.title.as_str(), site.hub.url.as_str())).collect();
    assert_eq!(told, [("Berlin", "https://other.example"), ("c", "https://c.example")]);
    let alone = Home::new().with_settings("[hub]\nurl = \"https://a.example\"\ntoken = \"t\"\n");
    let config = alone.load_with(&flags(&two, None)).unwrap();
    assert_eq!((config.hub.sites.len(), config.hub.follow.is_none()), (2, true));
    let twice = [("hub.sites.a.url", "https://a.example"), ("hub.sites.a.url", "https://b.example")];
    assert_eq!(home().load_with(&flags(&twice, None)).unwrap_err(), "--hub: hub.sites.a.url is given twice");
}

#[test]
fn a_command_that_tells_of_one_site_is_told_which() {
    let home = || Home::new().with_settings(TWO);
    for name in ["berlin", "Berlin"] {
        let config = home().load_with(&flags(&[], Some(name))).unwrap();
        assert!(config.check_one_site().is_ok());
        assert_eq!(config.hub.follow.unwrap().url, "https://berlin.example");
    }
    let several = home().load().unwrap().check_one_site().unwrap_err().to_string();
    assert_eq!(several, "this is of one site, and there are several: say which with --site, of berlin, shanghai");
    for (name, said) in [
        ("berlni", "--site: \"berlni\" is the name of no site; did you mean \"berlin\"?"),
        ("warehouse", "--site: \"warehouse\" is the name of no site; there are berlin, shanghai"),
    ] {
        assert_eq!(home().load_with(&flags(&[], Some(name))).unwrap_err(), said);
    }
    let none = Home::new().load_with(&flags(&[], Some("a"))).unwrap_err();
    assert!(none.ends_with("the settings have not several sites in [hub.sites]; leave --site out"), "{none}");
}
