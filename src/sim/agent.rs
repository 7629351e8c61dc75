//! The people of the centre: who they are, what they do, when they work, and how they stand at this moment.

use super::codes;
use super::ledger::Seat;
use super::names::Names;
use super::random::{self, Dice, mix};
use super::zone::{HOUR, MINUTE};

/// The work number of the first agent; the others follow.
pub(super) const FIRST_NUMBER: u32 = 1000;

/// What an agent is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Takes calls, and now and then calls back.
    Inbound,
    /// Dials from a list.
    Outbound,
}

/// When an agent works, in minutes from the site's midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shift {
    /// Logged in for good; only in centres of a handful of people.
    Always,
    /// From the one to the other; the end may lie after the next midnight.
    Daily(i64, i64),
}

/// What changes about an agent, and what the stream shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Vitals {
    pub(super) work: i64,
    pub(super) login: i64,
    pub(super) reason: i64,
    /// Unix ms.
    pub(super) work_since: i64,
    /// Unix ms.
    pub(super) login_since: i64,
    pub(super) call_type: i64,
    /// The customer's eleven digits; 0 when there is no customer.
    pub(super) customer: u64,
    pub(super) answered: u32,
    pub(super) missed: u32,
    pub(super) dialled: u32,
    pub(super) connected: u32,
}

impl Vitals {
    /// Work status, login status and reason.
    pub(super) const fn state(&self) -> (i64, i64, i64) {
        (self.work, self.login, self.reason)
    }
}

/// One agent.
#[derive(Clone)]
pub(super) struct Agent {
    pub(super) uuid: String,
    /// The UUID as the wire shows it, with the blanks of the vendor's example around it.
    pub(super) padded: String,
    pub(super) number: u32,
    pub(super) name: String,
    pub(super) department: usize,
    pub(super) phone_type: i64,
    pub(super) extension: String,
    pub(super) client: &'static str,
    /// Whether calls of this agent's department carry `customerPrivacyNumber`.
    pub(super) privacy: bool,
    pub(super) role: Role,
    pub(super) chats: bool,
    pub(super) shift: Shift,
    /// How long calls take with this agent, as a factor around 1.
    pub(super) pace: f64,
    /// How likely a ringing call is not answered.
    pub(super) misses: f64,
    pub(super) vitals: Vitals,
    /// Raised at every change of state: events planned before it are void.
    pub(super) epoch: u32,
    /// Raised at every login: the round of breaks planned before it is void.
    pub(super) login_epoch: u32,
    /// When this agent became idle, on the clock of lives; the key in the queue of the longest idle.
    pub(super) idle_since: Option<i64>,
    /// The place in the present call, and until the next one in the last.
    pub(super) seat: Option<Seat>,
    /// A break is due as soon as the work in hand is done.
    pub(super) break_due: bool,
    /// The shift is over as soon as the work in hand is done.
    pub(super) leaving: bool,
}

/// A department: its id and its name.
#[derive(Clone)]
pub(super) struct Department {
    pub(super) id: String,
    pub(super) name: &'static str,
    privacy: bool,
}

const DEPARTMENTS: [(&str, u32, bool); 6] = [
    ("Customer Care", 34, false),
    ("售后服务", 22, true),
    ("Billing", 14, false),
    ("Technical Support", 14, false),
    ("VIP", 6, true),
    ("Outbound Sales", 10, false),
];

/// The last of [`DEPARTMENTS`] dials; the others answer.
const OUTBOUND_DEPARTMENT: usize = 5;

/// Shifts as minutes from midnight, with their share of the crew. At half past two about a fifth is not there.
const SHIFTS: [(i64, i64, u32); 7] = [
    (7 * 60, 15 * 60 + 30, 11),
    (8 * 60, 17 * 60, 23),
    (9 * 60, 18 * 60, 31),
    (10 * 60, 19 * 60, 8),
    (13 * 60, 22 * 60, 14),
    (16 * 60, 24 * 60, 7),
    (22 * 60, 31 * 60, 6),
];

/// Agents of a centre, and its departments.
#[derive(Clone)]
pub(super) struct Crew {
    pub(super) departments: Vec<Department>,
    pub(super) agents: Vec<Agent>,
    pub(super) company: String,
}

