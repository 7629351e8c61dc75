//! The order in which packages have the program's functions.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use flate2::read::GzDecoder;

use crate::house;

fn functions() -> Vec<String> {
    let mut names = String::new();
    let packed = fs::File::open(house::root().join("assets/package/order.gz")).unwrap();
    GzDecoder::new(packed).read_to_string(&mut names).unwrap();
    names.lines().map(str::to_owned).collect()
}

#[test]
fn the_order_has_what_a_board_runs_by_names_of_every_compiler() {
    let names = functions();
    for known in ["callboard3app", "callboard2ui4draw", "callboard5model5board", "ratatui_core"] {
        assert!(names.iter().any(|name| name.contains(known)), "{known}");
    }
    assert!(names.is_sorted());
    // `Cs` and a number is which build of a package it is.
    let of_a_build = |name: &&String| {
        name.match_indices("Cs").any(|(at, _)| {
            let number = name[at + 2..].split('_').next().unwrap();
            number.len() > 8 && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    };
    assert_eq!(names.iter().find(of_a_build), None);
}

/// What the script hands to the linker: `echo` says it.
fn linked(output: &Path) -> String {
    let told = Command::new(house::root().join("assets/package/order-gcc"))
        .args(["-m64", "-fuse-ld=lld", "-o"])
        .arg(output)
        .env("CC", "echo")
        .output()
        .unwrap();
    assert!(told.status.success(), "{told:?}");
    String::from_utf8(told.stdout).unwrap().trim_end().to_owned()
}

#[test]
fn the_program_alone_is_linked_in_that_order() {
    let place = tempfile::tempdir().unwrap();
    let other = place.path().join("build-script");
    assert_eq!(linked(&other), format!("-m64 -fuse-ld=lld -o {}", other.display()));
    let program = place.path().join("callboard-0123456789abcdef");
    let name = program.display();
    let ordered =
        format!("-m64 -fuse-ld=lld -o {name} -Wl,--symbol-ordering-file={name}.order -Wl,--no-warn-symbol-ordering");
    assert_eq!(linked(&program), ordered);
}
