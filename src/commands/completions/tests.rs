use clap::ValueEnum;

use super::*;

#[test]
fn every_shell_is_told_of_every_command_and_flag() {
    let cli = cli::command();
    assert!(cli.get_subcommands().count() >= 5);
    for shell in Shell::value_variants() {
        let script = String::from_utf8(script(*shell)).unwrap();
        for command in cli.get_subcommands() {
            assert!(script.contains(command.get_name()), "{shell}: {}", command.get_name());
            for flag in command.get_arguments().filter_map(clap::Arg::get_long) {
                assert!(script.contains(flag), "{shell}: {} --{flag}", command.get_name());
            }
        }
    }
}
