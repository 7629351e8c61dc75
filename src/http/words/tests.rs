use super::*;

#[test]
fn long_text_is_cut_between_characters() {
    assert_eq!(shorten("客户服务中心", 4), "客户服…");
    assert_eq!(shorten("客户服务", 4), "客户服务");
    assert_eq!(shorten("", 4), "");
}

#[test]
fn numbers_of_people_are_masked_wherever_they_stand() {
    assert_eq!(scrub("call 18688889999 now"), "call 186****9999 now");
    assert_eq!(scrub("call 186 8888 9999, now"), "call 186****9999, now");
    assert_eq!(scrub("+65 9123-4567"), "+65 ****4567");
    assert_eq!(scrub("code 404 on 3 of 5"), "code 404 on 3 of 5");
}

#[test]
fn days_and_addresses_of_machines_are_no_number() {
    for text in ["from [2023-01-01] to 2023-09-01 12:30:00", "192.168.100.200:8080"] {
        assert_eq!(scrub(text), text);
    }
    assert_eq!(scrub("06.12.34.56.78, 2345-67-89"), "06.****6.78, 234****7-89");
}

#[test]
fn line_ends_do_not_break_a_sentence() {
    assert_eq!(scrub("one\ntwo\u{1b}[31m"), "one two [31m");
    assert_eq!(sentence(" Token is null! "), "Token is null");
    assert_eq!(quoted(" a\tb ", 10), "\"a b\"");
}
