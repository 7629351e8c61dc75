use clap::CommandFactory;

use super::*;

fn parse(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(line.split_whitespace())
}

#[test]
fn the_definitions_hold_together() {
    Cli::command().debug_assert();
}

#[test]
fn no_command_is_the_board() {
    assert_eq!(parse("callboard").unwrap(), Cli { command: None, kiosk: false, common: Common::default() });
}

#[test]
fn flags_become_types() {
    let cli = parse("callboard demo --agents 300 --seed 7 --rate 50 --ascii --colour 16").unwrap();
    assert_eq!(
        cli.command,
        Some(Command::Demo(Demo { kiosk: false, centre: Centre { agents: 300, seed: 7, rate: Some(50.0) } }))
    );
    assert!(cli.common.ascii);
    assert_eq!(cli.common.colour.as_deref(), Some("16"));
    let cli = parse("callboard snapshot --format json --after 30s --config a.toml").unwrap();
    let expected = Snapshot { format: Format::Json, after: Duration::from_secs(30), timeout: Duration::from_secs(20) };
    assert_eq!(cli.command, Some(Command::Snapshot(expected)));
    assert_eq!(cli.common.config, Some(PathBuf::from("a.toml")));
    let cli = parse("callboard simulate").unwrap();
    let Some(Command::Simulate(simulate)) = cli.command else { panic!("simulate") };
    assert_eq!(simulate.listen, "127.0.0.1:0".parse().unwrap());
}

#[test]
fn the_wall_is_a_flag_of_the_board_and_of_the_demo() {
    assert!(parse("callboard --kiosk").unwrap().kiosk);
    let Some(Command::Demo(demo)) = parse("callboard demo --kiosk").unwrap().command else { panic!("demo") };
    assert!(demo.kiosk);
    assert_eq!(parse("callboard snapshot --kiosk").unwrap_err().exit_code(), 2);
}

#[test]
fn wrong_flags_exit_with_2_and_say_what_is_allowed() {
    for (line, says) in [
        ("callboard demo --agents 0", "1..=20000"),
        ("callboard demo --rate -1", "unexpected argument"),
        ("callboard demo --rate 0", "above 0"),
        ("callboard snapshot --after soon", "30s, 2m or 1h30m"),
        ("callboard snapshot --format xml", "json, csv, text"),
        ("callboard simulate --listen here", "invalid socket address"),
        ("callboard --log-level loud", "error, warn, info, debug, trace"),
        ("callboard frobnicate", "unrecognized subcommand"),
    ] {
        let error = parse(line).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{line}");
        assert!(error.to_string().contains(says), "{line}: {error}");
    }
}
