use crate::model::{Payload, Phase, Update};
use crate::ui::testing::platforms::{CHINA, MOOR, alone, moor, platform_report, three_vendors};
use crate::ui::testing::{Desk, NOW, settings};

fn line(shown: &str, name: &str) -> String {
    let line = shown.lines().find(|line| line.contains(&format!("│ {name} ")));
    line.unwrap_or_else(|| panic!("{name}\n{shown}")).to_owned()
}

/// The chat pane over the whole screen.
fn expanded(board: crate::model::Board) -> Desk {
    let mut desk = Desk::new(board, settings());
    desk.keys("<tab><tab><tab><tab>z");
    desk
}

#[test]
fn what_all_vendors_tell_is_added_up_and_nothing_else() {
    let shown = expanded(three_vendors()).text(120, 34);
    assert!(line(&shown, "Sobot").contains("675 chats"), "{shown}");
    assert!(line(&shown, "7moor").contains("96 chats"), "{shown}");
    assert!(line(&shown, "Sobot China").contains("220 chats"), "{shown}");
    let together = line(&shown, "together");
    assert!(together.contains("991 chats") && together.contains("– valid"), "{together}");
}

#[test]
fn a_vendor_that_fails_leaves_the_others_lines_as_they_are() {
    let healthy = expanded(three_vendors()).text(120, 34);
    let mut board = three_vendors();
    platform_report(&mut board, NOW, MOOR, Phase::Stopped, Some("wrong key"));
    let failing = expanded(board).text(120, 34);
    assert!(line(&failing, "7moor").contains("stopped   96 chats") || line(&failing, "7moor").contains("stopped"));
    for name in ["Sobot", "Sobot China", "together"] {
        assert_eq!(line(&healthy, name), line(&failing, name));
    }
}

#[test]
fn people_of_all_vendors_stand_in_one_list_and_open_the_agents_they_are() {
    let mut desk = expanded(three_vendors());
    let shown = desk.text(200, 60);
    assert!(shown.contains("欧阳明月") && shown.contains("7moor"), "{shown}");
    let place = |name: &str, vendor: &str| {
        let rows: Vec<&str> = shown.lines().skip_while(|line| !line.contains("1st resp.")).skip(1).collect();
        rows.iter().position(|line| line.contains(name) && line.contains(vendor)).unwrap() + 1
    };
    let (stranger, known) = (place("别动", "7moor"), place("欧阳明月", "7moor"));
    assert!(stranger > 1 && known > stranger, "among the others, by chats");
    desk.keys(&"j".repeat(stranger)).keys("<enter>");
    assert!(desk.text(120, 34).contains("not joined to a voice agent"), "{}", desk.text(120, 34));
    desk.keys(&"j".repeat(known - stranger)).keys("<enter>");
    let page = desk.text(200, 60);
    assert!(page.contains("欧阳明月") && page.contains("Chats today, 7moor") && page.contains("same name"), "{page}");
}

#[test]
fn a_vendor_alone_has_the_room_and_nothing_is_called_unconfigured_that_is_there() {
    for tag in [CHINA, MOOR] {
        for (width, height) in [(80, 24), (120, 34), (200, 60)] {
            let shown = Desk::new(alone(tag), settings()).text(width, height);
            assert!(!shown.contains("chat statistics are not configured"), "{shown}");
            assert!(shown.contains(if tag == CHINA { "220 chats" } else { "96 chats" }), "{shown}");
        }
    }
}

#[test]
fn a_vendor_that_has_not_answered_says_so_until_it_has() {
    let mut board = alone(CHINA);
    platform_report(&mut board, NOW, MOOR, Phase::Connecting, None);
    let mut desk = Desk::new(board, settings());
    assert!(line(&desk.text(120, 34), "7moor").contains("waiting"));
    let shown = desk.text(120, 34);
    assert!(line(&shown, "together").contains("– chats"), "what one of them has not told is not added up: {shown}");
    desk.board.apply(Update::new(NOW, Payload::Platform(Box::new(moor(NOW)))));
    assert!(line(&desk.text(120, 34), "together").contains("316 chats"));
}
