//! Which file of a crate imports which: paths from `crate`, `super`, `self`, a child module or an imported name, followed
//! to the file that defines the item.

use super::tokens::{Tokens, product_tokens};
use std::collections::{BTreeMap, BTreeSet};

/// The files of a crate: path below its `src` and text.
pub(super) type Sources = BTreeMap<String, String>;

/// A crate's modules by path, such as `["api", "wire"]`. The root is the empty path.
pub(super) struct Crate {
    modules: BTreeMap<Path, Module>,
}

type Path = Vec<String>;

struct Module {
    file: String,
    tokens: Tokens,
    uses: Vec<Use>,
}

/// One name that a `use` brings into a module.
struct Use {
    path: Path,
    name: String,
    is_public: bool,
}

/// What a path leads to.
enum Target {
    Module(Path),
    /// An item of this file.
    Item(String),
    /// Something of another crate, or a local name.
    Elsewhere,
}

/// Re-exports of re-exports end somewhere.
const MOST_STEPS: usize = 20;
/// The last part of `use path::*`.
const EVERYTHING: &str = "*";
/// The words before the name of a new item.
const DEFINING: [&str; 8] = ["fn", "struct", "enum", "trait", "type", "const", "static", "union"];

impl Crate {
    pub(super) fn new(sources: &Sources) -> Self {
        let files = sources.iter().filter(|(file, _)| *file != "main.rs");
        let modules = files.map(|(file, text)| {
            let tokens = product_tokens(text);
            (module_path(file), Module { file: file.clone(), uses: uses(&tokens), tokens })
        });
        Self { modules: modules.collect() }
    }

    /// Each file with the files that it imports.
    pub(super) fn imports(&self) -> BTreeMap<String, BTreeSet<String>> {
        let files = self.modules.iter().map(|(path, module)| {
            let mut imported: BTreeSet<String> =
                Self::paths(module).filter_map(|named| self.file_of(path, &named)).collect();
            imported.remove(&module.file);
            (module.file.clone(), imported)
        });
        files.collect()
    }

    /// Each file with the rooms that it names: those of the files it imports, and those of other crates of this workspace,
    /// which the service names as its own.
    pub(super) fn rooms_named(&self) -> BTreeMap<String, BTreeSet<String>> {
        let files = self.modules.iter().map(|(path, module)| {
            let rooms = Self::paths(module).filter_map(|named| match self.file_of(path, &named) {
                Some(file) => Some(room(&file).to_owned()),
                None => match named.first()?.as_str() {
                    "crate" | "medpayiq_core" => named.get(1).cloned(),
                    "medpayiq_claims" => Some("claims".to_owned()),
                    "medpayiq_x12" => Some("x12".to_owned()),
                    _ => None,
                },
            });
            (module.file.clone(), rooms.collect())
        });
        files.collect()
    }

    /// Every path that a module's code names. A re-export counts if the module uses the name itself.
    fn paths(module: &Module) -> impl Iterator<Item = Path> {
        let code = without_uses(&module.tokens);
        let mentioned: BTreeSet<&String> = code.iter().collect();
        let is_import = |one: &&Use| !one.is_public || mentioned.contains(&one.name);
        let imported: Vec<Path> = module.uses.iter().filter(is_import).map(|one| one.path.clone()).collect();
        imported.into_iter().chain(chains(&code))
    }

    fn file_of(&self, at: &Path, named: &[String]) -> Option<String> {
        match self.resolve(at, named, MOST_STEPS) {
            Target::Item(file) => Some(file),
            Target::Module(_) | Target::Elsewhere => None,
        }
    }

    fn resolve(&self, at: &Path, named: &[String], steps: usize) -> Target {
        let Some((first, mut rest)) = named.split_first().filter(|_| steps > 0) else {
            return Target::Elsewhere;
        };
        let mut reached = match first.as_str() {
            "crate" => Target::Module(Vec::new()),
            "self" => Target::Module(at.clone()),
            "super" => Target::Module(parent(at)),
            name => self.member(at, name, steps - 1).unwrap_or(Target::Elsewhere),
        };
        while let (Target::Module(module), Some((name, after))) = (&reached, rest.split_first()) {
            let file = || {
                self.modules.get(module).map_or(Target::Elsewhere, |module| Target::Item(module.file.clone()))
            };
            reached = match name.as_str() {
                "self" => Target::Module(module.clone()),
                "super" => Target::Module(parent(module)),
                name => self.member(module, name, steps - 1).unwrap_or_else(file),
            };
            rest = after;
        }
        reached
    }

