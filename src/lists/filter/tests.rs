use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use litemap::LiteMap;

use super::*;
use crate::lang::Language;
use crate::lists::agents::{self, AgentFields, Belonging, Moment, Rules};
use crate::model::testing::crowd;
use crate::model::{Agent, AgentId, Board, BusyReason, CallKind, Level, LoginState, Stamp, WorkState};

fn agent() -> Agent {
    let mut agent = Agent::new(AgentId::new("u1"));
    agent.name = Some("Wang Fang 王芳".into());
    agent.number = Some("1007".into());
    agent.extension = Some("807".into());
    agent.login = Some(LoginState::Busy);
    agent.work = Some(WorkState::Busy);
    agent.reason = Some(BusyReason::Dining);
    agent.work_since = Some(Stamp(0));
    agent.call = Some(CallKind::Inbound);
    agent.answered = Some(12);
    agent.missed = Some(0);
    agent
}

/// The rules of a site that calls a break otherwise, with two departments and the skill groups of its chats.
fn rules(filter: &str) -> Rules {
    rules_in(Language::English, filter)
}

fn rules_in(language: Language, filter: &str) -> Rules {
    let departments = LiteMap::from_iter([
        ("day".to_owned(), vec!["1001".to_owned(), "u2".to_owned()]),
        ("night shift".to_owned(), vec!["1007".to_owned()]),
    ]);
    let mut belonging = Belonging::new(&departments);
    let groups = BTreeSet::from(["Cards 信用卡".to_owned(), "Loans".to_owned()]);
    assert!(belonging.regroup(HashMap::from([(AgentId::new("u1"), groups)])));
    let reasons = LiteMap::from_iter([(BusyReason::Dining, "Lunch".to_owned())]);
    let mut rules = Rules { language, reasons, belonging: Arc::new(belonging), ..Rules::default() };
    rules.filter = parse(filter, &rules, None).unwrap();
    rules
}

fn parse(filter: &str, rules: &Rules, board: Option<&Board>) -> Result<Filter, FilterError> {
    Filter::parse(filter, &AgentFields { rules, board })
}

fn passes(text: &str) -> bool {
    passes_in(Language::English, text)
}

fn passes_in(language: Language, text: &str) -> bool {
    rules_in(language, text).passes(&agent(), Moment { in_state_ms: Some(301_000), level: Level::Warn })
}

/// What is wrong with a filter of a board with these agents.
fn said(text: &str) -> String {
    parse(text, &rules(""), Some(&crowd(12))).unwrap_err().to_string()
}

#[test]
fn terms_find_whom_they_describe() {
    for text in [
        "",
        "wang",
        "WANG fang",
        "王芳",
        "100",
        "807",
        "busy",
        "dining",
        "lunch",
        "\"wang fang\"",
        "/^wang/",
        "/^10[0-9]7$/",
        "/fang 王/",
        "state:busy",
        "state:bu",
        "reason:dining",
        "reason:lun",
        "call:inbound",
        "call:inb !call:out",
        "level:warn",
        "name:fang number:100 ext:80",
        "name:\"wang fang\"",
        "answered>=12",
        "answered>11",
        "answered=12",
        "answered:12",
        "answered<13 answered<=12",
        // What counters were called once, as freely as what they are called now.
        "Answered>=12 !MISSED>0",
        "answ>11 !Miss>0",
        "AGENT_ANSWERS>11 agent_a>11",
        "time>5m",
        "time>5:00",
        "time<1h30m",
        "time>=301s",
        "!missed>0",
        "!state:offline !zhang",
        "!/^li/",
    ] {
        assert!(passes(text), "{text}");
    }
}

