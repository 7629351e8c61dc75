use super::*;
use crate::ui::ColourDepth;

#[test]
fn colours_follow_the_settings_then_the_environment() {
    let depth = |colour, env: &[(&str, &str)]| {
        colours(colour, |name| env.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    };
    for (env, expected) in [
        (vec![("TERM", "xterm-256color")], ColourDepth::Xterm256),
        (vec![("TERM", "xterm-256color"), ("COLORTERM", "truecolor")], ColourDepth::True),
        (vec![("TERM", "linux")], ColourDepth::Ansi16),
        (vec![("TERM", "vt100")], ColourDepth::None),
        (vec![("TERM", "xterm-256color"), ("NO_COLOR", "1")], ColourDepth::None),
        (vec![("TERM", "tmux-256color"), ("NO_COLOR", "")], ColourDepth::Xterm256),
    ] {
        assert_eq!(depth(Colour::Auto, &env), expected, "{env:?}");
    }
    assert_eq!(depth(Colour::Truecolour, &[("NO_COLOR", "1")]), ColourDepth::True, "who asks for colours gets them");
    assert_eq!(depth(Colour::Off, &[("COLORTERM", "truecolor")]), ColourDepth::None);
}

#[test]
fn a_linux_console_is_told_from_other_terminals() {
    let is = |term: &str| console(|name| (name == "TERM").then(|| term.to_owned()));
    assert!(is("linux") && is("linux-16color"));
    assert!(!is("xterm-256color") && !is("") && !is("linuxvt"));
}

#[test]
fn a_demo_needs_no_home_and_reads_no_settings() {
    let config = settings_beside(&Common { ascii: true, ..Common::default() }).unwrap();
    assert!(config.screen.ascii);
    assert!(config.sobot_call.is_none() && config.log.file.is_none());
}

#[test]
fn the_default_limits_are_the_models() {
    assert_eq!(limits(&Config::default()), Limits::default());
}
