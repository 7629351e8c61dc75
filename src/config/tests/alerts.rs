//! Rules as they are written, and what is said about wrong ones.

use super::super::{AlertFigure, AlertSide, AlertState, AlertWatch, Alerts, DEFAULT_RULES, Severity};
use super::Home;
use std::time::Duration;

fn alerts(text: &str) -> Alerts {
    Home::new().with_settings(text).load().unwrap().alerts
}

fn said(text: &str) -> String {
    let error = Home::new().with_settings(text).error();
    error.rsplit_once("config.toml").unwrap().1.to_owned()
}

#[test]
fn rules_are_read_by_name() {
    let alerts = alerts(
        "[alerts.rules.none_ready]\nfigure = \"ready\"\nequals = 0\nhold = \"30s\"\nseverity = \"critical\"\n\
         [alerts.rules.vip]\nstate = \"wrap-up\"\nover = \"2m\"\nagents = [\"1004\"]\n",
    );
    let [none_ready, vip] = alerts.rules.as_slice() else { panic!("{:?}", alerts.rules) };
    assert_eq!((none_ready.name.as_str(), none_ready.severity), ("none_ready", Some(Severity::Critical)));
    assert_eq!(
        (none_ready.watch.clone(), none_ready.side),
        (Some(AlertWatch::Figure(AlertFigure::Ready)), Some(AlertSide::Equals(0.0)))
    );
    assert_eq!(none_ready.hold, Some(Duration::from_secs(30)));
    assert_eq!(
        (vip.watch.clone(), vip.over),
        (Some(AlertWatch::State(AlertState::WrapUp)), Some(Duration::from_mins(2)))
    );
    assert_eq!(vip.agents, ["1004"]);
}

#[test]
fn escalation_is_off_unless_set_and_a_rule_has_its_own() {
    assert_eq!((alerts("").escalate_after, alerts("").rules.len()), (Duration::ZERO, 0));
    let text = "[alerts]\nescalate_after = \"10m\"\n[alerts.rules.busy]\nescalate_after = \"0s\"\n";
    let alerts = alerts(text);
    assert_eq!(alerts.escalate_after, Duration::from_mins(10));
    assert_eq!(alerts.rules[0].escalate_after, Some(Duration::ZERO));
    let long = said("[alerts.rules.busy]\nescalate_after = \"48h\"\n");
    assert_eq!(long, ":2: alerts.rules.busy.escalate_after = \"48h\": must be a duration from \"0s\" to \"24h\"");
}

#[test]
fn a_figure_of_calls_can_be_of_the_last_while() {
    for figure in ["calls_answered", "lost", "lost_percent", "service_level"] {
        let text = format!("[alerts.rules.burn]\nfigure = \"{figure}\"\nbelow = 80\nover = \"30m\"\n");
        let rules = alerts(&text).rules;
        assert_eq!((rules[0].over, rules[0].side), (Some(Duration::from_mins(30)), Some(AlertSide::Below(80.0))));
    }
}

#[test]
fn a_default_rule_is_changed_by_its_name_alone() {
    for (name, _) in DEFAULT_RULES {
        let rules = alerts(&format!("[alerts.rules.{name}]\nseverity = \"info\"\n")).rules;
        assert_eq!((rules[0].watch.clone(), rules[0].severity), (None, Some(Severity::Info)), "{name}");
    }
    let without = "[alerts]\ndefaults = false\n[alerts.rules.talking]\nseverity = \"info\"\n";
    assert_eq!(said(without), ":4: [alerts.rules.talking] looks at nothing: set one of state, figure, stale");
}

#[test]
fn the_environment_stands_over_a_rule_of_the_file() {
    let home = Home::new()
        .with_settings("[alerts.rules.few]\nfigure = \"ready\"\nbelow = 3\n")
        .with_env("CALLBOARD_ALERTS__RULES__FEW__BELOW", "5");
    assert_eq!(home.load().unwrap().alerts.rules[0].side, Some(AlertSide::Below(5.0)));
}

