//! Frames in Chinese.

use insta::assert_snapshot;

use super::*;
use crate::ui::lang::Language;

fn desk() -> Desk {
    Desk::new(centre(48), Settings { language: Language::Chinese, ..settings() })
}

#[test]
fn board_in_chinese() {
    at_sizes("chinese", &desk());
}

#[test]
fn pages_in_chinese() {
    for (keys, name) in
        [("2", "calls"), ("j<enter>", "agent"), ("?", "help"), ("6", "health"), ("<tab><tab><tab>z", "alerts")]
    {
        let mut desk = desk();
        desk.keys(keys);
        assert_snapshot!(format!("chinese_{name}_120x34"), desk.frame(120, 34));
    }
}
