//! Circles among files: two files that need each other are one idea in two places, or two ideas in one.
//!
//! A file *needs* another if it names something that is declared there: in a `use`, or by a path in its code. A name that
//! is only passed on (`pub use`) leads on to the file that declares it, however often. `mod` and `pub use` themselves need
//! nothing, so that a parent may collect its children; a child that takes a type from its parent needs the parent, and
//! makes a circle where the parent takes something from the child. A child that adds methods to its parent's type needs
//! the parent and not the other way round: what is called on a value is not looked for. Tests need whatever they like.

use std::collections::{BTreeMap, BTreeSet};

use super::{ident, is_test, sources};

/// A module's path, without the crate's name.
pub(super) type Module = Vec<String>;

/// What a `use` names, and what that is called from there on.
struct Use {
    path: Vec<String>,
    name: String,
    passes_on: bool,
}

/// A file without its tests: what it uses, and the rest.
struct Code {
    uses: Vec<Use>,
    body: String,
}

/// All files by their modules.
pub(super) struct Crate(BTreeMap<Module, Code>);

impl Crate {
    pub(super) fn read() -> Self {
        let (mut files, mut only_tests) = (BTreeMap::new(), Vec::new());
        for (file, code) in sources() {
            if is_test(&file) || file == "main.rs" {
                continue;
            }
            let name = file.trim_end_matches(".rs");
            let module: Module = if name == "lib" { Vec::new() } else { name.split('/').map(str::to_owned).collect() };
            let (code, tests) = without_tests(&code);
            only_tests.extend(tests.into_iter().map(|test| [module.as_slice(), &[test]].concat()));
            let (uses, body) = apart(&code);
            files.insert(module, Code { uses, body });
        }
        files.retain(|module, _| !only_tests.iter().any(|test| module.starts_with(test)));
        Self(files)
    }

    /// The path from the crate's root that `path` means in `module`; `None` for another crate's, or a local name.
    fn absolute(&self, module: &[String], path: &[String]) -> Option<Vec<String>> {
        let up = path.iter().take_while(|part| *part == "super").count();
        let first = path.first()?;
        if first == "crate" {
            return Some(path[1..].to_vec());
        }
        if up > 0 || first == "self" {
            let base = &module[..module.len().checked_sub(up)?];
            return Some([base, &path[up.max(1)..]].concat());
        }
        let child = [module, std::slice::from_ref(first)].concat();
        self.0.contains_key(&child).then(|| [module, path].concat())
    }

    /// The module that declares what `path` names.
    fn home(&self, path: &[String], depth: usize) -> Module {
        let mut module = Module::new();
        for (at, part) in path.iter().enumerate() {
            let child = [module.as_slice(), std::slice::from_ref(part)].concat();
            if self.0.contains_key(&child) {
                module = child;
                continue;
            }
            let passed_on = self.0.get(&module).and_then(|code| code.uses.iter().find(|used| used.name == *part));
            let further = passed_on.filter(|_| depth < 12).and_then(|used| self.absolute(&module, &used.path));
            return match further {
                Some(further) => self.home(&[&further, &path[at + 1..]].concat(), depth + 1),
                None => module,
            };
        }
        module
    }

    /// The modules that each needs.
    pub(super) fn needs(&self) -> BTreeMap<&Module, BTreeSet<Module>> {
        let needed = |(module, code): (&Module, &Code)| {
            let used = code.uses.iter().filter(|used| !used.passes_on).map(|used| used.path.clone());
            let named = used.chain(paths(&code.body)).filter_map(|path| self.absolute(module, &path));
            named.map(|path| self.home(&path, 0)).filter(|home| home != module).collect()
        };
        self.0.iter().map(|(module, code)| (module, needed((module, code)))).collect()
    }
}

/// The code without what only tests have, and the modules that only they have.
fn without_tests(code: &str) -> (String, Vec<String>) {
    let (mut kept, mut modules) = (String::new(), Vec::new());
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            kept.push_str(line);
            kept.push('\n');
            continue;
        }
        let item = lines.next().unwrap_or_default();
        if item.trim_end().ends_with('{') && item.starts_with("mod ") {
            break;
        }
        if let Some((_, name)) = item.split_once("mod ") {
            modules.push(ident(name));
        } else if !item.trim_end().ends_with(';') {
            // A function of the file's own that only its tests call.
            kept.push_str(item);
            kept.push('\n');
        }
    }
    (kept, modules)
}

/// The `use`s of a file, and its other lines; where something may be seen from is no path.
fn apart(code: &str) -> (Vec<Use>, String) {
    let (mut uses, mut body) = (Vec::new(), String::new());
    let mut open: Option<(bool, String)> = None;
    for line in code.lines() {
        let bare = line.trim();
        if open.is_none() {
            let (seen, item) = match bare.strip_prefix("pub") {
                Some(rest) if rest.starts_with('(') => (true, rest.split_once(") ").map_or(rest, |(_, item)| item)),
                Some(rest) if rest.starts_with(' ') => (true, rest.trim_start()),
                _ => (false, bare),
            };
            if let Some(tree) = item.strip_prefix("use ") {
                open = Some((seen, tree.to_owned()));
            } else {
                body.push_str(if seen { item } else { line });
                body.push('\n');
            }
        } else if let Some((_, tree)) = &mut open {
            tree.push_str(bare);
        }
        if let Some((passes_on, tree)) = open.take_if(|(_, tree)| tree.ends_with(';')) {
            branches(tree.trim_end_matches(';'), &[], passes_on, &mut uses);
        }
    }
    (uses, body)
}

