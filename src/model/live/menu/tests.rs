use super::*;

const T: Stamp = Stamp(1_774_000_000_000);

/// What is known after calls of one number took so many keys.
fn after(keys: &[u8]) -> Menu {
    let mut menus = Menus::default();
    menus.pressed();
    for keys in keys {
        menus.led_out(None, *keys);
    }
    menus.of(None)
}

#[test]
fn a_menu_is_known_after_a_few_calls_that_came_out_of_it() {
    assert_eq!([after(&[]), after(&[1, 1])], [Menu::Unknown; 2]);
    let one = after(&[1, 1, 1]);
    assert_eq!(one, Menu::Keys(1, 1));
    assert_eq!([0, 1, 2].map(|keys| one.beginning(keys)), [Beginning::Menu, Beginning::Queue, Beginning::Queue]);
    let two = after(&[1, 2, 2]);
    assert_eq!([0, 1, 2].map(|keys| two.beginning(keys)), [Beginning::Menu, Beginning::Either, Beginning::Queue]);
    let none = after(&[0, 0, 0]);
    assert_eq!(none.beginning(0), Beginning::Queue, "a number without a menu");
    let bots = after(&[NEVER; 3]);
    assert_eq!(bots.beginning(0), Beginning::Menu, "the bot comes first");
}

#[test]
fn one_key_that_was_missed_is_forgotten_after_a_while() {
    let mut keys = vec![1, 1, 0];
    assert_eq!(after(&keys).beginning(0), Beginning::Either);
    keys.extend([1; KEPT]);
    assert_eq!(after(&keys), Menu::Keys(1, 1));
}

#[test]
fn where_no_key_was_ever_pressed_nothing_tells_the_menu_from_the_queue() {
    let mut menus = Menus::default();
    for _ in 0..3 {
        assert!(!menus.led_out(None, 0), "nothing changes");
    }
    assert_eq!((menus.of(None), Menu::Untold.beginning(0)), (Menu::Untold, Beginning::Queue));
    assert!(menus.pressed() && !menus.pressed());
    assert_eq!(menus.of(None), Menu::Keys(0, 0), "what was seen before counts");
    assert_eq!(menus.of(Some("400-1")), Menu::Unknown);
}

#[test]
fn the_wait_begins_with_the_key_that_led_out() {
    let keys = [T, T.plus(4_000), T.plus(9_000)];
    assert_eq!(Menu::Keys(1, 2).led_out_by(&keys), Some(keys[1]));
    assert_eq!(Menu::Keys(1, 2).led_out_by(&keys[..1]), Some(keys[0]), "it rang with one");
    assert_eq!(Menu::Keys(NEVER, NEVER).led_out_by(&keys), Some(keys[2]));
    assert_eq!([Menu::Untold, Menu::Keys(0, 0)].map(|menu| menu.led_out_by(&keys)), [None; 2]);
    assert!(Menu::Keys(1, 2).is_skipped_by(0) && !Menu::Keys(0, 2).is_skipped_by(0));
}

#[test]
fn no_more_numbers_are_kept_than_there_is_room_for() {
    let mut menus = Menus::default();
    for number in 0..caps::MENUS + 2 {
        menus.led_out(Some(&number.to_string().into()), 1);
    }
    assert_eq!(menus.numbers.len(), caps::MENUS);
}
