//! Tables that are looked at for each of hundred thousands of calls, or for every alert every second.
//!
//! The standard library's hash takes several times as long for a short text as the one that the tables of ratatui have.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

/// A map with that hash.
pub type QuickMap<K, V> = HashMap<K, V, RandomState>;

/// A set with it.
pub type QuickSet<K> = HashSet<K, RandomState>;
