//! Problems, and what else rooms say that know no language: each is declared once, and told in every language.

use std::time::Duration;

use callboard::feed::problem::{Part, Streaming};
use callboard::http::Exchange;
use callboard::lang::{Language, sentence};
use callboard::model::{
    End, Flaw, Payload, Phase, Problem, Proxy, Quote, SourceId, SourceReport, Stamp, Transport, Update,
};
use callboard::platforms::lenient::Bad;
use callboard::platforms::problem::{Answered, Why};
use callboard::platforms::sobot_call::problem as call;

#[test]
fn problems_are_told_in_chinese_with_what_they_hold() {
    let place = || "POST /v20/calls at sg.sobot.io".to_owned();
    let proxy = |named: &str| Proxy { url: "http://p:3128".to_owned(), named: named.to_owned(), signed: false };
    let said: [(Problem, &str); 12] = [
        (
            Transport::NoAnswer { place: place(), via: None, seconds: 20 }.into(),
            "POST /v20/calls at sg.sobot.io 在 20 秒内未应答；正在重试",
        ),
        // What a vendor said stays as it was said.
        (
            call::Asked::TokenRefused(place(), call::Said::Words("no answer; trying again".to_owned())).into(),
            "POST /v20/calls at sg.sobot.io 拒绝令牌：no answer; trying again",
        ),
        (
            call::Asked::TokenRefused(place(), call::Said::Nothing).into(),
            "POST /v20/calls at sg.sobot.io 拒绝令牌：未说明原因",
        ),
        (
            Transport::Status { place: place(), via: None, status: 403, html: true, said: Quote::of("no") }.into(),
            "POST /v20/calls at sg.sobot.io 禁止此操作（HTML 页面，HTTP 403）：no；请检查 app_id 及其权限",
        ),
        (
            Streaming::Polling(
                Problem::from(Exchange::TokenRefused(place(), None)).with(Part::Page(2, 3)),
                Duration::from_secs(5),
            )
            .into(),
            "无法取得数据流（第 2/3 页：POST /v20/calls at sg.sobot.io 拒绝令牌（HTTP 401））；每 5 秒轮询",
        ),
        (
            Transport::NoConnection { end: End::Proxy(proxy("HTTPS_PROXY")), why: "Connection refused".to_owned() }
                .into(),
            "代理 http://p:3128 (HTTPS_PROXY) 不接受连接（Connection refused）；请检查它是否在运行，以及 HTTPS_PROXY 中的地址",
        ),
        (
            Transport::ProxyPassword { proxy: proxy("HTTP_PROXY"), status: Some(407) }.into(),
            "代理 http://p:3128 (HTTP_PROXY) 要求用户名和密码（HTTP 407）；请写入 HTTP_PROXY，形如 http://user:password@proxy.example:3128",
        ),
        (
            Transport::Certificate {
                end: End::Host(place()),
                flaw: Flaw::Expired { until: Some(Stamp(978_307_200_000)), now: Some(Stamp(1_795_878_000_000)) },
            }
            .into(),
            "POST /v20/calls at sg.sobot.io：无法连接，证书已过期（2001-01-01 00:00 UTC）；请检查本机时钟（2026-11-28 15:00 UTC），若时钟正确，请通知主机的管理员",
        ),
        (Problem::from(Streaming::Closed).with(Part::All), "全部会话：服务器关闭了数据流"),
        (
            Answered::RefusedAgain(Answered::TokenRefused(place(), Why::Code("1002".to_owned(), None)).into()).into(),
            "POST /v20/calls at sg.sobot.io 拒绝令牌（1002），新令牌也被拒绝；正在重试",
        ),
        (
            call::Decoded::BadValue(
                call::Field::OfAgent("missed".to_owned(), "7".to_owned()).into(),
                "\"x\"".to_owned(),
                Bad::Count,
            )
            .into(),
            "坐席 7 的 missed：\"x\" 不是数量",
        ),
        (Problem::Said("what no room declares: stays".to_owned()), "what no room declares: stays"),
    ];
    for (problem, chinese) in said {
        assert_eq!(sentence(Language::Chinese, &problem), chinese);
    }
}

#[test]
fn a_recording_tells_problems_in_its_readers_language_and_an_old_one_as_they_were_said() {
    let update = |problem: Problem| {
        let report =
            SourceReport { error: Some(Box::new(problem)), ..SourceReport::new(SourceId::Agents, Phase::Connecting) };
        Update::new(Stamp(1), Payload::Source(report))
    };
    let error = |line: &[u8]| match Update::of_line(line).unwrap().payload {
        Payload::Source(report) => *report.error.unwrap(),
        other => panic!("{other:?}"),
    };
    let closed = || update(Problem::from(Streaming::Closed).with(Part::Page(2, 3)));
    let (mut line, old) = (Vec::new(), serde_json::to_vec(&closed()).unwrap());
    closed().line(&mut line).unwrap();
    assert!(String::from_utf8_lossy(&line).contains(r#""error":"page 2 of 3: the server closed the stream""#));
    let lies = String::from_utf8(line.clone()).unwrap().replace("error\":\"page", "error\":\"Page");
    assert_eq!(sentence(Language::Chinese, &error(&line)), "第 2/3 页：服务器关闭了数据流");
    assert_eq!(error(&old), Problem::Said("page 2 of 3: the server closed the stream".to_owned()));
    assert_eq!(error(lies.as_bytes()), Problem::Said("Page 2 of 3: the server closed the stream".to_owned()));
    assert_eq!(
        serde_json::from_slice::<Update>(&line).unwrap(),
        Update::of_line(&old).unwrap(),
        "one of before reads it"
    );
}

#[test]
fn in_english_a_problem_is_told_as_it_is_declared() {
    assert_eq!(sentence(Language::English, &Problem::from(Streaming::Closed)), "the server closed the stream");
}
