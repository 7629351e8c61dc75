use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener as Plain;
use std::path::{Path, PathBuf};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::files::users;
use crate::model::Stamp;
use crate::say::send::{Heard, send};

/// 2025-11-21 14:32:07 in Shanghai.
const T0: Stamp = Stamp(1_763_706_727_000);

struct Home {
    dir: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn place(&self) -> Shared {
        Shared::of_user(self.dir.path().join("callboard"))
    }

    async fn board(&self, wall: Option<&str>) -> Mail {
        let board = Board { wall: wall.map(str::to_owned), zone: chrono_tz::Asia::Shanghai, clock: Arc::new(|| T0) };
        listen(self.place(), board).await.unwrap()
    }

    fn path(&self, mail: &Mail) -> PathBuf {
        self.place().dir().join(mail.name())
    }

    async fn say(&self, text: &str) -> Heard {
        self.ask(None, What::Say { text: text.to_owned(), seconds: 600 }).await
    }

    async fn ask(&self, kiosk: Option<&str>, what: What) -> Heard {
        send(&[self.place()], &Asked { kiosk: kiosk.map(str::to_owned), what }).await
    }

    /// What the board answers to these bytes, after which the peer says no more.
    async fn answer(&self, mail: &Mail, bytes: &[u8]) -> String {
        let mut stream = UnixStream::connect(self.path(mail)).await.unwrap();
        // It may be cut off before all of it is said.
        let _ = stream.write_all(bytes).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8(answer).unwrap()
    }
}

/// Takes what is said, and keeps it.
fn takes(mut mail: Mail) -> mpsc::UnboundedReceiver<(Option<Message>, String)> {
    let (sender, kept) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Some(post) = mail.next().await {
            let Said::Message(message) = post.said.clone() else { panic!("a note") };
            if sender.send((message, post.by.clone())).is_err() {
                break;
            }
            post.taken();
        }
    });
    kept
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
}

#[tokio::test]
async fn what_is_said_reaches_the_board_clean_and_masked_with_the_name_that_the_system_knows() {
    let home = Home::new();
    let mail = home.board(None).await;
    assert_eq!((mode(home.place().dir()), mode(&home.path(&mail))), (0o700, 0o660));
    let mut kept = takes(mail);
    let heard = home.say("call 13812345678\u{1b}[31m, room\u{202e} 4\n").await;
    assert_eq!(heard, Heard { boards: vec![Some("14:42".to_owned())], ..Heard::default() });
    let (message, by) = kept.recv().await.unwrap();
    let message = message.unwrap();
    assert_eq!((message.text.as_str(), message.until), ("call 138****5678, room 4", T0.plus(600_000)));
    let uid = rustix::process::geteuid().as_raw();
    let name = users::name(uid).unwrap_or_else(|| format!("uid {uid}"));
    assert_eq!(message.from.as_deref(), Some(name.as_str()));
    assert!(by.starts_with(&format!("uid {uid}")) && by.contains(&name), "{by}");
    let heard = home.ask(None, What::Clear).await;
    assert_eq!(heard, Heard { boards: vec![None], ..Heard::default() });
    assert_eq!(kept.recv().await.unwrap().0, None);
}

#[tokio::test]
async fn all_boards_are_told_or_the_wall_that_is_meant() {
    let home = Home::new();
    let mut night = takes(home.board(Some("night")).await);
    let mut day = takes(home.board(None).await);
    assert_eq!(home.say("all").await.boards.len(), 2);
    let told = What::Say { text: "night alone".to_owned(), seconds: 60 };
    let heard = home.ask(Some("night"), told).await;
    assert_eq!((heard.boards.len(), heard.others, heard.failures.len()), (1, 1, 0));
    let none = home.ask(Some("noon"), What::Clear).await;
    assert_eq!((none.boards.len(), none.others), (0, 2));
    let text = |said: (Option<Message>, String)| said.0.unwrap().text;
    assert_eq!(text(night.recv().await.unwrap()), "all");
    assert_eq!(text(night.recv().await.unwrap()), "night alone");
    assert_eq!(text(day.recv().await.unwrap()), "all");
    assert!(day.try_recv().is_err());
}

