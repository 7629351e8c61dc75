//! Why a line is not in the log.

use crate::model::Value;
use crate::model::problem::problems;

problems! {
    /// Why a line is not in the log.
    pub enum Log {
        Unopened(path: String, why: String) = "the log file {path} cannot be opened: {why}" => fix "choose another with --log-file",
        Unwritten(path: String, why: Value) = "the log {path} cannot be written: {why}",
        Unrotated(path: String, name: String) = "the log {path} grows on: {name} is not its own, and cannot be replaced" => fix "remove that, or set max_size = \"0\" in [log]",
        Unheard(path: String, why: Value) = "systemd's journal at {path} cannot be written: {why}" => fix "set to = \"file\" in [log]",
        Unkept(path: String) = "{path} keeps nothing that is written to it",
    }
}
