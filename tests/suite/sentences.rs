//! Sentences that are composed in English where no language is known, and translated where they are drawn: everything
//! that composes one has its template in the PO file, and no template is for nothing.

use std::collections::BTreeSet;

use callboard::lang::{CHINESE, Language, sentence};
use polib::message::MessageView;
use polib::po_file::parse_from_reader;
use regex::{Captures, Regex};

use crate::house;

/// Where sentences are composed that reach the screen.
const ROOMS: [&str; 13] = [
    "src/commands/log.rs",
    "src/commands/board.rs",
    "src/commands/replay.rs",
    "src/config/token.rs",
    "src/model/problem",
    "src/model/source.rs",
    "src/http",
    "src/http.rs",
    "src/platforms",
    "src/feed",
    "src/feed.rs",
    "src/app",
    "src/app.rs",
];

/// Files and folders below them whose words go to the log, to the user who starts the program, or only to a test.
const ELSEWHERE: [&str; 14] = [
    // Names of rows that tests read.
    "src/platforms/lenient/json/cases.rs",
    // Lines of the log; what it says to the screen has its templates.
    "src/app/audit.rs",
    "src/feed/fake.rs",
    "src/feed/report.rs",
    // Names of lookups: the screen has a table of them (languages.rs holds it against these).
    "src/feed/ask/lookups/health.rs",
    "src/http/trust.rs",
    // What libraries print; its own sentences are those of problems.
    "src/http/failed.rs",
    "src/platforms/token_cache/file.rs",
    // What `doctor` and `init` say, and what settings are for.
    "src/platforms/checks.rs",
    "src/platforms/checks/",
    "src/platforms/hosts.rs",
    "src/platforms/platform.rs",
    "/export.rs",
    "/section.rs",
];

/// Literals of three words and more that no screen shows.
const NO_SENTENCES: [&str; 11] = [
    "the recording runs from {1} to {2} ({zone}): --from must name a time in between",
    // What is said before there is a screen.
    "{key} {why}; write it like https://sg.sobot.io",
    "is not a URL ({error})",
    "must begin with https:// or http://",
    "must be a host and nothing behind it: no query, no user",
    "names no host",
    "token in [sobot_call] {flaw}; put the token there as the vendor gave it",
    // A word of the vendor's.
    "WeChat Official Account",
    // What JSON was expected, by the library that reads it.
    "a field name",
    "not an object",
    // Of a screen that was made to fall over.
    "asked for by CALLBOARD_PANIC_AFTER_FRAMES",
];

