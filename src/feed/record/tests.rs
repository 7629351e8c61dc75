use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::feed::record::player::{FileTape, Tape};
use crate::model::{
    Agent, AgentChange, AgentId, Board, BotTalk, CallEvent, CallLeg, CallRecord, Callback, CallsAsked, Change, Changes,
    Customer, CustomerNumber, Data, DialogueLine, Extra, ExtraField, Finding, Found, Happening, Lookup, Note, Part,
    Payload, Phase, Problem, Roster, RosterKind, Source, SourceId, SourceReport, Update, WorkState,
};

mod places;
mod versions;

pub(in crate::feed) const T0: Stamp = Stamp(1_763_706_600_000);

pub(in crate::feed) fn about() -> About {
    About::new("Acme", "Asia/Shanghai", T0)
}

/// What reading a serialised update gives: numbers masked.
fn masked(update: &Update) -> Update {
    serde_json::from_slice(&serde_json::to_vec(update).unwrap()).unwrap()
}

pub(in crate::feed) fn roster(names: &[&str]) -> Payload {
    let agents = names.iter().map(|name| Agent { number: Some((*name).into()), ..Agent::new(AgentId::new(name)) });
    Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents.collect())))
}

pub(in crate::feed) fn answered(id: &str, count: u64) -> Payload {
    let set = AgentChange::Answered(Some(count));
    Payload::Changes(Changes { changes: vec![Change::Agent { id: AgentId::new(id), set }], ..Changes::default() })
}

fn record(path: &Path, updates: &[Update]) -> u64 {
    let (writer, _) = Writer::open(path, &about()).unwrap();
    let mut recorder = Recorder::new(writer, Board::new(), T0).unwrap();
    for update in updates {
        recorder.take(update.clone()).unwrap();
        recorder.flush().unwrap();
    }
    recorder.bytes()
}

fn read(path: &Path) -> Result<Vec<Update>, RecordingError> {
    Updates::new(Reader::open(path)?).collect()
}

fn scratch() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("day.rec");
    (dir, path)
}

fn some() -> Vec<Update> {
    vec![
        Update::new(T0, roster(&["1003", "1004"])),
        Update::new(T0.plus(900), answered("1004", 1)),
        Update::new(T0.plus(1_900), Payload::Heard(SourceId::Agents)),
    ]
}

fn a_change() -> impl Strategy<Value = AgentChange> {
    prop_oneof![
        any::<Option<u64>>().prop_map(AgentChange::Answered),
        any::<Option<i64>>().prop_map(|at| AgentChange::WorkSince(at.map(Stamp))),
        Just(AgentChange::Work(Some(WorkState::Talking))),
        "\\PC{0,12}".prop_map(|name| AgentChange::Name(Some(name))),
        "[0-9]{5,13}".prop_map(|number| AgentChange::CustomerNumber(CustomerNumber::new(&number))),
        "[0-9]{5,13}".prop_map(|number| AgentChange::CustomerMasked(Some(number))),
        ("[a-zA-Z]{1,12}", "\\PC{0,16}")
            .prop_map(|(field, value)| AgentChange::Extra(ExtraField { field, value: json!(value) })),
    ]
}

fn an_update() -> impl Strategy<Value = Update> {
    let changes = proptest::collection::vec((0..4_u8, a_change()), 0..6).prop_map(|changes| {
        let change = |(id, set): (u8, _)| Change::Agent { id: AgentId::new(&id.to_string()), set };
        Payload::Changes(Changes { changes: changes.into_iter().map(change).collect(), ..Changes::default() })
    });
    let payload = prop_oneof![changes, Just(roster(&["0", "1", "2"])), Just(Payload::Heard(SourceId::Ai)),];
    (0..100_000_i64, payload).prop_map(|(at, payload)| Update::new(T0.plus(at), payload))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back_masked(updates in proptest::collection::vec(an_update(), 0..40)) {
        let (_dir, path) = scratch();
        record(&path, &updates);
        let expected: Vec<Update> = updates.iter().map(masked).collect();
        prop_assert_eq!(read(&path).unwrap(), expected);
    }
}

