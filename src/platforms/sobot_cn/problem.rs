//! What goes wrong with this platform.

use crate::model::problem::{Quote, listed, problems};

problems! {
    /// What goes wrong when it is asked.
    pub enum Asked {
        NoFigures(place: String) = "{place} answered no figures" => next "trying again" by Vendor at Answer,
        Beyond(host: String, beyond: usize) = "{host} sent {beyond} figures more than any tenant has: they are left out",
        Failed(place: String, said: Option<Quote>) = "{place} failed (1001){said}" => fix "if it stays so, ask the vendor whether you may use it" by Vendor at Answer,
    }
}

listed![Asked];
