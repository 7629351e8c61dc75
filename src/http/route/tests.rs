use super::*;

fn route(url: &str, variables: &[(&'static str, &'static str)]) -> Route {
    let variables = variables.to_vec();
    let tell: Variables =
        Arc::new(move |name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()));
    of(&Url::parse(url).unwrap(), &tell)
}

/// How it goes: "straight", the proxy with its variable, or what is wrong.
fn way(url: &str, variables: &[(&'static str, &'static str)]) -> String {
    match route(url, variables) {
        Route::Straight => "straight".to_owned(),
        Route::Through(through) => through.proxy.to_string(),
        Route::None(problem) => problem.words().without_ending().to_string(),
    }
}

#[test]
fn the_variable_of_the_scheme_comes_first_then_that_of_all_and_an_empty_one_is_none() {
    for (url, variables, expected) in [
        (
            "https://sg.sobot.io",
            [("HTTPS_PROXY", "http://p:1"), ("ALL_PROXY", "http://all:2")],
            "http://p:1 (HTTPS_PROXY)",
        ),
        (
            "http://sg.sobot.io",
            [("HTTPS_PROXY", "http://p:1"), ("ALL_PROXY", "http://all:2")],
            "http://all:2 (ALL_PROXY)",
        ),
        ("http://sg.sobot.io", [("http_proxy", "p:3128"), ("ALL_PROXY", "x")], "http://p:3128 (http_proxy)"),
        ("http://sg.sobot.io", [("http_proxy", ""), ("all_proxy", " socks5h://s ")], "socks5h://s:1080 (all_proxy)"),
        (
            "https://sg.sobot.io",
            [("HTTPS_PROXY", "SOCKS5://[::1]:9"), ("https_proxy", "http://no:1")],
            "socks5://[::1]:9 (HTTPS_PROXY)",
        ),
        ("http://127.0.0.1", [("HTTP_PROXY", "http://p:1"), ("ALL_PROXY", "http://all:2")], "straight"),
        ("http://sg.sobot.io", [("HTTP_PROXY", "http://p:1"), ("REQUEST_METHOD", "GET")], "straight"),
        ("http://sg.sobot.io", [("HTTPS_PROXY", "http://p:1"), ("ALL_PROXY", "")], "straight"),
    ] {
        assert_eq!(way(url, &variables), expected, "{url} {variables:?}");
    }
}

#[test]
fn hosts_of_no_proxy_are_reached_straight_however_they_are_written() {
    for (hosts, straight) in [
        ("*", true),
        (".test", true),
        ("*.test", true),
        ("a.b, vendor.test", true),
        ("a.b vendor.test", true),
        ("VENDOR.test", true),
        ("vendor.test:8443", true),
        ("vendor.test:80", false),
        ("endor.test", false),
        ("", false),
    ] {
        let way = way("https://vendor.test:8443/x", &[("ALL_PROXY", "http://p:1")]);
        assert_eq!(way, "http://p:1 (ALL_PROXY)");
        let variables = vec![("ALL_PROXY", "http://p:1"), ("NO_PROXY", hosts)];
        assert_eq!(self::way("https://vendor.test:8443/x", &variables) == "straight", straight, "{hosts}");
    }
    let by_network = [("HTTP_PROXY", "http://p:1"), ("no_proxy", "10.0.0.0/8,[2001:db8::1]:80")];
    for (url, straight) in [
        ("http://10.1.2.3", true),
        ("http://11.1.2.3", false),
        ("http://[2001:db8::1]", true),
        ("http://[2001:db8::1]:81", false),
    ] {
        assert_eq!(way(url, &by_network) == "straight", straight, "{url}");
    }
}

#[test]
fn what_is_no_proxy_that_can_be_spoken_to_is_said_with_its_variable_and_nothing_of_its_value() {
    for (value, says) in [
        ("socks4://me:hush@p:1", "HTTP_PROXY names a proxy of the kind socks4://, which callboard does not speak"),
        ("socks4a://me:hush@p:1", "HTTP_PROXY names a proxy of the kind socks4a://, which callboard does not speak"),
        ("socks://me:hush@p:1", "HTTP_PROXY names a proxy of the kind socks://, which callboard does not speak"),
        ("ftp://me:hush@p:1", "HTTP_PROXY holds no address of a proxy"),
        ("me:hush://p:1", "HTTP_PROXY holds no address of a proxy"),
        ("http://[bad", "HTTP_PROXY holds no address of a proxy"),
        ("http://", "HTTP_PROXY holds no address of a proxy"),
        ("http://me:hush@", "HTTP_PROXY holds no address of a proxy"),
        ("hush hush", "HTTP_PROXY holds no address of a proxy"),
    ] {
        let variables = vec![("HTTP_PROXY", value), ("ALL_PROXY", "http://other:1")];
        assert_eq!(way("http://sg.sobot.io", &variables), says, "{value}");
        assert!(!format!("{:?}", route("http://sg.sobot.io", &variables)).contains("hush"));
    }
}

#[test]
fn who_signs_in_at_the_proxy_is_never_told() {
    for value in ["http://mall%20ory:hush@p:1", "mallory:hush@p:1", "socks5h://mallory:hush@p:1", "https://mallory@p:1"]
    {
        let value: &'static str = value;
        let route = route("https://sg.sobot.io", &[("HTTPS_PROXY", value)]);
        assert!(route.proxy().is_some_and(|proxy| proxy.signed), "{value}");
        let told = format!("{route:?} {} {:?}", route.proxy().unwrap(), peer(&route, "https://sg.sobot.io"));
        assert!(!told.contains("hush") && !told.contains("mall"), "{told}");
    }
    assert!(!route("https://sg.sobot.io", &[("HTTPS_PROXY", "http://p:1")]).proxy().unwrap().signed);
}

#[test]
fn the_peer_is_the_proxy_or_the_vendor() {
    let peer = |base: &str, variables: &[(&'static str, &'static str)]| peer(&route(base, variables), base).unwrap();
    let variables = [("HTTPS_PROXY", "http://user:secret@proxy.lan:3128"), ("NO_PROXY", "direct.io")];
    let straight = |host: &str, port| Peer { host: host.to_owned(), port, proxy: None, tls: true };
    let through = peer("https://sg.sobot.io", &variables);
    assert_eq!((through.host.as_str(), through.port, through.tls), ("proxy.lan", 3128, true));
    assert_eq!(through.proxy.unwrap().to_string(), "http://proxy.lan:3128 (HTTPS_PROXY)");
    assert_eq!(peer("https://direct.io:8443/x", &variables), straight("direct.io", 8443));
    assert_eq!(peer("https://[::1]:99", &variables), straight("::1", 99));
    assert_eq!(peer("http://sg.sobot.io", &variables), Peer { tls: false, ..straight("sg.sobot.io", 80) });
}
