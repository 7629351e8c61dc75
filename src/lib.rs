//! callboard: a live wallboard for contact centres, in the terminal.

pub mod sim;
