//! Recordings that are cut, damaged, of other versions, of other sites, and parts of them.

use super::*;
use crate::feed::record::FORMAT;

fn three(shelf: &Shelf, name: &str) -> PathBuf {
    let mut recorder = {
        let about = About::new("Acme", ZONE.name(), at(0));
        let (writer, _) = Writer::open(&shelf.path(name), &about).unwrap();
        Recorder::new(writer, Board::new(), at(0)).unwrap()
    };
    for update in [
        roster(0, vec![who("1", WorkState::Ready, 0)]),
        works(5_000, "1", WorkState::Talking, None),
        works(9_000, "1", WorkState::Busy, None),
    ] {
        recorder.take(update).unwrap();
        recorder.flush().unwrap();
    }
    shelf.path(name)
}

#[test]
fn what_is_torn_off_at_the_end_costs_no_row_before_it() {
    let shelf = Shelf::new();
    let path = three(&shelf, "a.rec");
    let whole = rows(Asked::Agents, &[&path]);
    assert_eq!(whole.len(), 3);
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() - 5]).unwrap();
    assert_eq!(rows(Asked::Agents, &[&path]), whole[..2]);
    fs::write(&path, &bytes[..20]).unwrap();
    let (_, error) = printed(&query(Asked::Agents, &[&path]));
    assert!(error.unwrap().ends_with("holds no update yet"));
}

#[test]
fn rows_stand_before_a_damage_and_a_sentence_behind_them() {
    let shelf = Shelf::new();
    let path = three(&shelf, "a.rec");
    let mut bytes = fs::read(&path).unwrap();
    // In the bytes of the block before the last one, whose head is whole.
    let heads: Vec<usize> = (0..bytes.len() - 4).filter(|at| &bytes[*at..at + 4] == b"BLK\n").collect();
    let place = heads[heads.len() - 2] + 46;
    bytes[place] ^= 0xff;
    fs::write(&path, bytes).unwrap();
    for (table, count) in [(Asked::Agents, 1), (Asked::States, 1)] {
        let (found, error) = printed(&query(table, &[&path]));
        assert_eq!(found.len(), count, "{found:?}");
        let said = error.unwrap();
        assert!(said.contains("is damaged at byte") && said.contains("what stands before it can be read"), "{said}");
    }
}

#[test]
fn earlier_versions_are_read_and_a_later_one_says_which_program_reads_it() {
    for (vocabulary, program, is_read) in
        [(1, "0.1.0", true), (2, "0.1.0", true), (3, "0.1.0", true), (4, "0.1.0", true), (99, "9.9.9", false)]
    {
        let shelf = Shelf::new();
        let about = About { vocabulary, program: program.to_owned(), ..About::new("Acme", ZONE.name(), at(0)) };
        let (writer, _) = Writer::open(&shelf.path("a.rec"), &about).unwrap();
        let mut recorder = Recorder::new(writer, Board::new(), at(0)).unwrap();
        recorder.take(roster(0, vec![who("1", WorkState::Ready, 0)])).unwrap();
        recorder.flush().unwrap();
        let (found, error) = printed(&query(Asked::Agents, &[&shelf.path("a.rec")]));
        assert_eq!((found.len(), error.is_none()), (usize::from(is_read), is_read), "{error:?}");
        if let Some(said) = error {
            assert!(said.contains("was made by callboard 9.9.9, which writes what this version cannot read"), "{said}");
        }
    }
    assert_eq!(FORMAT, 1);
}

#[test]
fn recordings_of_two_sites_or_of_the_same_time_are_refused_and_their_order_does_not_matter() {
    let shelf = Shelf::new();
    let one = shelf.record(
        "one.rec",
        at(0),
        &[roster(0, vec![who("1", WorkState::Ready, 0)]), works(60_000, "1", WorkState::Busy, None)],
    );
    let two = shelf.record("two.rec", at(60_500), &[roster(61_000, vec![who("1", WorkState::Talking, 60_800)])]);
    assert_eq!(rows(Asked::Agents, &[&one, &two]), rows(Asked::Agents, &[&two, &one]));
    let beside = shelf.record("beside.rec", at(-30_000), &[works(90_000, "1", WorkState::Busy, None)]);
    let (found, error) = printed(&query(Asked::Agents, &[&one, &beside]));
    assert_eq!(found.len(), 0);
    assert!(error.unwrap().contains("are of the same time: name one of them"));
    let other = shelf.record_of("Other", "other.rec", Board::new(), at(900_000), &[]);
    let (_, error) = printed(&query(Asked::Agents, &[&one, &other]));
    let said = error.unwrap();
    assert!(said.contains("is a recording of Acme (Asia/Shanghai)") && said.contains("one of Other"), "{said}");
    let (_, error) = printed(&query(Asked::Agents, &[&shelf.path("none.rec")]));
    assert!(error.unwrap().contains("none.rec"));
}

