//! Requests that are told to go elsewhere.

use callboard::http::{Fetched, Http, Opening, Request, Verb};
use callboard::model::Stamp;
use callboard::platforms::sobot_call::CallClient;
use callboard::platforms::{AgentsApi, Error, ErrorKind};
use serde_json::{Value, json};
use wiremock::matchers::{any, body_json, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::vendor_support::{Hands, NOW, call_settings, counting};

fn now() -> Stamp {
    Stamp(NOW)
}

fn to(status: u16, location: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).insert_header("location", location)
}

fn request<'a>(verb: Verb, headers: &'a [(&'static str, String)], body: Option<&'a Value>) -> Request<'a> {
    Request { verb, path: "/thing", query: &[], headers, body }
}

/// A server that sends requests for `/thing` on, and a client of it.
async fn sending_on(answer: ResponseTemplate) -> (MockServer, Http) {
    let server = MockServer::start().await;
    Mock::given(path("/thing")).respond_with(answer).mount(&server).await;
    let http = Http::new(&server.uri(), "base_url").unwrap();
    (server, http)
}

/// What was asked: method, path, length of the body.
async fn asked(server: &MockServer) -> Vec<(String, String, usize)> {
    let requests = server.received_requests().await.unwrap();
    let asked = |one: &wiremock::Request| (one.method.to_string(), one.url.path().to_owned(), one.body.len());
    requests.iter().map(asked).collect()
}

async fn error_of(http: &Http, request: &Request<'_>) -> Error {
    let answer = http.ask(request, now).await.unwrap();
    answer.status_error(&http.place(request), None).unwrap()
}

#[tokio::test]
async fn a_post_is_sent_on_as_the_post_that_it_is() {
    let (headers, body) = ([("token", "hush".to_owned())], json!({"page_no": 1}));
    for status in [301, 302, 307, 308] {
        let (server, http) = sending_on(to(status, "/r/thing?x=1")).await;
        Mock::given(method("POST"))
            .and(path("/r/thing"))
            .and(query_param("x", "1"))
            .and(header("token", "hush"))
            .and(header("content-type", "application/json"))
            .and(body_json(&body))
            .respond_with(ResponseTemplate::new(200).set_body_string("found"))
            .mount(&server)
            .await;
        let answer = http.ask(&request(Verb::Post, &headers, Some(&body)), now).await.unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (200, "found"), "{status}");
        let length = body.to_string().len();
        let there = |path: &str| ("POST".to_owned(), path.to_owned(), length);
        assert_eq!(asked(&server).await, [there("/thing"), there("/r/thing")], "{status}");
    }
}