#[tokio::test]
async fn whatever_bytes_come_are_answered_with_a_sentence_and_the_board_hears_the_next() {
    let home = Home::new();
    let mail = home.board(None).await;
    let say = |text: &str, seconds: u64| {
        let what = What::Say { text: text.to_owned(), seconds };
        format!("{}\n", wire::line(&Asked { kiosk: None, what })).into_bytes()
    };
    let long = [vec![b'a'; LINE + 1], vec![b'\n']].concat();
    for (bytes, why) in [
        (b"\0\x80\xff\xfe\n".to_vec(), "no message"),
        (b"{}\n".to_vec(), "no message"),
        (b"[[[[[[[[\n".to_vec(), "no message"),
        (b"\n".to_vec(), "no message"),
        (b"{\"what\":{\"say\":{\"text\":\"half".to_vec(), "no end"),
        (vec![b'{'; LINE], "no end"),
        (say("long", 59), "1 minute to 12 hours"),
        (say("long", u64::MAX), "1 minute to 12 hours"),
        (say(&"字".repeat(201), 60), "at most 200 characters, and this one has 201"),
        (say("\u{1b}[2J \u{202e}", 60), "nothing to read"),
    ] {
        let answer = home.answer(&mail, &bytes).await;
        assert!(answer.contains("refused") && answer.contains(why), "{answer:?} for {bytes:?}");
    }
    // Of what is too long, the rest is not waited for, and the answer may be lost with it.
    let answer = home.answer(&mail, &long).await;
    assert!(answer.is_empty() || answer.contains("too long"), "{answer}");
    home.answer(&mail, b"").await;
    let path = home.path(&mail);
    let _kept = takes(mail);
    assert_eq!(home.say("still here").await.boards.len(), 1);
    assert!(path.exists());
}

/// The clock goes on when nothing else does.
#[tokio::test(start_paused = true)]
async fn peers_that_say_nothing_give_their_place_up_in_time() {
    let home = Home::new();
    let mail = home.board(None).await;
    let path = home.path(&mail);
    let _kept = takes(mail);
    let mut silent = Vec::new();
    for _ in 0..3 * MOST {
        let mut stream = UnixStream::connect(&path).await.unwrap();
        stream.write_all(b"{\"what\"").await.unwrap();
        silent.push(stream);
    }
    let mut answer = String::new();
    silent.pop().unwrap().read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("no whole line came"), "{answer}");
    assert_eq!(home.say("room for me").await.boards.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_board_that_takes_nothing_is_not_said_to_show_it() {
    let home = Home::new();
    let mail = home.board(None).await;
    let heard = home.say("hello").await;
    assert!(heard.boards.is_empty() && heard.failures[0].contains("takes nothing at the moment"), "{heard:?}");
    drop(mail);
    assert_eq!(home.say("hello").await, Heard::default(), "its socket is gone with it");
}

#[tokio::test]
async fn sockets_of_boards_that_are_gone_are_taken_away_and_other_files_are_left() {
    let home = Home::new();
    let mail = home.board(None).await;
    let dir = home.place().dir().to_owned();
    let stale = |name: &str| drop(Plain::bind(dir.join(name)).unwrap());
    stale("say-1-dead.sock");
    stale("other.sock");
    fs::write(dir.join("say-2-file.sock"), "").unwrap();
    symlink(home.path(&mail), dir.join("say-3-link.sock")).unwrap();
    let second = home.board(None).await;
    assert!(!dir.join("say-1-dead.sock").exists() && home.path(&mail).exists());
    let _kept = (takes(mail), takes(second));
    stale("say-4-dead.sock");
    let heard = home.say("hello").await;
    assert_eq!(heard.boards.len(), 2);
    assert_eq!(heard.failures.len(), 2, "neither a file nor a link is a board: {heard:?}");
    let mut left: Vec<String> =
        fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    left.retain(|name| !name.starts_with(&format!("say-{}-", std::process::id())));
    left.sort();
    assert_eq!(left, ["other.sock", "say-2-file.sock", "say-3-link.sock"]);
}

#[tokio::test]
async fn nothing_is_listened_to_where_others_could_enter() {
    let home = Home::new();
    let dir = home.place().dir().to_owned();
    fs::create_dir(&dir).unwrap();
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).unwrap();
    let board = Board { wall: None, zone: chrono_tz::UTC, clock: Arc::new(|| T0) };
    let refused = listen(home.place(), board.clone()).await.unwrap_err().to_string();
    assert!(refused.contains("is open to other users; run chmod 700"), "{refused}");
    let heard = home.say("hello").await;
    assert!(heard.failures[0].contains("is open to other users"), "{heard:?}");
    let group = Shared::of_group(dir, "no-such-group-anywhere");
    let refused = listen(group.clone(), board).await.unwrap_err().to_string();
    assert!(refused.contains("there is no group no-such-group-anywhere"), "{refused}");
    let asked = Asked { kiosk: None, what: What::Clear };
    assert!(send(&[group], &asked).await.failures[0].contains("no-such-group-anywhere"));
}

