//! The stream's messages, written as the examples of "Push Agent Indicator" print them: the order of the fields,
//! the blanks around ids, the empty object at the end of the list.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::json;

use super::agent::Agent;
use super::codes;
use super::world::{self, Batch, Target, Value, World};

/// An agent as the list shows it.
pub(super) struct Row<'a>(pub(super) &'a Agent);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let agent = self.0;
        let vitals = &agent.vitals;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("agentUUID", &agent.padded)?;
        // The example leaves the work number out; the Agent List table says it is required.
        map.serialize_entry("agentID", &agent.number.to_string())?;
        map.serialize_entry("agentName", &agent.name)?;
        map.serialize_entry("phoneType", &agent.phone_type)?;
        map.serialize_entry("thisDN", &agent.extension)?;
        map.serialize_entry("agentWorkStatus", &vitals.work)?;
        map.serialize_entry("agentLoginStatus", &vitals.login)?;
        map.serialize_entry("agentBusyReasonCode", &vitals.reason)?;
        map.serialize_entry("lastWorkStatusChangedTime", &vitals.work_since)?;
        map.serialize_entry("lastLoginStatusChangedTime", &vitals.login_since)?;
        map.serialize_entry("callType", &vitals.call_type)?;
        map.serialize_entry("customerNumber", &world::customer_number(vitals.customer))?;
        map.serialize_entry("customerPrivacyNumber", &world::privacy_number(vitals.customer, agent.privacy))?;
        map.serialize_entry("inboundEstablishedCallsCountToday", &vitals.answered)?;
        map.serialize_entry("inboundAbandonCallsCountToday", &vitals.missed)?;
        map.serialize_entry("outboundCallsCountToday", &vitals.dialled)?;
        map.serialize_entry("outboundEstablishedCallsCountToday", &vitals.connected)?;
        map.serialize_entry("clientType", agent.client)?;
        map.end()
    }
}

/// The agents of a page, followed by the example's empty object.
struct List<'a>(&'a World, &'a [u32]);

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let agents = self.1.iter().filter_map(|index| self.0.crew.agents.get(*index as usize));
        let rows = agents.map(|agent| Entry::Agent(Row(agent)));
        serializer.collect_seq(rows.chain(std::iter::once(Entry::Blank)))
    }
}

enum Entry<'a> {
    Agent(Row<'a>),
    Blank,
}

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Agent(row) => row.serialize(serializer),
            Self::Blank => serializer.serialize_map(Some(0))?.end(),
        }
    }
}

/// Fields under their names, in order.
struct Fields<'a>(&'a [(&'static str, i64)]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

/// A page of agents and the summary over everybody the query selects.
pub(super) struct Full<'a> {
    pub(super) world: &'a World,
    pub(super) summary: &'a [(&'static str, i64)],
    pub(super) page: &'a [u32],
    pub(super) number: usize,
    pub(super) size: usize,
    pub(super) total: usize,
}

impl Serialize for Full<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("MessageID", codes::MESSAGE_FULL)?;
        map.serialize_entry("companyId", &company(self.world))?;
        map.serialize_entry("creationTime", &self.world.now())?;
        map.serialize_entry("agentsSummary", &Fields(self.summary))?;
        map.serialize_entry("agentsMetrics", &Metrics(self))?;
        map.end()
    }
}

struct Metrics<'a>(&'a Full<'a>);

impl Serialize for Metrics<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("pageNum", &self.0.number)?;
        map.serialize_entry("pageSize", &self.0.size)?;
        map.serialize_entry("total", &self.0.total)?;
        map.serialize_entry("list", &List(self.0.world, self.0.page))?;
        map.end()
    }
}

fn company(world: &World) -> String {
    format!(" {} ", world.crew.company)
}

/// One operation: of which agent, which path, which value.
struct Change<'a> {
    id: &'a str,
    path: String,
    value: serde_json::Value,
}

impl Serialize for Change<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("op", "replace")?;
        map.serialize_entry("id", self.id)?;
        map.serialize_entry("path", &self.path)?;
        map.serialize_entry("value", &self.value)?;
        map.end()
    }
}

/// The changes of one moment that a reader is told of.
pub(super) struct Changes<'a> {
    world: &'a World,
    at: i64,
    list: Vec<Change<'a>>,
}

impl<'a> Changes<'a> {
    /// The batch's changes to the agents for which `shown` holds, and to the summary: the world's own, or the
    /// fields given instead.
    pub(super) fn new(
        world: &'a World,
        batch: &Batch,
        shown: impl Fn(u32) -> bool,
        summary: Option<&[(&'static str, i64)]>,
    ) -> Self {
        let mut list = Vec::new();
        for operation in &batch.operations {
            match operation.target {
                Target::Agent(index) if shown(index) => {
                    if let Some(agent) = world.crew.agents.get(index as usize) {
                        let path = format!("agentsMetrics/list/{}", operation.field);
                        list.push(Change { id: &agent.padded, path, value: plain(&operation.value) });
                    }
                }
                Target::Summary if summary.is_none() => {
                    list.push(of_summary(operation.field, plain(&operation.value)));
                }
                Target::Agent(_) | Target::Summary => {}
            }
        }
        for (field, value) in summary.unwrap_or_default() {
            list.push(of_summary(field, json!(value)));
        }
        Self { world, at: batch.at, list }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

fn plain(value: &Value) -> serde_json::Value {
    match value {
        Value::Number(number) => json!(number),
        Value::Text(text) => json!(text),
    }
}

fn of_summary<'a>(field: &str, value: serde_json::Value) -> Change<'a> {
    Change { id: "", path: format!("agentsSummary/{field}"), value }
}

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("MessageID", codes::MESSAGE_CHANGES)?;
        map.serialize_entry("companyId", &company(self.world))?;
        map.serialize_entry("creationTime", &self.at)?;
        map.serialize_entry("list", &self.list)?;
        map.end()
    }
}
