use chrono::{NaiveDate, NaiveTime};

use super::*;

fn parse(line: &str) -> Result<Cli, clap::Error> {
    read(line.split_whitespace())
}

#[test]
fn the_definitions_hold_together() {
    definitions().debug_assert();
}

#[test]
fn no_command_is_the_board() {
    assert_eq!(parse("callboard").unwrap(), Cli { command: None, kiosk: None, common: Common::default() });
}

#[test]
fn flags_become_types() {
    let cli = parse("callboard demo --agents 300 --seed 7 --rate 50 --ascii --colour 16").unwrap();
    let vendors = Vendors { sobot: true, ..Vendors::default() };
    let centre = Centre { agents: 300, seed: 7, rate: Some(50.0), cause: None, vendors };
    assert_eq!(cli.command, Some(Command::Demo(Demo { kiosk: None, push_faults: None, centre })));
    assert!(cli.common.ascii);
    assert_eq!(cli.common.colour.as_deref(), Some("16"));
    let cli = parse("callboard snapshot --format json --after 30s --config a.toml").unwrap();
    let expected = Snapshot {
        format: Format::Json,
        after: Duration::from_secs(30),
        timeout: Duration::from_secs(20),
        verify: false,
        complete: false,
        bom: false,
        schema: false,
    };
    assert_eq!(cli.command, Some(Command::Snapshot(expected)));
    assert_eq!(cli.common.config, Some(PathBuf::from("a.toml")));
    let cli = parse("callboard simulate").unwrap();
    let Some(Command::Simulate(simulate)) = cli.command else { panic!("simulate") };
    assert_eq!(simulate.listen, "127.0.0.1:0".parse().unwrap());
}

#[test]
fn every_command_is_described_by_its_own_words() {
    let about = |command: &clap::Command, name: &str| {
        command.find_subcommand(name).unwrap().get_about().map(ToString::to_string).unwrap_or_default()
    };
    let (own, all) = (Cli::command(), command());
    let mut said = std::collections::BTreeSet::new();
    for part in own.get_subcommands() {
        let words = about(&all, part.get_name());
        assert_eq!(words, about(&own, part.get_name()), "{}", part.get_name());
        assert!(
            !words.is_empty() && said.insert(words.clone()),
            "{}: {words:?} says another command too",
            part.get_name()
        );
        let help = all.find_subcommand(part.get_name()).unwrap().clone().render_long_help().to_string();
        assert!(help.starts_with(&words), "{help}");
    }
}

#[test]
fn the_common_flags_stand_before_a_command_or_behind_it_and_behind_wins() {
    let common = |line: &str| parse(line).unwrap().common;
    let file = |name: &str| Some(PathBuf::from(name));
    assert_eq!(common("callboard --config a.toml --ascii tail").config, file("a.toml"));
    assert_eq!(common("callboard --config a.toml --ascii tail --config b.toml").config, file("b.toml"));
    assert!(common("callboard --ascii tail --config b.toml").ascii);
    assert_eq!(common("callboard --theme light demo --mouse").theme.as_deref(), Some("light"));
    let command = command();
    for part in command.get_subcommands() {
        let takes = |name: &str| part.get_arguments().any(|argument| argument.get_long() == Some(name));
        let has_own = !["completions", "man"].contains(&part.get_name());
        assert_eq!((takes("config"), takes("theme")), (has_own, has_own), "{}", part.get_name());
    }
}

#[test]
fn completions_and_the_manual_have_no_theme() {
    for line in ["callboard completions bash --theme light", "callboard man --theme light", "callboard man --config x"]
    {
        let error = parse(line).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{line}");
        assert!(error.to_string().contains("unexpected argument"), "{line}: {error}");
    }
    assert_eq!(parse("callboard man keys --dir out").unwrap_err().exit_code(), 2);
}

#[test]
fn vendors_are_a_list_in_any_order() {
    for (list, sobot, cn, moor) in [
        ("sobot", true, false, false),
        ("cn", false, true, false),
        ("7moor,cn", false, true, true),
        ("sobot,cn,7moor", true, true, true),
        ("cn,cn,", false, true, false),
    ] {
        for command in ["demo", "simulate"] {
            let cli = parse(&format!("callboard {command} --vendors {list}")).unwrap();
            let vendors = match cli.command {
                Some(Command::Demo(demo)) => demo.centre.vendors,
                Some(Command::Simulate(simulate)) => simulate.centre.vendors,
                other => panic!("{other:?}"),
            };
            assert_eq!(vendors, Vendors { sobot, cn, moor }, "{command} {list}");
        }
    }
}