/// A group's directory, as root makes it.
#[tokio::test]
async fn a_group_hears_each_other_through_its_own_directory() {
    let home = Home::new();
    let dir = home.dir.path().join("shared");
    fs::create_dir(&dir).unwrap();
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o2770)).unwrap();
    let gid = std::os::unix::fs::MetadataExt::gid(&fs::metadata(&dir).unwrap());
    let place = Shared::of_gid(dir.clone(), "callboard", gid);
    let board = Board { wall: None, zone: chrono_tz::UTC, clock: Arc::new(|| T0) };
    let mail = listen(place.clone(), board).await.unwrap();
    let socket = dir.join(mail.name());
    assert_eq!(mode(&socket), 0o660);
    assert_eq!(std::os::unix::fs::MetadataExt::gid(&fs::metadata(&socket).unwrap()), gid);
    let _kept = takes(mail);
    let asked = Asked { kiosk: None, what: What::Say { text: "hello".to_owned(), seconds: 60 } };
    assert_eq!(send(std::slice::from_ref(&place), &asked).await.boards.len(), 1);
    // One that lets others in is not spoken to.
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o666)).unwrap();
    let heard = send(&[place], &asked).await;
    assert!(heard.boards.is_empty() && heard.failures[0].contains("open to users outside"), "{heard:?}");
}

#[tokio::test]
async fn a_note_reaches_the_board_masked_with_its_moment_and_who_wrote_it_and_the_answer_is_the_boards() {
    let home = Home::new();
    let mut mail = home.board(None).await;
    let note = |text: &str| What::Note { id: "n-1".to_owned(), text: text.to_owned() };
    let board = async {
        let post = mail.next().await.unwrap();
        let said = (post.said.clone(), post.by.clone());
        post.taken();
        mail.next().await.unwrap().refused("the hub is silent".to_owned());
        said
    };
    let shell = async {
        let first = home.ask(None, note("call 13812345678 back\n")).await;
        (first, home.ask(None, note("again")).await)
    };
    let ((said, by), (taken, refused)) = tokio::join!(board, shell);
    let uid = rustix::process::geteuid().as_raw();
    let from = users::name(uid).unwrap_or_else(|| format!("uid {uid}"));
    let (id, text) = ("n-1".to_owned(), "call 138****5678 back".to_owned());
    assert_eq!(said, Said::Note(Note { id, at: T0, from: Some(from), text }));
    assert!(by.starts_with(&format!("uid {uid}")), "{by}");
    assert_eq!(taken, Heard { boards: vec![None], ..Heard::default() });
    assert_eq!(refused.failures, ["a board refuses: the hub is silent"]);
    for (what, why) in [
        (note(&"字".repeat(201)), "a note has at most 200 characters, and this one has 201"),
        (note(" \u{202e}"), "nothing to read"),
        (What::Note { id: "a b".to_owned(), text: "x".to_owned() }, "this is no note"),
    ] {
        let heard = home.ask(None, what).await;
        assert!(heard.failures[0].contains(why), "{heard:?}");
    }
}
