use super::*;
use crate::config::ScreenLanguage;
use crate::model::{ClockVerdict, SourceId, Stamp};
use crate::platforms::checks::host;

#[tokio::test]
async fn what_cannot_be_made_is_skipped_in_favour_of_what_tells_why() {
    let selected = async |checks: Vec<Check>, only: &str| {
        let findings = examine(select(checks, &[only.to_owned()]).unwrap(), |_| {}).await;
        let told = findings.iter().map(|finding| format!("{}: {}", finding.name, finding.verdict.says));
        told.collect::<Vec<_>>()
    };
    let broken = |only| {
        let checks = vec![
            Check::ready("settings", Verdict::failure("wrong", "correct it")).instead_of(""),
            Check::ready("terminal.size", Verdict::ok("large")),
        ];
        selected(checks, only)
    };
    assert_eq!(broken("desk.tls").await, ["settings: wrong", "desk.tls: needs settings"]);
    assert_eq!(broken("token").await, ["settings: wrong", "token: needs settings"]);
    assert_eq!(broken("terminal.size").await, ["settings: wrong", "terminal.size: large"]);
    let refused = |only| {
        let checks = vec![
            Check::ready("settings", Verdict::ok("good")),
            Check::ready("voice.settings", Verdict::failure("no token", "write it")).instead_of("voice"),
            Check::ready("desk.tls", Verdict::ok("good")).needs(["settings"]),
        ];
        selected(checks, only)
    };
    let stand = "voice.settings: no token";
    assert_eq!(refused("voice.token").await, [stand, "voice.token: needs voice.settings"]);
    assert_eq!(refused("desk.tls").await, ["settings: good", stand, "desk.tls: good"]);
    let unknown = select(vec![Check::ready("settings", Verdict::ok("good"))], &["voice.token".to_owned()]);
    assert!(unknown.unwrap_err().contains("names no check"));
}

#[test]
fn clocks_agree_within_what_a_header_can_tell() {
    let seen = host::Seen::default();
    let told = |verdict| host::clock_verdict(verdict);
    assert_eq!(told(ClockVerdict::Unknown).outcome, Outcome::Warning, "unknown is not agreement");
    let verdict = told(ClockVerdict::Ours { off_ms: -30_000 });
    assert_eq!((verdict.outcome, verdict.says.contains("30s ahead")), (Outcome::Warning, true), "{verdict:?}");
    assert_eq!(told(ClockVerdict::Ours { off_ms: i64::MIN }).outcome, Outcome::Failure);
    // A gateway that is wrong is nothing to set this machine's clock for.
    for verdict in [
        ClockVerdict::Gateway { source: SourceId::Chat, off_ms: 600_000 },
        ClockVerdict::Messages { off_ms: 600_000 },
        ClockVerdict::Differ { off_ms: 600_000 },
    ] {
        let verdict = told(verdict);
        assert_eq!(verdict.outcome, Outcome::Warning);
        assert!(!format!("{verdict:?}").contains("NTP"), "{verdict:?}");
    }
    seen.message(Some(Stamp(600_000)), Stamp(0));
    assert_eq!(seen.verdict(), ClockVerdict::Differ { off_ms: 600_000 });
}

#[test]
fn only_brings_along_what_a_check_depends_on() {
    let checks = || {
        vec![
            Check::ready("settings", Verdict::ok("")),
            Check::ready("a.dns", Verdict::ok("")).needs(["settings"]),
            Check::ready("a.token", Verdict::ok("")).needs(["a.dns"]),
            Check::ready("b.dns", Verdict::ok("")).needs(["settings"]),
            Check::ready("b.token", Verdict::ok("")).needs(["b.dns"]),
        ]
    };
    let names = |only: &[&str]| -> Vec<String> {
        let only: Vec<String> = only.iter().map(|name| (*name).to_owned()).collect();
        select(checks(), &only).unwrap().iter().map(|check| check.name().to_owned()).collect()
    };
    assert_eq!(names(&["a.token"]), ["settings", "a.dns", "a.token"]);
    assert_eq!(names(&["b"]), ["settings", "b.dns", "b.token"]);
    assert_eq!(names(&["token"]).len(), 5);
    assert_eq!(names(&["settings"]), ["settings"]);
    let error = select(checks(), &["tokens".to_owned()]).unwrap_err();
    assert!(error.contains("a.token"), "{error}");
}

fn terminal(env: &'static [(&str, &str)]) -> Terminal {
    Terminal {
        is_terminal: true,
        size: Some((120, 34)),
        colour: Colour::Auto,
        colour_by_flag: false,
        ascii: false,
        language: ScreenLanguage::Auto,
        wide_cells: Some(2),
        synchronized: Some(true),
        env: Arc::new(|name| env.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())),
    }
}

async fn terminal_outcomes(terminal: &Terminal) -> Vec<Outcome> {
    let findings = examine(terminal::checks(terminal), |_| {}).await;
    findings.iter().map(|finding| finding.verdict.outcome).collect()
}

#[tokio::test]
async fn terminals_are_told_what_they_lack() {
    let good = terminal(&[("TERM", "xterm-256color"), ("LANG", "de_DE.UTF-8")]);
    assert_eq!(terminal_outcomes(&good).await, [Outcome::Ok; 7]);
    let poor = Terminal { size: Some((60, 20)), wide_cells: Some(1), ..terminal(&[("TERM", "linux"), ("LANG", "C")]) };
    let mut expected = [Outcome::Warning; 7];
    // TERM is set, English can be drawn anywhere, and frames are shown whole.
    for good in [0, 4, 6] {
        expected[good] = Outcome::Ok;
    }
    assert_eq!(terminal_outcomes(&poor).await, expected);
    let chinese = Terminal { language: ScreenLanguage::Zh, ..good.clone() };
    assert_eq!(terminal_outcomes(&chinese).await, [Outcome::Ok; 7]);
    let on_console =
        Terminal { language: ScreenLanguage::Zh, ..terminal(&[("TERM", "linux"), ("LANG", "zh_CN.UTF-8")]) };
    assert_eq!(terminal_outcomes(&on_console).await[4], Outcome::Warning);
    let dumb = terminal(&[("TERM", "dumb")]);
    assert_eq!(terminal_outcomes(&dumb).await[0], Outcome::Failure);
    let script = Terminal { is_terminal: false, ..terminal(&[("TERM", "dumb")]) };
    assert_eq!(terminal_outcomes(&script).await, [Outcome::Skipped; 7]);
}

#[test]
fn a_line_is_a_sign_a_word_a_name_a_time_and_what_to_do() {
    let finding = Finding {
        name: "voice.token".to_owned(),
        verdict: Verdict::failure("refused", "check app_id"),
        took: Duration::from_millis(1_234),
    };
    let drawn = line(&finding, report::Style { ascii: false });
    assert_eq!(drawn, "✗ failure  voice.token                1.23 s  refused\n           → check app_id\n");
    assert!(line(&finding, report::Style { ascii: true }).is_ascii());
}
