//! Customers as lists show them.

use crate::lang::Speaks;
use crate::model::Customer;
use crate::model::customer::WITHHELD;

/// A customer's number: masked, unless it is `revealed`; a word where the caller withheld it.
pub fn customer_word(to: impl Speaks, customer: &Customer, revealed: bool) -> Option<String> {
    let plain = customer.number.as_ref().filter(|number| revealed && !number.is_withheld());
    let shown = plain.map(|number| number.reveal().to_owned()).or_else(|| customer.shown())?;
    Some(if shown == WITHHELD { tr!(to, "withheld"; "number").to_owned() } else { shown })
}