#[test]
fn only_what_is_within_the_times_asked_for_is_printed() {
    let shelf = Shelf::new();
    let path = three(&shelf, "a.rec");
    let brief =
        |query: &Query| -> Vec<String> { printed(query).0.iter().map(|row| row["state"].to_string()).collect() };
    let within = |table, from: Option<&str>, to: Option<&str>| Query {
        from: from.map(|text| text.parse().unwrap()),
        to: to.map(|text| text.parse().unwrap()),
        ..query(table, &[&path])
    };
    assert_eq!(brief(&within(Asked::Agents, Some("14:32:10"), None)), ["\"talking\"", "\"busy\""]);
    assert_eq!(brief(&within(Asked::Agents, Some("14:32:10"), Some("2026-11-21 14:32:16"))), ["\"talking\""]);
    assert_eq!(brief(&within(Asked::Agents, Some("2026-11-22 09:00"), None)), [""; 0]);
    // The first spell reaches into it, the last one begins as it ends.
    assert_eq!(brief(&within(Asked::States, Some("14:32:11"), Some("14:32:16"))), ["\"ready\"", "\"talking\""]);
    let (_, error) = printed(&within(Asked::Agents, Some("15:00"), Some("14:00")));
    assert_eq!(error.as_deref(), Some("--from must be before --to"));
}

#[test]
fn a_reader_that_has_seen_enough_ends_it_quietly_and_a_full_disk_is_said() {
    let (_shelf, path) = full();
    let query = query(Asked::Agents, &[&path]);
    let gone = rows_of(&Config::default(), &query, |_| Err(io::ErrorKind::BrokenPipe.into()));
    assert!(gone.is_ok());
    let full = rows_of(&Config::default(), &query, |_| Err(io::ErrorKind::StorageFull.into()));
    assert!(full.unwrap_err().to_string().starts_with("standard output: "));
}

#[test]
fn rows_are_handed_on_in_pieces_and_what_is_remembered_is_the_board() {
    let shelf = Shelf::new();
    let mut updates = vec![roster(0, vec![who("1", WorkState::Ready, 0)])];
    updates.extend(
        (1..2_000)
            .map(|nth| works(nth * 100, "1", if nth % 2 == 0 { WorkState::Ready } else { WorkState::Busy }, None)),
    );
    let path = shelf.record("a.rec", at(0), &updates);
    let (mut pieces, mut largest) = (0, 0);
    rows_of(&Config::default(), &query(Asked::Agents, &[&path]), |piece| {
        pieces += 1;
        largest = largest.max(piece.len());
        Ok(())
    })
    .unwrap();
    assert!(pieces > 5 && largest < BATCH + 4096, "{pieces} pieces, the largest of {largest} bytes");
}

#[test]
fn a_customers_number_is_masked_and_nothing_acts_on_a_terminal() {
    let shelf = Shelf::new();
    let customer = crate::model::Customer { number: crate::model::CustomerNumber::new("13812345678"), masked: None };
    let hostile = Agent { name: Some("a\u{1b}]0;x\u{7}\u{202e}".into()), customer, ..who("1", WorkState::Talking, 0) };
    let path = shelf.record("a.rec", at(0), &[roster(0, vec![hostile])]);
    let mut text = String::new();
    rows_of(&Config::default(), &query(Asked::Agents, &[&path]), |piece| {
        text.push_str(piece);
        Ok(())
    })
    .unwrap();
    assert!(text.contains("138****5678") && !text.contains("13812345678"), "{text}");
    assert!(!text.trim_end().chars().any(crate::model::plain::acts), "{text:?}");
}
