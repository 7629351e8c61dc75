use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::model::{AgentId, AiAsked, ChatBy, Day, ReportAsked, ReportOf};

fn by(customer: Option<&str>, attached: Option<&str>) -> Lookup {
    let mut asked = CallsAsked { customer: customer.and_then(AskedNumber::new), ..CallsAsked::default() };
    asked.ask_more(|more| more.attached = attached.and_then(AskedText::new));
    Lookup::Calls(asked)
}

fn there_and_back(want: &Want) -> Want {
    let text = serde_json::to_string(&Unmasked(want.clone())).unwrap();
    serde_json::from_str::<Unmasked>(&text).unwrap().0
}

#[test]
fn every_question_arrives_whole() {
    let report = ReportAsked { of: ReportOf::AgentsWork, day: Day::WeekAgo, agent: Some(AgentId::new("a7")) };
    let lookups = [
        by(None, None),
        by(Some("13812345678"), None),
        by(None, Some("order 13812345678, 张三")),
        by(Some("+8613987654321"), Some("x")),
        Lookup::Call("c-1".to_owned()),
        Lookup::History(AgentId::new("a7")),
        Lookup::Report(report),
        Lookup::Chat(ChatBy::SkillGroup),
        Lookup::AiRecords(AiAsked::default()),
        Lookup::AiFunnel(AiAsked::default()),
        Lookup::AiChoices,
        Lookup::Health,
    ];
    for lookup in lookups {
        for want in [Want::all(lookup.clone()), Want { rows: 40, ..Want::beside(lookup.clone()) }] {
            assert_eq!(there_and_back(&want), want);
        }
    }
}

#[test]
fn what_is_shown_unmasked_on_a_board_is_not_said() {
    let plain = Want { plain: true, ..Want::all(by(Some("13812345678"), None)) };
    assert_eq!(there_and_back(&plain), Want { plain: false, ..plain.clone() });
    assert!(!format!("{:?}", Unmasked(plain)).contains("13812345678"));
}

#[test]
fn a_question_that_was_written_masked_is_refused_rather_than_asked() {
    let read = |value| serde_json::from_value::<Unmasked>(value).map(|Unmasked(want)| want);
    // As everything else writes it.
    let lookup = serde_json::to_value(by(Some("13812345678"), None)).unwrap();
    let attached = serde_json::to_value(by(None, Some("13812345678"))).unwrap();
    assert!(lookup.to_string().contains('*') && attached.to_string().contains('*'));
    for masked in [&lookup, &attached] {
        assert!(read(json!({"lookup": masked})).is_err());
        assert!(read(json!({"lookup": masked, "customer": "", "attached": " "})).is_err());
    }
    assert!(read(json!({"lookup": attached, "customer": "13812345678"})).is_err(), "the other one");
    assert!(read(json!({"lookup": "health", "customer": "13812345678"})).is_err(), "no question by number");
    let typed = read(json!({"lookup": lookup, "customer": "138 1234-5678"})).unwrap();
    assert_eq!(typed, Want::all(by(Some("13812345678"), None)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_a_person_typed_arrives(customer in "[+0-9 x]{0,20}", attached in any::<String>(), rows in any::<usize>()) {
        let want = Want { rows, ..Want::beside(by(Some(&customer), Some(&attached))) };
        prop_assert_eq!(there_and_back(&want), want);
    }
}