#[test]
fn masking_what_is_masked_changes_nothing() {
    let planted = Update::new(T0, answered("a", 1));
    assert_eq!(masked(&masked(&planted)), masked(&planted));
}

#[test]
fn a_recording_cut_at_any_byte_keeps_its_whole_blocks_and_goes_on() {
    let (_dir, path) = scratch();
    let updates = some();
    record(&path, &updates);
    let whole = fs::read(&path).unwrap();
    let mut reader = Reader::open(&path).unwrap();
    let mut ends = Vec::new();
    while let Some(block) = reader.next_block().unwrap() {
        if block.kind == Kind::Updates {
            ends.push(block.end() as usize);
        }
    }
    assert_eq!(ends.len(), updates.len());
    let head = block::file_head(&about()).unwrap().len();
    let (_other, cut) = scratch();
    for length in 0..=whole.len() {
        let expected = &updates[..ends.iter().filter(|end| **end <= length).count()];
        let piece = &whole[..length];
        match Reader::new(Cursor::new(piece), Path::new("cut.rec")) {
            Ok(reader) => {
                let read: Result<Vec<Update>, _> = Updates::new(reader).collect();
                assert_eq!(read.unwrap(), expected, "cut at {length}");
            }
            Err(error) => {
                assert!(matches!(error, RecordingError::Empty(_)) && length < head, "cut at {length}: {error}");
            }
        }
        fs::write(&cut, piece).unwrap();
        let last = Update::new(T0.plus(9_000), answered("1003", 7));
        record(&cut, std::slice::from_ref(&last));
        let read = read(&cut).unwrap();
        assert_eq!(read, [expected, &[last]].concat(), "gone on after a cut at {length}");
    }
}

#[test]
fn a_torn_tail_is_counted_and_dropped() {
    let (_dir, path) = scratch();
    record(&path, &some());
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 3]).unwrap();
    let (_, opened) = Writer::open(&path, &about()).unwrap();
    assert!(matches!(opened, Opened::Appended { dropped } if dropped > 3), "{opened:?}");
    let (_, opened) = Writer::open(&path, &about()).unwrap();
    assert_eq!(opened, Opened::Appended { dropped: 0 });
}

#[test]
fn zeros_at_the_end_are_a_torn_tail_too() {
    let (_dir, path) = scratch();
    record(&path, &some());
    let mut bytes = fs::read(&path).unwrap();
    bytes.resize(bytes.len() + 10_000, 0);
    fs::write(&path, bytes).unwrap();
    assert_eq!(read(&path).unwrap(), some());
}

#[test]
fn any_damaged_byte_is_told_with_its_place_or_lies_in_the_last_block() {
    let (_dir, path) = scratch();
    record(&path, &some());
    let whole = fs::read(&path).unwrap();
    let mut reader = Reader::open(&path).unwrap();
    let mut last = 0;
    while let Some(block) = reader.next_block().unwrap() {
        last = block.at as usize;
    }
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x40;
        let read =
            Reader::new(Cursor::new(bytes), Path::new("bad.rec")).and_then(|reader| Updates::new(reader).collect());
        let read: Result<Vec<Update>, _> = read;
        match read {
            Ok(updates) => {
                assert!(at >= last, "a damaged byte {at} went unnoticed");
                assert_eq!(updates, some()[..2]);
            }
            Err(RecordingError::Damaged(_, told, _)) => assert!(told as usize <= at, "{told} for {at}"),
            Err(RecordingError::NotOne(_) | RecordingError::Newer(..) | RecordingError::Empty(_)) => {
                assert!(at < block::file_head(&about()).unwrap().len(), "{at}");
            }
            Err(other) => panic!("{at}: {other}"),
        }
    }
}

#[test]
fn damage_is_one_sentence_with_file_and_offset() {
    let (_dir, path) = scratch();
    record(&path, &some());
    let mut reader = Reader::open(&path).unwrap();
    let (_, second) = (reader.next_block().unwrap(), reader.next_block().unwrap().unwrap());
    let mut bytes = fs::read(&path).unwrap();
    bytes[second.at as usize + block::HEAD] ^= 1;
    fs::write(&path, bytes).unwrap();
    let said = read(&path).unwrap_err().to_string();
    assert_eq!(
        said,
        format!(
            "{} is damaged at byte {}: the bytes are not those that were written; what stands before it can be read",
            path.display(),
            second.at
        )
    );
}

