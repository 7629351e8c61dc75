//! Whether callbacks would be taken: a signed one is tried on the receiver, or on the board that listens already.
//!
//! It is known for a try where it is taken: a board that runs counts it as nothing else, and shows nothing of it.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Check, Verdict, glue};
use crate::commands::registry::voice::PushTenant;
use crate::config::{Config, Subnet, Tenant};
use crate::feed::push::Inbox;
use crate::model::{Clock, Problem, Stamp};
use crate::platforms::{CallbacksApi, Hints};
use crate::serve::{Doubt, NoTls, Trial};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes of a pipe, and of an answer.
const LARGEST: usize = 64 * 1024;

/// So many bytes of an answer tell its status: `HTTP/1.1 200`.
const STATUS: usize = 12;

/// What cannot be looked at from here.
const BEYOND: &str = "whether the vendor reaches it cannot be told from here: callboard push shows what comes";

/// How a callback from this machine would come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// As it is.
    Open,
    /// As a proxy here would pass it on, from this address.
    Behind(IpAddr),
    /// Not at all.
    Shut,
}

/// Why there is no status.
enum NoAnswer {
    /// The listener shows another certificate than that of the settings.
    Another,
    /// It says nothing, or not by HTTP.
    Silent(io::Error),
}

impl From<NoTls> for NoAnswer {
    fn from(why: NoTls) -> Self {
        match why {
            NoTls::Another => Self::Another,
            NoTls::Failed(error) => Self::Silent(error),
        }
    }
}

/// The check, where callbacks are listened for.
pub(super) fn checks(config: &Config, clock: &Clock) -> Option<Check> {
    let (push, clock) = (config.tenant::<PushTenant>()?.clone(), Clock::clone(clock));
    let looking = async move { try_out(push, clock).await };
    Some(Check::new(PushTenant::SECTION.path, looking).needs(["settings"]))
}

async fn try_out(push: PushTenant, clock: Clock) -> Verdict {
    let now = clock();
    // Who may send is not what is tried.
    let open = PushTenant { allow: Vec::new(), ..push.clone() };
    let receiver = Arc::new(glue::receiver(&open, None, &clock, Hints::default()));
    if let Err(problem) = receiver.check_certificate() {
        return failed(&problem);
    }
    let trial = receiver.trial();
    match receiver.take_port() {
        Ok(address) => {
            let trial = match trial {
                Ok(trial) => trial,
                Err(doubt) => return doubted(&push, &doubt),
            };
            let (ours, theirs) = tokio::io::duplex(LARGEST);
            let (inbox, _outbox) = Inbox::new();
            let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
            let answering = crate::tasks::spawn(async move { receiver.answer(theirs, here, inbox).await });
            let answered = ask(ours, trial.as_ref(), &callback(&push, now, Way::Open)).await;
            answering.abort();
            verdict(&push, answered, &format!("{address} is free, and a signed test callback is taken"))
        }
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            match TcpStream::connect(reached(push.listen)).await {
                Ok(stream) => match trial {
                    Ok(trial) => listening(&push, stream, trial.as_ref(), now).await,
                    Err(doubt) => doubted(&push, &doubt),
                },
                Err(_) => failed(&receiver.no_port(&error)),
            }
        }
        Err(error) => failed(&receiver.no_port(&error)),
    }
}

/// Tries the one who listens already.
async fn listening(push: &PushTenant, stream: TcpStream, trial: Option<&Trial>, now: Stamp) -> Verdict {
    let way = stream.local_addr().map_or(Way::Open, |own| way(push, own.ip()));
    if way != Way::Shut {
        let answered = ask(stream, trial, &callback(push, now, way)).await;
        return verdict(
            push,
            answered,
            &format!("a board listens on {}, and takes a signed test callback", push.listen),
        );
    }
    // A board would count it as refused.
    if let Some(trial) = trial {
        let shaken = timeout(PATIENCE, trial.connect(stream)).await;
        if let Err(why) = shaken.unwrap_or_else(|_| Err(NoTls::Failed(late()))) {
            return verdict(push, Err(why.into()), "");
        }
    }
    Verdict::warning(
        format!("{} is in use, and allow keeps this machine out: no test callback is sent; {BEYOND}", push.listen),
        "nothing to do if that is a board of yours; else end the program that has it, or set another listen",
    )
}

/// Where one reaches who listens there: everywhere is here too.
pub(super) fn reached(listen: SocketAddr) -> SocketAddr {
    let here = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(here, listen.port())
}

