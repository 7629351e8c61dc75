//! The settings' departments and agents, as each of this family's questions takes them.
//!
//! The stream takes lists of both. The talk list takes one department and one agent, so it is asked once for each; the
//! agents' report takes agents, the departments' report departments; the relay numbers' report takes neither. What is asked
//! for by the id of a call or of an agent is of that one.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::CallSettings;
use crate::model::{AgentId, CallRecord, CallsAsked, Narrow, ReportAsked, ReportOf, Scope, Topic, sort};
use crate::platforms::ListPage;

/// So many times a page of calls may be asked for, for as many departments and agents. With more, calls are the whole
/// company's, and said to be.
const PARTS_MAX: usize = 8;

/// One question of a list that takes one department and one agent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub(super) department: Option<&'a str>,
    pub(super) agent: Option<&'a str>,
    /// Whether `agent` is a work number, and not an id.
    pub(super) by_number: bool,
}

/// The parameter that narrows a report, and what it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Names<'a> {
    pub(super) key: &'static str,
    pub(super) list: Vec<&'a str>,
    /// What the names are, where the report wants to know.
    pub(super) agent_type: Option<i64>,
}

fn filled(names: &[String]) -> Vec<&str> {
    names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect()
}

/// At least one place, so that what narrows nothing multiplies by one.
fn or_any(names: Vec<&str>) -> Vec<Option<&str>> {
    if names.is_empty() { vec![None] } else { names.into_iter().map(Some).collect() }
}

impl CallSettings {
    fn by_number(&self) -> bool {
        self.agent_type.unwrap_or(0) == 0
    }

    /// The questions that make a list of calls. The agent who is asked for goes before those of the settings, and so does
    /// the department where it is one of those; where it is another, nothing is left to ask.
    pub(super) fn parts<'a>(&'a self, asked: &'a CallsAsked) -> Vec<Part<'a>> {
        let agents = if asked.agent.is_some() { Vec::new() } else { filled(&self.agents) };
        // `agentType` says of the operator's id, too, what it is.
        let two_kinds = !agents.is_empty() && self.by_number() && self.calls_operator.is_some();
        let own = filled(&self.departments);
        let departments = match asked.more().department.as_deref().map(str::trim) {
            Some(asked) if own.is_empty() || own.contains(&asked) => vec![asked],
            Some(_) => return Vec::new(),
            None => own,
        };
        let (departments, agents) = (or_any(departments), or_any(agents));
        if two_kinds || departments.len().saturating_mul(agents.len()) > PARTS_MAX {
            return vec![Part { department: asked.more().department.as_deref().map(str::trim), ..Part::default() }];
        }
        let by_number = self.by_number();
        let of = |department| agents.iter().map(move |agent| Part { department, agent: *agent, by_number });
        departments.into_iter().flat_map(of).collect()
    }

    /// What narrows a report.
    pub(super) fn names<'a>(&'a self, asked: &'a ReportAsked) -> Option<Names<'a>> {
        let names = match asked.of {
            ReportOf::HalfHours | ReportOf::Relays => return None,
            ReportOf::DepartmentsInbound | ReportOf::DepartmentsOutbound => {
                Names { key: "departIds", list: filled(&self.departments), agent_type: None }
            }
            ReportOf::AgentsInbound | ReportOf::AgentsOutbound | ReportOf::AgentsWork => {
                let own = asked.agent.as_ref().map(|agent| (vec![agent.as_str()], 1));
                let kind = if self.by_number() { 2 } else { 1 };
                let (list, kind) = own.unwrap_or_else(|| (filled(&self.agents), kind));
                Names { key: "agents", list, agent_type: Some(kind) }
            }
        };
        (!names.list.is_empty()).then_some(names)
    }

    /// How all of this narrows what is told.
    pub(super) fn scope(&self) -> Option<Arc<Scope>> {
        let codes = [&self.work_statuses, &self.login_statuses, &self.busy_reasons];
        let states: Vec<String> = codes.into_iter().flatten().map(i64::to_string).collect();
        let nothing = |names: &[String]| filled(names).is_empty();
        let whole = [
            (
                Topic::Calls,
                self.parts(&CallsAsked::default()).iter().all(|part| part.department.or(part.agent).is_none()),
            ),
            (Topic::Relays, true),
            (Topic::Departments, nothing(&self.departments)),
            (Topic::AgentReports, nothing(&self.agents)),
        ];
        Scope::of(
            [(Narrow::Departments, &*self.departments), (Narrow::Agents, &*self.agents), (Narrow::States, &*states)],
            whole.into_iter().filter(|(_, whole)| *whole).map(|(topic, _)| topic),
        )
    }
}