#[test]
fn what_is_no_recording_is_left_alone() {
    let (_dir, path) = scratch();
    fs::write(&path, "{\"at\":1}\n").unwrap();
    assert!(matches!(Reader::open(&path), Err(RecordingError::NotOne(_))));
    assert!(matches!(Writer::open(&path, &about()), Err(RecordingError::NotOne(_))));
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"at\":1}\n");
    let newer = About { vocabulary: crate::model::update::VERSION + 1, program: "9.1.0".to_owned(), ..about() };
    fs::write(&path, block::file_head(&newer).unwrap()).unwrap();
    let said = Reader::open(&path).unwrap_err().to_string();
    assert!(said.contains("made by callboard 9.1.0"), "{said}");
    fs::write(&path, block::file_head(&About::new("Other", "UTC", T0)).unwrap()).unwrap();
    let said = Writer::open(&path, &about()).unwrap_err().to_string();
    assert!(said.contains("a recording of Other (UTC), not of Acme (Asia/Shanghai)"), "{said}");
}

/// Planted wherever a vendor may put a customer's number.
const NUMBER: &str = "13812345678";

fn planted() -> Vec<Update> {
    let customer = || Customer { number: CustomerNumber::new(NUMBER), masked: Some(NUMBER.to_owned()) };
    let extra =
        json!({ "callerNumber": NUMBER, "note": format!("rang {NUMBER} back"), "deep": [{ "mobile": NUMBER }] });
    let extra = Extra::from(extra.as_object().unwrap().clone());
    let agent = Agent { customer: customer(), extra: extra.clone(), ..Agent::new(AgentId::new("a")) };
    let set = |set| Change::Agent { id: AgentId::new("a"), set };
    let call = CallRecord {
        id: "c1".to_owned(),
        customer: customer(),
        recording: Some(format!("https://record.example/{NUMBER}/1.mp3")),
        attached: extra.clone(),
        extra: extra.clone(),
        ..CallRecord::default()
    };
    let part = Part {
        day: chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        rows: vec![call],
        total: None,
        complete: true,
        as_of: T0,
    };
    let roster = Roster::whole(RosterKind::Full, vec![agent]);
    let changes = vec![
        set(AgentChange::CustomerNumber(CustomerNumber::new(NUMBER))),
        set(AgentChange::CustomerMasked(Some(NUMBER.to_owned()))),
        set(AgentChange::Extra(ExtraField { field: "customerPhone".to_owned(), value: json!(NUMBER) })),
    ];
    let asked = CallsAsked { customer: crate::model::AskedNumber::new(NUMBER), ..CallsAsked::default() };
    let found = Found { lookup: Lookup::Calls(asked), finding: Finding::Data(Box::new(Data::Calls(part))) };
    let event = CallEvent { customer: customer(), ..CallEvent::new("c1", Happening::Created) };
    let leg = CallLeg { id: "l1".to_owned(), dialled: customer(), extra, ..CallLeg::default() };
    let said = DialogueLine { speaker: None, at: None, text: format!("ring {NUMBER}") };
    let talk = BotTalk { intent: Some(format!("ring {NUMBER}")), dialogue: vec![said], ..BotTalk::default() };
    let pushed = vec![
        Callback::Event(Box::new(event)),
        Callback::Leg("c1".into(), Box::new(leg)),
        Callback::Bot(Box::new(talk)),
    ];
    vec![
        Update::new(T0, Payload::Roster(Box::new(roster))),
        Update::new(T0, Payload::Changes(Changes { changes, ..Changes::default() })),
        Update::new(T0, Payload::Found(Box::new(found))),
        Update::new(T0, Payload::Pushed(pushed)),
    ]
}

