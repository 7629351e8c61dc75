//! What the simulator accepts.

use super::agent::{self, Crew};
use super::random::{self, Dice};

/// What a client needs to be let in. Derived from the seed alone, so a demo knows them beforehand.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The company, as callbacks are signed for it.
    pub company_id: String,
    /// The key that signs callbacks.
    pub push_app_key: String,
    /// `appId` of `POST /tokens/company`.
    pub call_app_id: String,
    /// The secret that signs `POST /tokens/company`.
    pub call_app_secret: String,
    /// `appid` of `GET /api/get_token`.
    pub open_app_id: String,
    /// The key that signs `GET /api/get_token`.
    pub open_app_key: String,
    /// The one `operatorUserId` the stream accepts with a company token.
    pub operator_user_id: String,
    /// The work number of an agent who may have a token of `POST /tokens/agent`.
    pub agent_number: String,
    /// `appId` of the China platform's `getAccessToken.json`.
    pub cn_app_id: String,
    /// The key that signs `getAccessToken.json`.
    pub cn_app_key: String,
    /// 7moor's `m7-appkey`: the account's number.
    pub moor_app_key: String,
    /// The key of 7moor's `m7-sign`.
    pub moor_secret_key: String,
}

impl Credentials {
    /// The credentials of the tenant with this seed.
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed, random::CREDENTIALS);
        let company_id = Crew::new(seed, 0).company;
        Self {
            call_app_id: dice.hex(32),
            call_app_secret: dice.hex(32),
            open_app_id: dice.hex(32),
            open_app_key: dice.hex(32),
            operator_user_id: dice.hex(32),
            agent_number: agent::FIRST_NUMBER.to_string(),
            cn_app_id: dice.hex(32),
            cn_app_key: dice.hex(32),
            moor_app_key: dice.between(2_000_000, 2_999_999).to_string(),
            moor_secret_key: dice.hex(30),
            push_app_key: dice.hex(32),
            company_id,
        }
    }
}
