use super::*;

impl From<&str> for Problem {
    fn from(text: &str) -> Self {
        Self::Said(text.to_owned())
    }
}

impl From<&str> for Box<Problem> {
    fn from(text: &str) -> Self {
        Self::new(text.into())
    }
}

impl From<String> for Problem {
    fn from(text: String) -> Self {
        Self::Said(text)
    }
}

impl PartialEq<String> for Problem {
    fn eq(&self, sentence: &String) -> bool {
        let said = self.to_string();
        said == *sentence
    }
}

impl PartialEq<&str> for Problem {
    fn eq(&self, sentence: &&str) -> bool {
        self.words().to_string().as_str() == *sentence
    }
}

fn proxy(url: &str, signed: bool) -> Proxy {
    Proxy { url: url.to_owned(), named: "HTTPS_PROXY".to_owned(), signed }
}

/// Every problem, with both ends where there are two.
pub fn all() -> Vec<Transport> {
    let why = || "why".to_owned();
    let place = || "GET /thing at h".to_owned();
    let socks = || proxy("socks5://p:1080", true);
    let mut all = vec![
        Transport::ProxyKind { named: "ALL_PROXY".to_owned(), scheme: "socks4".to_owned() },
        Transport::ProxyAddress { named: "ALL_PROXY".to_owned() },
        Transport::Descriptors,
        Transport::NoAuthorities(why()),
        Transport::NoName { end: End::Host(place()), socks5: Some(socks()), why: why().into() },
        Transport::ProxyNoPassword(socks()),
    ];
    for end in [End::Host(place()), End::Proxy(proxy("http://p:3128", false))] {
        let end = || end.clone();
        all.extend([
            Transport::NoName { end: end(), socks5: None, why: why().into() },
            Transport::NoConnection { end: end(), why: why() },
            Transport::Slow { end: end(), seconds: 10 },
            Transport::NoRoute { end: end(), why: why() },
            Transport::Forbidden { end: end(), why: why() },
            Transport::NoTls(end()),
            Transport::TlsVersion(end()),
            Transport::TlsClient(end()),
            Transport::TlsFailed { end: end(), why: why() },
        ]);
        let (some, none) = (Some(Stamp(0)), None);
        let flaws = [
            Flaw::Expired { until: some, now: some },
            Flaw::NotYetValid { from: none, now: none },
            Flaw::OtherNames(["a", "b", "c", "d"].map(str::to_owned).into()),
            Flaw::NoName,
            Flaw::UnknownIssuer,
            Flaw::BadSignature,
            Flaw::CaAsHost,
            Flaw::IssuerNoCa,
            Flaw::NameConstraint,
            Flaw::Revoked,
            Flaw::RevocationUnknown,
            Flaw::Purpose,
            Flaw::Algorithm,
            Flaw::Version,
            Flaw::Malformed,
            Flaw::Rule(why()),
        ];
        all.extend(flaws.map(|flaw| Transport::Certificate { end: end(), flaw }));
    }
    let refusals = [
        Refusal::Tunnel,
        Refusal::Rules,
        Refusal::Unreachable(why()),
        Refusal::Failed,
        Refusal::AddressKind,
        Refusal::Closed,
        Refusal::NoProxy,
    ];
    let target = || "vendor.test:443".to_owned();
    all.extend(refusals.map(|why| Transport::ProxyRefuses { proxy: socks(), target: target(), why }));
    for signed in [false, true] {
        all.push(Transport::ProxyPassword { proxy: proxy("http://p:3128", signed), status: signed.then_some(407) });
    }
    for via in [None, Some(socks())] {
        all.push(Transport::Broke { place: place(), via: via.clone(), why: why() });
        all.push(Transport::NoAnswer { place: place(), via: via.clone(), seconds: 15 });
        for (status, html) in (400..600).flat_map(|status| [(status, false), (status, true)]) {
            all.push(Transport::Status { place: place(), via: via.clone(), status, html, said: Quote::of("no") });
        }
    }
    all
}

#[test]
fn every_problem_says_what_failed_and_what_to_do_or_that_it_is_tried_again() {
    for problem in all() {
        let problem = Problem::from(problem);
        let (said, whole, remedy) = (problem.failed(), problem.to_string(), problem.remedy());
        assert_eq!(whole, format!("{said}; {}", remedy.as_deref().unwrap_or("trying again")));
        assert!(!whole.contains(['{', '}']), "{whole}");
        assert!(!said.is_empty() && remedy.is_none_or(|remedy| remedy.len() > 10), "{whole}");
        for word in ["nobody", "somebody", "whoever", "vouch"] {
            assert!(!whole.contains(word), "{whole}");
        }
    }
}

#[test]
fn a_problem_with_the_proxy_names_it_and_its_variable_and_not_the_vendor() {
    for problem in all() {
        let whole = problem.words().to_string();
        if problem.party() == Party::Proxy {
            assert!(whole.contains("HTTPS_PROXY") && whole.contains("p:"), "{whole}");
            assert!(!whole.contains("GET /thing at h"), "{whole}");
        }
        if whole.contains("HTTPS_PROXY)") {
            assert!(
                matches!(problem.party(), Party::Proxy | Party::Gateway)
                    || matches!(problem.step(), Step::LookUp | Step::Connect | Step::Tls | Step::Answer),
                "{whole}"
            );
        }
    }
}

#[test]
fn a_date_is_told_with_the_clock_it_is_held_against() {
    let (until, now) = (Some(Stamp(978_307_200_000)), Some(Stamp(1_795_788_000_000)));
    let end = End::Host("GET /thing at h".to_owned());
    let problem = Transport::Certificate { end, flaw: Flaw::Expired { until, now } };
    assert_eq!(
        problem.words().to_string(),
        "GET /thing at h: no connection, since the certificate has expired (2001-01-01 00:00 UTC); check this machine's \
         clock (2026-11-27 14:00 UTC), else tell the operator of the host"
    );
    assert_eq!((problem.party(), problem.step()), (Party::Certificate, Step::Tls));
}

#[test]
fn names_of_parties_and_steps_are_told_apart() {
    let names = [
        Party::ThisMachine,
        Party::Settings,
        Party::Resolver,
        Party::Proxy,
        Party::Certificate,
        Party::Gateway,
        Party::Vendor,
    ]
    .map(Party::name);
    assert_eq!(names, ["this_machine", "settings", "resolver", "proxy", "certificate", "gateway", "vendor"]);
    let steps = [Step::Prepare, Step::LookUp, Step::Connect, Step::Tunnel, Step::Tls, Step::Wait, Step::Answer];
    assert!(steps.is_sorted());
    assert_eq!(steps.map(Step::name), ["prepare", "look_up", "connect", "tunnel", "tls", "wait", "answer"]);
}
