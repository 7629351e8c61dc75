use proptest::prelude::*;

use super::*;
use crate::model::{Quote, Summary};

fn page(sent: u32, total: u64, page_size: Option<u32>) -> FullPage {
    FullPage {
        page: 1,
        page_size,
        total: Some(total),
        summary: Summary::default(),
        agents: Vec::new(),
        sent,
        rejects: Vec::new(),
        made: None,
        skew_ms: None,
    }
}

fn first(rows: u32) -> Agents {
    Agents { page: 1, rows }
}

fn status(status: u16) -> Error {
    let place = "GET /list at h".to_owned();
    let kind = if status < 500 { ErrorKind::Settings } else { ErrorKind::Answer };
    Error::new(kind, Transport::Status { place, via: None, status, html: false, said: None::<Quote> })
}

/// How a vendor treats a request for too many.
#[derive(Clone, Copy, Debug)]
enum Vendor {
    /// It refuses it.
    Refuses(u32),
    /// It gives as many as it likes.
    Gives(u32),
    /// It takes its default instead.
    Defaults { most: u32, default: u32 },
}

/// What is asked for in the end, and with how many requests.
fn settle(vendor: Vendor, total: u64, most: u32, says: bool) -> (u32, u32) {
    let rows = PageRows::new(most);
    for requests in 1..10 {
        let asked = rows.now();
        let given = match vendor {
            Vendor::Refuses(limit) if asked > limit => {
                if rows.failed(asked, &status(400)) {
                    continue;
                }
                return (0, requests);
            }
            Vendor::Refuses(_) => asked,
            Vendor::Gives(limit) => asked.min(limit),
            Vendor::Defaults { most, .. } if asked <= most => asked,
            Vendor::Defaults { default, .. } => default,
        };
        let sent = u32::try_from(total.min(u64::from(given))).unwrap();
        if !rows.came(first(asked), &page(sent, total, says.then_some(given))) {
            return (rows.now(), requests);
        }
    }
    panic!("asks on and on: {vendor:?}");
}

#[test]
fn a_vendor_that_gives_all_is_asked_once() {
    assert_eq!(settle(Vendor::Gives(u32::MAX), 5_000, 100_000, true), (100_000, 1));
    assert_eq!(settle(Vendor::Gives(u32::MAX), 5_000, 200, true), (200, 1), "the settings have the last word");
}

#[test]
fn the_largest_page_that_a_vendor_gives_is_found() {
    for says in [true, false] {
        assert_eq!(settle(Vendor::Refuses(1_000), 5_000, 100_000, says), (1_000, 3));
        assert_eq!(settle(Vendor::Gives(1_000), 5_000, 100_000, says), (1_000, 1), "its word is taken");
        assert_eq!(settle(Vendor::Gives(200), 5_000, 100_000, says), (500, 4), "unless a default may be behind it");
        assert_eq!(settle(Vendor::Defaults { most: 1_000, default: 15 }, 5_000, 100_000, says), (1_000, 3));
        assert_eq!(settle(Vendor::Defaults { most: 10, default: 15 }, 5_000, 100_000, says), (500, 4));
    }
}

#[test]
fn what_is_not_for_the_number_is_asked_as_before() {
    let rows = PageRows::new(100_000);
    for kind in
        [ErrorKind::Network, ErrorKind::TokenRefused, ErrorKind::NotAStream, ErrorKind::Late, ErrorKind::Settings]
    {
        assert!(!rows.failed(100_000, &Error::new(kind, "no")), "{kind:?}");
    }
    for not in [403, 404, 502, 503] {
        assert!(!rows.failed(100_000, &status(not)), "{not}");
    }
    assert_eq!(rows.now(), 100_000);
    let small = PageRows::new(500);
    assert!(!small.failed(500, &status(400)), "every vendor gives as many");
    assert!(!small.came(first(500), &page(15, 5_000, None)));
    assert_eq!(small.now(), 500);
}

#[test]
fn where_it_is_not_said_that_fewer_help_the_next_attempt_asks_for_fewer() {
    let rows = PageRows::new(100_000);
    let next = |error: &Error| {
        assert!(!rows.failed(rows.now(), error), "not at once: {error}");
        rows.now()
    };
    let slow = Transport::NoAnswer { place: "GET /list at h".to_owned(), via: None, seconds: 15 };
    assert_eq!(
        [next(&status(500)), next(&status(500)), next(&status(500)), next(&status(500))],
        [10_000, 1_000, 500, 500]
    );
    assert_eq!(next(&Error::new(ErrorKind::Network, slow)), 500);
    assert_eq!(next(&Error::new(ErrorKind::TooLarge, "large")), 100);
}

#[test]
fn what_came_once_is_asked_for_until_it_is_too_much() {
    let rows = PageRows::new(100_000);
    assert!(!rows.came(Agents { page: 2, rows: 100_000 }, &page(15, 5_000, None)), "only the first page tells");
    assert!(!rows.came(first(100_000), &page(5_000, 5_000, None)));
    assert!(!rows.failed(100_000, &status(500)));
    assert!(!rows.came(first(100_000), &page(15, 5_000, None)), "one odd answer does not open three hundred streams");
    let large = Error::new(ErrorKind::TooLarge, "large");
    for _ in 0..2 {
        // Two pages find it out, of the same size.
        rows.failed(100_000, &large);
    }
    assert_eq!(rows.now(), 10_000);
    rows.failed(10_000, &large);
    assert_eq!(rows.now(), 1_000);
}

#[test]
fn a_centre_that_is_nearly_all_there_is_all_there() {
    for (sent, total, says) in
        [(4_999, 5_000, None), (4_321, 4_322, Some(100_000)), (3, 3, Some(15)), (40, 40, Some(1))]
    {
        let rows = PageRows::new(100_000);
        assert!(!rows.came(first(100_000), &page(sent, total, says)));
        assert_eq!(rows.now(), 100_000, "{sent} of {total}, {says:?}");
    }
}

#[test]
fn a_vendor_that_repeats_the_question_and_gives_less_is_seen_through() {
    let rows = PageRows::new(100_000);
    assert!(!rows.came(first(100_000), &page(1_000, 1_500, Some(100_000))));
    assert_eq!(rows.now(), 1_000);
}

fn vendors() -> impl Strategy<Value = Vendor> {
    let limit = 1_u32..200_000;
    prop_oneof![
        limit.clone().prop_map(Vendor::Refuses),
        limit.clone().prop_map(Vendor::Gives),
        (limit, 1_u32..100).prop_map(|(most, default)| Vendor::Defaults { most, default }),
    ]
}

proptest! {
    #[test]
    fn no_vendor_is_asked_often_nor_for_more_than_it_gives(
        vendor in vendors(), total in 1_u64..300_000, most in 1_u32..100_001, says: bool,
    ) {
        let (rows, requests) = settle(vendor, total, most, says);
        prop_assert!(requests <= 4, "{} requests", requests);
        prop_assert!(rows <= most.max(500), "{}", rows);
    }
}
