use super::*;
use serde_json::json;

fn read(name: &str, item: &Value) -> Figures {
    let action = ACTIONS.iter().find(|action| action.name == name).unwrap();
    Figures::read(action, item.as_object().unwrap().clone())
}

#[test]
fn every_figure_has_a_key_of_its_own_and_weights_exist() {
    let metrics = metrics(&[]);
    for (at, metric) in metrics.iter().enumerate() {
        assert!(metrics.iter().skip(at + 1).all(|other| other.key != metric.key), "{} twice", metric.key);
        if let Fold::Weighted(by) = &metric.fold {
            assert!(metrics.iter().any(|other| other.key == *by && other.fold == Fold::Sum), "{}: {by}", metric.key);
        }
        let twins = metrics.iter().filter(|other| (&other.group, &other.label) == (&metric.group, &metric.label));
        assert_eq!(twins.count(), 1, "{} in {} twice", metric.label, metric.group);
    }
    let groups: Vec<&str> = metrics.iter().map(|metric| metric.group.as_str()).collect();
    assert!(groups.is_sorted_by_key(|group| GROUPS.iter().position(|known| known == group)));
    assert_eq!(metrics.len(), ACTIONS.iter().map(|action| action.figures.len()).sum::<usize>());
}

#[test]
fn no_word_of_the_vendors_leaves_the_room() {
    for figure in ACTIONS.iter().flat_map(|action| action.figures) {
        let ours = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_');
        assert!(figure.key.bytes().all(ours) && figure.key.contains('.'), "{}", figure.key);
        assert!(!figure.label.bytes().any(|byte| byte.is_ascii_uppercase()), "{}", figure.label);
    }
}

#[test]
fn what_no_document_names_is_kept_behind_its_group() {
    let today = read("wb_session_robot", &json!({"consultSession": "4", " llmShare ": "50%", "llmCount": 2}));
    let before = read("wb_session_robot", &json!({"llmCount": "3"}));
    let metrics = metrics(&[&today, &before]);
    let at = |key: &str| metrics.iter().position(|metric| metric.key == key).unwrap();
    let (share, count) = (at("wb_session_robot.llmShare"), at("wb_session_robot.llmCount"));
    assert_eq!((&*metrics[share].label, &*metrics[share].group, metrics[share].unit), ("llmShare", ROBOT, Unit::Share));
    assert_eq!((metrics[count].unit, metrics[count].shown, &metrics[count].fold), (Unit::Count, false, &Fold::None));
    assert!(metrics[count + 1..].iter().all(|metric| metric.group != SESSIONS));
    let (today, before) = (today.cells(&metrics), before.cells(&metrics));
    assert_eq!((&today[share], &today[count]), (&Cell::Number(0.5), &Cell::Number(2.0)));
    assert_eq!((&before[share], &before[count]), (&Cell::Unknown, &Cell::Number(3.0)));
    assert_eq!(today[at("robot.sessions")], Cell::Number(4.0));
}

#[test]
fn totals_say_only_what_was_said() {
    let nothing = Figures::default();
    assert_eq!((nothing.totals(), nothing.ai()), (ChatTotals::default(), None));
    let mut some = read("wb_human_satisfaction", &json!({"good": 3, "middle": 1}));
    assert_eq!((some.totals().good, some.totals().rated), (Some(3), None));
    some.add(read("wb_human_satisfaction", &json!({"good": 3, "middle": 1, "bad": "0"})));
    assert_eq!(some.totals().rated, Some(4));
    some.add(read("wb_session_robot", &json!({"consultSession": "many", "toHumanSession": -1, "validSession": 2})));
    assert_eq!(some.ai(), Some(AiTotals { valid: Some(2), ..AiTotals::default() }));
}

#[test]
fn an_empty_list_of_figures_is_a_day_on_which_nothing_was_counted() {
    let mut day = Figures::default();
    for action in &ACTIONS {
        day.add(Figures::none(action));
    }
    let totals = day.totals();
    let nought = Some(0);
    assert_eq!(
        (totals.chats, totals.valid, totals.unanswered, totals.good, totals.rated),
        (nought, nought, nought, nought, nought)
    );
    assert_eq!(day.ai().and_then(|ai| ai.sessions), nought);
    assert_eq!(day.known.get("people.chat_time"), None, "an average of nothing");
}