#[test]
fn a_wrong_rule_is_one_sentence_with_its_line() {
    for (text, expected) in [
        ("[alerts.rules.x]\nhold = \"5s\"\n", ":2: [alerts.rules.x] looks at nothing: set one of state, figure, stale"),
        (
            "[alerts.rules.x]\nstate = \"talking\"\n\nfigure = \"ready\"\n",
            ":4: [alerts.rules.x] has both state and figure; a rule looks at one thing",
        ),
        (
            "[alerts.rules.x]\nstate = \"talking\"\n",
            ":2: [alerts.rules.x] lacks over: from how long on there is an alert, such as over = \"5m\"",
        ),
        (
            "[alerts.rules.x]\nfigure = \"ready\"\n",
            ":2: [alerts.rules.x] lacks its limit: set one of above, below, equals",
        ),
        (
            "[alerts.rules.x]\nfigure = \"ready\"\nabove = 1\nbelow = 5\n",
            ":2: [alerts.rules.x] has both above and below; a rule has one limit",
        ),
        (
            "[alerts.rules.x]\nfigure = \"ready\"\nabove = 1\nover = \"5m\"\n",
            ":4: alerts.rules.x.over = \"5m\" says nothing to a rule about ready: of the figures, calls_answered, lost, \
             lost_percent and service_level can be of the last while; take over out",
        ),
        (
            "[alerts.rules.x]\nfigure = \"short_abandons\"\nabove = 1\nover = \"5m\"\n",
            ":4: alerts.rules.x.over = \"5m\" says nothing to a rule about short_abandons: of the figures, calls_answered, \
             lost, lost_percent and service_level can be of the last while; take over out",
        ),
        (
            "[alerts.rules.agent_misses]\nover = \"5m\"\n",
            ":2: alerts.rules.agent_misses.over = \"5m\" says nothing to a rule about agent_misses_percent: of the figures, \
             calls_answered, lost, lost_percent and service_level can be of the last while; take over out",
        ),
        (
            "[alerts.rules.lost]\nagents = [\"7\"]\n",
            ":2: alerts.rules.lost.agents = [\"7\"] says nothing to a rule about a figure of the whole centre; take agents out",
        ),
        ("[alerts.rules.x]\nstat = \"talking\"\n", ":2: unknown key alerts.rules.x.stat; did you mean state?"),
        (
            "[alerts.rules.x]\nfigure = \"agent_misses\"\nabove = 1\nagents = [\"7\"]\n",
            ":4: alerts.rules.x.agents = [\"7\"] says nothing to a rule about a figure of the whole centre; \
             take agents out",
        ),
        (
            "[alerts.rules.x]\nfigure = \"ready\"\nequals = 0\ndepartment = \"night\"\n",
            ":4: alerts.rules.x.department = \"night\" is no department; name those in it in [site.departments]",
        ),
        (
            "[site.departments]\nnight = [\"7\"]\n\
             [alerts.rules.x]\nfigure = \"ready\"\nequals = 0\ndepartment = \"nigt\"\n",
            ":6: alerts.rules.x.department = \"nigt\" is no department of [site.departments]; did you mean \"night\"?",
        ),
        (
            "[site.departments]\nnight = []\n\
             [alerts.rules.x]\nfigure = \"ready\"\nequals = 0\ndepartment = \"night\"\n",
            ":6: alerts.rules.x.department = \"night\" names no agents; name them in [site.departments]",
        ),
        (
            "[site.departments]\nnight = [\"7\", \"group:Cards\"]\n\
             [alerts.rules.x]\nfigure = \"ready\"\nequals = 0\ndepartment = \"night\"\n",
            ":6: alerts.rules.x.department = \"night\" has skill groups in it, and a rule looks at agents alone; \
             name its agents",
        ),
        (
            "[site.departments]\nnight = [\"7\"]\n\
             [alerts.rules.x]\nstate = \"busy\"\nover = \"1m\"\nagents = [\"8\"]\ndepartment = \"night\"\n",
            ":7: alerts.rules.x.department = \"night\" says who it is about, and so does agents; keep one",
        ),
        ("[alerts]\nbel = true\n", ":2: unknown key alerts.bel; did you mean bell?"),
    ] {
        assert_eq!(said(text), expected);
    }
    let near = said("[alerts.rules.x]\nstate = \"taking\"\nover = \"1m\"\n");
    assert!(near.starts_with(":2: alerts.rules.x.state = \"taking\": must be one of "), "{near}");
    assert!(near.ends_with("; did you mean \"talking\"?"), "{near}");
    let relative = said("[alerts]\ncommand = [\"page\"]\n");
    assert!(relative.contains("must be a program by its absolute path"), "{relative}");
}

