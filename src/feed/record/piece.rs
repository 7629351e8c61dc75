//! A block on its own, as it travels: updates packed and guarded by checksums, without a file around it.

use std::io;

use super::block::{self, HEAD, Kind};
use super::problem::Fault;
use crate::model::{Stamp, Update};

/// No piece that comes from elsewhere is larger once it is unpacked: the roster of 200,000 agents.
const RAW_MAX: u32 = 96 * 1024 * 1024;

/// A block on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece(Vec<u8>);

/// Updates that are being gathered for a piece.
#[derive(Debug, Default)]
pub struct Gathered {
    raw: Vec<u8>,
    count: u32,
    span: Option<(Stamp, Stamp)>,
}

impl Gathered {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self { raw: Vec::new(), count: 0, span: None }
    }

    /// Adds an update.
    ///
    /// # Errors
    /// When it cannot be written as JSON, or is larger than a piece may be; then it is left out.
    pub fn add(&mut self, update: &Update) -> io::Result<()> {
        let before = self.raw.len();
        let written = update.line(&mut self.raw);
        self.raw.push(b'\n');
        if let Err(error) = written {
            self.raw.truncate(before);
            return Err(error.into());
        }
        if self.raw.len() - before > RAW_MAX as usize / 2 {
            let bytes = self.raw.len() - before;
            self.raw.truncate(before);
            return Err(io::Error::other(format!("an update of {bytes} bytes is too large")));
        }
        let (first, last) = self.span.unwrap_or((update.at, update.at));
        self.span = Some((first.min(update.at), last.max(update.at)));
        self.count += 1;
        Ok(())
    }

    /// Bytes of JSON that were gathered.
    pub const fn bytes(&self) -> usize {
        self.raw.len()
    }

    /// Whether there is nothing.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// What was gathered as a piece; nothing is gathered then.
    ///
    /// # Errors
    /// When it cannot be packed.
    pub fn pack(&mut self, now: Stamp) -> io::Result<Piece> {
        let (first, last) = self.span.unwrap_or((now, now));
        let packed = block::pack(Kind::Updates, first, last, self.count, &self.raw);
        self.raw.clear();
        (self.count, self.span) = (0, None);
        packed.map(Piece)
    }
}

impl Piece {
    /// What came from elsewhere; it is looked at when it is [read](Self::updates).
    pub const fn of(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Its updates. Those of a kind that this version does not know are passed over, and counted.
    ///
    /// # Errors
    /// What is wrong with it; what stands in it is not told in part.
    pub fn updates(&self) -> Result<(Vec<Update>, u64), Fault> {
        let (head, packed) = self.0.split_first_chunk::<HEAD>().ok_or(Fault::NoBlock)?;
        let head = block::head(head).ok_or(Fault::NoBlock)?;
        if head.raw > RAW_MAX {
            return Err(Fault::LongBlock);
        }
        if packed.len() != head.packed as usize {
            return Err(Fault::Bytes);
        }
        let raw = block::unpack(&head, packed)?;
        let (mut updates, mut unknown) = (Vec::new(), 0);
        for line in raw.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            match Update::of_line(line) {
                Ok(update) => updates.push(update),
                Err(_) if Update::is_of_unknown_kind(line) => unknown += 1,
                Err(why) => return Err(Fault::Unreadable(super::brief(&why.to_string()))),
            }
        }
        let there = updates.len() + usize::try_from(unknown).unwrap_or(usize::MAX);
        if there == head.count as usize { Ok((updates, unknown)) } else { Err(Fault::Count(there, head.count)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Payload, SourceId};

    #[test]
    fn what_is_packed_is_read_again_and_a_kind_of_a_later_version_is_passed_over() {
        let heard = |at| Update::new(Stamp(at), Payload::Heard(SourceId::Ai));
        let mut gathered = Gathered::default();
        gathered.add(&heard(5)).unwrap();
        gathered.raw.extend_from_slice(b"{\"at\":6,\"kind\":\"holograms\",\"data\":{}}\n");
        gathered.count += 1;
        gathered.add(&heard(7)).unwrap();
        let piece = gathered.pack(Stamp(9)).unwrap();
        assert!(gathered.is_empty());
        assert_eq!(Piece::of(piece.bytes().to_vec()).updates(), Ok((vec![heard(5), heard(7)], 1)));
        let beat = gathered.pack(Stamp(9)).unwrap();
        assert_eq!(beat.updates(), Ok((Vec::new(), 0)));
    }

    #[test]
    fn no_byte_of_a_piece_can_be_changed_unseen() {
        let mut gathered = Gathered::default();
        gathered.add(&Update::new(Stamp(5), Payload::Heard(SourceId::Ai))).unwrap();
        let piece = gathered.pack(Stamp(9)).unwrap();
        for at in 0..piece.bytes().len() {
            let mut bytes = piece.bytes().to_vec();
            bytes[at] ^= 1;
            assert!(Piece::of(bytes.clone()).updates().is_err(), "byte {at}");
            bytes.truncate(at);
            assert!(Piece::of(bytes).updates().is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_known_kind_that_cannot_be_read_spoils_the_piece() {
        let mut gathered =
            Gathered { raw: b"{\"at\":6,\"kind\":\"heard\",\"data\":{}}\n".to_vec(), count: 1, span: None };
        let piece = gathered.pack(Stamp(9)).unwrap();
        assert!(matches!(piece.updates(), Err(Fault::Unreadable(_))));
    }
}
