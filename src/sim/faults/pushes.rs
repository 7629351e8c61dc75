//! What can go wrong with callbacks on their way, and with how many of them.
//!
//! A platform pushes thousands of them an hour, so these faults have a share in a hundred instead of a schedule. All draws
//! are made here, callback by callback, so that the same list and seed hit the same ones.

use crate::model::sort;
use crate::sim::random::Dice;

/// So many of a hundred callbacks, unless a list says otherwise.
const USUAL: f64 = 1.0;

macro_rules! push_faults {
    ($($(#[doc = $doc:literal])+ $fault:ident $name:literal)*) => {
        /// One kind of thing that can go wrong with a callback.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum PushFault {
            $($(#[doc = $doc])+ $fault,)*
        }

        impl PushFault {
            /// Every kind there is.
            pub const ALL: &[Self] = &[$(Self::$fault),*];

            /// The name in a list.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$fault => $name,)* }
            }

            /// What happens, in a few words.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$fault => concat!($($doc),+).trim_ascii_start(),)* }
            }
        }
    };
}

push_faults! {
    /// is not sent
    Lost "lost"
    /// comes twice, each signed anew
    Doubled "doubled"
    /// comes 5 to 60 seconds late
    Late "late"
    /// comes after the next one of the same call or agent
    Reordered "reordered"
    /// has a wrong signature
    WrongSign "wrong-sign"
    /// comes twice with the same random code
    Replayed "replayed"
    /// is encrypted
    Encrypted "encrypted"
    /// is 10 MB large
    Large "large"
    /// comes a byte at a time, where nothing is between here and a receiver without TLS
    Slow "slow"
}

/// How many of a hundred callbacks each fault hits; none unless a list names it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PushFaults(Vec<(PushFault, f64)>);

impl PushFaults {
    /// Reads a list: names or `all`, each with how many of a hundred (`lost=5`, 1 unless given), separated by commas; a
    /// minus before a name takes it out again.
    ///
    /// # Errors
    /// One sentence for a name or a number that is none, when nothing is left, or when it is more than all.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut list: Vec<(PushFault, f64)> = Vec::new();
        for item in text.split(',').map(str::trim).filter(|item| !item.is_empty()) {
            let (out, item) = item.strip_prefix('-').map_or((false, item), |item| (true, item));
            let (name, share) = match item.split_once('=') {
                None => (item, USUAL),
                Some((name, share)) => (name.trim(), percent(share.trim())?),
            };
            let named: Vec<PushFault> =
                PushFault::ALL.iter().copied().filter(|f| name == "all" || name == f.name()).collect();
            if named.is_empty() {
                let known: Vec<&str> = PushFault::ALL.iter().map(|fault| fault.name()).collect();
                return Err(format!("`{name}` is no fault of callbacks; there are all, {}", known.join(", ")));
            }
            list.retain(|(fault, _)| !named.contains(fault));
            if !out {
                list.extend(named.into_iter().map(|fault| (fault, share)));
            }
        }
        if list.is_empty() {
            return Err("name at least one fault, or all".to_owned());
        }
        let sum: f64 = list.iter().map(|(_, share)| share).sum();
        if sum > 100.0 {
            return Err(format!("the shares add up to {sum} of a hundred callbacks"));
        }
        sort::by_key(&mut list, |(fault, _)| *fault);
        Ok(Self(list))
    }

    /// What goes wrong with the next callback.
    pub(in crate::sim) fn draw(&self, dice: &mut Dice) -> Option<PushFault> {
        if self.0.is_empty() {
            return None;
        }
        let mut lot = dice.unit() * 100.0;
        let hit = |(_, share): &&(PushFault, f64)| {
            let here = lot < *share;
            lot -= share;
            here
        };
        self.0.iter().find(hit).map(|(fault, _)| *fault)
    }
}

fn percent(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if share > 0.0 && share <= 100.0 => Ok(share),
        _ => Err(format!("`{text}` must be a number above 0 and at most 100: so many of a hundred callbacks")),
    }
}

#[cfg(test)]
mod tests;
