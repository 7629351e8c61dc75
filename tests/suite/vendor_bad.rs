//! Every broken message in `tests/fixtures/messages/bad`, and the exact words it is refused with.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use callboard::http::words::DETAIL_MAX;
use callboard::model::Reject;
use callboard::platforms::Message;
use callboard::platforms::sobot_call::decode;

fn told(message: &Message) -> String {
    let (head, rejects): (String, &[Reject]) = match message {
        Message::Full(page) => (format!("full message, {} agents", page.agents.len()), &page.rejects),
        Message::Changes(changes) => (format!("{} changes", changes.changes.len()), &changes.rejects),
        Message::Rejected(reject) => ("rejected".to_owned(), std::slice::from_ref(reject)),
    };
    rejects.iter().fold(head + "\n", |mut out, reject| {
        writeln!(out, "{}: {}", reject.reason.name(), reject.detail).unwrap();
        out
    })
}

#[test]
fn every_broken_message_is_refused_in_its_exact_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/messages/bad");
    let mut seen = 0;
    let mut wrong = String::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        seen += 1;
        let found = told(&decode(&fs::read_to_string(&path).unwrap()));
        let expected = fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
        if found != expected {
            let _ = writeln!(wrong, "== {}\n-- expected\n{expected}-- found\n{found}", path.display());
        }
        for line in found.lines().skip(1) {
            let (_, detail) = line.split_once(": ").unwrap();
            assert!(detail.chars().count() <= DETAIL_MAX, "{} is too long: {detail}", path.display());
            assert!(!detail.contains("8888"), "{} shows a customer's number: {detail}", path.display());
        }
    }
    assert!(seen >= 15, "only {seen} broken messages");
    assert!(wrong.is_empty(), "{wrong}");
}
