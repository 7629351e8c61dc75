//! Error sentences where there is little room.

/// A sentence about a request begins with the request. The line has room for one thing, and that is what is wrong and
/// with whom; the whole sentence stands in the log, and in the pane of a source that has nothing to show yet.
pub(in crate::ui::draw) fn brief(error: &str) -> String {
    let parts = ["GET /", "POST /"].iter().find_map(|verb| {
        let (before, request) = error.split_once(verb)?;
        let (_, after) = request.split_once(" at ")?;
        Some((before, after))
    });
    parts.map_or_else(|| error.to_owned(), |(before, after)| format!("{before}{after}"))
}

#[cfg(test)]
mod tests {
    use super::brief;

    #[test]
    fn the_header_keeps_host_and_reason_of_a_failed_request() {
        for (whole, short) in [
            ("GET /a/b?c at host:1: no connection", "host:1: no connection"),
            (
                "page 2 of 3: POST /x at host answered HTTP 502; trying again",
                "page 2 of 3: host answered HTTP 502; trying again",
            ),
            ("no bytes for 60 s", "no bytes for 60 s"),
            ("GET / at", "GET / at"),
        ] {
            assert_eq!(brief(whole), short);
        }
    }
}
