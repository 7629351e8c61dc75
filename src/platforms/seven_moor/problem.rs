//! What goes wrong with this platform.

use crate::model::problem::{Quote, listed, problems};

problems! {
    /// What goes wrong when it is asked.
    pub enum Asked {
        Clock(place: String, said: Option<Quote>, clock: Clock) = "{place} refused the request{said}" => fix "{clock}: set this machine's clock (or its time service)" by ThisMachine at Answer,
        Signature(place: String, said: Option<Quote>) = "{place} refuses the signature{said}" => fix "check app_key and secret_key in [seven_moor]" by Settings at Answer,
        Failed(place: String, code: String, said: Option<Quote>) = "{place} failed ({code}){said}" => next "trying again" by Vendor at Answer,
        FailedNoCode(place: String, said: Option<Quote>) = "{place} failed{said}" => next "trying again" by Vendor at Answer,
        NoList(place: String) = "{place} answered a list that is none" => next "trying again" by Vendor at Answer,
        Columns(place: String, sent: usize, kept: usize) = "{place} sent {sent} columns" => next "no more than {kept} are kept",
        Rows(place: String, sent: usize, kept: usize) = "{place} sent {sent} rows" => next "no more than {kept} are kept",
    }
}

problems! {
    /// On which side of the vendor's this machine's clock is.
    pub enum Clock {
        Ahead(far: Far) = "this machine's clock is {far} ahead of the vendor's",
        Behind(far: Far) = "this machine's clock is {far} behind the vendor's",
    }
}

problems! {
    /// How far a clock is off.
    pub enum Far {
        Minutes(minutes: u64) = "{minutes} min",
        Hours(hours: u64) = "{hours} h",
        Days(days: u64) = "{days} days",
    }
}

listed![Asked, Clock, Far];
