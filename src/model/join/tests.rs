use super::*;
use crate::model::AgentId;

fn agent(id: &str, name: &str) -> Agent {
    Agent { name: Some(name.into()), number: Some(format!("no-{id}").into()), ..Agent::new(AgentId::new(id)) }
}

fn row(id: &str, name: &str) -> ChatAgent {
    ChatAgent { id: id.to_owned(), name: Some(name.to_owned()), ..ChatAgent::default() }
}

fn join(of: usize, agents: &[Agent], rows: &[ChatAgent], map: &[(&str, &str)]) -> Option<(JoinHow, Vec<usize>)> {
    let map = map.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
    Join::of(&holders(agents, rows, &map), &agents[of].id).map(|join| (join.how, join.rows))
}

#[test]
fn by_id_first_every_skill_group_of_theirs() {
    let agents = [agent("a", "Li Na"), agent("b", "Wang")];
    let rows = [row("a", "x"), row("b", "Li Na"), row("a", "x")];
    assert_eq!(join(0, &agents, &rows, &[("a", "b")]), Some((JoinHow::Id, vec![0, 2])));
}

#[test]
fn by_the_settings_next_and_a_map_to_no_agent_joins_none() {
    let agents = [agent("a", "Li Na")];
    let rows = [row("s", "Li Na"), row("t", "other")];
    assert_eq!(join(0, &agents, &rows, &[("no-a", "t")]), Some((JoinHow::Settings, vec![1])));
    assert_eq!(join(0, &agents, &rows, &[("a", "absent")]), None);
}

#[test]
fn by_an_exact_name_only_where_it_is_unique_on_both_sides() {
    let agents = [agent("a", " Li Na "), agent("b", "Wang"), agent("c", "Wang")];
    let rows = [row("s", "Li Na"), row("t", "Wang"), row("s", "Li Na")];
    assert_eq!(join(0, &agents, &rows, &[]), Some((JoinHow::Name, vec![0, 2])));
    assert_eq!(join(1, &agents, &rows, &[]), None, "two agents of that name");
    let rows = [row("s", "Li Na"), row("t", "Li Na")];
    assert_eq!(join(0, &agents, &rows, &[]), None, "two people of that name on the chat side");
    let rows = [row("b", "Li Na")];
    assert_eq!(join(0, &agents, &rows, &[]), None, "that chat person is already another agent by id");
    let rows = [row("s", "Li Na")];
    assert_eq!(join(0, &agents, &rows, &[("b", "s")]), None, "the settings say that this person is another agent");
    assert_eq!(join(0, &[agent("a", "  ")], &[row("s", "  ")], &[]), None, "no name is no match");
    assert_eq!(join(0, &agents, &rows, &[("gone", "s")]), None, "nor if that one is not on the board");
}

#[test]
fn a_row_has_one_holder_and_an_id_outdoes_the_settings() {
    let agents = [agent("a", "Li Na"), agent("s", "Wang")];
    let rows = [row("s", "Li Na")];
    assert_eq!(join(0, &agents, &rows, &[("a", "s")]), None);
    assert_eq!(join(1, &agents, &rows, &[("a", "s")]), Some((JoinHow::Id, vec![0])));
}

#[test]
fn a_name_that_is_there_and_not_unique_leaves_the_join_unsure() {
    let agents = [agent("a", "Li Na"), agent("b", "Wang")];
    let unsure = |rows: &[ChatAgent], of: usize| is_unsure(&holders(&agents, rows, &LiteMap::new()), rows, &agents[of]);
    let two = [row("x", "Li Na"), row("y", "Li Na"), row("z", "Wang")];
    assert!(unsure(&two, 0) && !unsure(&two, 1));
    assert!(!unsure(&[row("x", "Li Na")], 0), "it is joined by name");
    assert!(!unsure(&[row("x", "Zhao")], 0), "that name is not there");
}
