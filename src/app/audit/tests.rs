use std::sync::{Arc, Mutex};

use super::*;

fn book() -> (Audit, Arc<Mutex<Vec<String>>>) {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&lines);
    let audit = Audit::new("uid 7".to_owned(), move |line| {
        kept.lock().unwrap().push(line.to_owned());
        Ok(())
    });
    (audit, lines)
}

#[test]
fn every_page_is_written_once_and_so_is_the_end() {
    let (mut audit, lines) = book();
    audit.note_screen(true, || unreachable!("nothing is shown yet"), Stamp(0)).unwrap();
    audit.revealed("customer numbers shown for 30s on the board", "the board".to_owned(), Stamp(0)).unwrap();
    audit.note_screen(true, || "the board".to_owned(), Stamp(1000)).unwrap();
    audit.note_screen(true, || "the page of call c1".to_owned(), Stamp(2000)).unwrap();
    audit.note_screen(true, || "the page of call c1".to_owned(), Stamp(3000)).unwrap();
    audit.note_screen(false, || unreachable!("nothing is shown any more"), Stamp(12_000)).unwrap();
    audit.note_screen(false, || unreachable!(), Stamp(13_000)).unwrap();
    audit.ended(Stamp(14_000));
    assert_eq!(
        *lines.lock().unwrap(),
        [
            "customer numbers shown for 30s on the board, by uid 7",
            "customer numbers shown on the page of call c1, by uid 7",
            "customer numbers masked again after 12s, by uid 7",
        ]
    );
}

#[test]
fn without_a_book_or_with_a_full_one_nothing_may_be_shown() {
    let mut none = Audit::default();
    let why = none.revealed("x", String::new(), Stamp(0)).unwrap_err();
    assert_eq!(why, "there is no log to write that into; start with --log-file");
    assert!(none.saving("c1").is_err());
    let mut full = Audit::new("uid 7".to_owned(), |_| Err(io::Error::from(io::ErrorKind::StorageFull)));
    let why = full.revealed("x", String::new(), Stamp(0)).unwrap_err().to_string();
    assert!(why.starts_with("the log cannot be written: "), "{why}");
    let (mut audit, lines) = book();
    audit.saving("c1").unwrap();
    audit.masked("", Stamp(1));
    assert_eq!(*lines.lock().unwrap(), ["the recording of call c1 is saved, by uid 7"], "nothing was shown");
}

#[test]
fn an_alert_that_escalates_is_written_by_the_agents_id_and_no_other_news_is() {
    use crate::model::{AgentId, AlarmKey, Severity};
    let news = |kind, about| News {
        kind,
        at: Stamp(1_795_242_730_000),
        key: AlarmKey { rule: 0, about },
        rule: "wrap_up".into(),
        what: "wrap-up for 5m".into(),
        severity: Severity::Warning,
        who: "李娜".to_owned(),
        began: Stamp(1_795_242_727_000),
    };
    let agent = || About::Agent(AgentId::new("1004"));
    let (audit, lines) = book();
    let kinds = [NewsKind::Raised, NewsKind::Escalated, NewsKind::Ended];
    audit.escalated(&kinds.map(|kind| news(kind, agent())), None);
    audit.escalated(&[news(NewsKind::Escalated, About::Centre)], Some("Berlin"));
    assert_eq!(
        *lines.lock().unwrap(),
        [
            "alert wrap_up (warning) about agent 1004 escalated: not seen to since 2026-11-21T06:32:07.000Z",
            "alert wrap_up (warning) about the centre at Berlin escalated: not seen to since 2026-11-21T06:32:07.000Z",
        ]
    );
    Audit::default().escalated(&[news(NewsKind::Escalated, About::Centre)], None);
}

#[test]
fn a_book_that_fills_up_meanwhile_ends_the_showing() {
    let room = Arc::new(Mutex::new(1));
    let left = Arc::clone(&room);
    let mut audit = Audit::new("uid 7".to_owned(), move |_| {
        let mut left = left.lock().unwrap();
        if *left == 0 {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        *left -= 1;
        Ok(())
    });
    audit.revealed("x", "the board".to_owned(), Stamp(0)).unwrap();
    assert!(audit.note_screen(true, || "the list of calls".to_owned(), Stamp(1)).is_err());
    assert_eq!(*room.lock().unwrap(), 0);
}

#[test]
fn who_is_told_without_trusting_the_environment() {
    let env = |pairs: &'static [(&str, &str)]| {
        move |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    };
    assert_eq!(who(1000, env(&[])), "uid 1000");
    let over_ssh = &[("USER", "alice"), ("SSH_CONNECTION", "203.0.113.7 50122 10.0.0.2 22")];
    assert_eq!(who(1000, env(over_ssh)), "uid 1000 (alice), from 203.0.113.7");
    let sudo = &[("LOGNAME", "root"), ("SUDO_USER", "bob"), ("SSH_CONNECTION", "2001:db8::9 1 ::1 22")];
    assert_eq!(who(0, env(sudo)), "uid 0 (root), by sudo of bob, from 2001:db8::9");
    let hostile = &[("USER", "a\n2026 WARN x\u{1b}]0;"), ("SSH_CONNECTION", "evil\nline 1 2 3")];
    assert_eq!(who(1, env(hostile)), "uid 1 (a?2026?WARN?x??0?), from an unreadable address");
}