    /// The child module of this name, or what a `use` of the module gives this name to.
    fn member(&self, at: &Path, name: &str, steps: usize) -> Option<Target> {
        let child = [at.as_slice(), &[name.to_owned()]].concat();
        if self.modules.contains_key(&child) {
            return Some(Target::Module(child));
        }
        let module = self.modules.get(at).filter(|_| name != EVERYTHING)?;
        if let Some(found) = module.uses.iter().find(|one| one.name == name) {
            return Some(self.resolve(at, &found.path, steps));
        }
        let globs = module.uses.iter().filter(|one| one.name == EVERYTHING);
        let sources = globs.map(|one| self.resolve(at, &one.path[..one.path.len() - 1], steps));
        sources.into_iter().find_map(|source| match source {
            Target::Module(path) => self.public_member(&path, name, steps),
            Target::Item(_) | Target::Elsewhere => None,
        })
    }

    /// What `use path::*` finds for a name.
    fn public_member(&self, path: &Path, name: &str, steps: usize) -> Option<Target> {
        let module = self.modules.get(path).filter(|_| steps > 0)?;
        let defines = |pair: &[String]| DEFINING.contains(&pair[0].as_str()) && pair[1] == name;
        let own = module.tokens.windows(2).any(defines).then(|| Target::Item(module.file.clone()));
        own.or_else(|| self.member(path, name, steps - 1))
    }
}

/// The folder or file directly under `src` that a file belongs to.
pub(super) fn room(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

/// The folder of a file. `wire.rs` and `wire/mod.rs` both belong to the folder `wire` if there is one.
pub(super) fn folder(file: &str, sources: &Sources) -> String {
    let inside = format!("{}/", file.trim_end_matches(".rs"));
    if sources.keys().any(|other| other.starts_with(&inside)) {
        return inside.trim_end_matches('/').to_owned();
    }
    file.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned())
}

fn module_path(file: &str) -> Path {
    let name = file.trim_end_matches(".rs");
    let name = name.strip_suffix("/mod").unwrap_or(name);
    if name == "lib" { Path::new() } else { name.split('/').map(str::to_owned).collect() }
}

fn parent(path: &Path) -> Path {
    path[..path.len().saturating_sub(1)].to_vec()
}

/// Where each `use` begins behind its word, with the end of its tree.
fn use_spans(tokens: &[String]) -> Vec<(usize, usize)> {
    let starts = tokens.iter().enumerate().filter(|(position, token)| {
        *token == "use" && tokens.get(position + 1).is_some_and(|next| next != "<")
    });
    let end = |from: usize| from + tokens[from..].iter().position(|token| token == ";").unwrap_or(0);
    starts.map(|(position, _)| (position + 1, end(position))).collect()
}

fn without_uses(tokens: &[String]) -> Tokens {
    let mut code = Tokens::new();
    let mut from = 0;
    for (start, end) in use_spans(tokens) {
        code.extend_from_slice(&tokens[from..start]);
        from = end;
    }
    code.extend_from_slice(&tokens[from..]);
    code
}

fn uses(tokens: &[String]) -> Vec<Use> {
    let mut found = Vec::new();
    for (start, end) in use_spans(tokens) {
        // What comes before the word `use` is `pub`, `pub(crate)`, or the end of another item.
        let is_public = start >= 2 && ["pub", ")"].contains(&tokens[start - 2].as_str());
        tree(&tokens[start..end], &Path::new(), is_public, &mut found);
    }
    found
}

/// Reads `a::b`, `a as b`, `a::*` and `a::{..}` below a prefix.
fn tree(tokens: &[String], prefix: &Path, is_public: bool, found: &mut Vec<Use>) {
    let mut path = prefix.clone();
    let mut name = None;
    let mut rest = tokens.iter().enumerate();
    while let Some((position, token)) = rest.next() {
        match token.as_str() {
            "::" => {}
            "{" => {
                let inside = &tokens[position + 1..tokens.len() - 1];
                split_commas(inside).iter().for_each(|branch| tree(branch, &path, is_public, found));
                return;
            }
            "as" => name = rest.next().map(|(_, name)| name.clone()),
            "self" if !path.is_empty() => {}
            _ => path.push(token.clone()),
        }
    }
    if let Some(name) = name.or_else(|| path.last().cloned()) {
        found.push(Use { path, name, is_public });
    }
}

/// The branches between the commas that are in no inner braces.
fn split_commas(tokens: &[String]) -> Vec<&[String]> {
    let mut depth = 0_usize;
    let branches = tokens.split(|token| {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        depth == 0 && token == ","
    });
    branches.filter(|branch| !branch.is_empty()).collect()
}

/// Every chain of names with `::` between them.
fn chains(tokens: &[String]) -> Vec<Path> {
    let is_name = |token: &String| token.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    let mut found = Vec::new();
    let mut position = 0;
    while position < tokens.len() {
        let mut chain = Path::new();
        while tokens.get(position).is_some_and(is_name) {
            chain.push(tokens[position].clone());
            if tokens.get(position + 1).is_none_or(|token| token != "::") {
                break;
            }
            position += 2;
        }
        if chain.len() > 1 {
            found.push(chain);
        }
        position += 1;
    }
    found
}
