//! The invariants at the top of `docs/ARCHITECTURE.md`, as far as the text of the sources can hold them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// One source file, without its comment lines.
struct Source {
    /// From `facade/src` on, such as `http/users.rs`.
    path: String,
    code: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every source of the façade that stands in one of these rooms: `scim` is `scim.rs` and all of `scim/`.
fn sources(rooms: &[&str]) -> Vec<Source> {
    fn collect(folder: &Path, base: &Path, found: &mut Vec<Source>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, base, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let code = without_comments(&fs::read_to_string(&path).unwrap());
                let path = path
                    .strip_prefix(base)
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                found.push(Source { path, code });
            }
        }
    }
    let mut found = Vec::new();
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    collect(&base, &base, &mut found);
    for room in rooms {
        assert!(
            found.iter().any(|source| source.is_in(room)),
            "there is no {room} any more"
        );
    }
    found.retain(|source| rooms.is_empty() || rooms.iter().any(|room| source.is_in(room)));
    found
}

/// All sources but those in these rooms.
fn sources_outside(rooms: &[&str]) -> Vec<Source> {
    sources(rooms);
    let mut outside = sources(&[]);
    outside.retain(|source| !rooms.iter().any(|room| source.is_in(room)));
    outside
}

impl Source {
    fn is_in(&self, room: &str) -> bool {
        let rest = self.path.strip_prefix(room).unwrap_or("-");
        rest == ".rs" || rest.starts_with('/')
    }

    /// The words of the code that are among these.
    fn words<'a>(&self, words: &[&'a str]) -> Vec<&'a str> {
        let present: BTreeSet<&str> = self
            .code
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .collect();
        words
            .iter()
            .copied()
            .filter(|word| present.contains(word))
            .collect()
    }

    /// What the code takes from the crate, one path each: `crate::{a::b, c}` gives `a::b` and `c`.
    fn imports(&self) -> Vec<String> {
        let mut imports = Vec::new();
        for (at, prefix) in self.code.match_indices("crate::") {
            let before = self.code[..at].chars().next_back();
            if !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
                expand("", &self.code[at + prefix.len()..], &mut imports);
            }
        }
        imports
    }
}

fn without_comments(text: &str) -> String {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// Reads one use tree at the start of `text`, appends its paths, and gives what follows it.
fn expand<'a>(prefix: &str, text: &'a str, paths: &mut Vec<String>) -> &'a str {
    let mut path = prefix.to_owned();
    let mut rest = text.trim_start();
    loop {
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '*')
            .unwrap_or(rest.len());
        path.push_str(&rest[..end]);
        rest = &rest[end..];
        if let Some(tree) = rest.strip_prefix("::{").or_else(|| rest.strip_prefix('{')) {
            path.push_str(if rest.starts_with("::") { "::" } else { "" });
            rest = tree.trim_start();
            while !rest.starts_with('}') && !rest.is_empty() {
                rest = expand(&path, rest, paths).trim_start();
                rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
            }
            return rest.strip_prefix('}').unwrap_or(rest);
        }
        match rest.strip_prefix("::") {
            Some(more) => {
                path.push_str("::");
                rest = more;
            }
            None => break,
        }
    }
    paths.push(path);
    if let Some(renamed) = rest.trim_start().strip_prefix("as ") {
        rest = renamed.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
    }
    rest
}

/// Fails with every source for which `finding` finds something.
fn none(sources: &[Source], rule: &str, finding: impl Fn(&Source) -> Vec<String>) {
    let found: Vec<_> = sources
        .iter()
        .map(|source| (&source.path, finding(source)))
        .filter(|(_, what)| !what.is_empty())
        .map(|(path, what)| format!("{path}: {}", what.join(", ")))
        .collect();
    assert!(found.is_empty(), "{rule}\n{}", found.join("\n"));
}

fn none_has_words(sources: &[Source], rule: &str, words: &[&str]) {
    none(sources, rule, |source| {
        source.words(words).into_iter().map(str::to_owned).collect()
    });
}

fn none_has_texts(sources: &[Source], rule: &str, texts: &[&str]) {
    none(sources, rule, |source| {
        texts
            .iter()
            .filter(|text| source.code.contains(**text))
            .map(|text| (*text).to_owned())
            .collect()
    });
}

#[test]
fn the_protocol_and_the_mapping_are_pure() {
    let pure = sources(&["scim", "mapping"]);
    let rule = "scim/ and mapping/ do no I/O and know no framework";
    none_has_words(
        &pure,
        rule,
        &[
            "async",
            "await",
            "axum",
            "hyper",
            "reqwest",
            "tokio",
            "tower",
            "StatusCode",
        ],
    );
    none_has_texts(
        &pure,
        rule,
        &[
            "std::env",
            "std::fs",
            "std::net",
            "std::process",
            "std::thread",
            "SystemTime",
        ],
    );
}

