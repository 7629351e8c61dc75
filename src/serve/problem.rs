//! What goes wrong with listening, and with what comes.

use std::path::PathBuf;

use crate::model::problem::problems;

problems! {
    /// Why nothing is listened for.
    pub enum Deaf {
        NoPort(address: String, why: String, section: &'static str) = "cannot listen on {address}: {why}" => fix "end the program that has it, or set another listen in [{section}]" by ThisMachine at Prepare,
        KeyAlone(section: &'static str) = "key in [{section}] is set, and cert is not" => fix "set cert too, or remove key" by Settings at Prepare,
        Unreadable(file: PathBuf, why: String, section: &'static str) = "{file} cannot be read: {why}" => fix "check cert and key in [{section}]" by Settings at Prepare,
        NoCertificate(file: PathBuf, section: &'static str) = "{file} holds no certificate" => fix "set cert in [{section}] to a PEM file with the certificate and those above it" by Settings at Prepare,
        NoKey(file: PathBuf, section: &'static str) = "{file} holds no private key" => fix "set key in [{section}] to a PEM file with the certificate's private key" by Settings at Prepare,
        Unfit(file: PathBuf, why: String, section: &'static str) = "{file} is no certificate to serve with: {why}" => fix "check cert and key in [{section}]: they must belong together" by Settings at Prepare,
    }
}

problems! {
    /// Why a callback is refused before its content is looked at.
    pub enum Refused {
        From(address: String, section: &'static str) = "a callback came from {address}" => fix "add its network to allow in [{section}], or its proxy to trusted_proxies" by Settings at Answer,
        Nowhere(section: &'static str) = "a proxy did not tell where a callback came from" => fix "have it set X-Forwarded-For, or empty allow in [{section}]" by Settings at Answer,
        Path(section: &'static str) = "a request for another path than that of callbacks" => fix "give the vendor the path of [{section}]" by Settings at Answer,
        Method(method: String) = "a callback came by {method}, not by POST",
        Type(kind: String) = "a callback came as {kind}, not as JSON",
        NoType = "a callback came without a type, not as JSON",
        Packed(encoding: String) = "a callback came packed ({encoding})",
        TooLarge(kibibytes: usize) = "a callback of more than {kibibytes} KiB",
        TooSlow(seconds: u64) = "a callback that did not come whole within {seconds} s",
        CutOff = "a callback that broke off",
        Late(seconds: i64) = "a callback was signed {seconds} s from now" => fix "set this machine's clock by a time service" by ThisMachine at Answer,
        NoQuestion = "an answer of a bot came for no question that is open",
        NoAnswer = "what came as an answer of a bot is none",
        OtherSession = "an answer of a bot came for another session than its question's",
        Again = "a callback came a second time",
        Crowd(most: usize) = "more than {most} connections at once",
        Busy(most: usize) = "more than {most} callbacks at once",
        Full = "callbacks come faster than the board takes them",
        Remembered(most: usize, minutes: u64) = "more than {most} callbacks in {minutes} minutes: each is remembered, so that none counts twice",
    }
}
