//! What goes wrong with this platform.

use crate::model::problem::{Problem, Quote, listed, problems};
use crate::platforms::lenient::Bad;

problems! {
    /// What goes wrong when it is asked.
    pub enum Asked {
        NoRetCode(place: String) = "{place} gave an answer without ret_code" => next "trying again" by Vendor at Answer,
        RefusedAgain(problem: Problem) = "{problem}, also a fresh one" => fix "does another program ask for tokens with the same app_id?" by Settings at Answer,
        Wrong(place: String, said: Option<Quote>) = "{place} calls the request wrong (222000){said}" => next "it is not repeated until the settings change",
        FailedInside(place: String, said: Option<Quote>) = "{place} failed inside (999999){said}" => next "trying again" by Vendor at Answer,
        Total(place: String, bad: Bad) = "{place} answered a total_count that is {bad}" => next "trying again" by Vendor at Answer,
        NoList(place: String) = "{place} answered data that is not a list" => next "trying again" by Vendor at Answer,
        NoItems(place: String) = "{place} answered items that are not a list" => next "trying again" by Vendor at Answer,
        NoKeys(place: String, keys: String) = "{place} answered a list without {keys}" => next "trying again" by Vendor at Answer,
        MaybeProbes(looked: u64) = "some of the AI sessions that are counted may be those of bot probes: only the first {looked} that could be were looked at",
        Listed(place: String, sent: u64, kept: usize) = "{place} listed {sent}, and no more than {kept} are kept",
    }
}

problems! {
    /// The lists that a tenant has of its own.
    #[derive(Copy)]
    pub enum ListName {
        Robots = "the robots",
        Entrances = "the entrances",
        Zones = "the time zones",
        RatingLabels = "the labels of ratings",
        DislikeLabels = "the labels of dislikes",
        Audiences = "the audiences",
    }
}

problems! {
    /// What goes wrong when a bot is asked.
    pub enum Probed {
        NoSession(place: String) = "{place} began no session" => next "trying again" by Vendor at Answer,
        NoPart(place: String) = "{place} sent a part of an answer that is not JSON" by Vendor at Answer,
        TooLong(place: String) = "{place} sends more than an answer" by Vendor at Answer,
    }
}

listed![Asked, ListName, Probed];
