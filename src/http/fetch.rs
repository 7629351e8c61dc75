//! Long answers that are no text: handed on piece by piece, without an end to wait for.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use reqwest::header;
use tokio::time::timeout;

use super::answer::{head, read};
use super::{Answer, Http, Request, unpack};
use crate::http::ByteStream;
use crate::http::{Error, Result};
use crate::model::Stamp;

/// What came of asking for a file.
pub enum Fetched {
    /// A 200 of another kind than text.
    File {
        /// Its bytes; an error is the last item.
        bytes: ByteStream,
        /// How many there will be, where the server says.
        length: Option<u64>,
    },
    /// Anything else, read to its end.
    Plain(Answer),
}

impl Http {
    /// Asks for a file. An answer that is JSON, a web page or not a 200 is read like any other.
    ///
    /// # Errors
    /// Those of [`Http::ask`].
    pub async fn fetch(&self, request: &Request<'_>, now: impl Fn() -> Stamp) -> Result<Fetched> {
        let asked = self.send(request, self.place(request), |asked| asked.header(header::ACCEPT_ENCODING, "identity"));
        let reached = match timeout(self.patience, asked).await {
            Ok(reached) => reached?,
            Err(_) => return Err(self.no_answer(self.place(request))),
        };
        let response = &reached.response;
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.unwrap_or_default().to_ascii_lowercase();
        let is_file = ["audio/", "application/octet-stream", "binary/"].iter().any(|known| kind.starts_with(known));
        if response.status().as_u16() != 200 || !is_file {
            let headers = head(&reached, now());
            return match timeout(self.patience, read(reached, &self.echoes(request), now)).await {
                Ok(answer) => answer.map(Fetched::Plain),
                Err(_) => Ok(Fetched::Plain(headers)),
            };
        }
        let length = response.content_length();
        let encoding = response.headers().get(header::CONTENT_ENCODING).and_then(|value| value.to_str().ok());
        // A file may be a packed one in itself: only the header tells what was packed on the way.
        let packed = encoding.is_some_and(|encoding| encoding.trim().to_ascii_lowercase().ends_with("gzip"));
        let (response, place, broken) = reached.apart();
        let pieces: ByteStream = Box::pin(response.bytes_stream().map(move |piece| piece.map_err(&broken)));
        let bytes = moving(pieces, self.patience, self.no_answer(place.clone()));
        if packed {
            return Ok(Fetched::File { bytes: unpack::stream(bytes, place), length: None });
        }
        Ok(Fetched::File { bytes, length })
    }
}

/// The pieces, and `still` where none comes for so long.
fn moving(pieces: ByteStream, patience: Duration, still: Error) -> ByteStream {
    Box::pin(stream::unfold(Some((pieces, still)), move |rest| async move {
        let (mut pieces, still) = rest?;
        match timeout(patience, pieces.next()).await {
            Ok(Some(Ok(piece))) => Some((Ok(piece), Some((pieces, still)))),
            Ok(Some(Err(error))) => Some((Err(error), None)),
            Ok(None) => None,
            Err(_) => Some((Err(still), None)),
        }
    }))
}
