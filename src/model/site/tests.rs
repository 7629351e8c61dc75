use super::*;

fn voice(title: &str, chats: Option<u64>, valid: Option<u64>, ai: Option<u64>) -> Voice {
    Voice {
        source: SourceId::Site(Tag::of("x")),
        title: title.to_owned(),
        chat: Some(ChatTotals { chats, valid, first_reply_ms: Some(4_000.0), ..ChatTotals::default() }),
        ai: ai.map(|sessions| AiTotals { sessions: Some(sessions), ..AiTotals::default() }),
    }
}

#[test]
fn only_what_every_vendor_says_adds_up() {
    let voices = [voice("A", Some(3), None, Some(1)), voice("B", Some(4), Some(2), None)];
    assert_eq!(together(&voices, Common::Chats), Together::Sum(7.0));
    assert_eq!(together(&voices, Common::Valid), Together::Untold(vec!["A".to_owned()]));
    assert_eq!(together(&voices, Common::FirstReply), Together::Averages);
    assert_eq!(together(&voices, Common::AiSessions), Together::Untold(vec!["B".to_owned()]));
    let silent = Voice { chat: None, ..voice("C", None, None, None) };
    assert_eq!(together(&[silent], Common::Chats), Together::Untold(vec!["C".to_owned()]));
}

#[test]
fn a_tag_is_a_short_name() {
    assert_eq!(Tag::of("sobot_cn").as_str(), "sobot_cn");
    assert_eq!(Tag::new("sobot_cn"), Some(Tag::of("sobot_cn")));
    for name in ["", "seven-moor", "Upper", "a_name_far_too_long", "七陌"] {
        assert_eq!(Tag::new(name), None, "{name}");
    }
    assert_eq!(Tag::new("sixteen_letters_").map(|tag| tag.as_str().len()), Some(16));
    let json = serde_json::to_string(&SourceId::Site(Tag::of("seven_moor"))).unwrap();
    assert_eq!(json, r#"{"site":"seven_moor"}"#);
    assert_eq!(serde_json::from_str::<SourceId>(&json).unwrap(), SourceId::Site(Tag::of("seven_moor")));
    assert!(serde_json::from_str::<SourceId>(r#"{"site":"No"}"#).is_err());
}
