//! Where everything of a site stands at a NATS server: subjects, a stream for what boards are told, a bucket for keyframes, and
//! one for what hubs alone read and write: the lease, and what was told of alerts.
//!
//! A server answers all that is asked of a stream one after the other, acknowledgements too: what a crowd of boards reads stands
//! before whatever is asked next. So the lease has a stream of its own, which no board may read.
//!
//! Only the hub that leads publishes to [`input`](Layout::input); the server stores it, and republishes what it stored to
//! [`output`](Layout::output), to which boards listen. So what a hub says that was deposed, which the server refuses, reaches
//! no board.

use serde_json::{Value, json};

use super::envelope::Place;

/// The version of all this; a stream that says another was made by another version of the program.
pub const VERSION: &str = "callboard layout 2";

/// The site that is led and followed unless the settings say otherwise.
pub const SITE: &str = "main";

/// What boards were told is kept for so long, in s.
const KEPT_S: u64 = 15 * 60;

/// And no more bytes of it.
const KEPT_BYTES: u64 = 256 * 1024 * 1024;

/// A message that comes again within this, in s, is stored once.
const AGAIN_S: u64 = 10;

/// Keyframes that were not replaced go after so long, in s.
const BUCKET_S: u64 = 60 * 60;

/// Bytes of the keyframes: some of 10,000 agents.
const KEYFRAME_BYTES: u64 = 64 * 1024 * 1024;

/// Bytes of the lease and of what was told of alerts, each of which is one message.
const BUCKET_BYTES: u64 = 8 * 1024 * 1024;

const NANOS: u64 = 1_000_000_000;

/// The subjects and streams of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    site: String,
}

impl Layout {
    /// Those of `site`, which is a word of letters, digits, `-` and `_`.
    pub fn new(site: &str) -> Self {
        Self { site: site.to_owned() }
    }

    /// The site.
    pub fn site(&self) -> &str {
        &self.site
    }

    /// The stream of what boards are told.
    pub fn stream(&self) -> String {
        format!("CB_{}", self.site)
    }

    /// The stream behind the bucket of the lease, which hubs alone read.
    pub fn bucket(&self) -> String {
        format!("KV_cb_{}", self.site)
    }

    /// The stream behind the bucket of keyframes. No site's name makes one of these the [`bucket`](Self::bucket) of another.
    pub fn keyframes(&self) -> String {
        format!("KV_cbw_{}", self.site)
    }

    /// Where the hub that leads publishes.
    pub fn input(&self) -> String {
        format!("cb.{}.in", self.site)
    }

    /// Where what was stored of that comes out.
    pub fn output(&self) -> String {
        format!("cb.{}.out", self.site)
    }

    /// Where boards ask.
    pub fn ask(&self) -> String {
        format!("cb.{}.ask", self.site)
    }

    /// Where the hub that leads tells of itself.
    pub fn about(&self) -> String {
        format!("cb.{}.about", self.site)
    }

    /// Where hubs that stand by say that they do.
    pub fn standby(&self) -> String {
        format!("cb.{}.standby", self.site)
    }

    /// Where the question of this number is answered.
    pub fn found(&self, question: u64) -> String {
        format!("cb.{}.found.{question}", self.site)
    }

    /// The key of the lease. That of the first version was called otherwise, so that a hub of it finds none here and never leads.
    pub fn lease(&self) -> String {
        format!("$KV.cb_{}.hub.lease", self.site)
    }

    /// The key of what was told of alerts, for who leads next.
    pub fn alerts(&self) -> String {
        format!("$KV.cb_{}.hub.alerts", self.site)
    }

    /// The key of what says where the newest keyframe is.
    pub fn now(&self) -> String {
        format!("$KV.cbw_{}.now", self.site)
    }

    /// The key of a chunk of the keyframe at this place.
    pub fn chunk(&self, place: Place, chunk: usize) -> String {
        format!("$KV.cbw_{}.c.{}.{}.{chunk}", self.site, place.epoch.0, place.n)
    }

    /// All chunks of the keyframe at this place.
    pub fn chunks(&self, place: Place) -> String {
        format!("$KV.cbw_{}.c.{}.{}.*", self.site, place.epoch.0, place.n)
    }

    /// What the stream is to be, for the server.
    pub fn stream_config(&self, replicas: u8) -> Value {
        json!({
            "name": self.stream(),
            "description": VERSION,
            "subjects": [self.input()],
            "retention": "limits",
            "storage": "file",
            "discard": "old",
            "num_replicas": replicas,
            "max_age": KEPT_S * NANOS,
            "max_bytes": KEPT_BYTES,
            "max_msgs": -1,
            "max_msgs_per_subject": -1,
            "max_consumers": -1,
            "max_msg_size": -1,
            "duplicate_window": AGAIN_S * NANOS,
            "allow_direct": true,
            "republish": { "src": self.input(), "dest": self.output() },
        })
    }

    /// What the bucket of the lease is to be, for the server.
    pub fn bucket_config(&self, replicas: u8) -> Value {
        bucket(&self.bucket(), &format!("$KV.cb_{}.hub.>", self.site), BUCKET_BYTES, replicas)
    }

    /// What the bucket of keyframes is to be, for the server.
    pub fn keyframes_config(&self, replicas: u8) -> Value {
        bucket(&self.keyframes(), &format!("$KV.cbw_{}.>", self.site), KEYFRAME_BYTES, replicas)
    }

