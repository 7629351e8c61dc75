//! How long things may take, and how large they may be.

use std::time::Duration;

/// How long a connection may take to be made.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a plain request may take, its answer included; a stream has as long for its headers, and no limit after.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);
/// How large an answer may be once unpacked: 64 MiB.
pub const MAX_ANSWER_BYTES: usize = 64 * 1024 * 1024;
/// How long to wait after "too many" when the vendor does not say.
pub const DEFAULT_PAUSE: Duration = Duration::from_mins(1);
/// No "wait" of a vendor or of a proxy before it is believed beyond an hour.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// How long a connection may lie idle and be used again. Long enough for page after page; shorter than what servers and
/// proxies close idle connections after (5 s and more), so that hardly ever a request meets one that is just being
/// closed; and shorter than [`REQUEST_TIMEOUT`], so that once a request on a dead connection has timed out, none is left
/// of those that lay idle when it was sent.
pub(super) const IDLE_REUSE: Duration = Duration::from_secs(4);
