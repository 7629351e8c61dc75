//! Accounts and users as a server knows them by signed tokens, and the files of credentials that users are given.
//!
//! <https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/jwt>: keys are Ed25519, written as nkeys
//! are (base 32 of a prefix, the key, and a CRC-16); a token is signed by who stands above.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};

/// Whose key it is.
#[derive(Clone, Copy)]
enum Kind {
    Operator = 14 << 3,
    Account = 0,
    User = 20 << 3,
}

/// The prefix of a seed.
const SEED: u8 = 18 << 3;

/// Without these a server allows nothing.
const UNLIMITED: i64 = -1;

/// A key of a test's own.
struct Key {
    kind: Kind,
    seed: [u8; 32],
    pair: Ed25519KeyPair,
}

impl Key {
    fn new(kind: Kind, seed: u8) -> Self {
        let seed = [seed; 32];
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
        Self { kind, seed, pair }
    }

    fn public(&self) -> String {
        let mut bytes = vec![self.kind as u8];
        bytes.extend(self.pair.public_key().as_ref());
        encoded(bytes)
    }

    fn secret(&self) -> String {
        let kind = self.kind as u8;
        let mut bytes = vec![SEED | kind >> 5, (kind & 31) << 3];
        bytes.extend(self.seed);
        encoded(bytes)
    }

    /// What this one says of another.
    fn token(&self, of: &Self, name: &str, nats: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = part(&json!({ "typ": "JWT", "alg": "ed25519-nkey" }));
        let claims = json!({
            "jti": name, "iat": 1_700_000_000, "iss": self.public(), "sub": of.public(), "name": name, "nats": nats
        });
        let signed = format!("{header}.{}", part(&claims));
        let signature = URL_SAFE_NO_PAD.encode(self.pair.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }
}

/// Base 32 of these bytes and their CRC-16.
fn encoded(mut bytes: Vec<u8>) -> String {
    let crc = bytes.iter().fold(0_u16, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 })
    });
    bytes.extend(crc.to_le_bytes());
    let bits = bytes.iter().fold(String::new(), |mut bits, byte| {
        write!(bits, "{byte:08b}").unwrap();
        bits
    });
    let digits = bits.as_bytes().chunks(5).map(|digit| {
        let text = format!("{:0<5}", std::str::from_utf8(digit).unwrap());
        char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[usize::from_str_radix(&text, 2).unwrap()])
    });
    digits.collect()
}

/// The public key and the seed of a user's nkey.
pub(super) fn nkey(seed: u8) -> [String; 2] {
    let key = Key::new(Kind::User, seed);
    [key.public(), key.secret()]
}

/// A server's settings for one account of one user, and the file of credentials of that user, and of one whom no one
/// knows.
pub(super) fn account() -> (String, [String; 2]) {
    let operator = Key::new(Kind::Operator, 1);
    let (system, account, other) = (Key::new(Kind::Account, 2), Key::new(Kind::Account, 3), Key::new(Kind::Account, 4));
    let users = [Key::new(Kind::User, 5), Key::new(Kind::User, 6)];
    let limits = json!({
        "subs": UNLIMITED, "data": UNLIMITED, "payload": UNLIMITED, "imports": UNLIMITED, "exports": UNLIMITED,
        "wildcards": true, "conn": UNLIMITED, "leaf": UNLIMITED, "mem_storage": UNLIMITED, "disk_storage": UNLIMITED,
        "streams": UNLIMITED, "consumer": UNLIMITED
    });
    let without_jetstream = json!({
        "subs": UNLIMITED, "data": UNLIMITED, "payload": UNLIMITED, "imports": UNLIMITED, "exports": UNLIMITED,
        "wildcards": true, "conn": UNLIMITED, "leaf": UNLIMITED
    });
    let of_account = |limits: Value| json!({ "limits": limits, "type": "account", "version": 2 });
    let of_user = json!({ "subs": UNLIMITED, "data": UNLIMITED, "payload": UNLIMITED, "type": "user", "version": 2 });
    let operators = operator.token(&operator, "operator", &json!({ "type": "operator", "version": 2 }));
    let settings = format!(
        "listen: 127.0.0.1:-1\njetstream {{\n store_dir: \"STORE\"\n}}\noperator: {operators}\nsystem_account: {0}\n\
         resolver: MEMORY\nresolver_preload: {{\n {0}: {1}\n {2}: {3}\n}}\n",
        system.public(),
        operator.token(&system, "SYS", &of_account(without_jetstream)),
        account.public(),
        operator.token(&account, "CALLBOARD", &of_account(limits)),
    );
    let file = |(by, user): (&Key, &Key)| {
        format!(
            "-----BEGIN NATS USER JWT-----\n{}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n{}\n\
             ------END USER NKEY SEED------\n",
            by.token(user, "user", &of_user),
            user.secret(),
        )
    };
    (settings, [(&account, &users[0]), (&other, &users[1])].map(file))
}
