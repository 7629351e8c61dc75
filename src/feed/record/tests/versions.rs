//! Recordings of earlier versions, and what a later one adds.

use super::*;

#[test]
fn a_recording_of_an_earlier_vocabulary_still_replays() {
    for (vocabulary, program) in [(1, "0.1.0"), (2, "0.2.0"), (3, "0.3.0"), (4, "0.4.0")] {
        let (_dir, path) = scratch();
        let earlier = About { vocabulary, program: program.to_owned(), ..about() };
        let (writer, _) = Writer::open(&path, &earlier).unwrap();
        let mut recorder = Recorder::new(writer, Board::new(), T0).unwrap();
        let told = some();
        for update in &told {
            recorder.take(update.clone()).unwrap();
        }
        recorder.flush().unwrap();
        drop(recorder);
        assert_eq!(read(&path).unwrap(), told);
        let mut board = Board::new();
        for update in told {
            board.apply(update);
        }
        let knows = |source| board.source_ids().any(|id| id == source);
        assert!(board.ledger().is_none() && !knows(SourceId::Calls), "it knows no calls");
        assert!(board.live().is_empty() && board.live().is_unheard() && !knows(SourceId::Push), "nor callbacks");
        assert!(board.notes().is_empty(), "nor notes");
    }
}

#[test]
fn a_recording_of_an_earlier_version_that_goes_on_says_which_version_reads_it() {
    let (_dir, path) = scratch();
    let earlier = About { vocabulary: 3, program: "0.0.9".to_owned(), ..about() };
    let (writer, _) = Writer::open(&path, &earlier).unwrap();
    let mut recorder = Recorder::new(writer, Board::new(), T0).unwrap();
    recorder.take(some()[0].clone()).unwrap();
    recorder.flush().unwrap();
    drop(recorder);
    let before = fs::read(&path).unwrap();
    let ours = About { program: "0.1.0".to_owned(), began: T0.plus(9), ..about() };
    let (writer, opened) = Writer::open(&path, &ours).unwrap();
    assert_eq!((opened, writer.length()), (Opened::Appended { dropped: 0 }, before.len() as u64));
    drop(writer);
    let raised = About { began: T0, ..ours };
    assert_eq!(*Reader::open(&path).unwrap().about(), raised);
    assert_eq!(read(&path).unwrap(), some()[..1]);
    // A name that needs more room leaves the file as it is.
    fs::write(&path, &before).unwrap();
    drop(Writer::open(&path, &About { program: "0.1.0-later".to_owned(), ..about() }).unwrap());
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_roster_of_which_only_what_differs_was_told_is_recorded_and_replayed() {
    let named = |name: &str| Agent { number: Some(name.into()), ..Agent::new(AgentId::new(name)) };
    let next = ["1", "2", "3", "5", "6"].map(|name| Agent { answered: Some(1), ..named(name) });
    let mut board = Board::new();
    let first = Update::new(T0, roster(&["1", "2", "3", "4", "5"]));
    board.apply(first.clone());
    let mut told = vec![first];
    for (at, differs) in (1..).zip(&next) {
        let mut agents: Vec<Agent> = board.agents().iter().filter(|agent| agent.id != differs.id).cloned().collect();
        agents.insert(0, differs.clone());
        let delta = board.roster_delta(&Roster::whole(RosterKind::Resync, agents)).unwrap();
        let update = Update::new(T0.plus(at), Payload::RosterDelta(Box::new(delta)));
        board.apply(update.clone());
        told.push(update);
    }
    let (_dir, path) = scratch();
    record(&path, &told);
    assert_eq!(Reader::open(&path).unwrap().about().vocabulary, 5);
    assert_eq!(read(&path).unwrap(), told);
    let mut replayed = Board::new();
    for update in read(&path).unwrap() {
        replayed.apply(update);
    }
    assert_eq!(replayed.agents(), board.agents());
    assert_eq!(replayed.source(SourceId::Agents).drifted, board.source(SourceId::Agents).drifted);
}

#[test]
fn notes_are_recorded_and_replayed_and_a_recording_that_begins_later_has_those_of_before() {
    let note = |id: &str, at: Stamp| Note {
        id: id.to_owned(),
        at,
        from: Some("ana".to_owned()),
        text: format!("note {id}, call 13812345678"),
    };
    let told: Vec<Update> = [("a", 1), ("b", 2)]
        .map(|(id, at)| Update::new(T0.plus(at), Payload::Notes(vec![note(id, T0.plus(at))])))
        .to_vec();
    let mut board = Board::new();
    board.apply(told[0].clone());
    let (_dir, path) = scratch();
    let (writer, _) = Writer::open(&path, &about()).unwrap();
    let mut recorder = Recorder::new(writer, board.clone(), T0.plus(1)).unwrap();
    recorder.take(told[1].clone()).unwrap();
    recorder.flush().unwrap();
    drop(recorder);
    board.apply(told[1].clone());
    let mut replayed = Board::new();
    for update in read(&path).unwrap() {
        replayed.apply(update);
    }
    assert_eq!(replayed.notes(), board.notes());
    let texts: Vec<&str> = replayed.notes().iter().map(|note| note.text.as_str()).collect();
    assert_eq!(texts, ["note a, call 138****5678", "note b, call 138****5678"]);
}
