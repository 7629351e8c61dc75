//! Every fault the simulator can let strike, one by one: afterwards the board equals the simulator's truth field by
//! field, and meanwhile it has said what was wrong, shown nothing that was never true, and lost nothing.
//!
//! `tests/faults.md` is the table of them all; a test here holds it against the tests there are.

mod answers;
mod connections;
mod framing;
mod messages;
mod platforms;
mod rig;
mod roster;
mod schedule;
mod table;
mod tokens;
