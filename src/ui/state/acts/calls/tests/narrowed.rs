//! Every filter that the vendor has, and whose call a missed one is.

use super::*;
use crate::model::{Phase, SourceId};

#[test]
fn every_filter_that_the_vendor_has_is_chosen_or_typed_and_said_in_the_title() {
    let mut desk = desk();
    desk.buffer(120, 40);
    let item = |desk: &Desk, title: &str| {
        let scene_text = desk.text(120, 40);
        assert!(scene_text.contains(title), "{title}\n{scene_text}");
    };
    desk.keys("F");
    for title in
        ["hung up by", "set up", "handled", "transfers", "inquiries", "attached data", "call id", "department id"]
    {
        item(&desk, title);
    }
    let down = |n: usize| "j".repeat(n);
    desk.keys(&format!("{}<enter>jj<enter>", down(6)));
    assert_eq!(asked(&desk).more().ended_by, Some(HangUp::Customer));
    desk.keys("j<enter>j<enter>");
    assert_eq!(asked(&desk).more().dial, Some(DialKind::Regular));
    desk.keys("j<enter>jj<enter>");
    assert_eq!(asked(&desk).more().handled, Some(Handled::Several));
    desk.keys("j<enter>j<enter>");
    assert_eq!(asked(&desk).more().transferred, Some(Transferred::Yes));
    desk.keys("j<enter><enter>");
    assert_eq!(asked(&desk).more().inquired, Some(Inquired::No));
    desk.keys("<esc>");
    let title = desk.text(200, 40);
    assert!(
        title.contains(
            "Calls, only hung up by customer, set up: dialled by hand, by several agents, transferred, without an inquiry"
        ),
        "{title}"
    );
    desk.keys(&format!("F{}<enter> 13987654321 <enter>", down(11)));
    assert_eq!(asked(&desk).more().attached.as_ref().map(AskedText::reveal), Some("13987654321"));
    desk.keys(&format!("F{}<enter> 6bf3 <enter>", down(12)));
    assert_eq!(asked(&desk).more().id.as_deref(), Some("6bf3"));
    desk.keys(&format!("F{}<enter> d7 <enter>", down(13)));
    assert_eq!(asked(&desk).more().department.as_deref(), Some("d7"));
    let shown = desk.text(240, 40) + &format!("{:?}", asked(&desk)) + &serde_json::to_string(asked(&desk)).unwrap();
    assert!(!shown.contains("13987654321") && shown.contains("139****4321"), "{shown}");
    desk.keys("<esc>");
    assert_eq!(asked(&desk), &CallsAsked::default());
}

#[test]
fn departments_are_those_of_the_settings_else_those_of_the_report() {
    let titles = |desk: &Desk| {
        sheets::facets(&Look { board: &desk.board, now: desk.now, settings: &desk.settings }.scene(&desk.view))
            .into_iter()
            .find(|facet| facet.key == "department")
            .map(|facet| {
                (facet.typed, facet.choices.into_iter().map(|choice| (choice.key, choice.label)).collect::<Vec<_>>())
            })
            .unwrap()
    };
    let mut desk = desk();
    assert_eq!(titles(&desk), (true, Vec::new()));
    let row = |key: &str, label: &str| crate::model::MetricRow {
        key: key.to_owned(),
        label: label.to_owned(),
        ..crate::model::MetricRow::default()
    };
    let table = crate::model::MetricTable { rows: vec![row("d7", "Loans"), row("d1", "Cards")], ..Default::default() };
    let report = |of| Lookup::Report(crate::model::ReportAsked { of, day: crate::model::Day::Today, agent: None });
    for of in [crate::model::ReportOf::DepartmentsInbound, crate::model::ReportOf::DepartmentsOutbound] {
        data(&mut desk.board, NOW, report(of), Data::Report(table.clone()));
    }
    let named = [("d7", "Loans"), ("d1", "Cards")].map(|(id, name)| (id.to_owned(), name.to_owned()));
    assert_eq!(titles(&desk), (false, named.to_vec()));
    let only = [crate::model::Narrow::Departments].map(|by| (by, ["d1".to_owned(), "d9".to_owned()]));
    let scope = crate::model::Scope::of(only.iter().map(|(by, ids)| (*by, ids.as_slice())), []);
    let told = crate::model::SourceReport { scope, ..crate::model::SourceReport::new(SourceId::Agents, Phase::Live) };
    apply(&mut desk.board, NOW, crate::model::Payload::Source(told));
    let own = [("d1", "Cards"), ("d9", "d9")].map(|(id, name)| (id.to_owned(), name.to_owned()));
    assert_eq!(titles(&desk), (false, own.to_vec()));
    desk.keys(&format!("F{}<enter><enter><esc>", "j".repeat(13)));
    assert!(desk.text(120, 34).contains("Calls, only department Cards"));
}

#[test]
fn the_agent_who_let_a_call_ring_stands_in_its_row() {
    let mut desk = desk();
    let person =
        |name: &str, number: &str| Person { id: None, number: Some(number.to_owned()), name: Some(name.to_owned()) };
    let missed = CallRecord {
        result: Some(CallResult::AgentMissed),
        agent: Person::default(),
        first_agent: Person::default(),
        first_rung: person("Hesitant Harry", "1042"),
        ..call(0)
    };
    let answered = CallRecord {
        agent: person("Second", "1002"),
        first_agent: person("First", "1001"),
        first_rung: person("Hesitant Harry", "1042"),
        ..call(1)
    };
    let passed = CallRecord { agent: Person::default(), id: "passed".to_owned(), ..answered.clone() };
    let Data::Calls(part) = part(0, 0) else { unreachable!() };
    let rows = vec![missed, answered, passed];
    data(&mut desk.board, NOW, all(), Data::Calls(crate::model::Part { rows, ..part }));
    desk.keys("/agent:hesitant number:1042<enter>");
    let shown = desk.text(120, 34);
    assert!(shown.contains("1 of 313 match") && shown.contains("missed by agent     Hesitant Harry"), "{shown}");
    desk.keys("<esc>/agent:first<enter>");
    assert!(desk.text(120, 34).contains("1 of 313 match"));
}