#[test]
fn no_planted_number_is_in_what_a_recording_unpacks_to() {
    let (_dir, path) = scratch();
    let mut updates = planted();
    // Far enough on that a keyframe repeats all of it.
    updates.push(Update::new(T0.plus(1_800_000), Payload::Heard(SourceId::Agents)));
    record(&path, &updates);
    let mut reader = Reader::open(&path).unwrap();
    let bytes = fs::read(&path).unwrap();
    let mut unpacked = String::new();
    let mut keyframes = 0;
    while let Some(found) = reader.next_block().unwrap() {
        let at = found.at as usize;
        let head = block::head(bytes[at..at + block::HEAD].first_chunk().unwrap()).unwrap();
        let raw = block::unpack(&head, &bytes[at + block::HEAD..found.end() as usize]).unwrap();
        unpacked.push_str(&String::from_utf8(raw).unwrap());
        keyframes += u32::from(matches!(found.kind, Kind::Keyframe { .. }));
    }
    assert!(keyframes > 0 && unpacked.contains("138****5678"), "{unpacked}");
    assert!(!unpacked.contains(NUMBER), "{unpacked}");
}

#[test]
fn keyframes_come_every_few_minutes_and_tell_the_board() {
    let (_dir, path) = scratch();
    let mut updates = vec![Update::new(T0, roster(&["1003", "1004"]))];
    updates.extend((1..1_000).map(|second| Update::new(T0.plus(second * 1_000), answered("1003", second as u64))));
    record(&path, &updates);
    let mut reader = Reader::open(&path).unwrap();
    let mut shown = Vec::new();
    let mut board = Board::new();
    let mut told = updates.into_iter().peekable();
    while let Some(block) = reader.next_block().unwrap() {
        if !matches!(block.kind, Kind::Keyframe { .. }) {
            continue;
        }
        while let Some(update) = told.next_if(|update| update.at < block.first) {
            board.apply(update);
        }
        let mut fresh = Board::new();
        for update in reader.updates(&block).unwrap() {
            fresh.apply(update);
        }
        assert_eq!(fresh.agents(), board.agents(), "{}", block.first);
        shown.push(block.first.since(T0));
    }
    assert!(
        shown.len() >= 3 && shown.windows(2).all(|pair| (60_000..=300_000).contains(&(pair[1] - pair[0]))),
        "{shown:?}"
    );
}

#[test]
fn a_large_board_that_changes_little_is_told_anew_twice_an_hour() {
    let (_dir, path) = scratch();
    let ids: Vec<String> = (0..2_000).map(|id| id.to_string()).collect();
    let mut updates = vec![Update::new(T0, roster(&ids.iter().map(String::as_str).collect::<Vec<_>>()))];
    updates.extend((1..=120).map(|minute| Update::new(T0.plus(minute * 60_000), answered("7", minute as u64))));
    record(&path, &updates);
    let mut reader = Reader::open(&path).unwrap();
    let mut minutes = Vec::new();
    while let Some(block) = reader.next_block().unwrap() {
        if matches!(block.kind, Kind::Keyframe { last: true }) {
            minutes.push(block.first.since(T0) / 60_000);
        }
    }
    // The session began on an empty board, so that the first comes as soon as there is one.
    assert_eq!(minutes, [1, 31, 61, 91]);
}

#[tokio::test(start_paused = true)]
async fn a_take_writes_within_a_second_and_at_its_end() {
    let (_dir, path) = scratch();
    let place = path.clone();
    let open = move || Writer::open(&place, &about()).map_err(Problem::from);
    let mut take = Take::start(open, Board::new(), T0);
    while take.state().path.is_none() {
        assert!(take.changed().await);
    }
    let before = take.state().bytes;
    let [first, second, third] = some().try_into().unwrap();
    assert!(take.record(first.clone()).await);
    take.offer(&second);
    while take.state().bytes == before {
        assert!(take.changed().await);
    }
    assert_eq!(read(&path).unwrap(), [first.clone(), second.clone()]);
    take.offer(&third);
    let state = take.finish().await;
    assert_eq!((state.updates, state.failure), (3, None));
    assert_eq!(state.bytes, fs::metadata(&path).unwrap().len() - block::file_head(&about()).unwrap().len() as u64);
    assert_eq!(read(&path).unwrap(), [first, second, third]);
}

