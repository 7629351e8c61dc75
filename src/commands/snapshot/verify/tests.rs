use super::*;
use crate::commands::glue;
use crate::model::{AgentId, Limits, Stamp, Update};

const T0: Stamp = Stamp(1_760_000_000_000);

fn roster(answered: u64) -> Roster {
    let agent = Agent {
        number: Some("1004".into()),
        name: Some("Li\u{1b}[2JNa".into()),
        answered: Some(answered),
        ..Agent::new(AgentId::new("a"))
    };
    Roster::whole(RosterKind::Full, vec![agent])
}

fn compared(answered: u64, format: Format) -> (String, usize) {
    let mut board = Board::new();
    board.apply(Update::new(T0, Payload::Roster(Box::new(roster(2)))));
    let verdict = Verdict::of(&board, &roster(answered));
    let limits = Limits::default();
    let page = Page { board: &board, now: T0, site: "Acme", zone: chrono_tz::UTC, limits: &limits, lacking: &[] };
    let written = match format {
        Format::Json => verdict.document(&page).to_string(),
        Format::Csv => verdict.rows().unwrap(),
        Format::Text => verdict.page(&page),
    };
    (written, verdict.differences.len())
}

#[test]
fn the_same_has_the_same_checksum() {
    let (page, differing) = compared(2, Format::Text);
    let words: Vec<&str> = page.split_whitespace().collect();
    assert_eq!((words.len(), differing), (7, 0), "{page}");
    assert_eq!((words[1], words[2]), (words[4], "="));
    assert_eq!(words[1].len(), 16);
}

#[test]
fn what_differs_is_a_line_without_control_characters() {
    let (page, differing) = compared(3, Format::Text);
    let lines: Vec<&str> = page.lines().collect();
    assert_eq!(differing, 1);
    assert!(lines[0].contains(" ≠ snapshot "), "{page}");
    assert!(lines[1].ends_with("(1004): agent_answers is 2 on the board, 3 in the snapshot"), "{page}");
    assert!(!page.contains('\u{1b}'));
}

#[test]
fn it_is_a_document_and_a_table_too() {
    let (document, _) = compared(3, Format::Json);
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["differences"][0], json!({"agent": "a", "field": "agent_answers", "board": 2, "snapshot": 3}));
    assert_ne!(document["board"], document["snapshot"]);
    assert_eq!(compared(3, Format::Csv).0, "agent,field,board,snapshot\na,agent_answers,2,3\n");
}

#[tokio::test(start_paused = true)]
async fn without_agents_there_is_nothing_to_verify() {
    let clock = glue::clock();
    let mut sources = glue::follow(&crate::config::Config::default(), &clock).unwrap();
    let mut board = Board::new();
    let error = verify(&mut board, &mut sources, Instant::now()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("there is nothing to verify: [{}] is not configured", CallTenant::SECTION.path)
    );
}