#[test]
fn terms_leave_out_whom_they_do_not_describe() {
    for text in [
        "zhang",
        "!wang",
        "wang zhang",
        "state:ready",
        "call:none",
        "level:over",
        "answered>12",
        "dialled>=0",
        "time>6m",
        "/^fang/",
        "name:1007",
        "missed>0",
        "!dining",
    ] {
        assert!(!passes(text), "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_said() {
    for (text, sentence) in [
        ("/zhang", "the regular expression has no closing /"),
        ("/(/", "not a regular expression: unclosed group"),
        ("\"wang", "the quotation has no closing \""),
        ("!", "nothing follows the !"),
        ("a ! b", "nothing follows the !"),
        ("missed>x", "missed: `x` is not a number"),
        ("time>soon", "time: `soon` is not a duration such as 90s, 5m, 1h30m or 5:00"),
        ("call:up", "call cannot be `up`; it can be none, internal, inbound, outbound"),
        ("level:", "level cannot be ``; it can be over, warn, watch, normal"),
        (
            "team:a",
            "there is no column `team`; there are state, reason, call, level, department, group, name, number, ext, \
             phone, time, agent_answers, agent_misses, dialled, connected",
        ),
    ] {
        assert_eq!(said(text), sentence, "{text}");
    }
}

#[test]
fn a_slash_inside_an_expression_can_be_escaped() {
    let mut slashed = agent();
    slashed.name = Some("a/b".into());
    let moment = Moment { in_state_ms: None, level: Level::Normal };
    let rules = rules(r"/a\/b/ busy");
    assert!(rules.passes(&slashed, moment));
    assert!(!rules.passes(&agent(), moment));
}

#[test]
fn a_filter_tells_which_columns_it_asks() {
    assert!(rules("time>5m").filter.asks("time"));
    assert!(rules("busy | !level:over").filter.asks("level"));
    let plain = rules("state:busy missed>0 /x/ group:cards").filter;
    assert!(!plain.asks("time") && !plain.asks("level") && plain.asks("group"));
}

#[test]
fn a_chinese_screen_understands_its_own_words_and_english() {
    let chinese = Language::Chinese;
    for text in ["state:busy", "状态:示忙", "示忙", "busy", "接听>=12", "坐席接听次数>=12", "姓名:王芳", "!状态:空闲"]
    {
        assert!(passes_in(chinese, text), "{text}");
    }
    assert!(!passes_in(chinese, "状态:空闲") && !passes_in(chinese, "未接>0"));
    let error = parse("colour:red", &rules_in(chinese, ""), Some(&crowd(12))).unwrap_err().told(chinese);
    assert!(error.starts_with("没有列 `colour`"), "{error}");
}

#[test]
fn the_filters_in_the_help_can_all_be_read() {
    for (term, _) in agents::HELP {
        assert!(parse(term, &rules(""), None).is_ok(), "{term}");
    }
}

/// What the help named before there was one grammar, and whether it finds the agent.
const OF_BEFORE: [(&str, bool); 15] = [
    ("zhang", false),
    ("\"wang fang\"", true),
    ("/^10[0-4]/", true),
    ("state:talking", false),
    ("reason:dining", true),
    ("call:inbound", true),
    ("level:over", false),
    ("name:li number:10 ext:80", false),
    ("name:wang number:10 ext:80", true),
    ("missed>0 answered>=10", false),
    ("!missed>0 answered>=10", true),
    ("time>5m", true),
    ("!busy !state:offline", false),
    ("name=wang", true),
    ("a|b", false),
];

#[test]
fn what_the_help_named_before_keeps_its_meaning() {
    for (text, finds) in OF_BEFORE {
        assert_eq!(passes(text), finds, "{text}");
    }
}

#[test]
fn a_bar_joins_terms_of_which_one_must_hold() {
    for (text, finds) in [
        ("state:ready | state:busy", true),
        ("state:ready | state:locked", false),
        ("state:ready | state:busy name:zhang", false),
        ("name:zhang | name:wang state:ready | state:busy", true),
        ("state:ready | !zhang", true),
        ("/^li/ | \"wang fang\" | zhang", true),
        ("missed>0 | time>5m", true),
        ("name:\"a | b\"", false),
    ] {
        assert_eq!(passes(text), finds, "{text}");
    }
    for text in ["|", "| busy", "busy |", "busy | | ready"] {
        assert_eq!(said(text), "a term must stand on either side of the |", "{text}");
    }
}

#[test]
fn departments_and_skill_groups_are_asked_like_a_column() {
    for (text, finds) in [
        ("dept:night", true),
        ("department:\"night shift\"", true),
        ("dept=\"night shift\"", true),
        ("dept=\"night\"", false),
        ("dept:day", false),
        ("dept:day | group:cards", true),
        ("group:loans group:信用卡", true),
        ("!group:loans", false),
    ] {
        assert_eq!(passes(text), finds, "{text}");
    }
}

#[test]
fn a_value_that_no_row_can_have_is_answered_with_those_there_are() {
    let none = Rules::default();
    let of = |rules: &Rules, text: &str| parse(text, rules, Some(&crowd(12))).map_err(|error| error.to_string());
    assert!(of(&rules(""), "reason:lunch").is_ok() && of(&rules(""), "reason:dining").is_ok());
    let lunch = of(&none, "reason:lunch").unwrap_err();
    assert!(lunch.starts_with("reason cannot be `lunch`; it can be ") && lunch.contains(", dining"), "{lunch}");
    assert_eq!(of(&none, "reason:trainign").unwrap_err(), "reason cannot be `trainign`; did you mean training?");
    assert_eq!(
        of(&none, "dept:night").unwrap_err(),
        "the settings name no departments; name them in [site.departments]"
    );
    assert_eq!(said("dept:morning"), "dept cannot be `morning`; it can be day, night shift");
    assert_eq!(said("group:retail"), "group cannot be `retail`; it can be Cards 信用卡, Loans");
    // Groups that have not come yet may be any.
    assert!(of(&none, "group:retail").is_ok());
}

#[test]
fn a_word_is_found_in_either_case_and_any_script() {
    assert!(holds_word("Wang Fang", "ng f") && holds_word("WANG", "wang") && holds_word("x", ""));
    assert!(!holds_word("Wang", "wangs") && !holds_word("Wang", "王"));
    assert!(holds_word("ZOË Demir", "zoë d") && holds_word("王芳", "芳"));
}

#[test]
fn a_slip_is_answered_with_what_was_meant() {
    assert_eq!(said("staet:talking"), "there is no column `staet`; did you mean state?");
    assert_eq!(said("state:tlaking"), "state cannot be `tlaking`; did you mean talking?");
    assert!(said("colour:red").starts_with("there is no column `colour`; there are state, "));
    assert!(said("state:asleep").contains("it can be ready, "));
}

#[test]
fn a_duration_without_a_unit_is_none() {
    for (typed, value) in [("time>5", "5"), ("time>=90", "90"), ("time<1h30", "1h30")] {
        assert_eq!(said(typed), format!("time: `{value}` lacks its unit, as in 90s, 5m or 1h30m"));
    }
    for typed in ["time>0", "time>5m", "time>5:00", "time>1h30m", "missed>5"] {
        assert!(parse(typed, &rules(""), None).is_ok(), "{typed}");
    }
}
