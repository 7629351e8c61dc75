use crate::lists::ListId;
use crate::model::{Board, Stamp};
use crate::ui::state::Page;
use crate::ui::testing::*;
use crate::ui::{Effect, Hub, Site, Sites};

fn known(name: &str, desk: &Desk, board: &Board) -> Site {
    let heard = Hub { heard: Some(NOW), open: true, ..Hub::default() };
    let settings = crate::ui::Settings { site: name.to_owned(), ..desk.settings.clone() };
    Site::of(&settings, (board, &desk.alarms), Some(&heard), NOW, NOW)
}

/// A desk at the first of three sites.
fn desk() -> Desk {
    let mut desk = Desk::new(centre(12), settings());
    let all = ["Acme Support", "Berlin", "Shanghai"].map(|name| known(name, &desk, &centre(12)));
    desk.view.set_sites(Sites { all: all.to_vec(), open: 0 });
    desk
}

fn last(desk: &Desk) -> &Effect {
    desk.effects.last().unwrap()
}

#[test]
fn a_site_is_opened_from_the_list_and_a_key_leads_back_to_it() {
    let mut desk = desk();
    desk.keys("0");
    assert_eq!(desk.view.page(), &Page::Sites);
    assert_eq!(desk.view.list(ListId::Sites).unwrap().selected.as_deref(), Some("Acme Support"));
    desk.keys("j<enter>");
    assert_eq!(last(&desk), &Effect::Site(1));
    desk.view.leave_sites();
    assert_eq!(desk.view.page(), &Page::Board);
    // From the bare board one step back leads to the list, and from there none does.
    desk.keys("<esc>");
    assert!(desk.view.is_at_sites());
    desk.keys("<esc>");
    assert!(desk.view.is_at_sites() && last(&desk) == &Effect::None);
    desk.keys("1");
    assert_eq!(desk.view.page(), &Page::Board);
    desk.keys("q");
    assert!(desk.view.is_at_sites(), "closing the board closes the site");
    desk.keys("q");
    assert_eq!(last(&desk), &Effect::Quit);
}

#[test]
fn what_was_open_at_a_site_stays_below_the_list() {
    let mut desk = desk();
    desk.keys("j<enter>");
    let page = desk.view.page().clone();
    assert!(matches!(page, Page::Agent(_)));
    desk.keys("0");
    assert!(desk.view.is_at_sites());
    desk.view.leave_sites();
    assert_eq!(desk.view.page(), &page);
    desk.keys("?0");
    assert!(desk.view.is_at_sites(), "the help is not what was open");
    desk.view.leave_sites();
    assert_eq!(desk.view.page(), &page);
}

#[test]
fn the_list_is_filtered_put_in_order_and_written_to_a_file_as_any_other() {
    let mut desk = desk();
    desk.keys("0/berlin<enter>");
    assert!(desk.text(120, 34).contains("1 of 3 match berlin"), "{}", desk.text(120, 34));
    desk.keys("<enter>");
    assert_eq!(last(&desk), &Effect::Site(1));
    desk.keys("<esc>s/state:live<enter>e");
    let Effect::Export { name, text } = last(&desk) else { panic!("{:?}", last(&desk)) };
    assert_eq!(name, "sites");
    assert!(text.starts_with("site,state,") || text.starts_with("Site,State,"), "{text}");
    assert_eq!(text.lines().count(), 4, "{text}");
}

#[test]
fn a_key_leads_to_the_site_beside_the_one_that_is_open() {
    let mut desk = desk();
    desk.keys("}");
    assert_eq!(last(&desk), &Effect::Site(1));
    desk.keys("{");
    assert_eq!(last(&desk), &Effect::Site(2));
    let mut alone = Desk::new(centre(12), settings());
    for key in ["0", "}", "{"] {
        alone.keys(key);
        assert!(alone.text(120, 34).contains("this board shows one site"), "{}", alone.text(120, 34));
        assert_eq!(alone.view.page(), &Page::Board);
    }
}

#[test]
fn what_is_of_one_site_is_not_done_to_the_list() {
    let mut desk = desk();
    desk.keys("0");
    for (key, said) in
        [("f", "open a site to freeze"), ("R", "open a site to record it"), ("p", "no customers are listed")]
    {
        desk.keys(key);
        assert_eq!(last(&desk), &Effect::Redraw);
        assert!(desk.text(120, 34).contains(said), "{}", desk.text(120, 34));
    }
    assert!(desk.view.frozen_since().is_none());
    desk.keys("r");
    assert_eq!(last(&desk), &Effect::Retry);
}

#[test]
fn what_is_of_the_screen_goes_along_and_what_is_of_the_site_does_not() {
    let mut desk = desk();
    desk.keys("0sj1T/talking<enter>");
    let theme = desk.view.looks(&desk.settings);
    let mut other = Desk::new(centre(24), settings());
    other.keys("2");
    other.view.take_over(&mut desk.view, NOW);
    assert_eq!(other.view.page(), &Page::Calls);
    let name =
        |looks: &crate::ui::Looks| looks.write().lines().find(|line| line.starts_with("theme")).map(str::to_owned);
    assert_eq!(name(&other.view.looks(&other.settings)), name(&theme));
    assert!(name(&theme).is_some_and(|name| !name.contains("dark")), "it was changed");
    assert_eq!(other.view.list(ListId::Sites).unwrap().sort.as_deref(), Some("site"));
    assert!(other.view.sites().is_some() && desk.view.sites().is_none());
    assert!(other.view.board().listing().rules().filter.is_empty());
    assert!(!desk.view.board().listing().rules().filter.is_empty());
}

#[test]
fn a_board_that_has_changed_meanwhile_is_listed_as_it_is_now() {
    let mut desk = desk();
    desk.board = centre(48);
    desk.view.catch_up(&desk.board, &desk.alarms, Stamp(NOW.ms()));
    assert_eq!(desk.view.board().listing().len(), 48);
}
