//! What the documents say of settings and metrics is generated from their tables.

use std::collections::BTreeSet;
use std::path::Path;

use pactflow_scim::{config, doctor, metrics};

const DOCUMENTS: [&str; 13] = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "docs/ARCHITECTURE.md",
    "docs/DECISIONS.md",
    "docs/MAPPING.md",
    "docs/MIGRATING.md",
    "docs/OPERATING.md",
    "docs/PACTFLOW-CALLS.md",
    "docs/PROVIDERS.md",
    "features/README.md",
    "mock-pactflow/DEVIATIONS.md",
];

/// `document` with the table of this kind put between its two comments.
fn with_table(document: &str, kind: &str, table: &str) -> Option<String> {
    let begin = format!("<!-- {kind}: generated, see facade/tests/docs.rs -->\n");
    let end = format!("<!-- end of {kind} -->");
    let (before, rest) = document.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n{table}\n{end}{after}"))
}

/// Compares the table of this kind in the document with what it should be, or writes it.
fn check_table(name: &str, kind: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    let present = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    let wanted = with_table(&present, kind, table)
        .unwrap_or_else(|| panic!("{name} has no comments around its table of {kind}"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, wanted).unwrap();
    } else {
        assert!(
            present == wanted,
            "the {kind} in {name} are stale: UPDATE_DOCS=1 cargo test -p pactflow-scim"
        );
    }
}

#[test]
fn the_tables_of_settings_metrics_and_findings_in_the_documents_are_those_of_the_code() {
    let settings = config::definitions::markdown_table();
    check_table("README.md", "settings", &settings);
    check_table("docs/OPERATING.md", "settings", &settings);
    check_table("docs/OPERATING.md", "metrics", &metrics::markdown_table());
    check_table("docs/OPERATING.md", "findings", &doctor::markdown_table());
}

/// The words of a text that are written like variables.
fn variables(text: &str) -> BTreeSet<&str> {
    let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    text.split(|c: char| !(is_part(c) || c.is_ascii_lowercase()))
        .filter(|word| word.contains('_') && !word.ends_with('_') && word.chars().all(is_part))
        .collect()
}

#[test]
fn a_setting_that_a_document_names_is_one_that_there_is() {
    // PactFlow's own, what belongs to its container, and what the suite reads.
    const OTHERS: [&str; 6] = [
        "PACTFLOW_BASE_URL",
        "PACTFLOW_TOKEN",
        "SCIM_TOKEN",
        "SCIM_TOKEN_A",
        "SCIM_TOKEN_B",
        "SERVER_ERROR",
    ];
    const PREFIXES: [&str; 8] = [
        "SERVER_",
        "SCIM_",
        "PACTFLOW_",
        "LOGGING_",
        "MANAGEMENT_",
        "OTEL_",
        "HTTP_P",
        "HTTPS_P",
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for name in DOCUMENTS {
        let document = std::fs::read_to_string(root.join(name)).unwrap();
        for word in variables(&document) {
            let is_ours = PREFIXES.iter().any(|prefix| word.starts_with(prefix));
            let is_known = config::Definition::named(word).is_some() || OTHERS.contains(&word);
            assert!(
                !is_ours || is_known,
                "{name} names {word}, which is no setting"
            );
        }
    }
}

#[test]
fn the_page_of_the_mapping_is_that_of_the_tables() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/MAPPING.md");
    let wanted = pactflow_scim::mapping::markdown::page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let present = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        present == wanted,
        "docs/MAPPING.md is stale: UPDATE_DOCS=1 cargo test -p pactflow-scim"
    );
}

/// The targets of the links and pictures of a Markdown document that are files of this repository.
fn local_links(document: &str) -> impl Iterator<Item = &str> {
    let after = |mark: &'static str, end: &'static [char]| {
        document
            .split(mark)
            .skip(1)
            .filter_map(move |rest| rest.split(end).next())
    };
    after("](", &[')'])
        .chain(after("src=\"", &['"']))
        .chain(after("srcset=\"", &['"']))
        .map(|link| link.split('#').next().unwrap_or_default())
        .filter(|link| !link.is_empty() && !link.contains("://"))
}

#[test]
fn every_link_between_the_documents_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for name in DOCUMENTS {
        let path = root.join(name);
        let document =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        for link in local_links(&document) {
            let target = path.with_file_name("").join(link);
            assert!(
                target.exists(),
                "{name} links to {link}, which does not exist"
            );
        }
    }
}

#[test]
fn every_status_of_an_error_is_in_the_table_of_what_providers_show() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let code = std::fs::read_to_string(root.join("src/http/error.rs")).unwrap();
    let document = std::fs::read_to_string(root.join("../docs/OPERATING.md")).unwrap();
    let (_, table) = document.split_once("## What a provider shows").unwrap();
    let (table, _) = table.split_once("\n## ").unwrap();
    let first_cells: String = table
        .lines()
        .filter_map(|line| line.split('|').nth(1))
        .collect();
    let names = code.split("StatusCode::").skip(1);
    let is_part = |c: char| c == '_' || c.is_ascii_uppercase();
    for name in names.filter_map(|rest| rest.split(|c: char| !is_part(c)).next()) {
        let status = match name {
            "BAD_REQUEST" => "400",
            "UNAUTHORIZED" => "401",
            "FORBIDDEN" => "403",
            "NOT_FOUND" => "404",
            "METHOD_NOT_ALLOWED" => "405",
            "REQUEST_TIMEOUT" => "408",
            "CONFLICT" => "409",
            "PRECONDITION_FAILED" => "412",
            "PAYLOAD_TOO_LARGE" => "413",
            "UNSUPPORTED_MEDIA_TYPE" => "415",
            "TOO_MANY_REQUESTS" => "429",
            "INTERNAL_SERVER_ERROR" => "500",
            "NOT_IMPLEMENTED" => "501",
            "BAD_GATEWAY" => "502",
            "SERVICE_UNAVAILABLE" => "503",
            other => panic!("{other} is a status that this test does not know"),
        };
        assert!(first_cells.contains(status), "{status} is not in the table");
    }
}
