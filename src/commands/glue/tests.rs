use super::*;
use crate::config::{Colour, ScreenLanguage};
use crate::model::Limits;
use crate::model::{Measure, Rules, Severity, State};
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
fn the_language_follows_the_settings_then_the_locale_and_is_english_where_nothing_else_can_be_drawn() {
    let told = |asked, ascii, env: &[(&str, &str)]| {
        language(asked, ascii, |name| env.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    };
    for (env, expected) in [
        (vec![("LANG", "zh_CN.UTF-8")], crate::lang::Language::Chinese),
        (vec![("LANG", "zh_TW.utf8")], crate::lang::Language::Chinese),
        (vec![("LANG", "zh_HK.UTF-8@pinyin")], crate::lang::Language::Chinese),
        (vec![("LANG", "zh_CN.GB18030")], crate::lang::Language::English),
        (vec![("LANG", "zh_CN")], crate::lang::Language::English),
        (vec![("LANG", "de_DE.UTF-8")], crate::lang::Language::English),
        (vec![], crate::lang::Language::English),
        (vec![("LC_MESSAGES", "zh_CN.UTF-8"), ("LANG", "en_GB.UTF-8")], crate::lang::Language::Chinese),
        (vec![("LC_ALL", "C.UTF-8"), ("LANG", "zh_CN.UTF-8")], crate::lang::Language::English),
        (vec![("LC_ALL", ""), ("LANG", "zh_CN.UTF-8")], crate::lang::Language::Chinese),
        (vec![("LC_CTYPE", "C"), ("LANG", "zh_CN.UTF-8")], crate::lang::Language::English),
    ] {
        assert_eq!(told(ScreenLanguage::Auto, false, &env), expected, "{env:?}");
        assert_eq!(told(ScreenLanguage::Auto, true, &env), crate::lang::Language::English, "{env:?}");
        assert_eq!(told(ScreenLanguage::En, false, &env), crate::lang::Language::English, "{env:?}");
        assert_eq!(told(ScreenLanguage::Zh, false, &env), crate::lang::Language::Chinese, "who asks for it gets it");
    }
    assert_eq!(told(ScreenLanguage::Zh, true, &[("LANG", "zh_CN.UTF-8")]), crate::lang::Language::English);
    assert!(no_chinese(ScreenLanguage::Zh, true, true).is_some_and(|words| words.contains("console")));
    assert!(no_chinese(ScreenLanguage::Zh, true, false).is_some_and(|words| words.contains("ASCII")));
    assert_eq!(no_chinese(ScreenLanguage::Zh, false, false), None);
    assert_eq!(no_chinese(ScreenLanguage::Auto, true, true), None);
}

#[test]
fn a_demo_needs_no_home_and_reads_no_settings() {
    let config = settings_beside(&Common { ascii: true, ..Common::default() }).unwrap();
    assert!(config.screen.ascii);
    assert!(config.tenants.is_empty() && config.log.file.is_none());
}

#[test]
fn the_default_limits_are_the_models() {
    assert_eq!(limits(&Config::default()), Limits::default());
}

#[test]
fn the_default_rules_are_the_models() {
    assert_eq!(alerts::rules(&Config::default()), Rules::default());
    for (name, _) in config::DEFAULT_RULES {
        assert!(Rules::default().list().iter().any(|rule| rule.name == name), "{name}");
    }
    assert_eq!(Rules::default().list().len(), config::DEFAULT_RULES.len());
}

#[test]
fn the_settings_words_are_the_models() {
    for word in config::AlertState::WORDS {
        assert!(State::from_word(word).is_some(), "{word}");
    }
    let measures: Vec<&str> = Measure::ALL.iter().map(|measure| measure.name()).collect();
    assert_eq!(measures, config::AlertFigure::WORDS);
    let tags: Vec<&str> = registry::chat_platforms().map(|entry| entry.tag.as_str()).collect();
    let mut keys = registry::SCHEMA.keys();
    let stale = keys.find(|(section, key)| section.path.starts_with("alerts.rules") && key.name_shown() == "stale");
    let Some((_, config::keys::Key { kind: config::keys::Kind::Choice(words), .. })) = stale else {
        panic!("{stale:?}")
    };
    let own = config::AlertSource::OWN.len();
    assert_eq!(words[..own], *config::AlertSource::OWN);
    assert_eq!(tags, words[own..]);
    let severities = [Severity::Info, Severity::Warning, Severity::Critical].map(Severity::word);
    assert_eq!(severities, config::Severity::WORDS);
}

#[test]
fn a_rule_of_a_default_ones_name_changes_it_and_others_are_added() {
    let rule = |name: &str| config::AlertRule {
        department: None,
        name: name.to_owned(),
        origin: config::Origin::Default,
        off: false,
        watch: None,
        over: None,
        side: None,
        agents: Vec::new(),
        hold: None,
        escalate_after: None,
        severity: None,
    };
    let mut config = Config::default();
    config.alerts.rules = vec![
        config::AlertRule { severity: Some(config::Severity::Critical), ..rule("talking") },
        config::AlertRule { off: true, ..rule("busy") },
        config::AlertRule { severity: Some(config::Severity::Critical), ..rule("no_agent_ready") },
        config::AlertRule {
            watch: Some(config::AlertWatch::Figure(config::AlertFigure::Ready)),
            side: Some(config::AlertSide::Equals(0.0)),
            hold: Some(Duration::from_secs(30)),
            ..rule("none")
        },
        config::AlertRule {
            watch: Some(config::AlertWatch::State(config::AlertState::Busy)),
            over: Some(Duration::from_mins(2)),
            department: Some("night".to_owned()),
            ..rule("pause")
        },
        config::AlertRule {
            watch: Some(config::AlertWatch::Figure(config::AlertFigure::ServiceLevel)),
            side: Some(config::AlertSide::Below(80.0)),
            over: Some(Duration::from_mins(30)),
            ..rule("burn")
        },
    ];
    let night = vec!["1004".to_owned(), "1007".to_owned()];
    config.site.departments.insert("night".to_owned(), night.clone());
    let rules = alerts::rules(&config);
    let said: Vec<String> = rules.list().iter().map(|rule| format!("{} {} {rule}", rule.severity, rule.name)).collect();
    assert_eq!(
        said,
        [
            "warning stale stale",
            "warning lost calls lost above 5 %",
            "warning agent_misses agent misses above 4 % while no call records are told",
            "critical no_agent_ready ready = 0 while calls have no agent yet, held 30s",
            "warning bot_first_word bot's first word above 10.0 s",
            "warning bot_down bots down above 0",
            "warning ringing ringing for 20s",
            "critical talking talking for 30m",
            "warning holding holding for 5m",
            "warning wrap_up wrap-up for 5m",
            "warning none ready = 0, held 30s",
            "warning pause busy for 2m, night",
            "warning burn service level below 80 % in the last 30m",
        ]
    );
    let pause = &rules.list().iter().find(|rule| rule.name == "pause").unwrap().watch;
    assert!(matches!(pause, crate::model::Watch::State { who, .. } if *who == night), "{pause:?}");
}

#[test]
fn all_rules_escalate_as_the_settings_say_and_each_as_its_own_do() {
    let after = |config: &Config| -> Vec<Option<i64>> {
        alerts::rules(config).list().iter().map(|rule| rule.escalate_after_ms).collect()
    };
    let mut config = Config::default();
    assert!(after(&config).iter().all(Option::is_none), "off unless set");
    config.alerts.escalate_after = Duration::from_mins(10);
    assert!(after(&config).iter().all(|after| *after == Some(600_000)));
    let written = config::AlertRule {
        name: "busy".to_owned(),
        origin: config::Origin::Default,
        off: false,
        watch: None,
        over: None,
        side: None,
        agents: Vec::new(),
        department: None,
        hold: None,
        escalate_after: Some(Duration::ZERO),
        severity: None,
    };
    config.alerts.rules = vec![written.clone()];
    let of = |config: &Config, name: &str| {
        let rules = alerts::rules(config);
        rules.list().iter().find(|rule| rule.name == name).unwrap().escalate_after_ms
    };
    assert_eq!((of(&config, "busy"), of(&config, "talking")), (None, Some(600_000)));
    config.alerts.rules = vec![config::AlertRule { escalate_after: None, hold: Some(Duration::ZERO), ..written }];
    assert_eq!(of(&config, "busy"), Some(600_000));
}

#[test]
fn settings_and_rules_agree_on_what_figures_are() {
    for measure in Measure::ALL {
        let word = config::AlertFigure::from_word(measure.name()).unwrap();
        let (said, is) = (
            (word.has_last_while(), word.is_time(), word.is_percent(), word.counts_agents()),
            (measure.has_last_while(), measure.is_time(), measure.is_percent(), measure.counts_agents()),
        );
        assert_eq!(said, is, "{}", measure.name());
    }
}

#[test]
fn no_program_is_told_an_alert_by_default() {
    assert_eq!(alerts::tell(&Config::default()), crate::app::Tell::default());
}

#[test]
fn the_settings_and_the_list_call_orders_alike() {
    for word in config::AgentSort::WORDS {
        assert!(Sort::from_name(word).is_some(), "{word}");
    }
    for sort in Sort::ALL.into_iter().chain(Sort::OTHERS) {
        assert!(config::AgentSort::WORDS.contains(&sort.name()), "{sort:?}");
    }
}
