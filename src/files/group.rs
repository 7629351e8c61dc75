//! A group of users by its name, as this machine knows it, and whether this user is in it.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Where groups of this machine stand.
const FILE: &str = "/etc/group";
/// Who knows those of a directory service too.
const ASKED: [&str; 2] = ["/usr/bin/getent", "/bin/getent"];
/// How long a directory service may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How much of an answer is read, in bytes.
const MOST: u64 = 1024 * 1024;

/// Longest name of a group.
const LONGEST: usize = 64;

/// Whether a group may be called so.
pub(crate) fn is_name(name: &str) -> bool {
    name.len() <= LONGEST
        && name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-@\\ ".contains(c))
}

/// The number of the group `name` if this user is in it.
///
/// # Errors
/// A sentence, when there is no such group, or the user is not in it.
pub(crate) fn of_this_user(name: &str) -> Result<u32, String> {
    let here = std::fs::read_to_string(FILE).ok().and_then(|text| number(&text, name));
    let known = here.or_else(|| number(&ask("group", name)?, name));
    let gid = known.ok_or_else(|| {
        format!("there is no group {name} on this machine; let root run groupadd {name}, or name another in [cache]")
    })?;
    if is_of_this_process(gid) || rustix::process::geteuid().is_root() {
        return Ok(gid);
    }
    Err(format!("this user is not in the group {name}; let root run usermod -aG {name} for the user, and log in anew"))
}

/// Whether this process is in the group `gid`.
fn is_of_this_process(gid: u32) -> bool {
    rustix::process::getegid().as_raw() == gid
        || rustix::process::getgroups().is_ok_and(|groups| groups.iter().any(|group| group.as_raw() == gid))
}

/// The group that packages make for those who may read the machine's secrets.
const OF_THE_MACHINE: &str = "callboard";

/// Whether what root gives the group `gid` to read is meant for this process: it is in the group, or the group is the one
/// that is made for that.
pub(crate) fn is_trusted(gid: u32) -> bool {
    let of_machine = || std::fs::read_to_string(FILE).ok().and_then(|text| number(&text, OF_THE_MACHINE));
    is_of_this_process(gid) || of_machine() == Some(gid)
}

/// The number of the group `name` in lines like those of `/etc/group`.
fn number(text: &str, name: &str) -> Option<u32> {
    text.lines().find_map(|line| {
        let mut parts = line.split(':');
        (parts.next()? == name).then(|| parts.nth(1)?.trim().parse().ok()).flatten()
    })
}

/// The names of those whom the group `gid` lists; those whose first group it is are not among them. It may take as long as
/// a directory service does.
pub(super) fn members(gid: u32) -> Vec<String> {
    let here = std::fs::read_to_string(FILE).ok().and_then(|text| listed(&text, gid));
    here.or_else(|| listed(&ask("group", &gid.to_string())?, gid)).unwrap_or_default()
}

/// Whom the group `gid` lists in lines like those of `/etc/group`.
fn listed(text: &str, gid: u32) -> Option<Vec<String>> {
    text.lines().find_map(|line| {
        let mut parts = line.split(':').skip(2);
        let number: u32 = parts.next()?.trim().parse().ok()?;
        let names = parts.next().unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty());
        (number == gid).then(|| names.map(str::to_owned).collect())
    })
}

/// What the programs that know a directory service too answer of a user or a group.
pub(super) fn ask(database: &str, key: &str) -> Option<String> {
    let mut child = ASKED.iter().find_map(|program| {
        let mut command = Command::new(program);
        command.args([database, key]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        command.spawn().ok()
    })?;
    let began = Instant::now();
    while child.try_wait().ok()?.is_none() {
        if began.elapsed() > PATIENCE {
            // It has ended, or ends now.
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let mut text = String::new();
    child.stdout.take()?.take(MOST).read_to_string(&mut text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_found_by_its_whole_name() {
        let text =
            "root:x:0:\ncallboards:x:7:\n# a comment\n\nbroken\ncallboard:x:70:ann,bob\ncallboard:x:71:\nodd:x:y:\n";
        assert_eq!(number(text, "callboard"), Some(70));
        assert_eq!(number(text, "root"), Some(0));
        for name in ["call", "broken", "odd", "", "x"] {
            assert_eq!(number(text, name), None, "{name}");
        }
    }

    #[test]
    fn those_of_a_group_are_listed_by_its_number() {
        let text = "root:x:0:\nbroken\nodd:x:y:zoe\ncallboard:x:70:ann, bob,\nother:x:71:eve\n";
        assert_eq!(listed(text, 70), Some(vec!["ann".to_owned(), "bob".to_owned()]));
        assert_eq!(listed(text, 0), Some(Vec::new()));
        assert_eq!(listed(text, 7), None);
    }

    #[test]
    fn a_name_is_what_groups_are_called_and_never_a_flag() {
        assert!(["callboard", "_x", "Domain Users", "a.b-c@d", "70"].into_iter().all(is_name));
        assert!(["", "-i", "a:b", "a/b", "a\nb", &"x".repeat(65)].into_iter().all(|name| !is_name(name)));
    }

    #[test]
    fn a_group_that_does_not_exist_says_what_to_do() {
        let said = of_this_user("no-such-group-anywhere").unwrap_err();
        assert!(said.contains("let root run groupadd no-such-group-anywhere"), "{said}");
    }
}