impl Crew {
    /// So many people, always the same ones for the same seed.
    pub(super) fn new(seed: u64, count: usize) -> Self {
        let mut dice = Dice::new(seed, random::CREW);
        let company = dice.hex(32);
        let departments: Vec<Department> = DEPARTMENTS
            .iter()
            .map(|(name, _, privacy)| Department { id: dice.hex(32), name, privacy: *privacy })
            .collect();
        let mut names = Names::new();
        let agents = (0..count).map(|index| person(index, count, &mut dice, &mut names, &departments)).collect();
        Self { departments, agents, company }
    }
}

fn person(index: usize, count: usize, dice: &mut Dice, names: &mut Names, departments: &[Department]) -> Agent {
    let uuid = dice.hex(32);
    let name = names.next(index, dice);
    let weights = DEPARTMENTS.map(|(_, weight, _)| weight);
    // The very first takes calls, so that the smallest centre has a telephone to ring.
    let department = if index == 0 { 0 } else { dice.weighted(&weights) };
    let role = if department == OUTBOUND_DEPARTMENT || (index > 0 && dice.chance(0.08)) {
        Role::Outbound
    } else {
        Role::Inbound
    };
    let mut shares = SHIFTS.map(|(_, _, share)| share);
    if role == Role::Outbound {
        // No customer wants to be called at seven in the morning or at ten in the evening.
        shares = [0, shares[1], shares[2], shares[3], 0, 0, 0];
    }
    let (begin, end, _) = SHIFTS.get(dice.weighted(&shares)).copied().unwrap_or((9 * 60, 18 * 60, 0));
    let jitter = dice.between(-6, 3);
    let shift = if count <= 3 { Shift::Always } else { Shift::Daily(begin + jitter, end + dice.between(-2, 7)) };
    let phone = dice.weighted(&[68, 2, 5, 20, 5]) as i64 + 1;
    let misses = if dice.chance(0.07) { 0.13 } else { 0.012 + 0.04 * dice.unit() };
    Agent {
        padded: format!(" {uuid} "),
        uuid,
        number: FIRST_NUMBER + index as u32,
        name,
        department,
        phone_type: phone,
        extension: (801 + index).to_string(),
        client: match phone {
            1 | 4 => "Web",
            5 if dice.chance(0.5) => "Android",
            5 => "IOS",
            _ => "Unknown",
        },
        privacy: departments.get(department).is_some_and(|department| department.privacy),
        role,
        chats: role == Role::Inbound && (index == 0 || dice.chance(0.46)),
        shift,
        pace: 0.75 + 0.6 * dice.unit(),
        misses,
        vitals: Vitals {
            work: codes::WORK_UNKNOWN,
            login: codes::LOGIN_OFFLINE,
            reason: codes::REASON_NONE,
            work_since: 0,
            login_since: 0,
            call_type: codes::CALL_NONE,
            customer: 0,
            answered: 0,
            missed: 0,
            dialled: 0,
            connected: 0,
        },
        epoch: 0,
        login_epoch: 0,
        idle_since: None,
        seat: None,
        break_due: false,
        leaving: false,
    }
}

impl Agent {
    /// The hours of this agent on the day that begins at `midnight`, in Unix ms; none on a day off.
    pub(super) fn hours(&self, seed: u64, midnight: i64) -> Option<(i64, i64)> {
        hours(self.shift, self.number, seed, midnight)
    }

    /// Whether this agent's shift of either day lasts until `until` (Unix ms) and longer.
    pub(super) fn stays(&self, seed: u64, midnights: [i64; 2], now: i64, until: i64) -> bool {
        let shifts = midnights.into_iter().filter_map(|midnight| self.hours(seed, midnight));
        self.shift == Shift::Always || shifts.into_iter().any(|(begin, end)| begin <= now && end > until)
    }

    /// Whether the agent takes calls from the queue.
    pub(super) fn takes_calls(&self) -> bool {
        self.role == Role::Inbound
    }
}

/// The hours that an agent with this shift and work number has on the day that begins at `midnight`, in Unix ms; none
/// on a day off.
pub(super) fn hours(shift: Shift, number: u32, seed: u64, midnight: i64) -> Option<(i64, i64)> {
    let Shift::Daily(begin, end) = shift else { return None };
    let day = midnight.div_euclid(24 * HOUR) as u64;
    let lot = mix(seed ^ mix(day) ^ u64::from(number)) % 100;
    // One in twelve has the day off; no agent arrives on the very minute.
    (lot >= 8).then(|| {
        let late = (mix(lot ^ day ^ u64::from(number)) % 150_000) as i64;
        (midnight + begin * MINUTE + late, midnight + end * MINUTE + late)
    })
}
