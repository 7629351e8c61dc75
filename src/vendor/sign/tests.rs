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
