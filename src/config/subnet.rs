//! Networks, as settings name them.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A network: the addresses that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subnet {
    address: IpAddr,
    bits: u8,
}

/// It is written as no network is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSubnet;

impl Subnet {
    /// An address of it.
    pub const fn one(&self) -> IpAddr {
        self.address
    }

    /// Whether an address is one of it. One of IPv4 that came by way of IPv6 is the one of IPv4.
    pub fn has(&self, address: IpAddr) -> bool {
        let (own, width) = bits(self.address);
        let (other, others_width) = bits(address.to_canonical());
        let apart = 128_u32.saturating_sub(u32::from(self.bits));
        width == others_width && (own ^ other).checked_shr(apart).unwrap_or(0) == 0
    }
}

/// An address as bits from the left, and how many it has.
fn bits(address: IpAddr) -> (u128, u8) {
    match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()) << 96, 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    }
}

impl FromStr for Subnet {
    type Err = NoSubnet;

    fn from_str(text: &str) -> Result<Self, NoSubnet> {
        let (address, written) = text.trim().split_once('/').map_or((text.trim(), None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.parse().map_err(|_| NoSubnet)?;
        let (_, width) = bits(address);
        let is_count = |bits: &&str| !bits.is_empty() && bits.bytes().all(|byte| byte.is_ascii_digit());
        let bits = match written {
            None => width,
            Some(bits) => Some(bits).filter(is_count).and_then(|bits| bits.parse().ok()).ok_or(NoSubnet)?,
        };
        if bits > width { Err(NoSubnet) } else { Ok(Self { address, bits }) }
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_has_the_addresses_that_begin_as_it_does() {
        for (network, has, has_not) in [
            ("10.0.0.0/8", "10.255.1.2", "11.0.0.1"),
            ("10.1.2.3/8", "10.9.9.9", "12.1.2.3"),
            ("203.0.113.7", "203.0.113.7", "203.0.113.6"),
            ("203.0.113.7", "::ffff:203.0.113.7", "::203.0.113.7"),
            ("0.0.0.0/0", "8.8.8.8", "::1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1"),
            ("::/0", "::1", "127.0.0.1"),
            ("::1", "::1", "::2"),
        ] {
            let read: Subnet = network.parse().unwrap();
            assert!(read.has(has.parse().unwrap()), "{network} has {has}");
            assert!(!read.has(has_not.parse().unwrap()), "{network} has not {has_not}");
            assert_eq!(read.to_string().parse(), Ok(read));
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/+8", "10.0.0/8", "host", "::/129", "10.0.0.0/8/8"] {
            assert_eq!(text.parse::<Subnet>(), Err(NoSubnet), "{text:?}");
        }
    }
}
