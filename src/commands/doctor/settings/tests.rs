use std::fs::Permissions;

use super::*;
use crate::commands::registry::desk::OpenTenant;
use crate::commands::registry::voice::{CallTenant, PushTenant};
use crate::config::{Dirs, Loader, Overrides, Tenant as _};

fn loaded(dir: &Path, text: &str, mode: u32) -> Result<Loaded, Failure> {
    let file = dir.join("config.toml");
    fs::write(&file, text).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
    let loader = Loader { schema: &registry::SCHEMA, env: std::collections::BTreeMap::new(), dirs: Dirs::under(dir) };
    Ok(loader.load(&Overrides { config: Some(file), ..Overrides::default() })?)
}

fn tenant() -> String {
    format!("[{}]\napp_id = \"a\"\napp_key = \"not-to-be-seen\"\n", OpenTenant::SECTION.path)
}

#[test]
fn settings_say_what_is_wrong_and_never_a_secret() {
    let scratch = tempfile::tempdir().unwrap();
    let usual = Path::new("/usual/config.toml");
    let said = |text: &str, mode: u32| {
        let verdict = verdict(&loaded(scratch.path(), text, mode), usual);
        assert!(!format!("{verdict:?}").contains("not-to-be-seen"));
        verdict
    };
    let verdict = said(&tenant(), 0o600);
    assert_eq!(verdict.outcome, Outcome::Ok);
    assert!(verdict.says.ends_with(&format!(": {}", OpenTenant::SECTION.path)), "{}", verdict.says);
    let verdict = said(&tenant(), 0o644);
    assert_eq!(verdict.outcome, Outcome::Failure);
    assert!(verdict.says.contains("chmod 600"), "{}", verdict.says);
    let verdict = said("[site]\nnam = \"x\"\n", 0o600);
    assert_eq!(verdict.outcome, Outcome::Failure);
    assert!(verdict.says.contains("config.toml:2"), "{}", verdict.says);
    let verdict = said("", 0o600);
    assert_eq!(verdict.outcome, Outcome::Failure);
    assert!(verdict.advice.unwrap().contains("callboard init"));
}

#[test]
fn a_file_that_others_can_change_is_worth_a_warning() {
    let scratch = tempfile::tempdir().unwrap();
    fs::write(scratch.path().join("key"), "k\n").unwrap();
    fs::set_permissions(scratch.path().join("key"), Permissions::from_mode(0o600)).unwrap();
    let text = tenant().replace("app_key = \"not-to-be-seen\"", "app_key_file = \"key\"");
    let verdict = verdict(&loaded(scratch.path(), &text, 0o664), Path::new("/usual"));
    assert_eq!(verdict.outcome, Outcome::Warning);
    assert!(verdict.advice.unwrap().starts_with("run chmod 600 "));
}

#[test]
fn a_rule_on_a_figure_that_a_setting_turns_off_is_worth_a_warning_that_names_the_setting() {
    const RULE: &str = "[alerts.rules.call_back]\nfigure = \"still_lost\"\nabove = 5\n";
    let scratch = tempfile::tempdir().unwrap();
    let said = |more: &str, rule: &str| {
        let account = "app_id = \"a\"\napp_secret = \"not-to-be-seen\"\noperator_user_id = \"u\"\n";
        let text = format!("[{}]\n{account}{more}{rule}", CallTenant::SECTION.path);
        resting(&loaded(scratch.path(), &text, 0o600).unwrap().config)
    };
    let section = CallTenant::SECTION.path;
    let expected = Verdict::warning(
        format!("alerts.rules.call_back looks at still_lost, which stays unknown: match_callers in [{section}] is off"),
        format!("write match_callers = true in [{section}], or remove the rule"),
    );
    assert_eq!(said("", RULE), Some(expected));
    assert_eq!(said("match_callers = true\n", RULE), None);
    assert_eq!(said("", "[alerts.rules.lost]\nfigure = \"lost\"\nabove = 5\n"), None);
}

