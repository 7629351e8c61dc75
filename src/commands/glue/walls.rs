//! From the settings' walls to the screen's.

use crate::commands::Failure;
use crate::config::{AlertSide, Config, KioskFigure};
use crate::model::{Compare, Measure};
use crate::ui::{Target, Wall, WallFigure};

/// Lets the wall be shown that the command line asks for, if it asks for one: the one of that name, or without a name
/// that of `[kiosk]`. Else that of `[kiosk]`, if it is enabled.
///
/// # Errors
/// When there is no wall of that name.
pub fn hang(config: &mut Config, kiosk: Option<&str>) -> Result<(), Failure> {
    if kiosk.is_some() || config.kiosk.enabled {
        config.hang(kiosk.filter(|name| !name.is_empty()))?;
    }
    Ok(())
}

/// The places, among several sites, of those whose walls take turns; none for all of them.
pub fn turns(config: &Config) -> Vec<usize> {
    let place = |name: &String| config.hub.sites.iter().position(|site| site.name == *name);
    config.kiosk.sites.iter().filter_map(place).collect()
}

/// What the wall shows, and of whom.
pub fn wall(config: &Config) -> Wall {
    let kiosk = &config.kiosk;
    let members = kiosk.departments.iter().filter_map(|name| config.site.departments.get(name));
    Wall {
        name: kiosk.name.clone(),
        figures: kiosk.figures.iter().filter_map(figure).collect(),
        departments: kiosk.departments.clone(),
        who: members.flatten().map(|who| who.trim().to_owned()).collect(),
    }
}

fn figure(written: &KioskFigure) -> Option<WallFigure> {
    let measure = Measure::ALL.iter().copied().find(|measure| measure.name() == written.figure.as_str())?;
    let target = Target::of(written.warning.map(side), written.critical.map(side));
    Some(WallFigure { measure, label: written.label.clone(), target })
}

const fn side(side: AlertSide) -> (Compare, f64) {
    match side {
        AlertSide::Above(limit) => (Compare::Above, limit),
        AlertSide::Below(limit) => (Compare::Below, limit),
        AlertSide::Equals(limit) => (Compare::Equals, limit),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;
    use crate::commands::registry;
    use crate::config::{ConfigError, Dirs, Loader, Overrides, ScreenLanguage};

    const SETTINGS: &str = "\
[site.departments]
day = [\"1\", \" 2 \"]
night = [\"3\"]
[screen]
language = \"en\"
[kiosk]
every = \"40s\"
figures = [\"lost > 9\"]
[kiosk.night]
departments = [\"night\"]
figures = [\"Free: ready < 3 critical = 0\", \"talking\"]
language = \"zh\"
theme = \"light\"
[kiosk.all]
views = []
";

    fn read(text: &str) -> Result<Config, ConfigError> {
        let loader = Loader { schema: &registry::SCHEMA, env: BTreeMap::new(), dirs: Dirs::nowhere() };
        loader.read(text, Path::new("config.toml"))
    }

    fn hung(kiosk: Option<&str>) -> Config {
        let mut config = read(SETTINGS).unwrap();
        hang(&mut config, kiosk).unwrap();
        config
    }

    #[test]
    fn without_a_flag_there_is_no_wall_and_the_flag_alone_is_that_of_kiosk() {
        assert!(!hung(None).kiosk.enabled);
        let config = hung(Some(""));
        assert!(config.kiosk.enabled && config.kiosk.name.is_none());
        assert_eq!(wall(&config).figures.len(), 1);
        assert_eq!((config.screen.language, config.themes.chosen), (ScreenLanguage::En, 0));
    }

    #[test]
    fn a_wall_with_a_name_has_what_it_says_and_else_what_kiosk_says() {
        let config = hung(Some("night"));
        let told = wall(&config);
        assert_eq!(told.name.as_deref(), Some("night"));
        assert!(told.who.len() == 1 && told.who.contains("3"));
        let [free, talking] = told.figures.as_slice() else { panic!("{told:?}") };
        assert_eq!((free.measure, free.label.as_deref()), (Measure::Ready, Some("Free")));
        assert!(free.target.is_some() && talking.target.is_none());
        assert_eq!(config.kiosk.every.as_secs(), 40);
        assert_eq!(config.screen.language, ScreenLanguage::Zh);
        assert_eq!(config.themes.all.get(config.themes.chosen).map(|theme| theme.name.as_str()), Some("light"));
        let all = hung(Some("all"));
        assert!(all.kiosk.views.is_empty() && all.kiosk.departments.is_empty());
        assert_eq!(wall(&all).figures.len(), 1);
    }

    #[test]
    fn a_name_of_no_wall_is_answered_with_those_that_there_are() {
        for (text, name, said) in [
            (SETTINGS, "nigth", "--kiosk: \"nigth\" is the name of no wall; did you mean \"night\"?"),
            (SETTINGS, "warehouse", "--kiosk: \"warehouse\" is the name of no wall; there are all, night"),
            (
                "",
                "night",
                "--kiosk: \"night\" is the name of no wall; the settings have no [kiosk.NAME]; leave the name out",
            ),
        ] {
            let mut config = read(text).unwrap();
            assert_eq!(hang(&mut config, Some(name)).unwrap_err().to_string(), said);
            assert!(!config.kiosk.enabled);
        }
    }

    #[test]
    fn the_command_line_says_theme_and_language_over_every_wall() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("config.toml");
        std::fs::write(&file, SETTINGS).unwrap();
        let loader = Loader { schema: &registry::SCHEMA, env: BTreeMap::new(), dirs: Dirs::under(place.path()) };
        let flags = Overrides {
            config: Some(file),
            theme: Some("mono".to_owned()),
            language: Some("en".to_owned()),
            ..Overrides::default()
        };
        let mut config = loader.load(&flags).unwrap().config;
        hang(&mut config, Some("night")).unwrap();
        assert_eq!(config.screen.language, ScreenLanguage::En);
        assert_eq!(config.themes.all.get(config.themes.chosen).map(|theme| theme.name.as_str()), Some("mono"));
    }
}
