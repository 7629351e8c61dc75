use proptest::prelude::*;

use super::*;

#[test]
fn characters_that_need_no_work_are_left_alone_by_what_looks_at_each() {
    let plain: Vec<String> = ('\0'..=char::MAX).map(String::from).filter(|text| is_plain(text)).collect();
    assert!(plain.len() > 21_000 && ["~", "ÿ", "ж", "李"].iter().all(|text| plain.iter().any(|plain| plain == text)));
    for text in plain {
        // At the edges, beside each other, and where a letter and a mark could become one.
        assert_eq!(cleaned(&format!("{text}{text} e{text}")), format!("{text}{text} e{text}"));
    }
}

proptest! {
    #[test]
    fn the_short_way_cleans_like_the_long_one(
        text in "[ -~]{0,12}|[ -~À-ſЀ-ѿ一-鿿]{0,12}|[ -~é李Ж\\x{a0}\\x{ad}\\x{301}\\x{483}\\x{3000}\\x{1b}\\x00]{0,8}|.{0,20}|[a李]{1020,1030}",
    ) {
        prop_assert_eq!(clean(&text).into_owned(), cleaned(&text));
    }
}
