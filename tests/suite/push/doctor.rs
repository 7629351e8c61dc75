//! What `doctor` finds where a board listens already, and what that board notices of it: nothing.

use callboard::commands::doctor::{Check, Outcome, Verdict, checks_of, examine, select};
use callboard::config::{Config, Subnet};
use callboard::model::Clock;

use super::*;

const NAME: &str = "sobot_call.push";

async fn tried(push: PushTenant) -> Verdict {
    let mut config = Config::default();
    config.tenants.put(push);
    let clock: Clock = Arc::new(|| Stamp(NOW));
    let mut checks = vec![Check::ready("settings", Verdict::ok("given"))];
    checks.extend(checks_of(&config, &clock, Duration::ZERO));
    let checks = select(checks, &[NAME.to_owned()]).unwrap();
    let mut findings = examine(checks, |_| {}).await;
    findings.retain(|finding| finding.name == NAME);
    findings.pop().unwrap().verdict
}

/// Of all that a receiver tells a board, only that it was tried so often.
fn noticed_only(outbox: &mut Outbox, tries: u64) {
    assert!(outbox.queue.try_recv().is_err(), "nothing is handed on, not even that something came");
    let seen = outbox.seen.borrow().clone();
    assert_eq!((seen.received, seen.bytes, seen.tries), (0, 0, tries));
    assert!(seen.rejected.counts.is_empty(), "{:?}", seen.rejected);
}

#[tokio::test]
async fn a_board_that_listens_takes_the_test_and_notices_nothing_else() {
    let (address, mut outbox) = listening(|_| {});
    let verdict = tried(tenant(address)).await;
    assert_eq!(verdict.outcome, Outcome::Ok, "{}", verdict.says);
    assert!(verdict.says.starts_with(&format!("a board listens on {address}")), "{}", verdict.says);
    assert!(verdict.says.contains("cannot be told from here"), "{}", verdict.says);
    noticed_only(&mut outbox, 1);
    // One that lets in only the vendor is not tried: it would count that.
    let network = || -> Vec<Subnet> { vec!["198.51.100.0/24".parse().unwrap()] };
    let (address, mut outbox) = listening(|settings| settings.allow = network());
    let verdict = tried(PushTenant { allow: network(), ..tenant(address) }).await;
    assert_eq!(verdict.outcome, Outcome::Warning, "{}", verdict.says);
    assert!(verdict.says.contains("allow keeps this machine out"), "{}", verdict.says);
    noticed_only(&mut outbox, 0);
    // Behind a proxy on this machine it comes as from there.
    let proxy = || -> Vec<Subnet> { vec!["127.0.0.1".parse().unwrap()] };
    let (address, mut outbox) = listening(|settings| (settings.allow, settings.trusted_proxies) = (network(), proxy()));
    let verdict = tried(PushTenant { allow: network(), trusted_proxies: proxy(), ..tenant(address) }).await;
    assert_eq!(verdict.outcome, Outcome::Ok, "{}", verdict.says);
    noticed_only(&mut outbox, 1);
}

#[tokio::test]
async fn what_a_board_with_other_settings_answers_is_said_with_what_it_means() {
    let (address, _outbox) = listening(|_| {});
    for (other, status, means) in [
        (PushTenant { app_key: SecretString::from("other"), ..tenant(address) }, 401, "another company_id or app_key"),
        (PushTenant { company_id: "other".to_owned(), ..tenant(address) }, 401, "another company_id or app_key"),
        (PushTenant { path: "/other".to_owned(), ..tenant(address) }, 404, "at another path"),
    ] {
        let verdict = tried(other).await;
        assert_eq!(verdict.outcome, Outcome::Failure, "{}", verdict.says);
        let answered = format!("was answered {status}: ");
        assert!(verdict.says.contains(&answered) && verdict.says.contains(means), "{}", verdict.says);
        assert!(verdict.advice.unwrap().starts_with("restart the board"));
    }
}

#[tokio::test]
async fn by_tls_the_listener_has_to_show_the_certificate_of_the_settings() {
    let scratch = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = scratch.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let authority = authority();
    let of = |name: &str, host: &str| {
        let [cert, key] = pem_of(&authority, &[host]);
        [file(&format!("{name}.pem"), &format!("{cert}{}", authority.pem)), file(&format!("{name}.key"), &key)]
    };
    let [cert, key] = of("own", "*.board.example");
    let secured = |address: SocketAddr, [cert, key]: [std::path::PathBuf; 2]| PushTenant {
        cert: Some(cert),
        key: Some(key),
        ..tenant(address)
    };
    let own = || [cert.clone(), key.clone()];
    let free = tried(secured(here(), own())).await;
    assert_eq!(free.outcome, Outcome::Ok, "{}", free.says);
    assert!(free.says.contains(" is free, and a signed test callback is taken"), "{}", free.says);
    let [shown, with] = own();
    let (address, mut outbox) = listening(|settings| (settings.cert, settings.key) = (Some(shown), Some(with)));
    let verdict = tried(secured(address, own())).await;
    assert_eq!(verdict.outcome, Outcome::Ok, "{}", verdict.says);
    noticed_only(&mut outbox, 1);
    // Another certificate of the same authority is another program's, or was renewed.
    let verdict = tried(secured(address, of("other", "*.board.example"))).await;
    assert_eq!(verdict.outcome, Outcome::Failure, "{}", verdict.says);
    assert!(verdict.says.contains("another certificate than"), "{}", verdict.says);
    noticed_only(&mut outbox, 1);
    // Where plain text is spoken there is no certificate at all.
    let (plain, mut outbox) = listening(|_| {});
    assert_eq!(tried(secured(plain, own())).await.outcome, Outcome::Failure);
    noticed_only(&mut outbox, 0);
    // Without the certificate of its issuer it cannot be told who answers.
    let [alone, key] = pem_of(&authority, &["board.example"]);
    let verdict = tried(secured(here(), [file("alone.pem", &alone), file("alone.key", &key)])).await;
    assert_eq!(verdict.outcome, Outcome::Warning, "{}", verdict.says);
    assert!(verdict.says.contains("does not hold the certificate of its issuer"), "{}", verdict.says);
}

#[tokio::test]
async fn a_certificate_that_is_out_of_date_is_found() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("own.pem");
    let authority = authority();
    let [cert, key] = pem_in(&authority, &["board.example"], (2000, 2001));
    std::fs::write(&file, format!("{cert}{}{key}", authority.pem)).unwrap();
    let verdict = tried(PushTenant { cert: Some(file), ..tenant(here()) }).await;
    assert_eq!(verdict.outcome, Outcome::Failure, "{}", verdict.says);
    assert!(verdict.says.ends_with("is out of date, or not good yet"), "{}", verdict.says);
}
