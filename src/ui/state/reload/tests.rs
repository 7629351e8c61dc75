use litemap::LiteMap;

use super::*;
use crate::lang::Language;
use crate::lists::agents::Sort;
use crate::model::Stamp;
use crate::ui::testing::{Desk, centre, settings};

const NOW: Stamp = Stamp(1_763_706_727_000);

fn taken(desk: &mut Desk, after: &Settings) {
    let before = std::mem::replace(&mut desk.settings, after.clone());
    desk.view.take_settings((&before, after), Keymap::default(), &desk.board, NOW);
}

#[test]
fn what_a_person_chose_stays_and_what_the_settings_change_changes() {
    let mut desk = Desk::new(centre(12), settings());
    desk.keys("T").keys("t").keys("s");
    let chosen = (desk.view.theme, desk.view.board.tiles, desk.view.board.listing.rules().sort);
    let teams = desk.view.board.listing.rules().belonging.teams();
    let mut after = settings();
    after.language = Language::Chinese;
    after.limits.talking = vec![1_000];
    after.departments = LiteMap::from_iter([("night".to_owned(), vec!["1004".to_owned()])]);
    taken(&mut desk, &after);
    let rules = desk.view.board.listing.rules();
    assert_eq!((desk.view.theme, desk.view.board.tiles, rules.sort), chosen);
    assert_eq!(
        (rules.language, desk.view.language, &rules.limits.talking),
        (Language::Chinese, Language::Chinese, &vec![1_000])
    );
    assert_eq!(rules.belonging.teams(), teams + 1, "skill groups stay known");
    let light = after.themes.iter().position(|theme| theme.name == "light").unwrap();
    let other = Settings { theme: light, sort: Sort::Name, tiles: !after.tiles, ..after };
    taken(&mut desk, &other);
    assert_eq!((desk.view.theme, desk.view.board.tiles), (light, other.tiles));
    assert_eq!(desk.view.board.listing.rules().sort, Sort::Name);
}

#[test]
fn a_theme_that_is_gone_is_no_longer_shown() {
    let mut desk = Desk::new(centre(12), settings());
    desk.keys("T");
    let shown = desk.view.theme;
    let mut after = settings();
    after.themes.remove(shown);
    taken(&mut desk, &after);
    assert_eq!(desk.view.theme, 0);
}
