//! Calls by script: what happens to each, event by event, with what is true after each.

use super::*;
use crate::model::testing::Dice;

/// An event, and whether the caller of its call waits after it.
#[derive(Clone, Debug)]
pub struct Told {
    pub event: CallEvent,
    pub waits: bool,
    pub over: bool,
}

struct Script<'a> {
    dice: &'a mut Dice,
    call: String,
    at: i64,
    told: Vec<Told>,
}

impl Script<'_> {
    fn tell(&mut self, event: CallEvent, waits: bool) {
        self.at += 1 + self.dice.below(4_000) as i64;
        let event = CallEvent {
            kind: Some(CallKind::Inbound),
            made: Some(T.plus(self.at)),
            relay: Some(if self.dice.comes(50) { "400-1".into() } else { "400-2".into() }),
            ..event
        };
        let over = event.what == Some(Happening::Deleted) || ends(&event);
        self.told.push(Told { event, waits, over });
    }

    fn agent(&mut self, who: u64, what: Happening, waits: bool) {
        self.tell(agents(&self.call.clone(), what, &format!("a{who}")), waits);
    }

    fn bot(&mut self, what: Happening, waits: bool) {
        let party = Some(format!("{}-bot", self.call).into());
        self.tell(CallEvent { party, role: Some(PartyRole::Bot), ..CallEvent::new(&self.call, what) }, waits);
    }
}

fn script(dice: &mut Dice, number: u64, at: i64) -> Vec<Told> {
    let mut script = Script { call: format!("c{number}"), at, told: Vec::new(), dice };
    script.tell(CallEvent::new(&script.call.clone(), Happening::Created), true);
    if script.dice.comes(40) {
        script.bot(Happening::Established, false);
        script.bot(Happening::Released, true);
    }
    while script.dice.comes(30) {
        let who = script.dice.below(20);
        script.agent(who, Happening::Ringing, true);
        script.agent(who, Happening::Released, true);
    }
    if script.dice.comes(80) {
        let mut who = script.dice.below(20);
        script.agent(who, Happening::Ringing, true);
        script.agent(who, Happening::Established, false);
        while script.dice.comes(30) {
            script.agent(who, Happening::Held, false);
            script.agent(who, Happening::Retrieved, false);
        }
        if script.dice.comes(30) {
            let other = (who + 1 + script.dice.below(18)) % 20;
            script.agent(other, Happening::Ringing, false);
            script.agent(other, Happening::Established, false);
            script.agent(who, Happening::Released, false);
            who = other;
        }
        script.agent(who, Happening::Released, true);
    }
    if script.dice.comes(80) {
        script.tell(customers(&script.call.clone(), Happening::Released), false);
    }
    script.tell(CallEvent::new(&script.call.clone(), Happening::Deleted), false);
    script.told
}

/// So many calls, in the order in which their events are made; no two at one moment.
pub fn world(dice: &mut Dice, calls: u64) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for number in 0..calls {
        let at = dice.below(60_000) as i64;
        told.extend(script(dice, number, at));
    }
    told.sort_by_key(|told| told.event.made);
    let mut last = T;
    for told in &mut told {
        let at = told.event.made.unwrap().max(last.plus(1));
        told.event.made = Some(at);
        last = at;
    }
    told
}
