use super::*;
use crate::model::problem::{self, Problem};

#[test]
fn a_text_is_in_the_language_it_is_asked_for_in() {
    let (english, chinese) = (Language::English, Language::Chinese);
    assert_eq!([tr!(english, "quit"), tr!(chinese, "quit")], ["quit", "退出"]);
    let of_48 = |language| tr!(language, "{here} of {total} agents", total = 48, here = "7");
    assert_eq!([of_48(english), of_48(chinese)], ["7 of 48 agents", "坐席 7/48"]);
    assert_eq!(of(chinese, "Cards bot"), "Cards bot", "what has no translation stays");
}

#[test]
fn a_po_file_is_read_with_contexts_escapes_and_lines_that_go_on() {
    let po = "msgid \"\"\nmsgstr \"Language: zh_CN\\n\"\n\nmsgctxt \"key\"\nmsgid \"open\"\nmsgstr \"打开\"\n\n\
              msgid \"\"\n\"say \"\n\"\\\"so\\\"\"\nmsgstr \"说\"\n\nmsgid \"not yet\"\nmsgstr \"\"\n";
    let read = read(po);
    assert_eq!(read["key"]["open"], "打开");
    assert_eq!(read[""]["say \"so\""], "说");
    assert!(!read[""].contains_key("not yet"));
}

#[test]
fn every_problem_of_the_way_to_a_vendor_is_told_in_both_languages() {
    for problem in problem::tests::all().into_iter().map(Problem::from) {
        assert_eq!(sentence(Language::English, &problem), problem.to_string());
        let chinese = sentence(Language::Chinese, &problem);
        assert!(chinese.chars().any(|c| c >= '\u{4e00}') && !chinese.contains("; "), "{chinese}");
    }
}
