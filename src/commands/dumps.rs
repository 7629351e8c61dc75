//! What is left behind when the program falls over: no picture of its memory, which holds secrets and numbers.

use rustix::process::{Resource, Rlimit, setrlimit};

/// Lets the system make no core dump of this process, nor another process of the same user read its memory. That is
/// asked for as early as there is a program, and goes on without where a system does not know it.
pub fn forbid() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let _ = setrlimit(Resource::Core, none);
    // The limit is not asked where dumps go to a program, as they do with systemd.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}
