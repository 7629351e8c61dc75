use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::*;

const NOW: Stamp = Stamp(1_700_000_000_000);

fn read(answer: &Value) -> (String, i64, i64) {
    let held = read_token(answer.as_object().unwrap(), NOW, 0).unwrap();
    (held.token.expose_secret().to_owned(), held.refresh_at.since(NOW), held.expires_at.since(NOW))
}

/// Header `{}`, the payload given, no signature.
fn jwt(payload: &str) -> String {
    format!("e30.{}.x", URL_SAFE_NO_PAD.encode(payload))
}

#[test]
fn both_spellings_of_token_and_expiry_are_read_on_both_levels() {
    for answer in [
        json!({"access_token": " t ", "expires_in": 7200}),
        json!({"accessToken": "t", "expiresIn": "7200"}),
        json!({"code": 200, "data": {"access_token": "t", "expires_in": "7200"}}),
        json!({"data": {"accessToken": "t"}, "expiresIn": 7200}),
    ] {
        assert_eq!(read(&answer), ("t".to_owned(), 3_600_000, 7_200_000), "{answer}");
    }
}

#[test]
fn without_an_expiry_a_jwts_own_is_used_in_milliseconds_or_seconds() {
    for exp in [NOW.ms() + 600_000, NOW.ms() / 1000 + 600] {
        let token = jwt(&format!("{{\"exp\":{exp},\"name\":\"客\"}}"));
        assert_eq!(read(&json!({"access_token": token})), (token, 300_000, 600_000), "{exp}");
    }
}

#[test]
fn without_any_expiry_a_token_lives_a_day() {
    let day = 86_400_000;
    for token in ["plain".to_owned(), "a.b.c".to_owned(), jwt("{}"), jwt(&format!("{{\"exp\":{}}}", NOW.ms() - 5))] {
        assert_eq!(read(&json!({"access_token": token, "expires_in": 0})), (token, day / 2, day));
    }
}

#[test]
fn a_token_is_never_asked_for_more_often_than_twice_a_minute() {
    assert_eq!(read(&json!({"access_token": "t", "expires_in": 1})).1, 30_000);
}

#[test]
fn an_answer_without_a_token_is_none() {
    for answer in [json!({}), json!({"data": {"token": null}}), json!({"data": []})] {
        assert!(read_token(answer.as_object().unwrap(), NOW, 0).is_none(), "{answer}");
    }
    // A field that holds none is a token that cannot be sent, of which another is asked for.
    for answer in [json!({"access_token": ""}), json!({"data": {"accessToken": " "}}), json!({"access_token": {}})] {
        assert_eq!(read(&answer).0, "", "{answer}");
    }
    assert_eq!(read(&json!({"access_token": "", "data": {"accessToken": "t"}})).0, "t");
}

#[test]
fn a_url_is_cut_behind_its_host() {
    assert_eq!(split_url("https://a.b/tokens/company"), ("https://a.b", "/tokens/company"));
    assert_eq!(split_url(" http://127.0.0.1:9/x "), ("http://127.0.0.1:9", "/x"));
    assert_eq!(split_url("https://a.b"), ("https://a.b", "/"));
}
