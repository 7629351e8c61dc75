//! What goes wrong in an exchange, beside the way to the vendor and the statuses that need no other words.

use super::limits::MAX_ANSWER_BYTES;
use crate::model::problem::{Quote, problems};

problems! {
    /// What goes wrong in an exchange.
    pub enum Exchange {
        Elsewhere(place: String, status: u16, origin: String) = "{place} redirects elsewhere (HTTP {status}), where no token is sent: {origin}" => fix "check the address in the settings, or the proxy" by Settings at Answer,
        AsGet(place: String, status: u16) = "{place} redirects (HTTP {status}) to a GET, which is not what was asked" => fix "check the address in the settings, or the proxy" by Settings at Answer,
        Circle(place: String, status: u16) = "{place} redirects in a circle (HTTP {status})" => fix "check the address in the settings, or the proxy" by Settings at Answer,
        TooMany(place: String, status: u16, most: usize) = "{place} redirects again (HTTP {status}) after {most} redirects" => fix "check the address in the settings, or the proxy" by Settings at Answer,
        Nowhere(place: String, status: u16) = "{place} redirects (HTTP {status}) without saying where" => fix "check the address in the settings, or the proxy" by Settings at Answer,
        TokenRefused(place: String, said: Option<Quote>) = "{place} refused the token (HTTP 401){said}" by Settings at Answer,
        TooOften(place: String, said: Option<Quote>, seconds: u64) = "{place} was called too often (HTTP 429){said}" => next "waiting {seconds} s" by Vendor at Answer,
        Html(place: String) = "{place} answered HTML (a proxy, or a wrong address in the settings?)" => next "trying again",
        TooLarge(place: String, mebibytes: usize) = "{place} answered more than {mebibytes} MiB" => fix "ask for fewer rows a page" by Vendor at Answer,
        Packed(place: String, why: String) = "{place}: the answer cannot be unpacked ({why})" => next "trying again",
        Header(place: String, name: String) = "{place}: the {name} header cannot carry what it should (a line end in it?)" by Settings at Prepare,
        Unbuilt(place: String, why: String) = "{place}: no request can be made of the settings ({why})" by Settings at Prepare,
        NoClient(why: String) = "no HTTP client can be made: {why}" by ThisMachine at Prepare,
        NotUrl(key: String, why: String) = "{key} is not a URL ({why})" => fix "write it like https://sg.sobot.io" by Settings at Prepare,
        NotHttp(key: String) = "{key} must begin with https:// or http://" => fix "write it like https://sg.sobot.io" by Settings at Prepare,
        NotHost(key: String) = "{key} must be a host and nothing behind it: no query, no user" => fix "write it like https://sg.sobot.io" by Settings at Prepare,
        NoHost(key: String) = "{key} names no host" => fix "write it like https://sg.sobot.io" by Settings at Prepare,
        Broken(why: String) = "the event stream broke: {why}" => next "connecting again",
        Undecodable(why: String) = "the event stream cannot be decoded: {why}" => next "connecting again",
        EventTooLarge(most: usize, section: &'static str) = "the stream sent an event of more than {most} bytes" => fix "raise max_event_bytes in [{section}], or ask for fewer agents a page (page_size)" by Settings at Answer,
        NoAddress = "it has no address",
        NoAnswer(seconds: u64) = "no answer within {seconds} s",
    }
}

impl Exchange {
    /// An answer of `place` is larger than [`MAX_ANSWER_BYTES`].
    pub(super) fn too_large(place: &str) -> Self {
        Self::TooLarge(place.to_owned(), MAX_ANSWER_BYTES >> 20)
    }
}