#[tokio::test]
async fn a_post_that_is_told_to_become_a_get_is_refused_and_a_get_goes_on() {
    let body = json!({"page_no": 1});
    let (server, http) = sending_on(to(303, "/r/thing")).await;
    let error = error_of(&http, &request(Verb::Post, &[], Some(&body))).await;
    assert_eq!(error.kind, ErrorKind::Answer);
    let host = http.host();
    assert_eq!(
        error.to_string(),
        format!(
            "POST /thing at {host} redirects (HTTP 303) to a GET, which is not what was asked; check the address in the settings, or the proxy"
        )
    );
    assert_eq!(asked(&server).await.len(), 1, "nothing went there");

    Mock::given(method("GET")).and(path("/r/thing")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    assert_eq!(http.ask(&request(Verb::Get, &[], None), now).await.unwrap().status, 200);
}

#[tokio::test]
async fn what_is_said_of_an_answer_names_what_was_sent_in_the_end() {
    let body = json!({});
    for (status, said) in [
        (404, "is not there (HTTP 404); check the address in the settings"),
        (405, "does not take this kind of request (HTTP 405); check the address in the settings"),
        (500, "answered HTTP 500; trying again"),
        (300, "redirects (HTTP 300) without saying where; check the address in the settings, or the proxy"),
    ] {
        let (server, http) = sending_on(to(301, "/r/thing")).await;
        Mock::given(path("/r/thing")).respond_with(ResponseTemplate::new(status)).mount(&server).await;
        let error = error_of(&http, &request(Verb::Post, &[], Some(&body))).await;
        assert_eq!(error.to_string(), format!("POST /thing → /r/thing at {} {said}", http.host()));
    }
    let (server, http) = sending_on(to(301, "/r/thing")).await;
    let page = ResponseTemplate::new(200).set_body_raw("<html>", "text/html");
    Mock::given(path("/r/thing")).respond_with(page).mount(&server).await;
    let asked = request(Verb::Get, &[], None);
    let answer = http.ask(&asked, now).await.unwrap();
    let error = answer.html_error(&http.place(&asked)).unwrap();
    assert!(error.to_string().starts_with("GET /thing → /r/thing at "), "{error}");
}

#[tokio::test]
async fn another_host_scheme_port_or_user_gets_nothing() {
    let elsewhere = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200)).expect(0).mount(&elsewhere).await;
    let port = elsewhere.address().port();
    let (headers, body) = ([("token", "hushhush".to_owned())], json!({"access_token": "hushhush"}));
    for verb in [Verb::Get, Verb::Post] {
        for (status, location, origin) in [
            (301, format!("{}/thing", elsewhere.uri()), format!("http://127.0.0.1:{port}")),
            (302, format!("//127.0.0.1:{port}/thing?sign=hushhush"), format!("http://127.0.0.1:{port}")),
            (303, format!("http://localhost:{port}/"), format!("http://localhost:{port}")),
            (307, format!("https://127.0.0.1:{port}/"), format!("https://127.0.0.1:{port}")),
            (308, "https://hushhush.example/".to_owned(), "https://(secret).example".to_owned()),
            (308, "ftp://files.example/".to_owned(), "ftp://files.example".to_owned()),
        ] {
            let (server, http) = sending_on(to(status, &location)).await;
            let error = error_of(&http, &request(verb, &headers, (verb == Verb::Post).then_some(&body))).await;
            assert_eq!(error.kind, ErrorKind::Answer);
            let said = format!(
                "{} /thing at {} redirects elsewhere (HTTP {status}), where no token is sent: {origin}; check the address in the settings, or the proxy",
                verb.name(),
                http.host()
            );
            assert_eq!(error.to_string(), said);
            assert_eq!(asked(&server).await.len(), 1, "{location}");
        }
        let server = MockServer::start().await;
        let itself = format!("http://me:hush@{}/r", server.address());
        Mock::given(path("/thing")).respond_with(to(302, &itself)).mount(&server).await;
        let http = Http::new(&server.uri(), "base_url").unwrap();
        let error = error_of(&http, &request(verb, &headers, None)).await;
        assert!(
            error.to_string().contains("redirects elsewhere (HTTP 302)") && !error.to_string().contains("me:"),
            "{error}"
        );
    }
    elsewhere.verify().await;
}

