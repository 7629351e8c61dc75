//! Users of this machine by their number: what they are called, and whether they are in a group.

use super::group;

/// Where users of this machine stand.
const FILE: &str = "/etc/passwd";

/// A user, as the machine knows them.
struct User {
    name: String,
    /// Their first group.
    gid: u32,
}

/// What the user `uid` is called. It may take as long as a directory service does.
pub(crate) fn name(uid: u32) -> Option<String> {
    known(uid).map(|user| user.name)
}

/// Whether the user `uid` is in the group `gid`. It may take as long as a directory service does.
pub(crate) fn is_member(uid: u32, gid: u32) -> bool {
    known(uid).is_some_and(|user| user.gid == gid || group::members(gid).contains(&user.name))
}

fn known(uid: u32) -> Option<User> {
    let here = std::fs::read_to_string(FILE).ok().and_then(|text| row(&text, uid));
    here.or_else(|| row(&group::ask("passwd", &uid.to_string())?, uid))
}

/// The user `uid` in lines like those of `/etc/passwd`.
fn row(text: &str, uid: u32) -> Option<User> {
    text.lines().find_map(|line| {
        let mut parts = line.split(':');
        let name = parts.next().filter(|name| !name.is_empty())?.to_owned();
        let number: u32 = parts.nth(1)?.trim().parse().ok()?;
        let gid = parts.next()?.trim().parse().ok()?;
        (number == uid).then_some(User { name, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_the_number() {
        let text =
            "root:x:0:0:root:/root:/bin/sh\n# a comment\n\nana:x:1000:70::/home/ana:/bin/sh\nodd:x:y:1\n:x:7:7\n";
        let found = |uid| row(text, uid).map(|user| (user.name, user.gid));
        assert_eq!(found(0), Some(("root".to_owned(), 0)));
        assert_eq!(found(1000), Some(("ana".to_owned(), 70)));
        assert_eq!((found(7), found(70)), (None, None));
    }

    #[test]
    fn root_is_known_on_every_machine_and_in_its_own_group() {
        assert_eq!(name(0).as_deref(), Some("root"));
        assert!(is_member(0, 0));
        assert!(!is_member(u32::MAX - 7, 0), "no user has that number");
    }
}
