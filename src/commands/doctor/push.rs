//! Whether callbacks would be taken: a signed one is tried on the receiver, or on the board that listens already.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Check, Verdict, glue};
use crate::commands::registry::voice::PushTenant;
use crate::config::{Config, Tenant};
use crate::feed::push::Inbox;
use crate::model::{Clock, Problem, Stamp};
use crate::platforms::{CallbacksApi, Hints};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes of a pipe, and of an answer.
const LARGEST: usize = 64 * 1024;

/// What cannot be looked at from here.
const BEYOND: &str = "whether the vendor reaches it cannot be told from here: callboard push shows what comes";

/// The check, where callbacks are listened for.
pub(super) fn checks(config: &Config, clock: &Clock) -> Option<Check> {
    let (push, clock) = (config.tenant::<PushTenant>()?.clone(), Clock::clone(clock));
    let looking = async move { look(push, clock).await };
    Some(Check::new(PushTenant::SECTION.path, looking).needs(["settings"]))
}

async fn look(push: PushTenant, clock: Clock) -> Verdict {
    let now = clock();
    // Who may send is not what is tried.
    let open = PushTenant { allow: Vec::new(), ..push.clone() };
    let receiver = Arc::new(glue::receiver(&open, None, &clock, Hints::default()));
    if let Err(problem) = receiver.check_certificate() {
        return failed(&problem);
    }
    match receiver.take_port() {
        Ok(address) => {
            let (ours, theirs) = tokio::io::duplex(LARGEST);
            let (inbox, _outbox) = Inbox::new();
            let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
            let answering = tokio::spawn(async move { receiver.answer(theirs, here, inbox).await });
            let answered = ask(ours, &push, now).await;
            answering.abort();
            verdict(answered, &format!("{address} is free, and a signed test callback is taken"))
        }
        Err(error) if error.kind() == io::ErrorKind::AddrInUse && push.cert.is_some() => Verdict::warning(
            format!("{} is in use", push.listen),
            "nothing to do if that is a board of yours; else end the program that has it, or set another listen",
        ),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => match TcpStream::connect(push.listen).await {
            Ok(stream) => {
                let answered = ask(stream, &push, now).await;
                verdict(answered, &format!("a board listens on {}, and takes a signed test callback", push.listen))
            }
            Err(_) => failed(&receiver.no_port(&error)),
        },
        Err(error) => failed(&receiver.no_port(&error)),
    }
}

fn failed(problem: &Problem) -> Verdict {
    let advice = problem.remedy().unwrap_or_else(|| format!("correct [{}] in the settings", PushTenant::SECTION.path));
    Verdict { blame: problem.blame(), ..Verdict::failure(problem.failed(), advice) }
}

fn verdict(answered: io::Result<u16>, says: &str) -> Verdict {
    let section = PushTenant::SECTION.path;
    match answered {
        Ok(200) => Verdict::ok(format!("{says}; {BEYOND}")),
        Ok(status) => Verdict::failure(
            format!("a signed test callback was answered {status}"),
            format!(
                "another program may have the port, or a board with other settings: compare [{section}], and allow"
            ),
        ),
        Err(error) => Verdict::failure(
            format!("a signed test callback was not answered: {error}"),
            format!("another program may have the port: set another listen in [{section}]"),
        ),
    }
}

/// Sends a signed callback that says nothing; the status of the answer.
async fn ask<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, push: &PushTenant, now: Stamp) -> io::Result<u16> {
    let callbacks = push.callbacks();
    let body = callbacks.nothing();
    let code = format!("{:016x}", fastrand::u64(..));
    let signed = callbacks.sign(now, &code);
    let signed: Vec<String> = signed.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let signed = signed.concat();
    let request = format!(
        "POST {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json;charset=utf-8\r\n\
         {signed}Content-Length: {}\r\n\r\n{body}",
        push.path,
        body.len()
    );
    let asking = async {
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.take(LARGEST as u64).read_to_end(&mut answer).await?;
        let status = answer.strip_prefix(b"HTTP/1.1 ").and_then(|rest| rest.get(..3));
        let status = status.and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
        status.ok_or_else(|| io::Error::other("the answer is no HTTP"))
    };
    timeout(PATIENCE, asking).await.unwrap_or_else(|_| Err(io::Error::other("no answer within 10 s")))
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
        let verdict = look(push(free()), Arc::new(|| Stamp(1_772_445_600_000))).await;
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
        let verdict = look(push(address), Arc::new(|| Stamp(1_772_445_600_000))).await;
        other.await.unwrap();
        assert_eq!(verdict.outcome, Outcome::Failure, "{}", verdict.says);
        assert!(verdict.advice.unwrap().contains("set another listen"));
    }

    #[tokio::test]
    async fn a_certificate_that_is_not_there_fails() {
        let push = PushTenant { cert: Some("/nowhere/cert.pem".into()), ..push(free()) };
        let verdict = look(push, Arc::new(|| Stamp(1))).await;
        assert_eq!(verdict.outcome, Outcome::Failure);
        assert!(verdict.says.starts_with("/nowhere/cert.pem cannot be read"), "{}", verdict.says);
    }
}