/// How a callback from this address would come in.
fn way(push: &PushTenant, from: IpAddr) -> Way {
    let has = |networks: &[Subnet], address: IpAddr| networks.iter().any(|network| network.has(address));
    if push.allow.is_empty() {
        return Way::Open;
    }
    if has(&push.trusted_proxies, from) {
        let one = push.allow.iter().map(Subnet::one).find(|address| !has(&push.trusted_proxies, *address));
        return one.map_or(Way::Shut, Way::Behind);
    }
    if has(&push.allow, from) { Way::Open } else { Way::Shut }
}

fn failed(problem: &Problem) -> Verdict {
    let advice = problem.remedy().unwrap_or_else(|| format!("correct [{}] in the settings", PushTenant::SECTION.path));
    Verdict { blame: problem.blame(), ..Verdict::failure(problem.failed(), advice) }
}

/// What is said of a certificate that cannot be connected by.
fn doubted(push: &PushTenant, doubt: &Doubt) -> Verdict {
    let cert = push.cert.as_deref().unwrap_or_else(|| Path::new("cert")).display();
    match doubt {
        Doubt::OutOfDate => Verdict::failure(
            format!("{cert} is out of date, or not good yet"),
            "renew it: a board reads it anew within a minute; or set this machine's clock by a time service",
        ),
        Doubt::Nameless => Verdict::failure(
            format!("{cert} is for no host"),
            "get a certificate for the host in the address that the vendor is given",
        ),
        Doubt::Alone => Verdict::warning(
            format!("{cert} does not hold the certificate of its issuer, so TLS cannot be tried; {BEYOND}"),
            "set cert to a PEM file with the certificate and those above it, unless the vendor has these",
        ),
        Doubt::Unfit(why) => Verdict::warning(
            format!("TLS cannot be tried with {cert}: {why}; {BEYOND}"),
            "get a certificate of a server, signed by an authority that the vendor knows",
        ),
    }
}

fn verdict(push: &PushTenant, answered: Result<u16, NoAnswer>, says: &str) -> Verdict {
    let section = PushTenant::SECTION.path;
    match answered {
        Ok(200) => Verdict::ok(format!("{says}; {BEYOND}")),
        Ok(status) => {
            let (means, advice) = meaning(status);
            let says = format!("a signed test callback to {} was answered {status}: {means}; {BEYOND}", push.listen);
            let advice = format!("{advice} (settings: [{section}])");
            if status == 503 { Verdict::warning(says, advice) } else { Verdict::failure(says, advice) }
        }
        Err(NoAnswer::Another) => Verdict::failure(
            format!(
                "another certificate than {1} is shown on {0}",
                push.listen,
                push.cert.as_deref().unwrap_or_else(|| Path::new("cert")).display()
            ),
            format!(
                "try again in a minute if it has just been renewed; else another program has the port: set another listen in \
                 [{section}]"
            ),
        ),
        Err(NoAnswer::Silent(error)) => Verdict::failure(
            format!("a signed test callback was not answered: {error}"),
            format!("another program may have the port: set another listen in [{section}]"),
        ),
    }
}

/// What a refusal of a callback means that is as the settings say, and what to do.
const fn meaning(status: u16) -> (&'static str, &'static str) {
    const BEGAN: &str =
        "restart the board if its settings have changed since it began; else another program has the port";
    match status {
        401 => ("the listener has another company_id or app_key, or a clock that is 5 minutes off", BEGAN),
        403 => ("the listener does not let this machine send", BEGAN),
        404 => ("the listener expects callbacks at another path", BEGAN),
        408 => ("the listener waited for the rest of it", "try again; if it stays so, another program has the port"),
        409 => ("the listener has had it before", "try again; if it stays so, another program has the port"),
        503 => {
            ("the listener has no room for it", "callbacks come faster than the board takes them: look at its Health")
        }
        _ => ("the listener does not take callbacks", "another program may have the port: set another listen"),
    }
}

/// A signed callback that says nothing, as it is sent.
fn callback(push: &PushTenant, now: Stamp, way: Way) -> String {
    let callbacks = push.callbacks();
    let body = callbacks.nothing();
    let code = format!("{:016x}", fastrand::u64(..));
    let mut headers: Vec<(&str, String)> = callbacks.sign(now, &code);
    if let Way::Behind(address) = way {
        headers.push(("X-Forwarded-For", address.to_string()));
    }
    let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let headers = headers.concat();
    format!(
        "POST {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json;charset=utf-8\r\n\
         {headers}Content-Length: {}\r\n\r\n{body}",
        push.path,
        body.len()
    )
}

fn late() -> io::Error {
    io::Error::other("no answer within 10 s")
}

