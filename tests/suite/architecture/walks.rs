//! The walks of ARCHITECTURE.md.

use crate::house;

/// Whether `code` declares a function or a type of this name.
fn declares(code: &str, name: &str) -> bool {
    ["fn ", "struct "].iter().any(|kind| {
        let declared = format!("{kind}{name}");
        code.match_indices(&declared).any(|(at, _)| {
            let next = code[at + declared.len()..].chars().next();
            next.is_some_and(|next| !next.is_alphanumeric() && next != '_')
        })
    })
}

#[test]
fn every_stop_of_the_walks_is_where_they_say() {
    let text = house::text("ARCHITECTURE.md");
    let (_, walks) = text.split_once("## First walk").unwrap();
    // Every second piece stood between backticks.
    let pieces: Vec<&str> = walks.split('`').collect();
    let (mut stops, mut wrong) = (0, Vec::new());
    for (at, file) in pieces.iter().enumerate().skip(1).step_by(2).filter(|(_, piece)| piece.starts_with("src/")) {
        stops += 1;
        let code = house::text(file);
        let name = pieces.get(at + 2).filter(|name| pieces[at + 1].trim() == "," && !name.starts_with("src/"));
        wrong.extend(name.filter(|name| !declares(&code, name)).map(|name| format!("{file} has no {name}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(stops > 30, "the walks were not found");
}
