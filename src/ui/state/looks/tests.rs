use super::*;
use crate::ui::testing::*;

const UNSAID: Begins = Begins { theme: false, sort: false, tiles: false };

/// A person at a new screen, which begins as `looks` say.
fn next(looks: &Looks, said: Begins) -> (Desk, bool) {
    let mut desk = Desk::new(centre(12), settings());
    let fits = desk.view.recall(looks, &desk.settings, said);
    desk.note();
    (desk, fits)
}

fn left(keys: &str) -> Looks {
    let mut desk = Desk::new(centre(12), settings());
    desk.keys(keys);
    let looks = desk.view.looks(&desk.settings);
    Looks::read(&looks.write()).unwrap()
}

#[test]
fn the_next_start_begins_as_the_screen_was_left() {
    let looks = left("TTssSt/state:talking<enter>5<tab>3sS2");
    let (desk, fits) = next(&looks, UNSAID);
    assert!(fits);
    assert_eq!(desk.view.looks(&desk.settings), looks);
    assert_eq!((looks.theme.as_str(), looks.view), ("high-contrast", Tab::Calls));
    let rules = desk.view.board().listing().rules();
    assert_eq!((rules.sort, rules.reverse, rules.filter.text()), (Sort::State, true, "state:talking"));
    assert!(desk.view.board().has_tiles() && desk.view.page() == &Page::Calls);
    assert_eq!(desk.view.tabs().reports.of(), ReportOf::Relays);
    let chats = ListId::Chat(ChatBy::Department);
    assert!(desk.view.list(chats).is_some_and(|list| list.reverse && list.sort.is_some()));
}

#[test]
fn every_view_with_a_key_is_found_again_and_a_page_over_the_board_is_the_board() {
    for (keys, view) in [
        ("2", Tab::Calls),
        ("3", Tab::Chat),
        ("4", Tab::Ai),
        ("5", Tab::Reports),
        ("6", Tab::Health),
        ("61", Tab::Board),
        ("j<enter>", Tab::Board),
        ("5?", Tab::Reports),
    ] {
        assert_eq!(left(keys).view, view, "{keys}");
    }
}

#[test]
fn what_was_said_for_this_start_wins_and_does_not_forget_what_is_usual() {
    let kept = left("TsSt");
    let said = Begins { theme: true, sort: true, tiles: true };
    let (mut desk, _) = next(&kept, said);
    let begun = desk.view.looks(&desk.settings);
    assert_eq!((begun.theme.as_str(), begun.sort, begun.reverse, begun.tiles), ("dark", Sort::Attention, false, false));
    desk.keys("4");
    let now = desk.view.looks(&desk.settings).over(&kept, &begun, said);
    assert_eq!((now.theme.as_str(), now.sort, now.reverse, now.tiles), ("light", Sort::Time, true, true));
    assert_eq!(now.view, Tab::Ai);
    desk.keys("TT1s");
    let now = desk.view.looks(&desk.settings).over(&kept, &begun, said);
    assert_eq!((now.theme.as_str(), now.sort, now.tiles), ("high-contrast", Sort::Time, true));
}

#[test]
fn a_filter_that_may_hold_a_customers_number_is_not_kept() {
    for kept in
        ["state:talking", "/^10[0-4]/", "number:10 ext:80", "missed>0 time>15m answered>=10", "王芳", "zhang 123"]
    {
        assert_eq!(left(&format!("/{kept}<enter>")).filter, kept);
    }
    for not in
        ["13800138000", "138 001 380 00", "+86-13 80", "(0)20/77", "１３８０", "li@example.com", "/138.?00/", "1004"]
    {
        assert_eq!(left(&format!("/{not}<enter>")).filter, "", "{not}");
        let text = left(&format!("2/{not}<enter>")).write();
        assert!(!text.contains(not), "{text}");
    }
}

#[test]
fn neither_what_is_being_typed_nor_what_a_figure_opened_is_how_the_screen_is_left() {
    assert_eq!(left("/state:busy<enter>/wang").filter, "state:busy");
    assert_eq!(left("/state:busy<enter><tab><tab><enter>").filter, "state:busy");
}

#[test]
fn what_does_not_fit_is_left_out_and_the_rest_holds() {
    for (what, looks) in [
        ("theme", Looks { theme: "gone".to_owned(), sort: Sort::Name, ..Looks::default() }),
        ("filter", Looks { filter: "nofield:x".to_owned(), sort: Sort::Name, ..Looks::default() }),
        ("control", Looks { filter: "a\u{1b}[31m".to_owned(), sort: Sort::Name, ..Looks::default() }),
        ("long", Looks { filter: "a".repeat(LONGEST + 1), sort: Sort::Name, ..Looks::default() }),
        ("groups", Looks { ai: Some(AiField::Session), sort: Sort::Name, ..Looks::default() }),
        (
            "list",
            Looks {
                lists: LiteMap::from_iter([("nothing".to_owned(), ListLook::default())]),
                sort: Sort::Name,
                ..Looks::default()
            },
        ),
    ] {
        let (desk, fits) = next(&looks, UNSAID);
        assert!(!fits, "{what}");
        let now = desk.view.looks(&desk.settings);
        assert_eq!((now.theme.as_str(), now.filter.as_str(), now.sort), ("dark", "", Sort::Name), "{what}");
    }
    for text in ["sort = \"sideways\"", "= ", "view = 3", "lists = 1"] {
        assert_eq!(Looks::read(text), None, "{text}");
    }
    assert_eq!(Looks::read(""), Some(Looks::default()));
    assert_eq!(Looks::read("what_a_later_version_knows = 1"), Some(Looks::default()));
}

