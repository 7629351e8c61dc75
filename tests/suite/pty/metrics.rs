//! Figures of the real program, on a port: told while the board lives, and by one board alone.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};

use tokio::net::TcpSocket;

use crate::pty::harness::Program;
use crate::pty::shell::Simulate;
use crate::pty::support::until;

/// A port on which the program can listen, and which the system gives to nothing else while the socket is held.
fn held() -> (TcpSocket, SocketAddr) {
    let socket = TcpSocket::new_v4().unwrap();
    // Both ends that share a port have to say that they do; a listener of std does.
    socket.set_reuseaddr(true).unwrap();
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

/// Status and body of what is answered; `None` where nothing listens.
fn get(address: SocketAddr, path: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.get(9..12)?.parse().ok()?, body.to_owned()))
}

fn settings(more: &str, address: SocketAddr) -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    std::fs::write(file.path(), format!("{more}\n[metrics]\nlisten = \"{address}\"\n")).unwrap();
    file
}

#[test]
fn a_board_tells_its_figures_while_it_lives_and_a_second_one_on_that_port_says_that_it_does_not() {
    let (_held, address) = held();
    let settings = settings("", address);
    let flags = ["--config", settings.path().to_str().unwrap()];
    let mut first = Program::demo(&flags, 120, 34);
    until("a board that is ready", || get(address, "/ready").is_some_and(|(status, _)| status == 200));
    assert_eq!(get(address, "/health").unwrap(), (200, "ok\n".to_owned()));
    let (status, text) = get(address, "/metrics").unwrap();
    assert_eq!(status, 200);
    let agents = text.lines().filter_map(|line| line.strip_prefix("callboard_agents{")?.split_once("} "));
    assert_eq!(agents.map(|(_, count)| count.parse::<u64>().unwrap()).sum::<u64>(), 48, "{text}");
    assert!(text.contains("callboard_budget_limit{section=\"sobot_call\"} ") && text.ends_with("# EOF\n"), "{text}");
    let mut second = Program::demo(&flags, 120, 34);
    second.wait_shown(&format!("cannot listen on {address}"));
    second.quit();
    first.quit();
    assert_eq!(get(address, "/health"), None, "nothing is left behind");
}

#[test]
fn a_board_whose_platform_is_killed_is_well_and_not_ready() {
    let mut centre = Simulate::start(&[]);
    let (_held, address) = held();
    let settings = settings(&std::fs::read_to_string(centre.settings.path()).unwrap(), address);
    let mut board = Program::start(&["--config", settings.path().to_str().unwrap()], 120, 34);
    board.wait_for_agents(48);
    until("a board that is ready", || get(address, "/ready").is_some_and(|(status, _)| status == 200));
    centre.child.kill().unwrap();
    centre.child.wait().unwrap();
    let waiting = "callboard_source_state{source=\"agents\",state=\"waiting\"} 1";
    until("a stream that is away", || get(address, "/metrics").is_some_and(|(_, text)| text.contains(waiting)));
    assert_eq!(get(address, "/health").map(|(status, _)| status), Some(200));
    board.quit();
}