#[test]
fn a_rule_on_who_waits_is_worth_a_warning_where_no_callbacks_tell_it() {
    const RULES: &str = "[alerts.rules.queue]\nfigure = \"waiting\"\nabove = 5\n\
                         [alerts.rules.slow]\nfigure = \"longest_wait\"\nabove = 60\n";
    let scratch = tempfile::tempdir().unwrap();
    let said = |own: &str, push: &str| {
        let account = "app_id = \"a\"\napp_secret = \"not-to-be-seen\"\noperator_user_id = \"u\"\n";
        let text = format!("[{}]\n{account}{own}{push}{RULES}", CallTenant::SECTION.path);
        resting(&loaded(scratch.path(), &text, 0o600).unwrap().config)
    };
    let section = PushTenant::SECTION.path;
    let push = format!("[{section}]\nlisten = \"127.0.0.1:8443\"\ncompany_id = \"c\"\napp_key = \"not-to-be-seen\"\n");
    let verdict = said("", "").unwrap();
    assert_eq!(verdict.outcome, Outcome::Warning);
    for name in ["alerts.rules.queue looks at waiting", "alerts.rules.slow looks at longest_wait"] {
        let says = format!("{name}, which stays unknown: [{section}] is not set");
        assert!(verdict.says.contains(&says), "{}", verdict.says);
    }
    assert_eq!(verdict.advice.unwrap().matches(section).count(), 1, "the same advice once");
    assert_eq!(said("", &push), None);
    let narrowed = said("departments = [\"7\"]\n", &push).unwrap();
    assert!(narrowed.says.contains("whose they are is not told before they ring"), "{}", narrowed.says);
}

#[test]
fn directories_are_tried_and_left_as_they_were() {
    let scratch = tempfile::tempdir().unwrap();
    let at = |name: &str| scratch.path().join(name);
    fs::write(at("file"), "").unwrap();
    assert_eq!(private_dir(&at("a/b"), "dir", "").outcome, Outcome::Ok);
    assert_eq!(private_dir(&at("file/b"), "dir", "").outcome, Outcome::Failure);
    assert_eq!(log_file(&at("logs/callboard.log")).outcome, Outcome::Ok);
    assert_eq!(log_file(&at("file/callboard.log")).outcome, Outcome::Failure);
    assert_eq!(export_dir(scratch.path()).outcome, Outcome::Ok);
    assert_eq!(export_dir(&at("missing")).outcome, Outcome::Failure);
    let names: Vec<_> = fs::read_dir(scratch.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["file"]);
    fs::create_dir(at("shared")).unwrap();
    fs::set_permissions(at("shared"), Permissions::from_mode(0o777)).unwrap();
    assert_eq!(private_dir(&at("shared"), "dir", "").outcome, Outcome::Warning);
}

#[test]
fn what_the_board_would_refuse_is_no_good_here_either() {
    let scratch = tempfile::tempdir().unwrap();
    let at = |name: &str| scratch.path().join(name);
    fs::write(at("real"), "").unwrap();
    std::os::unix::fs::symlink(at("real"), at("link")).unwrap();
    fs::hard_link(at("real"), at("second")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, at("pipe"), rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR).unwrap();
    fs::create_dir(at("theirs")).unwrap();
    fs::set_permissions(at("theirs"), Permissions::from_mode(0o777)).unwrap();
    for (name, says) in [
        ("link", "is a symlink or not what it should be; remove it"),
        ("pipe", "is a symlink or not what it should be; remove it"),
        ("second", "has a second name"),
        ("theirs/log", "other users can change; run chmod go-w"),
    ] {
        let verdict = log_file(&at(name));
        assert_eq!(verdict.outcome, Outcome::Failure, "{name}: {}", verdict.says);
        assert!(verdict.says.contains(says), "{name}: {}", verdict.says);
        assert!(private::append(&at(name)).is_err(), "{name}: the board takes it");
    }
    fs::create_dir(at("plain")).unwrap();
    fs::set_permissions(at("plain"), Permissions::from_mode(0o755)).unwrap();
    let verdict = private_dir(&at("plain"), "write remember = false in [screen]", "");
    assert_eq!(verdict.outcome, Outcome::Warning);
    assert!(verdict.says.ends_with("plain is open to other users; run chmod 700 on it"), "{}", verdict.says);
    assert!(private::make_dir(&at("plain")).is_err(), "the board takes it");
}
