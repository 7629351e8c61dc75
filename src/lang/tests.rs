use super::*;

#[test]
fn a_language_holds_for_the_length_of_a_call() {
    assert_eq!(tr!("quit"), "quit");
    {
        let _speaking = speak(Language::Chinese);
        assert_eq!(tr!("quit"), "退出");
        {
            let _speaking = speak(Language::English);
            assert_eq!(tr!("quit"), "quit");
        }
        assert_eq!(tr!("{here} of {total} agents", total = 48, here = "7"), "坐席 7/48");
        assert_eq!(of("Cards bot"), "Cards bot", "what has no translation stays");
    }
    assert_eq!(tr!("{here} of {total} agents", total = 48, here = "7"), "7 of 48 agents");
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