/// Sends a request, by TLS if that is to be tried; the status of the answer.
async fn ask<S>(stream: S, trial: Option<&Trial>, request: &str) -> Result<u16, NoAnswer>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let asking = async {
        match trial {
            None => status(stream, request).await.map_err(NoAnswer::Silent),
            Some(trial) => status(trial.connect(stream).await?, request).await.map_err(NoAnswer::Silent),
        }
    };
    timeout(PATIENCE, asking).await.unwrap_or_else(|_| Err(NoAnswer::Silent(late())))
}

async fn status<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, request: &str) -> io::Result<u16> {
    stream.write_all(request.as_bytes()).await?;
    stream.flush().await?;
    let mut answer = Vec::new();
    while answer.len() < STATUS && stream.read_buf(&mut answer).await? > 0 {}
    let status = answer.strip_prefix(b"HTTP/1.1 ").and_then(|rest| rest.get(..3));
    let status = status.and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    status.ok_or_else(|| io::Error::other("the answer is no HTTP"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::Outcome;
    use secrecy::SecretString;

    fn push(listen: SocketAddr) -> PushTenant {
        PushTenant {
            listen,
            path: "/callbacks".to_owned(),
            company_id: "company".to_owned(),
            app_key: SecretString::from("key"),
            cert: None,
            key: None,
            allow: vec!["198.51.100.0/24".parse().unwrap()],
            trusted_proxies: Vec::new(),
        }
    }

    fn free() -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
    }

    #[tokio::test]
    async fn a_free_port_and_a_good_key_are_enough_and_more_cannot_be_told() {
        let verdict = try_out(push(free()), Arc::new(|| Stamp(1_772_445_600_000))).await;
        assert_eq!(verdict.outcome, Outcome::Ok, "{}", verdict.says);
        assert!(verdict.says.ends_with("callboard push shows what comes"), "{}", verdict.says);
    }

    #[tokio::test]
    async fn a_port_that_another_program_has_fails_with_what_to_do() {
        let listener = tokio::net::TcpListener::bind(free()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let other = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(b"SSH-2.0\r\n").await.unwrap();
        });
        let push = PushTenant { allow: Vec::new(), ..push(address) };
        let verdict = try_out(push, Arc::new(|| Stamp(1_772_445_600_000))).await;
        other.await.unwrap();
        assert_eq!(verdict.outcome, Outcome::Failure, "{}", verdict.says);
        assert!(verdict.advice.unwrap().contains("set another listen"));
    }

    #[test]
    fn a_callback_comes_in_as_allow_and_trusted_proxies_have_it() {
        let networks = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<Subnet>>();
        let of = |allow: &[&str], trusted: &[&str]| {
            let push = PushTenant { allow: networks(allow), trusted_proxies: networks(trusted), ..push(free()) };
            way(&push, IpAddr::V4(Ipv4Addr::LOCALHOST))
        };
        let vendor = "198.51.100.0".parse().unwrap();
        assert_eq!(of(&[], &["127.0.0.1"]), Way::Open);
        assert_eq!(of(&["127.0.0.0/8"], &[]), Way::Open);
        assert_eq!(of(&["198.51.100.0/24"], &[]), Way::Shut);
        assert_eq!(of(&["198.51.100.0/24"], &["127.0.0.1"]), Way::Behind(vendor));
        assert_eq!(of(&["127.0.0.1"], &["127.0.0.1"]), Way::Shut, "a proxy that names itself names no one");
        let behind = callback(&push(free()), Stamp(1), Way::Behind(vendor));
        assert!(behind.contains("\r\nX-Forwarded-For: 198.51.100.0\r\n"), "{behind}");
    }

    #[test]
    fn every_status_means_something_and_none_that_the_vendor_reaches_it() {
        for status in [200, 401, 403, 404, 405, 408, 409, 413, 415, 500, 503] {
            let verdict = verdict(&push(free()), Ok(status), "taken");
            assert!(verdict.says.ends_with(BEYOND), "{}", verdict.says);
            assert_eq!(verdict.outcome == Outcome::Ok, status == 200);
            assert_eq!(verdict.advice.is_some(), status != 200, "{status}");
        }
    }

    #[test]
    fn who_listens_everywhere_is_reached_here() {
        for (listen, expected) in [("0.0.0.0:1", "127.0.0.1:1"), ("[::]:1", "[::1]:1"), ("192.0.2.1:1", "192.0.2.1:1")]
        {
            assert_eq!(reached(listen.parse().unwrap()).to_string(), expected);
        }
    }

    #[tokio::test]
    async fn a_certificate_that_is_not_there_fails() {
        let push = PushTenant { cert: Some("/nowhere/cert.pem".into()), ..push(free()) };
        let verdict = try_out(push, Arc::new(|| Stamp(1))).await;
        assert_eq!(verdict.outcome, Outcome::Failure);
        assert!(verdict.says.starts_with("/nowhere/cert.pem cannot be read"), "{}", verdict.says);
    }
}