/// Everything about agents' misses under the names that it had once.
const BEFORE: &str = "[limits]\nmissed_percent = 6.5\n[alerts.rules.missed]\nseverity = \"info\"\n\
     [alerts.rules.many]\nfigure = \"missed_percent\"\nabove = 9\n[alerts.rules.more]\nfigure = \"missed\"\nabove = 90\n";

#[test]
fn what_was_called_missed_is_read_as_what_agents_missed_and_it_is_said_once_each() {
    let config = Home::new().with_settings(BEFORE).load().unwrap();
    assert!((config.limits.agent_misses_percent - 6.5).abs() < f64::EPSILON);
    let of = |name: &str| config.alerts.rules.iter().find(|rule| rule.name == name).unwrap().clone();
    assert_eq!((of("agent_misses").watch, of("agent_misses").severity), (None, Some(Severity::Info)));
    assert_eq!(of("many").watch, Some(AlertWatch::Figure(AlertFigure::AgentMissesPercent)));
    assert_eq!(of("more").watch, Some(AlertWatch::Figure(AlertFigure::AgentMisses)));
    let said: Vec<&str> =
        config.renamed.iter().map(|sentence| sentence.rsplit_once("config.toml").unwrap().1).collect();
    assert_eq!(
        said,
        [
            ":2: limits.missed_percent is called limits.agent_misses_percent now, and counts what agents missed; \
             write limits.agent_misses_percent",
            ":4: alerts.rules.missed.severity is called alerts.rules.agent_misses.severity now, and counts what agents \
             missed; write alerts.rules.agent_misses.severity",
            ":6: the figure \"missed_percent\" of alerts.rules.many.figure is called \"agent_misses_percent\" now; write \
             \"agent_misses_percent\"",
            ":9: the figure \"missed\" of alerts.rules.more.figure is called \"agent_misses\" now; write \"agent_misses\"",
        ]
    );
}

#[test]
fn orders_of_the_agents_are_read_by_their_names_of_before_and_it_is_said_what_they_are_called() {
    for (before, now) in
        [("answered", "agent_answers"), ("missed", "agent_misses"), ("missed-share", "agent_misses_percent")]
    {
        let config = Home::new().with_settings(&format!("[screen]\nsort = \"{before}\"\n")).load().unwrap();
        assert_eq!(config.screen.sort.as_str(), now);
        let [said] = config.renamed.as_slice() else { panic!("{:?}", config.renamed) };
        let expected = format!(":2: the order \"{before}\" of screen.sort is called \"{now}\" now; write \"{now}\"");
        assert!(said.ends_with(&expected), "{said}");
        let config = Home::new().with_settings(&format!("[screen]\nsort = \"{now}\"\n")).load().unwrap();
        assert!(config.screen.sort.as_str() == now && config.renamed.is_empty(), "{:?}", config.renamed);
    }
}

#[test]
fn what_is_written_under_both_names_counts_under_the_new_one() {
    for text in ["missed_percent = 6\nagent_misses_percent = 8", "agent_misses_percent = 8\nmissed_percent = 6"] {
        let config = Home::new().with_settings(&format!("[limits]\n{text}\n")).load().unwrap();
        assert!((config.limits.agent_misses_percent - 8.0).abs() < f64::EPSILON, "{text}");
        assert_eq!(config.renamed.len(), 1, "{text}");
    }
}

#[test]
fn old_names_are_read_from_the_environment_too_and_new_ones_say_nothing() {
    let home = Home::new().with_settings("").with_env("CALLBOARD_LIMITS__MISSED_PERCENT", "7");
    let config = home.load().unwrap();
    assert!((config.limits.agent_misses_percent - 7.0).abs() < f64::EPSILON);
    assert_eq!(config.renamed.len(), 1);
    let config = Home::new().with_settings("[limits]\nagent_misses_percent = 7\n").load().unwrap();
    assert_eq!(config.renamed, Vec::<String>::new());
}
