//! One thing, one word: calls are answered and lost; what agents count are their answers and misses.

use std::collections::BTreeSet;

use callboard::commands::registry;
use callboard::config::{self, AgentSort, AlertFigure};
use callboard::lists::agents::{COLUMNS, Sort};
use callboard::lists::{ListId, renamed};
use callboard::model::{Figure, Measure};

/// Every name under which a list, an order, a rule, a setting or a report knows a figure, its key and its heading.
fn names() -> BTreeSet<String> {
    let columns = COLUMNS.iter().flat_map(|column| [column.key.to_string(), column.title.to_string()]);
    let orders = Sort::ALL.into_iter().chain(Sort::OTHERS).map(|sort| sort.name().to_owned());
    let settings = AgentSort::WORDS.iter().chain(AlertFigure::WORDS).map(|word| (*word).to_owned());
    let figures = Figure::ALL.iter().map(|figure| figure.name().to_owned());
    let measures = Measure::ALL.iter().flat_map(|measure| [measure.name().to_owned(), measure.label().to_owned()]);
    // Who tells of the calls comes first; chats that are answered are another thing.
    let reports = registry::PLATFORMS.first().map(|voice| (voice.words)()).unwrap();
    columns.chain(orders).chain(settings).chain(figures).chain(measures).chain(reports).collect()
}

#[test]
fn no_figure_is_called_answered_or_missed_alone() {
    let alone = |name: &&String| matches!(name.to_lowercase().as_str(), "answered" | "missed" | "missed-share");
    let names = names();
    let found: Vec<&String> = names.iter().filter(alone).collect();
    assert!(found.is_empty(), "whose are they, the calls' or the agents'? {found:?}");
    for name in
        ["agent_answers", "agent_misses", "agent_misses_percent", "Agent answers", "Agent misses", "agent misses"]
    {
        assert!(names.contains(name), "{name}");
    }
}

#[test]
fn settings_know_the_old_names_of_orders_that_lists_know() {
    assert_eq!(config::RENAMED_ORDERS.as_slice(), renamed(ListId::Agents));
}

/// A call may have been missed by whom its result names; a count of calls is of lost ones.
#[test]
fn what_is_missed_says_by_whom() {
    let found: Vec<String> = names().into_iter().filter(|name| name.to_lowercase().contains("missed")).collect();
    assert!(found.iter().any(|name| name == "missed by system"), "{found:?}");
    assert!(found.iter().all(|name| name.contains("missed by ")), "{found:?}");
}
