//! What is asked.

use serde_json::Value;

/// What is done with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// GET.
    Get,
    /// POST with a JSON body.
    Post,
}

impl Verb {
    /// As it stands in a request.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// One request. Not `Debug`: its query, headers and body carry secrets.
#[derive(Clone)]
pub struct Request<'a> {
    /// GET or POST.
    pub verb: Verb,
    /// Path below the base URL, beginning with a slash.
    pub path: &'a str,
    /// Query, in order; values are escaped here, commas excepted.
    pub query: &'a [(&'static str, String)],
    /// Headers; all of them are treated as secret.
    pub headers: &'a [(&'static str, String)],
    /// The JSON body of a POST.
    pub body: Option<&'a Value>,
}
