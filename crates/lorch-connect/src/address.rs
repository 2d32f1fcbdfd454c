//! Which addresses lie on the public internet, and which are somebody's own machine or network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is on the public internet.
///
/// Everything else is refused: a feed is written by strangers, and following its addresses into this machine or
/// its network would let them use Lorch as their hand there.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// Whether a name means this machine or its network by its very spelling (RFC 6761, RFC 6762, RFC 8375).
///
/// Resolvers usually agree, but a proxy that resolves for us can't be asked what it found.
pub fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    const LOCAL: [&str; 5] = ["localhost", "local", "localdomain", "internal", "home.arpa"];
    LOCAL.iter().any(|local| name.strip_suffix(local).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// IANA special-purpose registry for IPv4, plus multicast and class E.
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127, ..)
            | (100, 64..=127, _) // carrier-grade NAT
            | (169, 254, _) // link-local, and the metadata service of clouds
            | (172, 16..=31, _)
            | (192, 0, 0) // protocol assignments
            | (192, 0, 2) | (198, 51, 100) | (203, 0, 113) // documentation
            | (192, 88, 99) // 6to4 relays
            | (192, 168, _)
            | (198, 18..=19, _) // benchmarking
            | (224.., ..) // multicast, reserved, broadcast
    )
}

/// Only 2000::/3 is handed out for public use; the rest of IPv6 is private, mapped, multicast or not assigned.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let s = ip.segments();
    if s[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        // NAT64: on networks without IPv4 every old host has such an address, so it is as public as what it holds.
        return is_public_v4(Ipv4Addr::from_bits((u32::from(s[6]) << 16) | u32::from(s[7])));
    }
    let in_public_range = s[0] & 0xe000 == 0x2000;
    let special = matches!(
        (s[0], s[1]),
        (0x2001, 0..=0x01ff) // protocol assignments, among them Teredo and ORCHID
            | (0x2001, 0x0db8) // documentation
            | (0x2002, _) // 6to4: holds any IPv4 address, private ones too, and is retired
            | (0x3fff, 0..=0x0fff) // documentation
    );
    in_public_range && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_and_special_addresses_are_not_public() {
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.0.170",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:8.8.8.8",
            "::ffff:0:127.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b::169.254.169.254",
            "64:ff9b:1::1",
            "64:ff9b:1::8.8.8.8",
            "100::1",
            "2001::1",
            "2001:0:7f00:1::",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:c0a8:1::1",
            "2002:808:808::",
            "3fff::1",
            "3fff:fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "ff0e::1",
            "4000::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text} was taken for public");
        }
    }

    #[test]
    fn public_addresses_are_public() {
        for text in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "126.0.0.1",
            "128.0.0.1",
            "169.253.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.1.0.1",
            "192.167.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::8",
            "2001:200::1",
            "2001:4860::8888",
            "3ffe::1",
            "64:ff9b::8.8.8.8",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text} was taken for private");
        }
    }

    #[test]
    fn names_that_mean_this_machine_or_its_network() {
        for name in ["localhost", "LOCALHOST", "localhost.", "a.localhost", "nas.local", "x.home.arpa", "m.internal"] {
            assert!(is_local_name(name), "{name}");
        }
        for name in ["example.com", "notlocalhost", "local.example", "localhost.example.com", ""] {
            assert!(!is_local_name(name), "{name}");
        }
    }
}