#[tokio::test]
async fn circles_and_chains_end() {
    let rest = "check the address in the settings, or the proxy";
    for verb in [Verb::Get, Verb::Post] {
        let (server, http) = sending_on(to(302, "thing")).await;
        let error = error_of(&http, &request(verb, &[], None)).await;
        assert!(error.to_string().ends_with(&format!("redirects in a circle (HTTP 302); {rest}")), "{error}");
        assert_eq!(asked(&server).await.len(), 1);

        let (server, http) = sending_on(to(307, "/other#there")).await;
        Mock::given(path("/other")).respond_with(to(307, "/thing")).mount(&server).await;
        let error = error_of(&http, &request(verb, &[], None)).await;
        assert!(error.to_string().ends_with(&format!("redirects in a circle (HTTP 307); {rest}")), "{error}");
        assert_eq!(asked(&server).await.len(), 2);

        let (server, http) = sending_on(to(308, "/1")).await;
        for at in 1..20 {
            let on = to(308, &format!("/{}", at + 1));
            Mock::given(path(format!("/{at}"))).respond_with(on).mount(&server).await;
        }
        let error = error_of(&http, &request(verb, &[], None)).await;
        let place = format!("{} /thing → /5 at {}", verb.name(), http.host());
        assert_eq!(error.to_string(), format!("{place} redirects again (HTTP 308) after 5 redirects; {rest}"));
        assert_eq!(asked(&server).await.len(), 6);

        for nowhere in [ResponseTemplate::new(301), to(302, "http://["), to(304, "/other"), to(300, "/other")] {
            let (server, http) = sending_on(nowhere).await;
            let error = error_of(&http, &request(verb, &[], None)).await;
            assert!(error.to_string().ends_with(&format!("without saying where; {rest}")), "{error}");
            assert_eq!(asked(&server).await.len(), 1);
        }
    }
}

#[tokio::test]
async fn a_path_that_repeats_a_token_is_told_without_it() {
    let headers = [("token", "hush/hush".to_owned())];
    let (server, http) = sending_on(to(302, "/sign-in/hush%2Fhush/a/hush/hush/end?token=hush/hush")).await;
    Mock::given(any()).respond_with(ResponseTemplate::new(404)).mount(&server).await;
    let error = error_of(&http, &request(Verb::Get, &headers, None)).await;
    assert!(!error.to_string().contains("hush"), "{error}");
    assert!(error.to_string().contains("GET /thing → /sign-in/(secret)/a/(secret)/end at "), "{error}");
}

#[tokio::test]
async fn streams_and_files_are_sent_on_like_anything_else() {
    let (server, http) = sending_on(to(301, "/r/thing")).await;
    let events = ResponseTemplate::new(200).set_body_raw("data: a", "text/event-stream");
    Mock::given(path("/r/thing")).and(header("accept", "text/event-stream")).respond_with(events).mount(&server).await;
    assert!(matches!(http.open(&request(Verb::Get, &[], None), now).await, Ok(Opening::Stream(_))));

    let (server, http) = sending_on(to(302, "/r/thing")).await;
    let sound = ResponseTemplate::new(200).set_body_raw("sound", "audio/mpeg");
    Mock::given(path("/r/thing")).respond_with(sound).mount(&server).await;
    let fetched = http.fetch(&request(Verb::Get, &[], None), now).await.unwrap();
    assert!(matches!(fetched, Fetched::File { length: Some(5), .. }));

    let (_server, http) = sending_on(to(301, "https://elsewhere.example/")).await;
    let Ok(Opening::Plain(answer)) = http.open(&request(Verb::Get, &[], None), now).await else { panic!("followed") };
    assert_eq!(answer.status, 301);
    let Ok(Fetched::Plain(answer)) = http.fetch(&request(Verb::Get, &[], None), now).await else { panic!("followed") };
    assert_eq!(answer.status, 301);
}

#[tokio::test]
async fn a_token_is_asked_for_by_post_wherever_the_gateway_sends_it() {
    let server = MockServer::start().await;
    Mock::given(path("/tokens/company")).respond_with(to(301, "/r/tokens/company")).mount(&server).await;
    let token = ResponseTemplate::new(200).set_body_json(json!({"access_token": "a-token"}));
    Mock::given(method("POST")).and(path("/r/tokens/company")).respond_with(token).mount(&server).await;
    let events = ResponseTemplate::new(200).set_body_raw("data: a", "text/event-stream");
    Mock::given(method("GET")).and(header("authorization", "Bearer a-token")).respond_with(events).mount(&server).await;
    let client = CallClient::new(call_settings(&server.uri()), Hands::at(NOW).clock(), counting()).unwrap();
    assert!(client.watch(1).await.is_ok());
}
