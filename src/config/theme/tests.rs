use super::*;

/// The parts of a colour as light, 0 to 1, after WCAG 2.
fn linear(rgb: Rgb) -> [f64; 3] {
    [rgb.0, rgb.1, rgb.2].map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}

fn contrast(one: Tone, other: Tone) -> f64 {
    let light = |tone: Tone| {
        let [red, green, blue] = linear(tone.rgb);
        0.05 + 0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (light(one), light(other));
    one.max(other) / one.min(other)
}

const STATES: [&str; 9] = ["text", "faint", "ready", "ringing", "dialling", "talking", "holding", "wrap_up", "locked"];

fn palettes() -> Vec<(String, Palette)> {
    Themes::default().all.into_iter().filter_map(|theme| Some((theme.name, theme.palette?))).collect()
}

#[test]
fn every_built_in_theme_reads_and_only_mono_has_no_colours() {
    let themes = Themes::default();
    let names: Vec<&str> = themes.all.iter().map(|theme| theme.name.as_str()).collect();
    assert_eq!(names, BUILT_IN.map(|(name, _)| name));
    let plain: Vec<&Theme> = themes.all.iter().filter(|theme| theme.palette.is_none()).collect();
    assert!(matches!(plain.as_slice(), [theme] if theme.name == "mono"));
}

// WCAG 2.2: 4.5 for text (AA), 7 for text (AAA). The dark theme's chosen row is bold, and keeps the colours it has
// always had: 3.8 there, and its stale figures, which are not to be relied on, 4.0 and 2.5.
#[test]
fn text_stands_out_from_the_ground_and_from_the_chosen_row() {
    for (name, palette) in palettes() {
        let (text, chosen, stale, line) = match name.as_str() {
            "dark" => (4.5, 3.8, (4.0, 2.5), 1.5),
            "high-contrast" => (7.0, 7.0, (7.0, 7.0), 4.5),
            _ => (4.5, 4.5, (4.5, 4.5), 1.5),
        };
        for role in STATES.into_iter().chain(["stale"]) {
            let (on_ground, on_choice) = if role == "stale" { stale } else { (text, chosen) };
            let tone = palette.role(role).unwrap();
            for (ground, least) in [(palette.ground, on_ground), (palette.choice, on_choice)] {
                let ratio = contrast(tone, ground);
                assert!(ratio >= least, "{name}: {role} has {ratio:.2}, wanted {least}");
            }
        }
        assert!(contrast(palette.line, palette.ground) >= line, "{name}: line");
    }
}

/// Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for Simulation of Color Vision Deficiency",
/// severity 1.0, on linear RGB.
const DEUTERANOPIA: [[f64; 3]; 3] =
    [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]];
const TRITANOPIA: [[f64; 3]; 3] =
    [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]];
const XYZ: [[f64; 3]; 3] =
    [[0.412_456, 0.357_576, 0.180_438], [0.212_673, 0.715_152, 0.072_175], [0.019_334, 0.119_192, 0.950_304]];

fn times(matrix: [[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

fn lab(rgb: [f64; 3]) -> [f64; 3] {
    let [x, y, z] = times(XYZ, rgb);
    let [x, y, z] = [x / 0.950_47, y, z / 1.088_83]
        .map(|t| if t > 216.0 / 24389.0 { t.cbrt() } else { (24389.0 / 27.0 * t + 16.0) / 116.0 });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[test]
fn to_the_eyes_a_theme_is_made_for_any_two_states_differ() {
    for (theme, eyes) in [("deuteranopia", DEUTERANOPIA), ("tritanopia", TRITANOPIA)] {
        let palette = built_in(theme).unwrap();
        let seen: Vec<[f64; 3]> = STATES
            .iter()
            .map(|role| lab(times(eyes, linear(palette.role(role).unwrap().rgb)).map(|part| part.clamp(0.0, 1.0))))
            .collect();
        for (at, a) in seen.iter().enumerate() {
            for (other, b) in seen.iter().enumerate().skip(at + 1) {
                let far = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                assert!(far >= 25.0, "{theme}: {} and {} differ by {far:.1}", STATES[at], STATES[other]);
            }
        }
    }
}

fn sentence(text: &str) -> String {
    Theme::parse("own", text, Path::new("own.toml")).unwrap_err().to_string()
}

#[test]
fn what_is_wrong_is_said_with_file_line_and_key() {
    for (text, said) in [
        ("base = \"dark\"\nredy = \"#ffffff\"", "own.toml:2: unknown key redy; did you mean ready?"),
        (
            "base = \"dart\"",
            "own.toml:1: base = \"dart\": must be a built-in theme: dark, light, high-contrast, deuteranopia, tritanopia; did you mean dark?",
        ),
        (
            "base = \"dark\"\n\ntext = \"#ffé0\"",
            "own.toml:3: text = \"#ffé0\": must be a colour of 24 bits, such as \"#2bc49a\"",
        ),
        (
            "text = \"#ffffff\"\n",
            "own.toml:1: ground has no colour; write ground = \"#rrggbb\", or base = \"dark\" for what is not given",
        ),
        (
            "text = { rgb = \"#ffffff\", xterm = 3 }",
            "own.toml:1: text.xterm = 3: must be a whole number from 16 to 255",
        ),
        (
            "text = { xterm = 30 }",
            "own.toml:1: text = {…} lacks rgb, which must be a colour of 24 bits, such as \"#2bc49a\"",
        ),
        (
            "text = { rgb = \"#ffffff\", ansi = \"wite\" }",
            "own.toml:1: text.ansi = \"wite\": must be one of black, red, green, yellow, blue, magenta, cyan, gray, dark-gray, light-red, light-green, light-yellow, light-blue, light-magenta, light-cyan, white; did you mean white?",
        ),
    ] {
        assert_eq!(sentence(text), said);
    }
    assert!(sentence("text = ").starts_with("own.toml:1: not valid TOML"));
}

#[test]
fn a_theme_takes_what_it_does_not_say_from_the_one_it_extends_and_computes_the_nearest_colours() {
    let theme = Theme::parse("own", "base = \"dark\"\nready = \"#00ff00\"", Path::new("own.toml")).unwrap();
    let dark = built_in("dark").unwrap();
    let palette = theme.palette.unwrap();
    assert_eq!(palette.ready, Tone { rgb: Rgb(0, 255, 0), xterm: 46, ansi: 10 });
    assert_eq!(Palette { ready: dark.ready, ..palette }, dark);
}

#[test]
fn a_users_own_themes_stand_beside_the_built_in_ones_and_a_broken_one_only_matters_when_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    write("mine.toml", "base = \"light\"\ntext = \"#000000\"");
    write("light.toml", "base = \"light\"\nline = \"#000000\"");
    write("broken.toml", "txt = 1");
    let load = |name: &str| Themes::load(dir.path(), name, |reason| ConfigError::new(&Origin::Default, reason));
    let themes = load("mine").unwrap();
    assert_eq!(themes.all[themes.chosen].name, "mine");
    assert_eq!(themes.all.len(), BUILT_IN.len() + 1);
    assert_eq!(themes.all[1].palette.unwrap().line.rgb, Rgb(0, 0, 0));
    assert!(themes.refused.len() == 1 && themes.refused[0].to_string().contains("broken.toml:1: unknown key txt"));
    assert!(load("broken").unwrap_err().to_string().contains("broken.toml:1"));
    assert!(load("ligth").unwrap_err().to_string().ends_with("did you mean light?"));
}