#[test]
fn every_list_that_lasts_has_a_name_that_leads_back_to_it() {
    let platform = Tag::of("moor");
    let platforms =
        [ListId::PlatformFigures(platform), ListId::PlatformAgents(platform), ListId::PlatformTrend(platform)];
    let groups = GROUPED_BY.map(ListId::AiGroups);
    let reports = ReportOf::ALL.map(ListId::Report);
    let others = [
        ListId::Agents,
        ListId::Calls,
        ListId::LiveCalls,
        ListId::Chat(ChatBy::Department),
        ListId::Chat(ChatBy::SkillGroup),
        ListId::ChatGroups,
        ListId::Vendors,
        ListId::AiRecords,
        ListId::Probes,
    ];
    let calls = [CallsBy::Relay, CallsBy::Department, CallsBy::Route].map(ListId::CallsBy);
    for id in platforms.into_iter().chain(groups).chain(reports).chain(calls).chain(others) {
        assert_eq!(name(id).as_deref().and_then(list), Some(id), "{id:?}");
    }
    assert_eq!((name(ListId::Legs), list("legs"), list("agents.Ä")), (None, None, None));
}

#[test]
fn what_was_kept_of_agents_counters_under_their_names_of_before_still_holds() {
    let kept = "sort = \"missed\"\nfilter = \"missed>0 answered>=10\"\n\
                [lists.agents]\ncolumns = [\"number\", \"answered\", \"missed\", \"missed-share\"]\n";
    let looks = Looks::read(kept).unwrap();
    let settings = settings();
    let mut desk = Desk::new(centre(48), settings.clone());
    assert!(desk.view.recall(&looks, &settings, UNSAID));
    assert_eq!(desk.view.board().listing().rules().sort, Sort::Missed);
    let columns = desk.view.list(ListId::Agents).unwrap().columns.clone().unwrap();
    assert_eq!(columns, ["number", "agent_answers", "agent_misses", "agent_misses_percent"]);
    let written = desk.view.looks(&settings).write();
    assert!(written.contains("sort = \"agent_misses\"") && written.contains("\"agent_misses_percent\""), "{written}");
}

/// Figures of calls have a handle time where they had a talk time; a call has a talk time still.
#[test]
fn a_column_that_one_list_calls_otherwise_keeps_its_name_in_the_others() {
    let kept = "[lists.calls-by-relay]\nsort = \"talk\"\ncolumns = [\"lost\", \"talk\"]\n\
                [lists.calls]\nsort = \"talk\"\ncolumns = [\"result\", \"talk\"]\n";
    let (mut desk, fits) = next(&Looks::read(kept).unwrap(), UNSAID);
    assert!(fits);
    for (id, other, name) in
        [(ListId::CallsBy(CallsBy::Relay), "lost", "handle_time"), (ListId::Calls, "result", "talk")]
    {
        let list = desk.view.list(id).unwrap();
        assert_eq!(
            (list.sort.as_deref(), list.columns.as_deref().unwrap()),
            (Some(name), &[other.to_owned(), name.to_owned()][..])
        );
    }
    reports::records(&mut desk.board);
    desk.note();
    desk.keys("5<tab><tab>/Talk>100m<enter>");
    assert_eq!(desk.view.list(ListId::CallsBy(CallsBy::Relay)).unwrap().filter.text(), "Talk>100m");
    assert!(desk.text(120, 34).contains("nothing matches Talk>100m"), "{}", desk.text(120, 34));
    desk.keys("<esc>:sort calls<enter>:sort TALK<enter>");
    assert_eq!(desk.view.list(ListId::CallsBy(CallsBy::Relay)).unwrap().sort.as_deref(), Some("handle_time"));
}

#[test]
fn columns_are_bounded_and_shown_once() {
    let look = ListLook {
        columns: Some(vec!["a".to_owned(), "a".to_owned(), "b".repeat(LONGEST + 1), "c".to_owned()]),
        ..ListLook::default()
    };
    assert_eq!(look.list(ListId::Calls).columns.unwrap(), ["a", "c"]);
}

#[test]
fn columns_chosen_for_the_agents_are_found_again() {
    let looks = left("c jj <enter>");
    let (desk, fits) = next(&looks, UNSAID);
    assert!(fits);
    let columns = desk.view.list(ListId::Agents).and_then(|list| list.columns.clone()).unwrap();
    let has = |key: &str| columns.iter().any(|column| column == key);
    assert!(has("ext") && has("agent_answers") && !has("number") && !has("state") && !has("department"), "{columns:?}");
}
