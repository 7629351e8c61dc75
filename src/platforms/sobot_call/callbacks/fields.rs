//! Fields that callbacks of several kinds have, however they are spelled.

use serde_json::{Map, Value, json};

use crate::model::{CallKind, Customer, CustomerNumber};
use crate::platforms::lenient::Loose;
use crate::platforms::sobot_call::row::Row;
use crate::platforms::sobot_call::{calls, codes};

pub(super) const CALL: [&str; 3] = ["callID", "callId", "CallID"];
pub(super) const PARTY: [&str; 3] = ["partyId", "partyID", "PartyID"];

/// So much of a name that no document has is repeated.
pub(super) const NAME_MAX: usize = 40;

/// What may be shown of a customer, and nothing else.
pub(super) fn customer(customer: &Customer) -> Customer {
    Customer { number: None, masked: customer.shown() }
}

/// What may be shown of a customer with this number.
pub(super) fn customer_of(number: &str) -> Customer {
    customer(&Customer { number: CustomerNumber::new(number), masked: None })
}

/// Gives a field the name that the decoders of the polls know it by.
pub(super) fn spell(fields: &mut Map<String, Value>, names: &[&str]) {
    let Some((own, others)) = names.split_first() else { return };
    for other in others {
        if let Some(value) = fields.remove(*other) {
            fields.entry(*own).or_insert(value);
        }
    }
}

/// Gives the direction of a call as its code, where it came by name.
pub(super) fn direct(fields: &mut Map<String, Value>) {
    let named = Loose::field(fields, "callType").text().ok().flatten().and_then(|name| direction_of(&name));
    if let Some(code) = named.and_then(calls::kind_code) {
        fields.insert("callType".to_owned(), json!(code));
    }
}

pub(super) fn direction_of(name: &str) -> Option<CallKind> {
    let names = [("Inbound", CallKind::Inbound), ("Outbound", CallKind::Outbound), ("Internal", CallKind::Internal)];
    names.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim())).map(|(_, kind)| kind)
}

/// The direction of a call, by its code or its name.
pub(super) fn direction(row: &mut Row<'_>) -> Option<CallKind> {
    row.code("callType").map(codes::call).or_else(|| direction_of(&row.text("callType")?))
}
