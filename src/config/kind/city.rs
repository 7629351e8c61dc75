//! Large cities whose zone is called after another city: what a person writes who looks for their own.

/// A zone, and cities in it that no zone is called after.
const CITIES: &[(&str, &[&str])] = &[
    (
        "Asia/Shanghai",
        &[
            "Beijing",
            "Peking",
            "Shenzhen",
            "Guangzhou",
            "Canton",
            "Hangzhou",
            "Nanjing",
            "Wuhan",
            "Chengdu",
            "Tianjin",
            "Xian",
            "Xi'an",
            "Suzhou",
            "Qingdao",
            "Dalian",
            "Xiamen",
            "Changsha",
            "Zhengzhou",
            "Shenyang",
            "Jinan",
            "Hefei",
            "Kunming",
            "Fuzhou",
            "Ningbo",
            "Dongguan",
            "Foshan",
        ],
    ),
    ("Asia/Taipei", &["Kaohsiung", "Taichung", "Tainan"]),
    ("Asia/Tokyo", &["Osaka", "Kyoto", "Nagoya", "Yokohama", "Sapporo", "Fukuoka"]),
    ("Asia/Seoul", &["Busan", "Incheon"]),
    ("Asia/Ho_Chi_Minh", &["Hanoi", "Da_Nang", "Danang"]),
    ("Asia/Jakarta", &["Surabaya", "Bandung", "Medan"]),
    ("Asia/Manila", &["Cebu", "Davao", "Quezon_City", "Makati"]),
    ("Asia/Kuala_Lumpur", &["Penang", "Johor_Bahru", "George_Town"]),
    (
        "Asia/Kolkata",
        &[
            "Mumbai",
            "Bombay",
            "Delhi",
            "New_Delhi",
            "Bangalore",
            "Bengaluru",
            "Chennai",
            "Madras",
            "Hyderabad",
            "Pune",
            "Gurgaon",
            "Noida",
        ],
    ),
    ("Asia/Karachi", &["Islamabad", "Lahore"]),
    ("Asia/Dubai", &["Abu_Dhabi", "Sharjah"]),
    ("Asia/Riyadh", &["Jeddah", "Mecca"]),
    ("Europe/Istanbul", &["Ankara", "Izmir"]),
    ("Europe/Moscow", &["Saint_Petersburg", "St_Petersburg"]),
    ("Europe/Berlin", &["Frankfurt", "Munich", "Hamburg", "Cologne", "Stuttgart"]),
    ("Europe/Zurich", &["Geneva", "Basel", "Bern"]),
    ("Europe/Paris", &["Lyon", "Marseille", "Lille"]),
    ("Europe/Madrid", &["Barcelona", "Valencia", "Seville"]),
    ("Europe/Rome", &["Milan", "Naples", "Turin"]),
    ("Europe/London", &["Manchester", "Birmingham", "Edinburgh", "Glasgow", "Cardiff", "Leeds"]),
    ("Europe/Amsterdam", &["Rotterdam", "The_Hague", "Utrecht"]),
    ("Africa/Johannesburg", &["Cape_Town", "Durban", "Pretoria"]),
    ("Africa/Lagos", &["Abuja"]),
    ("America/New_York", &["Washington", "Boston", "Miami", "Atlanta", "Philadelphia", "Orlando", "Charlotte"]),
    ("America/Chicago", &["Dallas", "Houston", "Austin", "San_Antonio", "Minneapolis", "New_Orleans"]),
    ("America/Denver", &["Salt_Lake_City", "Albuquerque"]),
    (
        "America/Los_Angeles",
        &["San_Francisco", "Seattle", "San_Diego", "San_Jose", "Las_Vegas", "Portland", "Sacramento"],
    ),
    ("America/Toronto", &["Ottawa", "Quebec"]),
    ("America/Edmonton", &["Calgary"]),
    ("America/Sao_Paulo", &["Rio_de_Janeiro", "Brasilia", "Rio"]),
    ("America/Mexico_City", &["Guadalajara"]),
    ("Australia/Sydney", &["Wollongong", "Newcastle"]),
    ("Pacific/Auckland", &["Wellington", "Christchurch"]),
];

/// The zone of the city that `written` names, as `Beijing` or as a zone would, `Asia/Beijing`.
pub(super) fn zone(written: &str) -> Option<&'static str> {
    let city = written.rsplit('/').next().unwrap_or(written).replace('-', "_");
    let is_it = |(_, cities): &&(&str, &[&str])| cities.iter().any(|known| known.eq_ignore_ascii_case(&city));
    CITIES.iter().find(is_it).map(|(zone, _)| *zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{TZ_VARIANTS, Tz};

    #[test]
    fn every_city_leads_to_a_zone_that_there_is_and_has_none_of_its_own() {
        for (zone, cities) in CITIES {
            assert!(zone.parse::<Tz>().is_ok(), "{zone}");
            for city in *cities {
                let own = TZ_VARIANTS.iter().any(|zone| zone.name().rsplit('/').next() == Some(city));
                assert!(!own, "{city} has a zone of its own");
                assert_eq!(self::zone(city), Some(*zone));
            }
        }
        assert_eq!(zone("Asia/Beijing"), Some("Asia/Shanghai"));
        assert_eq!(zone("asia/new_delhi"), Some("Asia/Kolkata"));
        assert_eq!(zone("Asia/Shanghai"), None);
    }
}
