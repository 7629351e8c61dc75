use super::*;
use crate::model::{AgentId, LoginState, Stamp, WorkState};

fn agent() -> Agent {
    let mut agent = Agent::new(AgentId::new("u1"));
    agent.name = Some("Wang Fang 王芳".to_owned());
    agent.number = Some("1007".to_owned());
    agent.extension = Some("807".to_owned());
    agent.login = Some(LoginState::Busy);
    agent.work = Some(WorkState::Busy);
    agent.reason = Some(BusyReason::Dining);
    agent.work_since = Some(Stamp(0));
    agent.call = Some(CallKind::Inbound);
    agent.answered = Some(12);
    agent.missed = Some(0);
    agent
}

fn passes(text: &str) -> bool {
    passes_in(Language::English, text)
}

fn passes_in(language: Language, text: &str) -> bool {
    let reasons = BTreeMap::from([(BusyReason::Dining, "Lunch".to_owned())]);
    let moment = Moment { in_state_ms: Some(301_000), level: Level::Warn };
    Filter::parse(language, text).unwrap().passes(&agent(), moment, &reasons)
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
            "there is no field `team`; there are state, reason, call, level, name, number, ext, time, answered, \
             missed, dialled, connected",
        ),
    ] {
        assert_eq!(Filter::parse(Language::English, text).unwrap_err().to_string(), sentence, "{text}");
    }
}

#[test]
fn a_slash_inside_an_expression_can_be_escaped() {
    let mut slashed = agent();
    slashed.name = Some("a/b".to_owned());
    let moment = Moment { in_state_ms: None, level: Level::Normal };
    let filter = Filter::parse(Language::English, r"/a\/b/ busy").unwrap();
    assert!(filter.passes(&slashed, moment, &BTreeMap::new()));
    assert!(!filter.passes(&agent(), moment, &BTreeMap::new()));
}

#[test]
fn only_filters_on_time_need_the_clock() {
    assert!(Filter::parse(Language::English, "time>5m").unwrap().is_timed());
    assert!(Filter::parse(Language::English, "!level:over").unwrap().is_timed());
    assert!(!Filter::parse(Language::English, "state:busy missed>0 /x/").unwrap().is_timed());
}

#[test]
fn a_chinese_screen_understands_its_own_words_and_english() {
    let chinese = Language::Chinese;
    for text in ["state:busy", "状态:示忙", "示忙", "busy", "接听>=12", "姓名:王芳", "!状态:空闲"] {
        assert!(passes_in(chinese, text), "{text}");
    }
    assert!(!passes_in(chinese, "状态:空闲") && !passes_in(chinese, "未接>0"));
    let error = Filter::parse(chinese, "colour:red").unwrap_err().to_string();
    assert!(lang::sentence(chinese, &error).starts_with("没有字段 `colour`"), "{error}");
}

#[test]
fn the_filters_in_the_help_can_all_be_read() {
    for (term, _) in HELP {
        assert!(Filter::parse(Language::English, term).is_ok(), "{term}");
    }
}

#[test]
fn a_word_is_found_in_either_case_and_any_script() {
    assert!(holds_word("Wang Fang", "ng f") && holds_word("WANG", "wang") && holds_word("x", ""));
    assert!(!holds_word("Wang", "wangs") && !holds_word("Wang", "王"));
    assert!(holds_word("ZOË Demir", "zoë d") && holds_word("王芳", "芳"));
}

#[test]
fn a_slip_is_answered_with_what_was_meant() {
    let said = |typed: &str| Filter::parse(Language::English, typed).unwrap_err().to_string();
    assert_eq!(said("staet:talking"), "there is no field `staet`; did you mean state?");
    assert_eq!(said("state:tlaking"), "state cannot be `tlaking`; did you mean talking?");
    assert!(said("colour:red").starts_with("there is no field `colour`; there are state, "));
    assert!(said("state:asleep").contains("it can be ready, "));
}

#[test]
fn a_duration_without_a_unit_is_none() {
    for (typed, value) in [("time>5", "5"), ("time>=90", "90"), ("time<1h30", "1h30")] {
        assert_eq!(
            Filter::parse(Language::English, typed).unwrap_err().to_string(),
            format!("time: `{value}` lacks its unit, as in 90s, 5m or 1h30m")
        );
    }
    for typed in ["time>0", "time>5m", "time>5:00", "time>1h30m", "missed>5"] {
        assert!(Filter::parse(Language::English, typed).is_ok(), "{typed}");
    }
}
