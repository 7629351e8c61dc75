use super::*;

#[test]
fn the_vendors_own_check_value_comes_out() {
    assert_eq!(md5_hex(&["1", "1569397773", "2"]), "258eec3118705112b2c53dc8043d4d34");
    assert_eq!(md5_hex(&["115693977732"]), "258eec3118705112b2c53dc8043d4d34");
}

#[test]
fn base64url_is_read_with_and_without_padding() {
    assert_eq!(base64url("eyJleHAiOjE3MDB9").as_deref(), Some(br#"{"exp":1700}"#.as_slice()));
    assert_eq!(base64url("Zg").as_deref(), Some(b"f".as_slice()));
    assert_eq!(base64url("Zg==").as_deref(), Some(b"f".as_slice()));
    assert_eq!(base64url("_-8").as_deref(), Some([0xff, 0xef].as_slice()));
    assert_eq!(base64url("").as_deref(), Some(b"".as_slice()));
}

#[test]
fn what_is_not_base64url_is_refused() {
    assert_eq!(base64url("a"), None);
    assert_eq!(base64url("ab c"), None);
    assert_eq!(base64url("é"), None);
}

#[test]
fn the_check_value_of_the_signed_requests_comes_out() {
    let key = "HWHp9xFVlbboxIU2S6DHA7sf9sGzt3";
    let expected = "ybCwXrg9CMo39xv1kdfVLemqFmk+2Elz+vXYu1CyHlo=";
    assert_eq!(hmac_sha256_base64(key, &["20001031608119594123221"]), expected);
    assert_eq!(hmac_sha256_base64(key, &["2000103", "1608119594", "123221"]), expected);
}

#[test]
fn both_alphabets_are_read_and_bits_that_no_byte_has_are_not_looked_at() {
    let all: Vec<u8> = (0..=255).collect();
    let plain = STANDARD.encode(&all);
    assert!(plain.contains('+') && plain.contains('/'));
    assert_eq!(base64url(&plain), Some(all));
    assert_eq!(base64url("Zh").as_deref(), Some(b"f".as_slice()));
}
