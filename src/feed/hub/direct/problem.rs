//! What goes wrong between a board and a hub that serves it itself.

use crate::model::problem::problems;

problems! {
    /// Why a hub does not answer a board.
    pub enum Unserved {
        Plain = "the hub's address begins with http:// and leads to another machine" => fix "use https://: the token, and numbers that are looked up, would travel readable" by Settings at Prepare,
        Refused(host: String) = "the hub at {host} refuses this board's token or certificate" => fix "check [hub] here and [hub.serve] there" by Settings at Answer,
        NoHub(host: String, status: u16) = "{host} answers with HTTP {status} and is no hub" => fix "check url in [hub]" by Settings at Answer,
        Said(host: String, status: u16, said: String) = "the hub at {host} answers with HTTP {status}: {said}",
        Garbled(host: String) = "the hub at {host} sends what no hub sends" => next "connecting again",
        Ended(host: String) = "the hub at {host} closed the connection" => next "connecting again",
        Still(host: String, seconds: u64) = "the hub at {host} has sent nothing for {seconds} s" => next "connecting again",
        NoNotes(host: String) = "the hub at {host} takes no notes" => fix "update it to the version of this board" by Settings at Answer,
        NoSound = "the hub knows no recording of this call",
        OtherZone(theirs: String, ours: String) = "the hub's site is in {theirs}, these settings say {ours}" => fix "set timezone in [site] as the hub has it" by Settings at Answer,
    }
}