#[test]
fn the_wall_is_a_flag_of_the_board_and_of_the_demo_and_may_have_a_name() {
    let kiosk = |line: &str| {
        let cli = parse(line).unwrap();
        let of_demo = match cli.command {
            Some(Command::Demo(demo)) => demo.kiosk,
            _ => None,
        };
        (cli.kiosk, of_demo)
    };
    let wall = |name: &str| Some(name.to_owned());
    for (line, expected) in [
        ("callboard", (None, None)),
        ("callboard --kiosk", (wall(""), None)),
        ("callboard --kiosk night", (wall("night"), None)),
        ("callboard --kiosk=night", (wall("night"), None)),
        ("callboard --kiosk night --ascii", (wall("night"), None)),
        ("callboard --kiosk --ascii", (wall(""), None)),
        ("callboard --kiosk=demo", (wall("demo"), None)),
        ("callboard --kiosk= --ascii", (wall(""), None)),
        ("callboard demo", (None, None)),
        ("callboard demo --kiosk", (None, wall(""))),
        ("callboard demo --kiosk night --seed 2", (None, wall("night"))),
        ("callboard --kiosk demo", (wall(""), None)),
        ("callboard --kiosk night demo --agents 12", (wall("night"), None)),
    ] {
        assert_eq!(kiosk(line), expected, "{line}");
    }
    assert_eq!(parse("callboard snapshot --kiosk").unwrap_err().exit_code(), 2);
}

#[test]
fn what_stands_behind_the_wall_s_flag_without_being_a_name_keeps_its_meaning() {
    let Some(Command::Record(record)) = parse("callboard --kiosk record day.rec").unwrap().command else {
        panic!("record")
    };
    assert_eq!(record.file, PathBuf::from("day.rec"));
    assert!(parse("callboard --kiosk -- night").is_err(), "no command is called so");
}

#[test]
fn wrong_flags_exit_with_2_and_say_what_is_allowed() {
    for (line, says) in [
        ("callboard demo --agents 0", "1..=20000"),
        ("callboard demo --rate -1", "unexpected argument"),
        ("callboard demo --rate 0", "above 0"),
        ("callboard demo --vendors sobot,zendesk", "`zendesk` is none of sobot, cn, 7moor; separate several by commas"),
        ("callboard demo --vendors 7Moor", "`7Moor` is none of"),
        ("callboard simulate --vendors ,", "name at least one of sobot, cn, 7moor"),
        ("callboard simulate --vendors=", "at least one of sobot, cn, 7moor"),
        ("callboard snapshot --after soon", "30s, 2m or 1h30m"),
        ("callboard snapshot --format xml", "json, csv, text"),
        ("callboard replay day.rec --speed 2000", "0.25 to 1000"),
        ("callboard replay day.rec --from noon", "09:30"),
        ("callboard tail --follow 1004", "agent:1004, source:chat or kind:changes"),
        ("callboard tail --follow agent:", "needs a name"),
        ("callboard record", "<FILE>"),
        ("callboard simulate --listen here", "invalid socket address"),
        ("callboard --log-level loud", "error, warn, info, debug, trace"),
        ("callboard frobnicate", "unrecognized subcommand"),
    ] {
        let error = parse(line).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{line}");
        assert!(error.to_string().contains(says), "{line}: {error}");
    }
}

#[test]
fn recordings_are_named_with_when_and_what() {
    let from = |text: &str| text.parse::<From>().unwrap();
    let time = |hour, minute, second| NaiveTime::from_hms_opt(hour, minute, second).unwrap();
    assert_eq!(from("09:30"), From { date: None, time: time(9, 30, 0) });
    let day = NaiveDate::from_ymd_opt(2026, 11, 21);
    assert_eq!(from("2026-11-21 09:30:15"), From { date: day, time: time(9, 30, 15) });
    assert_eq!(from("2026-11-21T09:30"), From { date: day, time: time(9, 30, 0) });
    match parse("callboard replay day.rec --speed 10x --from 09:30").unwrap().command {
        Some(Command::Replay(replay)) => {
            assert!((replay.speed - 10.0).abs() < f64::EPSILON && replay.from == Some(from("09:30")));
        }
        other => panic!("{other:?}"),
    }
    match parse("callboard tail --follow agent:1004 --follow source:chat").unwrap().command {
        Some(Command::Tail(tail)) => {
            assert_eq!(tail.follow, [Follow::Agent("1004".to_owned()), Follow::Source("chat".to_owned())]);
        }
        other => panic!("{other:?}"),
    }
}
