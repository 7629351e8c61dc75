//! Files that others could reach: opened so that nothing is read or written which another user put there.
//!
//! [`private`] opens, replaces and reopens files that hold secrets or customers' numbers, and knows whether the file that is
//! open is still the one at its path. [`lines`] are small files of JSON among them. [`text`] is the way from bytes to text, whatever editor wrote them.

pub mod lines;
pub mod private;
pub mod text;

pub(crate) mod group;
pub(crate) mod users;
