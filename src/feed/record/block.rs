//! The bytes of a recording: its header, and its blocks.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::problem::Fault;
use super::{About, FORMAT, MAGIC};
use crate::model::Stamp;

/// What a block begins with.
const MARK: [u8; 4] = *b"BLK\n";

/// Bytes of a block's head.
pub(super) const HEAD: usize = 44;

/// Bytes of the file's head before its text.
pub(super) const FILE_HEAD: usize = 14;

/// No block is larger once it is unpacked.
pub(super) const RAW_MAX: usize = 256 * 1024 * 1024;
/// What cannot be packed takes a little more than it has.
const PACKED_MAX: usize = RAW_MAX + 1024 * 1024;
/// No block has more updates: one is written when it has 256 KiB, and an update takes tens of bytes.
const COUNT_MAX: u32 = 65_536;

/// The text of the file's head is never longer.
pub(super) const ABOUT_MAX: usize = 64 * 1024;

/// What a block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Updates as they came.
    Updates,
    /// A part of a keyframe with which a session begins: the board is empty before it.
    Start {
        /// Whether the keyframe ends with this block.
        last: bool,
    },
    /// A part of a keyframe on the way: it says what is known already.
    Keyframe {
        /// Whether the keyframe ends with this block.
        last: bool,
    },
}

impl Kind {
    const fn code(self) -> u8 {
        match self {
            Self::Updates => 0,
            Self::Start { last: false } => 1,
            Self::Start { last: true } => 2,
            Self::Keyframe { last: false } => 3,
            Self::Keyframe { last: true } => 4,
        }
    }

    const fn of(code: u8) -> Option<Self> {
        Some(match code {
            0 => Self::Updates,
            1 => Self::Start { last: false },
            2 => Self::Start { last: true },
            3 => Self::Keyframe { last: false },
            4 => Self::Keyframe { last: true },
            _ => return None,
        })
    }
}

/// The head of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) kind: Kind,
    /// How many updates.
    pub(super) count: u32,
    /// Bytes unpacked.
    pub(super) raw: u32,
    /// Bytes that follow the head.
    pub(super) packed: u32,
    /// When the first of them was heard; of a keyframe, the moment it shows.
    pub(super) first: Stamp,
    /// When the last of them was heard.
    pub(super) last: Stamp,
    crc: u32,
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// A block, ready to be written.
pub(super) fn pack(kind: Kind, first: Stamp, last: Stamp, count: u32, raw: &[u8]) -> io::Result<Vec<u8>> {
    let too_long = |_| io::Error::other(Fault::LongBlock);
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
    deflate.write_all(raw)?;
    let packed = deflate.finish()?;
    let mut out = Vec::with_capacity(HEAD + packed.len());
    out.extend_from_slice(&MARK);
    out.extend_from_slice(&[kind.code(), 0, 0, 0]);
    for number in [count, u32::try_from(raw.len()).map_err(too_long)?, u32::try_from(packed.len()).map_err(too_long)?] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    for stamp in [first, last] {
        out.extend_from_slice(&stamp.ms().to_le_bytes());
    }
    out.extend_from_slice(&crc(&packed).to_le_bytes());
    let sum = crc(&out);
    out.extend_from_slice(&sum.to_le_bytes());
    out.extend_from_slice(&packed);
    Ok(out)
}

/// Reads numbers from the front of some bytes.
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (number, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*number)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn stamp(&mut self) -> Option<Stamp> {
        self.take().map(i64::from_le_bytes).map(Stamp)
    }
}

/// The head that these bytes are, if they are one.
pub(super) fn head(bytes: &[u8; HEAD]) -> Option<Head> {
    let (guarded, sum) = bytes.split_last_chunk::<4>()?;
    if crc(guarded) != u32::from_le_bytes(*sum) {
        return None;
    }
    let mut numbers = Numbers(guarded);
    if numbers.take::<4>()? != MARK {
        return None;
    }
    let [kind, ..] = numbers.take::<4>()?;
    let head = Head {
        kind: Kind::of(kind)?,
        count: numbers.u32()?,
        raw: numbers.u32()?,
        packed: numbers.u32()?,
        first: numbers.stamp()?,
        last: numbers.stamp()?,
        crc: numbers.u32()?,
    };
    // Before there is any room made for it.
    let most = head.raw as usize <= RAW_MAX && head.packed as usize <= PACKED_MAX && head.count <= COUNT_MAX;
    most.then_some(head)
}

/// What a block's bytes are unpacked; what is wrong where they are not those of `head`.
pub(super) fn unpack(head: &Head, packed: &[u8]) -> Result<Vec<u8>, Fault> {
    if crc(packed) != head.crc {
        return Err(Fault::Bytes);
    }
    let raw = head.raw as usize;
    let mut out = Vec::with_capacity(raw.min(1024 * 1024));
    // One byte more than there should be is enough to know that there is too much.
    let read = DeflateDecoder::new(packed).take(raw as u64 + 1).read_to_end(&mut out);
    match read {
        Ok(_) if out.len() == raw => Ok(out),
        _ => Err(Fault::Packed),
    }
}

/// The file's head, ready to be written.
pub(super) fn file_head(about: &About) -> io::Result<Vec<u8>> {
    let text = serde_json::to_vec(about)?;
    if text.len() > ABOUT_MAX {
        return Err(io::Error::other(Fault::LongName));
    }
    let mut head = Vec::with_capacity(FILE_HEAD + text.len() + 4);
    head.extend_from_slice(&MAGIC);
    head.extend_from_slice(&FORMAT.to_le_bytes());
    head.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
    head.extend_from_slice(&text);
    let sum = crc(&head);
    head.extend_from_slice(&sum.to_le_bytes());
    Ok(head)
}

/// What a file begins with.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beginning {
    /// A recording's head of so many bytes.
    Head(About, usize),
    /// As much of one as was written.
    Torn,
    /// The head of a later format, made by this version where that can be read.
    Newer(Option<String>),
    /// Something else.
    Other,
}

/// Reads a file's head from the first bytes of it; of a short file, all of them.
pub(super) fn beginning(bytes: &[u8]) -> Beginning {
    let Some(rest) = bytes.strip_prefix(&MAGIC) else {
        return if MAGIC.starts_with(bytes) { Beginning::Torn } else { Beginning::Other };
    };
    let mut numbers = Numbers(rest);
    let Some(format) = numbers.take().map(u16::from_le_bytes) else { return Beginning::Torn };
    if format > FORMAT {
        return Beginning::Newer(None);
    }
    let Some(length) = numbers.u32().map(|length| length as usize) else { return Beginning::Torn };
    if length > ABOUT_MAX {
        return Beginning::Other;
    }
    let end = FILE_HEAD + length;
    let (Some(guarded), Some(text)) = (bytes.get(..end), bytes.get(FILE_HEAD..end)) else { return Beginning::Torn };
    let Some(sum) = bytes.get(end..).and_then(|rest| rest.first_chunk::<4>()) else { return Beginning::Torn };
    if crc(guarded) != u32::from_le_bytes(*sum) {
        return Beginning::Other;
    }
    match serde_json::from_slice::<About>(text) {
        Ok(about) if about.vocabulary > crate::model::update::VERSION => Beginning::Newer(Some(about.program)),
        Ok(about) => Beginning::Head(about, end + 4),
        Err(_) => Beginning::Other,
    }
}
