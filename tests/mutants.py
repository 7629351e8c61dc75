#!/usr/bin/env python3
"""A fixed sample of small mistakes in src/model, each of which the model's own tests should notice.

    tests/mutants.py [--count 40] [--seed 16] [--file PART]

Copies src/model into a package of its own, which compiles in seconds, makes one mistake at a time and runs
`cargo test --lib`. Prints what became of each. `--file` takes only files whose path has PART in it; MUTANTS_DIR names
the place of the package, which is kept. Nothing runs this by itself: it takes some ten minutes.
"""
import argparse, json, os, pathlib, random, re, shutil, subprocess, tempfile, tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
USES = ["chrono", "chrono-tz", "json-patch", "proptest", "serde", "serde_json"]
HEAD = '[package]\nname = "callboard"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[profile.dev]\ndebug = false\n[dependencies]\n'
SWAPS = [
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "), (r" == ", " != "), (r" != ", " == "),
    (r" && ", " || "), (r" \|\| ", " && "), (r" \+ ", " - "), (r" - ", " + "), (r" \* ", " / "), (r" / ", " * "),
    (r" \+= ", " -= "), (r"\btrue\b", "false"), (r"\bfalse\b", "true"), (r"\.min\(", ".max("), (r"\.max\(", ".min("),
    (r"\bis_some\(", "is_none("), (r"\bis_none\(", "is_some("), (r"\bis_some_and\(", "is_none_or("),
    (r"\bif !", "if "), (r"\.any\(", ".all("), (r"\.all\(", ".any("),
]
NUMBER = re.compile(r"(?<![\w.\"'])(\d[\d_]*)(?![\w.\"'])")
RETURNS = re.compile(r"^\s*(?:pub(?:\([a-z]+\))? )?(?:const )?fn .*-> (bool|Option<.*>|u64|i64|usize|u32) \{$")
VALUES = {"bool": "true", "u64": "0", "i64": "0", "usize": "0", "u32": "0"}


def code_lines(text):
    """Lines of code, by number: neither comments, attributes nor what only tests see."""
    for number, line in enumerate(text.splitlines()):
        bare = line.strip()
        if bare.startswith("#[cfg(test)]"):
            return
        if not bare.startswith(("//", "#[", "#!", "use ", "pub use ", "assert", "debug_assert")):
            yield number, line


def mistakes(path, text):
    for number, line in code_lines(text):
        code = line.split("//")[0]
        strings = [m.span() for m in re.finditer(r'"(?:[^"\\]|\\.)*"', code)]
        free = lambda at: not any(a <= at < b for a, b in strings)
        for pattern, instead in SWAPS:
            for m in re.finditer(pattern, code):
                if free(m.start()):
                    yield path, number, line[: m.start()] + instead + line[m.end():]
        for m in NUMBER.finditer(code):
            if free(m.start()):
                yield path, number, line[: m.start()] + str(int(m[1].replace("_", "")) + 1) + line[m.end():]
        if m := RETURNS.match(code):
            value = VALUES.get(m[1], "None")
            yield path, number, f"#[allow(unreachable_code, unused)] {line.strip()} return {value};"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=16)
    parser.add_argument("--file", default="")
    asked = parser.parse_args()
    place = pathlib.Path(os.environ.get("MUTANTS_DIR") or tempfile.mkdtemp())
    src = place / "src"
    shutil.rmtree(src, ignore_errors=True)
    src.mkdir(parents=True)
    shutil.copytree(ROOT / "src/model", src / "model")
    shutil.copy(ROOT / "src/model.rs", src / "model.rs")
    # What the model can say stands in the program's list of problems.
    listed = re.findall(r"^    (model::[\w:]+),$", (ROOT / "src/commands/problems.rs").read_text(), re.M)
    (src / "lib.rs").write_text(f"pub mod model;\ncrate::model::problem::listed![{', '.join(listed)}];\n")
    shutil.copy(ROOT / "Cargo.lock", place / "Cargo.lock")
    manifest = tomllib.loads((ROOT / "Cargo.toml").read_text())
    wanted = {**manifest["dependencies"], **manifest["dev-dependencies"]}
    used = {name: wanted[name] for name in USES}
    dependencies = ""
    for name, value in used.items():
        settings = value if isinstance(value, dict) else {"version": value}
        dependencies += f"{name} = {{ {', '.join(f'{key} = {json.dumps(value)}' for key, value in settings.items())} }}\n"
    (place / "Cargo.toml").write_text(HEAD + dependencies)
    # What a mistake made fail once must not be replayed without it.
    os.environ["PROPTEST_DISABLE_FAILURE_PERSISTENCE"] = "1"
    command = ["cargo", "test", "--quiet", "--offline", "--lib"]
    whole = subprocess.run(command, cwd=place, capture_output=True, text=True)
    assert whole.returncode == 0, whole.stdout[-3000:] + whole.stderr[-3000:]

    files = sorted(p for p in src.rglob("*.rs") if "test" not in p.relative_to(src).as_posix() and asked.file in p.as_posix())
    texts = {path: path.read_text() for path in files}
    drawn = [m for path in files for m in mistakes(path, texts[path])]
    random.Random(asked.seed).shuffle(drawn)
    survived, made = [], 0
    for path, number, instead in drawn:
        if made == asked.count:
            break
        lines = texts[path].splitlines()
        what = f"{path.relative_to(src)}:{number + 1}: {lines[number].strip()}  =>  {instead.strip()}"
        lines[number] = instead
        path.write_text("\n".join(lines) + "\n")
        built = subprocess.run(["cargo", "test", "--quiet", "--offline", "--lib", "--no-run"], cwd=place, capture_output=True)
        if built.returncode == 0:
            made += 1
            try:
                lives = subprocess.run(command, cwd=place, capture_output=True, timeout=300).returncode == 0
            except subprocess.TimeoutExpired:
                lives = False
            print("SURVIVED" if lives else "killed  ", what, flush=True)
            survived += [what] if lives else []
        path.write_text(texts[path])
    print(f"{len(survived)} of {made} survived, of {len(drawn)} places, seed {asked.seed}")


main()