    /// What all streams of a site are to be.
    pub fn configs(&self, replicas: u8) -> [Value; 3] {
        [self.stream_config(replicas), self.bucket_config(replicas), self.keyframes_config(replicas)]
    }
}

fn bucket(name: &str, subjects: &str, bytes: u64, replicas: u8) -> Value {
    json!({
        "name": name,
        "description": VERSION,
        "subjects": [subjects],
        "retention": "limits",
        "storage": "file",
        "discard": "old",
        "num_replicas": replicas,
        "max_age": BUCKET_S * NANOS,
        "max_bytes": bytes,
        "max_msgs": -1,
        "max_msgs_per_subject": 1,
        "max_consumers": -1,
        "max_msg_size": -1,
        "allow_direct": true,
        "allow_rollup_hdrs": true,
        "deny_delete": true,
    })
}

/// What is wrong with a stream that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It was made by another version, which calls its layout so.
    Other(String),
    /// It keeps less than is needed: which limit, what it is, and what it should be at least.
    Small(&'static str, u64, u64),
    /// It lacks something without which no board can follow.
    Lacks(&'static str),
}

/// Holds a stream's settings, as the server tells them, against those that are wanted.
///
/// # Errors
/// The first thing that is wrong.
pub fn fits(theirs: &Value, wanted: &Value) -> Result<(), Unfit> {
    let version = theirs["description"].as_str().unwrap_or_default();
    if version != VERSION {
        return Err(Unfit::Other(version.to_owned()));
    }
    if theirs["allow_direct"] != json!(true) {
        return Err(Unfit::Lacks("allow_direct"));
    }
    let republished = |config: &Value| config.pointer("/republish/dest").cloned();
    if republished(wanted).is_some() && republished(theirs) != republished(wanted) {
        return Err(Unfit::Lacks("republish"));
    }
    for limit in ["max_age", "max_bytes", "duplicate_window"] {
        let of = |config: &Value| config[limit].as_i64().filter(|limit| *limit > 0).map(i64::unsigned_abs);
        // A limit that is none, or 0, is no limit at all.
        if let (Some(is), Some(least)) = (of(theirs), of(wanted))
            && is < least
        {
            return Err(Unfit::Small(limit, is, least));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::hub::envelope::Epoch;

    #[test]
    fn every_site_has_its_own_streams_and_subjects() {
        let layout = Layout::new("north-2");
        let names = [layout.stream(), layout.bucket(), layout.keyframes()];
        assert_eq!(names, ["CB_north-2", "KV_cb_north-2", "KV_cbw_north-2"]);
        assert_eq!(layout.configs(1).map(|config| config["name"].as_str().unwrap_or_default().to_owned()), names);
        assert_eq!(layout.stream_config(3)["republish"]["dest"], "cb.north-2.out");
        assert_eq!(layout.found(17), "cb.north-2.found.17");
        let place = Place { epoch: Epoch(7), n: 9 };
        assert_eq!(layout.chunk(place, 2), "$KV.cbw_north-2.c.7.9.2");
        assert_eq!(layout.chunks(place), "$KV.cbw_north-2.c.7.9.*");
    }

    #[test]
    fn nothing_that_boards_read_is_in_the_stream_of_the_lease() {
        let layout = Layout::new("a");
        let place = Place { epoch: Epoch(7), n: 9 };
        let (of_hubs, of_boards) = (layout.bucket_config(1), layout.keyframes_config(1));
        let is_in = |config: &Value, subject: &str| {
            let all = config["subjects"][0].as_str().unwrap().trim_end_matches('>').to_owned();
            subject.starts_with(&all)
        };
        for subject in [layout.lease(), layout.alerts()] {
            assert!(is_in(&of_hubs, &subject) && !is_in(&of_boards, &subject), "{subject}");
        }
        for subject in [layout.now(), layout.chunk(place, 0)] {
            assert!(is_in(&of_boards, &subject) && !is_in(&of_hubs, &subject), "{subject}");
        }
        // Where a hub of the first version kept its lease there is nothing.
        assert!(!is_in(&of_hubs, "$KV.cb_a.lease") && !is_in(&of_boards, "$KV.cb_a.lease"));
    }

    #[test]
    fn a_stream_of_another_version_or_that_keeps_too_little_is_told_from_one_that_does() {
        let layout = Layout::new("a");
        let wanted = layout.stream_config(1);
        let changed = |change: &dyn Fn(&mut Value)| {
            let mut theirs = wanted.clone();
            change(&mut theirs);
            fits(&theirs, &wanted)
        };
        assert_eq!(changed(&|_| {}), Ok(()));
        assert_eq!(changed(&|theirs| theirs["max_age"] = json!(0)), Ok(()), "for ever is enough");
        assert_eq!(changed(&|theirs| theirs["max_bytes"] = json!(-1)), Ok(()));
        assert_eq!(changed(&|theirs| theirs["description"] = json!("x")), Err(Unfit::Other("x".to_owned())));
        let small = Unfit::Small("max_bytes", 1024, KEPT_BYTES);
        assert_eq!(changed(&|theirs| theirs["max_bytes"] = json!(1024)), Err(small));
        assert_eq!(changed(&|theirs| theirs["republish"] = Value::Null), Err(Unfit::Lacks("republish")));
        assert_eq!(changed(&|theirs| theirs["allow_direct"] = json!(false)), Err(Unfit::Lacks("allow_direct")));
        let bucket = layout.bucket_config(1);
        assert_eq!(fits(&bucket, &bucket), Ok(()));
    }
}