#[tokio::test(start_paused = true)]
async fn a_take_that_cannot_begin_says_why_and_holds_up_nothing() {
    let mut take = Take::start(|| Err("there is no such place".into()), Board::new(), T0);
    while take.changed().await {}
    assert_eq!(take.state().failure, Some("there is no such place".into()));
    for update in some() {
        take.offer(&update);
        assert!(!take.record(update).await);
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_slow_disk_leaves_out_is_made_good_by_the_whole_board() {
    let (_dir, path) = scratch();
    let place = path.clone();
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let open = move || {
        let _ = wait.recv();
        Writer::open(&place, &about()).map_err(Problem::from)
    };
    let mut board = Board::new();
    let mut take = Take::start(open, board.clone(), T0);
    for second in 0..6_000_u64 {
        let payload = if second == 0 { roster(&["1003"]) } else { answered("1003", second) };
        let update = Update::new(T0.plus(second as i64), payload);
        take.offer(&update);
        board.apply(update);
    }
    take.catch_up(&board, T0.plus(6_000));
    go.send(()).unwrap();
    while take.state().updates < 4_096 {
        assert!(take.changed().await);
    }
    take.catch_up(&board, T0.plus(6_000));
    take.finish().await;
    let mut replayed = Board::new();
    for update in read(&path).unwrap() {
        replayed.apply(update);
    }
    assert_eq!(replayed.agents(), board.agents());
}

#[test]
fn a_head_that_asks_for_more_than_any_block_has_is_damage() {
    let (_dir, path) = scratch();
    record(&path, &some());
    let whole = fs::read(&path).unwrap();
    let start = block::file_head(&about()).unwrap().len();
    // Where a block's head has its count, its bytes unpacked and its bytes packed.
    for (place, number) in [(8, 70_000), (8, u32::MAX), (12, u32::MAX), (16, u32::MAX - 16)] {
        let mut bytes = whole.clone();
        let head = &mut bytes[start..start + block::HEAD];
        head[place..place + 4].copy_from_slice(&number.to_le_bytes());
        let (guarded, sum) = head.split_at_mut(block::HEAD - 4);
        let mut crc = flate2::Crc::new();
        crc.update(guarded);
        sum.copy_from_slice(&crc.sum().to_le_bytes());
        // Long enough for what it asks for, as a file with holes is.
        let file = fs::File::create(&path).unwrap();
        std::os::unix::fs::FileExt::write_all_at(&file, &bytes, 0).unwrap();
        file.set_len(5 << 30).unwrap();
        let error = read(&path).unwrap_err();
        assert!(matches!(error, RecordingError::Damaged(_, at, _) if at == start as u64), "{place}: {error}");
    }
}

/// As a recorder is told it, and as a board that brings itself over tells its take.
#[tokio::test(start_paused = true)]
async fn after_the_clock_was_set_the_whole_board_is_told_by_the_new_one() {
    for (by, told) in [(600_000, true), (-600_000, true), (600_000, false), (-600_000, false)] {
        let (_dir, path) = scratch();
        let place = path.clone();
        let open = move || Writer::open(&place, &about()).map_err(Problem::from);
        let mut take = Take::start(open, Board::new(), T0);
        let mut board = Board::new();
        let report = SourceReport::new(SourceId::Agents, Phase::Live);
        let report = SourceReport { skew_ms: Some(700_000), ..report };
        for update in [Update::new(T0, Payload::Source(report))].into_iter().chain(some()) {
            board.apply(update.clone());
            assert!(take.record(update).await);
        }
        let now = T0.plus(2_000 + by);
        board.clock_set(by);
        if told {
            assert!(take.clock_set(by, now).await);
        } else {
            take.begin_anew();
            let update = Update::new(now, answered("1003", 7));
            take.offer(&update);
            board.apply(update);
            take.catch_up(&board, now);
        }
        assert_eq!(take.finish().await.failure, None);
        let found = FileTape::open(&path).unwrap().seek(now).unwrap();
        let moments = |board: &Board| {
            let Source { phase_since, heard, as_of, skew_ms, .. } = board.source(SourceId::Agents).clone();
            (phase_since, heard, as_of, skew_ms)
        };
        assert_eq!(moments(&found), moments(&board), "{by} {told}");
        assert_eq!(found.agents(), board.agents(), "{by} {told}");
    }
}