/// Every string literal of `code` with its placeholders as the PO file writes them: those without a name by number.
fn literals(code: &str) -> Vec<String> {
    let code = code.split("#[cfg(test)]").next().unwrap();
    let comments = Regex::new(r"(?m)^\s*//.*$").unwrap();
    let logged = Regex::new(r#"tracing::\w+!\((?:[^;"]|"(?:[^"\\]|\\.)*")*\);"#).unwrap();
    let reasons = Regex::new(r#"reason = "[^"]*""#).unwrap();
    let code = comments.replace_all(code, "").replace(r#"'"'"#, "");
    let code = reasons.replace_all(&logged.replace_all(&code, ""), "").into_owned();
    let literal = Regex::new(r#"(?s)"((?:[^"\\]|\\.)*)""#).unwrap();
    let goes_on = Regex::new(r"\\\n\s*").unwrap();
    let braces = Regex::new(r"\{([^}]*)\}").unwrap();
    let read = |found: Captures<'_>| {
        let text = goes_on.replace_all(&found[1], "").replace("\\\"", "\"");
        let mut nth = 0;
        let named = braces.replace_all(&text, |brace: &Captures<'_>| {
            let name = brace[1].split(':').next().unwrap();
            if name.parse::<u8>().is_err() && !name.is_empty() {
                return format!("{{{name}}}");
            }
            nth += 1;
            format!("{{{nth}}}")
        });
        named.into_owned()
    };
    literal.captures_iter(&code).map(read).collect()
}

fn files() -> Vec<(String, String)> {
    let mut found = house::sources(&ROOMS);
    found.retain(|(name, _)| !name.ends_with("tests.rs") && !name.contains("/tests/"));
    found
}

/// The English texts of the PO file that are templates, or those that are not.
fn texts(templates: bool) -> BTreeSet<String> {
    let catalogue = parse_from_reader(CHINESE.as_bytes()).unwrap();
    let wanted = |message: &&dyn MessageView| (message.msgctxt().unwrap_or_default() == "sentence") == templates;
    catalogue.messages().filter(wanted).map(|message| message.msgid().to_owned()).collect()
}

/// Whether a literal is so long that it can only be a sentence, or part of one.
fn is_sentence(text: &str) -> bool {
    let own = Regex::new(r"\{[^}]*\}|\[[^\]]*\]").unwrap().replace_all(text, " ").into_owned();
    let word = Regex::new(r"^[(]?[a-zA-Z][a-zA-Z'-]*[,;:.)?]?$").unwrap();
    own.split_whitespace().filter(|part| word.is_match(part)).count() >= 3
}

#[test]
fn every_sentence_that_is_composed_has_a_template_and_every_template_is_composed() {
    let (templates, words) = (texts(true), texts(false));
    let (mut composed, mut missing) = (BTreeSet::new(), BTreeSet::new());
    for (file, code) in files() {
        let elsewhere = ELSEWHERE.iter().any(|place| file.contains(place));
        for text in literals(&code) {
            let known = words.contains(&text) || NO_SENTENCES.contains(&text.as_str());
            if is_sentence(&text) && !elsewhere && !known && !templates.contains(&text) {
                missing.insert(format!("{file}: {text}"));
            }
            composed.insert(format!("not {text}"));
            composed.insert(text);
        }
    }
    assert!(missing.is_empty(), "without a template: {missing:#?}");
    let dead: Vec<&String> = templates.difference(&composed).collect();
    assert!(dead.is_empty(), "not composed: {dead:#?}");
}

#[test]
fn a_template_has_words_of_its_own() {
    for template in texts(true) {
        let own: usize = template.split(['{', '}']).step_by(2).map(|part| part.trim().len()).sum();
        assert!(own > 0, "{template} fits everything");
    }
}

#[test]
fn sentences_are_translated_with_what_they_hold() {
    let place = "POST /v20/calls at sg.sobot.io";
    let said = [
        (format!("{place} did not answer within 20 s; trying again"), format!("{place} 在 20 秒内未应答；正在重试")),
        // What a vendor said stays as it was said.
        (
            format!("{place} refused the token: no answer; trying again"),
            format!("{place} 拒绝令牌：no answer; trying again"),
        ),
        (
            format!("{place} forbids this (an HTML page with HTTP 403); check the app_id and what it may do"),
            format!("{place} 禁止此操作（HTML 页面，HTTP 403）；请检查 app_id 及其权限"),
        ),
        (
            format!("the stream is unavailable (page 2 of 3: {place} refused the token (HTTP 401)); polling every 5s"),
            format!("无法取得数据流（第 2/3 页：{place} 拒绝令牌（HTTP 401））；每 5 秒轮询"),
        ),
        (
            "the proxy http://p:3128 (HTTPS_PROXY) takes no connection (Connection refused); check that it runs, and the address in HTTPS_PROXY".to_owned(),
            "代理 http://p:3128 (HTTPS_PROXY) 不接受连接（Connection refused）；请检查它是否在运行，以及 HTTPS_PROXY 中的地址".to_owned(),
        ),
        (
            "the proxy http://p:3128 (HTTP_PROXY) asks for a user name and password (HTTP 407); put them into HTTP_PROXY, as in http://user:password@proxy.example:3128".to_owned(),
            "代理 http://p:3128 (HTTP_PROXY) 要求用户名和密码 (HTTP 407)；请写入 HTTP_PROXY，形如 http://user:password@proxy.example:3128".to_owned(),
        ),
        (
            format!("{place}: no connection, since the certificate has expired (2001-01-01 00:00 UTC); check this machine's clock (2026-11-28 15:00 UTC), else tell the operator of the host"),
            format!("{place}：无法连接，证书已过期（2001-01-01 00:00 UTC）；请检查本机时钟（2026-11-28 15:00 UTC），若时钟正确，请通知主机的管理员"),
        ),
        ("all sessions: the server closed the stream".to_owned(), "全部会话：服务器关闭了数据流".to_owned()),
        (
            format!("{place} refused the token (1002), also a fresh one; trying again"),
            format!("{place} 拒绝令牌（1002），新令牌也被拒绝；正在重试"),
        ),
        ("missed of agent 7: \"x\" is not a count".to_owned(), "坐席 7 的 missed：\"x\" 不是数量".to_owned()),
        ("what is not composed: stays".to_owned(), "what is not composed: stays".to_owned()),
    ];
    for (english, chinese) in said {
        assert_eq!(sentence(Language::Chinese, &english), chinese);
    }
}

#[test]
fn in_english_a_sentence_stays_as_it_is() {
    assert_eq!(sentence(Language::English, "the server closed the stream"), "the server closed the stream");
}