fn parts(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split("::").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty())
}

/// Every path of a tree of paths: `a::{b, c::{self, d as e}}`.
fn branches(tree: &str, before: &[String], passes_on: bool, found: &mut Vec<Use>) {
    let Some((stem, rest)) = tree.split_once('{') else {
        let (path, name) = tree.split_once(" as ").map_or((tree, None), |(path, name)| (path, Some(name.trim())));
        let mut path: Vec<String> = before.iter().cloned().chain(parts(path)).collect();
        path.pop_if(|last| last == "self" && !before.is_empty());
        let name = name.map(str::to_owned).or_else(|| path.last().cloned()).unwrap_or_default();
        found.push(Use { path, name, passes_on });
        return;
    };
    let stem: Vec<String> = before.iter().cloned().chain(parts(stem)).collect();
    let (mut depth, mut branch) = (0_i32, String::new());
    for c in rest.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if depth < 0 || c == ',' && depth == 0 {
            if !branch.trim().is_empty() {
                branches(branch.trim(), &stem, passes_on, found);
            }
            branch.clear();
        } else {
            branch.push(c);
        }
    }
}

/// Every path of at least two parts in code.
fn paths(body: &str) -> impl Iterator<Item = Vec<String>> {
    let words = body.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != ':');
    words
        .map(|word| word.split("::").map(ident).filter(|part| !part.is_empty()).collect::<Vec<_>>())
        .filter(|path| path.len() > 1)
}

/// The circles: files that need each other, directly or over others.
fn circles(needs: &BTreeMap<&Module, BTreeSet<Module>>) -> Vec<BTreeSet<Module>> {
    let reached = |from: &Module| {
        let (mut seen, mut rest) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(module) = rest.pop() {
            let next = needs.get(&module).into_iter().flatten();
            rest.extend(next.filter(|next| seen.insert((*next).clone())).cloned());
        }
        seen
    };
    let reach: BTreeMap<&Module, BTreeSet<Module>> = needs.keys().map(|module| (*module, reached(module))).collect();
    let circle = |(module, far): (&&Module, &BTreeSet<Module>)| {
        let back = |other: &&Module| reach.get(*other).is_some_and(|far| far.contains(*module));
        let mut found: BTreeSet<Module> = far.iter().filter(back).cloned().collect();
        found.insert((*module).clone());
        found
    };
    let found: BTreeSet<BTreeSet<Module>> = reach.iter().map(circle).filter(|circle| circle.len() > 1).collect();
    found.into_iter().collect()
}

#[test]
fn no_files_need_each_other() {
    let crate_ = Crate::read();
    assert!(crate_.0.len() > 300, "the sources were not found");
    let circles: Vec<Vec<String>> =
        circles(&crate_.needs()).iter().map(|circle| circle.iter().map(|module| module.join("/")).collect()).collect();
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn a_circle_is_found_over_names_that_are_passed_on() {
    let file = |module: &str, code: &str| {
        let (code, _) = without_tests(code);
        let (uses, body) = apart(&code);
        (module.split('/').map(str::to_owned).collect::<Module>(), Code { uses, body })
    };
    let found = |files: &[(&str, &str)]| {
        let crate_ = Crate(files.iter().map(|(module, code)| file(module, code)).collect());
        let circles = circles(&crate_.needs());
        circles
            .iter()
            .map(|circle| circle.iter().map(|module| module.join("/")).collect())
            .collect::<Vec<Vec<String>>>()
    };
    let parent = ("a", "mod b;\npub use b::B;\npub struct A;\n");
    assert!(found(&[parent, ("a/b", "use super::A;\npub struct B(A);\n")]).is_empty(), "a parent may collect");
    assert!(found(&[parent, ("a/b", "pub struct B;\n"), ("c", "use crate::a::{A, B};\n")]).is_empty());
    let both = vec![vec!["a".to_owned(), "a/b".to_owned()]];
    let uses = ("a", "mod b;\nuse b::B;\npub struct A(B);\n");
    assert_eq!(found(&[uses, ("a/b", "use super::A;\npub struct B(Box<A>);\n")]), both, "by use");
    let names = ("a", "mod b;\npub struct A(b::B);\n");
    assert_eq!(found(&[names, ("a/b", "pub struct B(Box<crate::a::A>);\n")]), both, "by path");
    let over =
        [("a", "pub mod b;\npub mod c;\npub use c::C;\n"), ("a/b", "use super::C;\n"), ("a/c", "use super::b::run;\n")];
    assert_eq!(found(&over), [["a/b".to_owned(), "a/c".to_owned()].to_vec()], "over a name that is passed on");
    let tested = ("a/b", "pub struct B;\n#[cfg(test)]\nmod tests {\n    use crate::a::A;\n}\n");
    assert!(found(&[names, tested]).is_empty(), "a test needs what it likes");
    let seen = ("a/b", "pub(in crate::a) struct B;\n");
    assert!(found(&[names, seen]).is_empty(), "where something may be seen from is no need");
}