impl Part<'_> {
    /// Sets what it asks for in the body of a request; `operator`: an id stands there.
    pub(super) fn write(self, body: &mut Value, asked: Option<&AgentId>, operator: bool) {
        let Value::Object(fields) = body else { return };
        if let Some(department) = self.department {
            fields.insert("departmentId".to_owned(), json!(department));
        }
        let (agent, by_number) = match asked {
            Some(asked) => (Some(asked.as_str()), false),
            None => (self.agent, self.agent.is_some() && self.by_number),
        };
        if let Some(agent) = agent {
            fields.insert("agent".to_owned(), json!(agent));
        }
        // It says of both that they are ids.
        if operator || agent.is_some() {
            fields.insert("agentType".to_owned(), json!(i64::from(!by_number)));
        }
    }
}

/// The same page of several questions, on each of which `asked` rows were asked for, as one. A call that belongs to two
/// of them is there once, so that their totals add up to nothing; and as long as one of them goes on, so does the list.
pub(super) fn merged(mut pages: Vec<ListPage<CallRecord>>, page: u32, asked: u32) -> ListPage<CallRecord> {
    if pages.len() == 1
        && let Some(only) = pages.pop()
    {
        return only;
    }
    let full = pages.iter().any(|part| part.full);
    let ends = page == 1 && pages.iter().all(|part| !part.full && part.total.is_none_or(|total| total <= part.sent));
    let most = u64::from(asked).saturating_mul(pages.len() as u64);
    let sent = pages.iter().map(|part| part.sent).sum();
    let bytes = pages.iter().map(|part| part.bytes).sum();
    // In the direction in which the vendor tells them.
    let rises = pages.iter().find_map(|part| {
        let (first, last) = (part.rows.first()?.started?, part.rows.last()?.started?);
        (first != last).then_some(first < last)
    });
    let mut known = HashSet::new();
    let mut rows: Vec<CallRecord> = pages.into_iter().flat_map(|part| part.rows).collect();
    rows.retain(|call| known.insert(call.id.clone()));
    sort::by_key(&mut rows, |call| call.started);
    if rises != Some(true) {
        rows.reverse();
    }
    let total = ends.then_some(rows.len() as u64);
    ListPage { rows, total, page_size: None, sent: if full { most } else { sent }, full, hidden: 0, bytes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stamp;

    fn part(rows: &[(&str, i64)], full: bool, total: u64) -> ListPage<CallRecord> {
        let call = |(id, at): &(&str, i64)| CallRecord {
            id: (*id).to_owned(),
            started: Some(Stamp(*at)),
            ..CallRecord::default()
        };
        let (rows, sent) = (rows.iter().map(call).collect(), rows.len() as u64);
        ListPage { rows, total: Some(total), page_size: Some(100), sent, full, hidden: 0, bytes: 7 }
    }

    fn ids(page: &ListPage<CallRecord>) -> Vec<&str> {
        page.rows.iter().map(|call| call.id.as_str()).collect()
    }

    #[test]
    fn calls_of_two_departments_are_one_list_in_the_vendors_order() {
        let page = merged(vec![part(&[("c", 3), ("a", 1)], false, 2), part(&[("d", 4), ("c", 3)], false, 2)], 1, 100);
        assert_eq!((ids(&page), page.total, page.sent, page.full), (vec!["d", "c", "a"], Some(3), 4, false));
        let page = merged(vec![part(&[("a", 1), ("c", 3)], false, 2), part(&[("b", 2)], false, 1)], 1, 100);
        assert_eq!(ids(&page), ["a", "b", "c"], "oldest first stays so");
    }

    #[test]
    fn the_list_goes_on_as_long_as_one_of_them_does() {
        let page = merged(vec![part(&[("c", 3)], true, 200), part(&[], false, 0)], 2, 100);
        assert_eq!((page.total, page.full, page.sent), (None, true, 200));
        let page = merged(vec![part(&[("c", 3)], false, 101), part(&[], false, 0)], 2, 100);
        assert_eq!((page.total, page.full, page.sent), (None, false, 1));
    }

    #[test]
    fn one_question_answers_as_it_did() {
        let only = part(&[("c", 3)], true, 101);
        assert_eq!(merged(vec![only.clone()], 1, 100), only);
    }
}
