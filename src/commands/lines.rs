//! The lines of a file that may be anything, be it a device without end.

use std::io::{self, BufRead, Read};

/// No update is longer, as no block of a recording is.
const MOST: u64 = 256 * 1024 * 1024;
/// After so many bytes, what began with a zero byte is no text.
const LOOKED_AT: u64 = 64 * 1024;

/// Lines without their ends. One that is too long to be an update is an error, and the last item.
pub struct Lines<R> {
    input: R,
    most: u64,
    over: bool,
}

impl<R: BufRead> Lines<R> {
    /// The lines of `input`.
    pub const fn new(input: R) -> Self {
        Self { input, most: MOST, over: false }
    }

    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let looked_at = self.most.min(LOOKED_AT);
        self.input.by_ref().take(looked_at).read_until(b'\n', &mut line)?;
        if line.len() as u64 == looked_at && line.first() == Some(&0) {
            return Err(io::Error::other("this is no text"));
        }
        if line.last() != Some(&b'\n') {
            let rest = self.most.saturating_sub(line.len() as u64).saturating_add(1);
            self.input.by_ref().take(rest).read_until(b'\n', &mut line)?;
        }
        if line.is_empty() {
            return Ok(None);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        if line.len() as u64 > self.most {
            let mib = self.most >> 20;
            return Err(io::Error::other(format!("a line of more than {mib} MiB: this is no file of updates")));
        }
        Ok(Some(line))
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let line = self.line().transpose();
        self.over = !matches!(line, Some(Ok(_)));
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], most: u64) -> Vec<Result<String, String>> {
        let lines = Lines { input: io::BufReader::with_capacity(3, text), most, over: false };
        let shown = |line: Vec<u8>| String::from_utf8(line).unwrap();
        lines.map(|line| line.map(shown).map_err(|error| error.to_string())).collect()
    }

    #[test]
    fn lines_are_read_to_the_end_of_the_file() {
        assert_eq!(read(b"", 9), []);
        assert_eq!(read(b"a\n\nbc", 9), [Ok("a".to_owned()), Ok(String::new()), Ok("bc".to_owned())]);
        assert_eq!(read(b"123456789\n", 9), [Ok("123456789".to_owned())]);
    }

    #[test]
    fn a_line_without_end_ends_the_reading() {
        let found = read(b"a\n1234567890\nb\n", 9);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1], Err("a line of more than 0 MiB: this is no file of updates".to_owned()));
        let mut zeros = Lines::new(io::BufReader::new(io::repeat(0)));
        assert_eq!(zeros.next().unwrap().unwrap_err().to_string(), "this is no text");
        assert!(zeros.next().is_none());
        let mut endless = Lines { most: 1 << 20, ..Lines::new(io::BufReader::new(io::repeat(b'x'))) };
        let said = endless.next().unwrap().unwrap_err().to_string();
        assert_eq!(said, "a line of more than 1 MiB: this is no file of updates");
    }
}
