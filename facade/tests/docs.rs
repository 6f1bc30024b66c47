//! What the documents say of the settings is generated from the table of settings.

use std::path::Path;

use pactflow_scim::config::definitions::markdown_table;

const BEGIN: &str = "<!-- settings: generated, see facade/tests/docs.rs -->\n";
const END: &str = "<!-- end of settings -->";

/// `document` with the table between the two comments put in.
fn with_table(document: &str) -> Option<String> {
    let (before, rest) = document.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!(
        "{before}{BEGIN}\n{}\n{END}{after}",
        markdown_table()
    ))
}

#[test]
fn the_tables_of_settings_in_the_documents_are_those_of_the_help() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for name in ["README.md", "docs/OPERATING.md"] {
        let path = root.join(name);
        let present =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let wanted = with_table(&present)
            .unwrap_or_else(|| panic!("{name} has no comments around its table"));
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, wanted).unwrap();
        } else {
            assert!(
                present == wanted,
                "the settings in {name} are stale: UPDATE_DOCS=1 cargo test -p pactflow-scim"
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
    let documents = [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs/ARCHITECTURE.md",
        "docs/DECISIONS.md",
        "docs/MAPPING.md",
        "docs/OPERATING.md",
        "docs/PACTFLOW-CALLS.md",
        "features/README.md",
        "mock-pactflow/DEVIATIONS.md",
    ];
    for name in documents {
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
