use super::*;

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

/// Which pairs frames really use is measured where they are drawn; this is for themes that use others.
#[test]
fn text_stands_out_from_the_ground_and_from_the_chosen_row() {
    for (name, palette) in palettes() {
        for role in STATES.into_iter().chain(["stale"]) {
            let faint = matches!(role, "faint" | "stale");
            let least = if name == "high-contrast" {
                7.0
            } else if faint {
                3.0
            } else {
                4.5
            };
            for ground in [palette.ground, palette.choice] {
                let ratio = palette.role(role).unwrap().rgb.contrast(ground.rgb);
                assert!(ratio >= least, "{name}: {role} has {ratio:.2}, wanted {least}");
            }
        }
        let (ground, choice) = (palette.ground.rgb, palette.choice.rgb);
        assert!(palette.faint.rgb.contrast(ground) >= 4.5, "{name}: faint");
        assert!(palette.line.rgb.contrast(ground) >= 1.5, "{name}: line");
        assert!(choice.contrast(ground) >= 1.15 && palette.choice.xterm != palette.ground.xterm, "{name}: choice");
    }
    assert!((Rgb(0, 0, 0).contrast(Rgb(255, 255, 255)) - 21.0).abs() < 1e-9);
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
            .map(|role| lab(times(eyes, palette.role(role).unwrap().rgb.linear()).map(|part| part.clamp(0.0, 1.0))))
            .collect();
        for (at, a) in seen.iter().enumerate() {
            for (other, b) in seen.iter().enumerate().skip(at + 1) {
                let far = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                let limits = ["text", "ringing", "holding", "locked"];
                let least = if [at, other].iter().all(|at| limits.contains(&STATES[*at])) { 33.0 } else { 25.0 };
                assert!(far >= least, "{theme}: {} and {} differ by {far:.1}", STATES[at], STATES[other]);
            }
        }
    }
}

/// CIE76 between two colours of a screen.
fn apart(one: Rgb, other: Rgb) -> f64 {
    lab(one.linear()).iter().zip(lab(other.linear())).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

#[test]
fn the_chosen_row_is_seen_with_256_colours_as_well_as_with_all() {
    for (name, palette) in palettes() {
        let (ground, choice) = (palette.ground, palette.choice);
        let all = apart(ground.rgb, choice.rgb);
        let few = apart(xterm(ground.xterm), xterm(choice.xterm));
        assert!(all >= 12.0, "{name}: the chosen row differs by {all:.1} from the ground with 24 bits");
        assert!(few >= 20.0, "{name}: the chosen row differs by {few:.1} from the ground with 256 colours");
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
fn a_users_own_themes_stand_beside_the_built_in_ones_and_a_broken_one_is_left_out_with_a_sentence() {
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
    let instead = load("broken").unwrap();
    assert_eq!((instead.chosen, instead.refused.len()), (0, 1), "the board begins all the same");
    write("large.toml", &format!("base = \"dark\"\n{}", "#".repeat(LARGEST)));
    let refused = load("dark").unwrap().refused;
    assert!(refused[1].to_string().ends_with("large.toml: is larger than 64 KiB; a theme is not"), "{}", refused[1]);
    assert!(load("ligth").unwrap_err().to_string().ends_with("did you mean light?"));
}