#[test]
fn no_room_calls_upwards() {
    let rooms = ["scim", "pactflow", "mapping", "provisioning", "http", "app"];
    for (at, room) in rooms.iter().enumerate() {
        let above = &rooms[at + 1..];
        none(
            &sources(&[room]),
            "a room knows only the rooms below it",
            |source| {
                source
                    .imports()
                    .into_iter()
                    .filter(|path| above.contains(&first(path)))
                    .collect()
            },
        );
    }
}

#[test]
fn the_client_never_sees_scim() {
    none(
        &sources(&["pactflow"]),
        "pactflow/ knows nothing of SCIM",
        |source| {
            source
                .imports()
                .into_iter()
                .filter(|path| first(path) == "scim")
                .collect()
        },
    );
}

#[test]
fn the_http_layer_sees_nothing_of_pactflow_but_whose_token_it_passes_on() {
    none(
        &sources(&["http"]),
        "http/ never sees PactFlow's structs",
        |source| {
            let imports = source.imports().into_iter();
            imports
                .filter(|path| first(path) == "pactflow" && path != "pactflow::Caller")
                .collect()
        },
    );
}

#[test]
fn only_one_file_chooses_the_status_of_an_error() {
    let success = ["OK", "CREATED", "NO_CONTENT", "NOT_MODIFIED"];
    none(
        // What sends traces reads the statuses of the receiver.
        &sources_outside(&["http/error", "pactflow", "trace/export"]),
        "only http/error.rs chooses an error's status",
        |source| {
            let chosen = source.code.split("StatusCode::").skip(1);
            let chosen = chosen.map(|rest| {
                rest.split(|c: char| !c.is_ascii_uppercase() && c != '_')
                    .next()
                    .unwrap_or("")
            });
            chosen
                .filter(|status| !status.is_empty() && !success.contains(status))
                .map(str::to_owned)
                .collect()
        },
    );
}

#[test]
fn only_the_client_touches_reqwest_and_the_token() {
    let elsewhere = sources_outside(&[
        "pactflow/client",
        "pactflow/body",
        "outbound",
        "trace/export",
        "doctor/ask",
    ]);
    none_has_words(
        &elsewhere,
        "only pactflow/client.rs with body.rs, what sends traces, which sees no token, and the doctor touch reqwest",
        &["reqwest"],
    );
    // A proxy has a password of its own, and the doctor is given a token of its own.
    let elsewhere = sources_outside(&["pactflow/client", "outbound", "doctor"]);
    none_has_words(
        &elsewhere,
        "only pactflow/client.rs reads the caller's token",
        &["expose_secret"],
    );
}

#[test]
fn only_the_http_layer_touches_axum() {
    let elsewhere = sources_outside(&["http", "app", "server"]);
    none_has_words(
        &elsewhere,
        "only http/, and what starts it, touch axum",
        &["axum"],
    );
}

#[test]
fn only_the_settings_read_the_environment() {
    none_has_texts(
        &sources_outside(&["config", "tls/tests", "telemetry/tests"]),
        "only config/ reads the environment",
        &["std::env", "env::"],
    );
}

#[test]
fn the_simulator_and_the_facade_do_not_depend_on_each_other() {
    for (member, other) in [
        ("facade", "mock-pactflow"),
        ("mock-pactflow", "pactflow-scim"),
    ] {
        let manifest = fs::read_to_string(root().join(member).join("Cargo.toml")).unwrap();
        let line = manifest
            .lines()
            .find(|line| line.trim_start().trim_start_matches('"').starts_with(other));
        assert_eq!(line, None, "{member} depends on {other}");
    }
}

#[test]
fn unsafe_code_is_forbidden_in_every_crate() {
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(workspace.contains("[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"));
    for member in ["facade", "mock-pactflow", "conformance", "conformance/pact"] {
        assert!(
            workspace.contains(&format!("\"{member}\"")),
            "{member} is no member any more"
        );
        let manifest = fs::read_to_string(root().join(member).join("Cargo.toml")).unwrap();
        assert!(
            manifest.contains("[lints]\nworkspace = true\n"),
            "{member} does not take the workspace's lints"
        );
    }
}

fn first(path: &str) -> &str {
    path.split("::").next().unwrap_or_default()
}

#[test]
fn the_reader_of_sources_sees_grouped_imports_and_passes_over_comments() {
    let text = "// use crate::no;\nuse crate::{a::{self, b as c}, d};\nfn f() { crate::e::g(async_thing) }\nuse xcrate::h;\n";
    let source = Source {
        path: "http/users.rs".to_owned(),
        code: without_comments(text),
    };
    assert_eq!(source.imports(), ["a::self", "a::b", "d", "e::g"]);
    assert_eq!(
        source.words(&["async", "async_thing", "no"]),
        ["async_thing"]
    );
    assert!(source.is_in("http") && source.is_in("http/users") && !source.is_in("htt"));
}
