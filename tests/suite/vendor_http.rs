//! What HTTP does to us, and what is said about it.

use std::time::Duration;

use callboard::http::{Http, MAX_ANSWER_BYTES, Opening, Request, Verb};
use callboard::model::Stamp;
use callboard::platforms::{Error, ErrorKind};
use wiremock::matchers::{any, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::ports::HeldPort;
use crate::vendor_support::NOW;

/// `{"agentsMetrics":{"total":1,"list":[{"agentUUID":"zipped"}]}}`
const ZIPPED: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x4c\x4f\xcd\x2b\x29\xf6\x4d\x2d\x29\xca\x4c\
    \x2e\x56\xb2\xaa\x56\x2a\xc9\x2f\x49\xcc\x51\xb2\x32\xd4\x51\xca\xc9\x2c\x2e\x51\xb2\x8a\xae\x86\
    \xa8\x09\x0d\xf5\x74\x51\xb2\x52\xaa\xca\x2c\x28\x48\x4d\x51\xaa\x8d\xad\xad\x05\x00\x48\xe7\x6b\
    \x2b\x3d\x00\x00\x00";

fn now() -> Stamp {
    Stamp(NOW)
}

fn get<'a>(query: &'a [(&'static str, String)], headers: &'a [(&'static str, String)]) -> Request<'a> {
    Request { verb: Verb::Get, path: "/thing", query, headers, body: None }
}

async fn error_of(template: ResponseTemplate) -> (MockServer, Error) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(template).mount(&server).await;
    let http = Http::new(&server.uri(), "base_url").unwrap();
    let request = get(&[], &[]);
    let answer = http.ask(&request, now).await.unwrap();
    let place = http.place(&request);
    let error = answer.status_error(&place, Some("so it is.")).or_else(|| answer.html_error(&place)).unwrap();
    (server, error)
}

#[tokio::test]
async fn every_status_says_what_was_wrong_where_and_what_to_do() {
    for (status, kind, sentence) in [
        (
            301,
            ErrorKind::Answer,
            "redirects (HTTP 301) without saying where; check the address in the settings, or the proxy",
        ),
        (400, ErrorKind::Settings, "calls the request wrong (HTTP 400): so it is; check the settings"),
        (401, ErrorKind::TokenRefused, "refused the token (HTTP 401): so it is"),
        (403, ErrorKind::Settings, "forbids this (HTTP 403): so it is; check the app_id and what it may do"),
        (404, ErrorKind::Settings, "is not there (HTTP 404): so it is; check the address in the settings"),
        (
            429,
            ErrorKind::RateLimited(Duration::from_mins(1)),
            "was called too often (HTTP 429): so it is; waiting 60 s",
        ),
        (500, ErrorKind::Answer, "answered HTTP 500: so it is; trying again"),
        (503, ErrorKind::Answer, "answered HTTP 503: so it is; trying again"),
    ] {
        let (server, error) = error_of(ResponseTemplate::new(status)).await;
        let host = server.address();
        assert_eq!(error.kind, kind, "{status}");
        assert_eq!(error.to_string(), format!("GET /thing at {host} {sentence}"), "{status}");
    }
}

#[tokio::test]
async fn a_web_page_is_called_one() {
    let page = || ResponseTemplate::new(200).set_body_raw("  <html>hello</html>", "application/json");
    let (server, error) = error_of(page()).await;
    let host = server.address();
    assert_eq!(error.kind, ErrorKind::Answer);
    assert_eq!(
        error.to_string(),
        format!("GET /thing at {host} answered HTML (a proxy, or a wrong address in the settings?); trying again")
    );
    let (server, error) = error_of(ResponseTemplate::new(502).set_body_raw("<html>", "text/html")).await;
    let host = server.address();
    assert_eq!(
        error.to_string(),
        format!("GET /thing at {host} answered an HTML page with HTTP 502: so it is; trying again")
    );
}

#[tokio::test]
async fn the_servers_own_wait_is_obeyed() {
    let (_server, error) = error_of(ResponseTemplate::new(429).insert_header("retry-after", "7")).await;
    assert_eq!(error.kind, ErrorKind::RateLimited(Duration::from_secs(7)));
}

#[tokio::test]
async fn a_wait_is_never_below_a_second_nor_beyond_an_hour() {
    let date = "Wed, 21 Oct 2026 07:28:00 GMT";
    for (said, seconds) in [
        ("0", 1),
        ("18446744073709551615", 3_600),
        ("31536000", 3_600),
        ("Wed, 21 Oct 2026 07:28:30 GMT", 30),
        ("Wed, 21 Oct 2026 07:00:00 GMT", 1),
        ("Thu, 21 Oct 2027 07:28:00 GMT", 3_600),
        ("soon", 60),
        ("-5", 60),
    ] {
        let answer = ResponseTemplate::new(429).insert_header("retry-after", said).insert_header("date", date);
        let (_server, error) = error_of(answer).await;
        assert_eq!(error.kind, ErrorKind::RateLimited(Duration::from_secs(seconds)), "{said}");
    }
}

#[tokio::test]
async fn no_token_follows_a_redirect_to_another_host() {
    let (here, elsewhere) = (MockServer::start().await, MockServer::start().await);
    Mock::given(any()).respond_with(ResponseTemplate::new(200)).expect(0).mount(&elsewhere).await;
    let away = ResponseTemplate::new(302).insert_header("location", format!("{}/thing", elsewhere.uri()));
    Mock::given(any()).respond_with(away).mount(&here).await;
    let http = Http::new(&here.uri(), "base_url").unwrap();
    let headers = [("token", "hush".to_owned())];
    let answer = http.ask(&get(&[], &headers), now).await.unwrap();
    assert_eq!(answer.status, 302);
    elsewhere.verify().await;
}

#[tokio::test]
async fn a_redirect_on_the_same_host_is_followed_but_not_for_ever() {
    let server = MockServer::start().await;
    let there = ResponseTemplate::new(307).insert_header("location", "/other");
    Mock::given(path("/thing")).respond_with(there).mount(&server).await;
    Mock::given(path("/other"))
        .and(header("token", "hush"))
        .respond_with(ResponseTemplate::new(200).set_body_string("found"))
        .mount(&server)
        .await;
    let http = Http::new(&server.uri(), "base_url").unwrap();
    let headers = [("token", "hush".to_owned())];
    assert_eq!(http.ask(&get(&[], &headers), now).await.unwrap().body, "found");

    let circle = MockServer::start().await;
    let again = ResponseTemplate::new(302).insert_header("location", "/thing");
    Mock::given(any()).respond_with(again).mount(&circle).await;
    let http = Http::new(&circle.uri(), "base_url").unwrap();
    assert_eq!(http.ask(&get(&[], &[]), now).await.unwrap().status, 302);
}

#[tokio::test]
async fn gzip_is_asked_for_and_unpacked_but_not_for_streams() {
    let server = MockServer::start().await;
    let zipped =
        ResponseTemplate::new(200).insert_header("content-encoding", "gzip").set_body_raw(ZIPPED, "application/json");
    Mock::given(method("GET")).and(header("accept-encoding", "gzip")).respond_with(zipped).mount(&server).await;
    let http = Http::new(&server.uri(), "base_url").unwrap();
    let answer = http.ask(&get(&[], &[]), now).await.unwrap();
    assert_eq!(answer.body, r#"{"agentsMetrics":{"total":1,"list":[{"agentUUID":"zipped"}]}}"#);

    // Two members, words behind them, and a proxy that unpacked it and left the header, or packed it and said nothing.
    let twice = [ZIPPED, ZIPPED, b"bye"].concat();
    let plain = answer.body.clone();
    for (body, packed, read) in [
        (twice.clone(), true, plain.repeat(2)),
        (twice, false, plain.repeat(2)),
        (plain.clone().into_bytes(), true, plain.clone()),
        (ZIPPED.to_vec(), false, plain),
    ] {
        let server = MockServer::start().await;
        let mut template = ResponseTemplate::new(200);
        if packed {
            template = template.insert_header("content-encoding", "gzip");
        }
        Mock::given(any()).respond_with(template.set_body_raw(body, "application/json")).mount(&server).await;
        let http = Http::new(&server.uri(), "base_url").unwrap();
        assert_eq!(http.ask(&get(&[], &[]), now).await.unwrap().body, read);
    }

    let server = MockServer::start().await;
    let events = ResponseTemplate::new(200).set_body_raw("data: a", "text/event-stream;charset=utf-8");
    Mock::given(header("accept-encoding", "identity")).respond_with(events).mount(&server).await;
    let http = Http::new(&server.uri(), "base_url").unwrap();
    assert!(matches!(http.open(&get(&[], &[]), now).await, Ok(Opening::Stream(_))));
}

#[tokio::test]
async fn the_date_header_tells_how_the_clocks_differ() {
    let server = MockServer::start().await;
    // 1763700007 is Fri, 21 Nov 2025 04:40:07 GMT; the middle of that second is 7.5 s after our clock.
    let dated = ResponseTemplate::new(200).insert_header("date", "Fri, 21 Nov 2025 04:40:07 GMT");
    Mock::given(any()).respond_with(dated).mount(&server).await;
    let http = Http::new(&server.uri(), "base_url").unwrap();
    assert_eq!(http.ask(&get(&[], &[]), now).await.unwrap().skew_ms, Some(7_500));
}

#[tokio::test]
async fn a_refused_connection_is_told_without_the_query_and_its_secrets() {
    let nothing = HeldPort::new();
    let address = nothing.address;
    let http = Http::new(&format!("http://{address}"), "base_url").unwrap();
    let (query, headers) = ([("sign", "secretsign".to_owned())], [("token", "secrettoken".to_owned())]);
    let error = http.ask(&get(&query, &headers), now).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Network);
    let expected = format!(
        "GET /thing at {address}: no connection (Connection refused (os error 111)); check the address in the settings and the network"
    );
    #[cfg(target_os = "linux")]
    assert_eq!(error.to_string(), expected);
    assert!(!error.to_string().contains("secret") && !expected.contains("secret"));
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_told_without_its_value() {
    let http = Http::new("http://127.0.0.1:9", "base_url").unwrap();
    // A token is as good as refused: another may do. Anything else is of the settings.
    for (name, kind) in [
        ("token", ErrorKind::TokenRefused),
        ("authorization", ErrorKind::TokenRefused),
        ("m7-appkey", ErrorKind::Settings),
    ] {
        let headers = [(name, "se\ncret".to_owned())];
        let error = http.ask(&get(&[], &headers), now).await.unwrap_err();
        assert_eq!(error.kind, kind, "{name}");
        assert_eq!(
            error.to_string(),
            format!("GET /thing at 127.0.0.1:9: the {name} header cannot carry what it should (a line end in it?)")
        );
    }
}

#[test]
fn a_base_url_that_is_none_says_how_one_is_written() {
    for (url, sentence) in [
        ("sg.sobot.io", "base_url is not a URL (relative URL without a base); write it like https://sg.sobot.io"),
        ("ftp://sg.sobot.io", "base_url must begin with https:// or http://; write it like https://sg.sobot.io"),
        (
            "https://me:hush@sg.sobot.io",
            "base_url must be a host and nothing behind it: no query, no user; write it like https://sg.sobot.io",
        ),
    ] {
        let error = Http::new(url, "base_url").unwrap_err();
        assert_eq!((error.kind, error.to_string().as_str()), (ErrorKind::Settings, sentence), "{url}");
    }
    assert_eq!(Http::new(" https://sg.sobot.io/ ", "base_url").unwrap().host(), "sg.sobot.io");
    assert_eq!(Http::new("http://127.0.0.1:81/x/", "base_url").unwrap().host(), "127.0.0.1:81");
}

#[tokio::test]
async fn an_answer_without_end_is_not_kept() {
    let server = MockServer::start().await;
    let huge = ResponseTemplate::new(200).set_body_bytes(vec![b' '; MAX_ANSWER_BYTES + 1]);
    Mock::given(any()).respond_with(huge).mount(&server).await;
    let http = Http::new(&server.uri(), "base_url").unwrap();
    let error = http.ask(&get(&[], &[]), now).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Answer);
    assert_eq!(
        error.to_string(),
        format!("GET /thing at {} answered more than 64 MiB; ask for fewer rows a page", server.address())
    );
}
