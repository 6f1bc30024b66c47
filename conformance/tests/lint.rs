//! The specification's own rules: a closed list of tags, a small vocabulary, and every rule of the mapping with a scenario.

use std::collections::{BTreeMap, BTreeSet};

use conformance::{
    reasons::REASONS,
    suite::{self, needs},
};
use cucumber::gherkin::{Feature, Rule, Scenario, Step};
use pactflow_scim::mapping::{team, user};

/// More sentences than this nobody keeps in mind.
const MOST_SENTENCES: usize = 50;
/// Every decision, with those that a SCIM client notices: `DEC-…`.
const DECISIONS: &str = include_str!("../../docs/DECISIONS.md");
/// Decisions that no scenario can show, each with the reason.
const WITHOUT_SCENARIO: [(&str, &str); 2] = [
    (
        "DEC-53",
        "it takes over a thousand people: the façade's tests of lists",
    ),
    (
        "DEC-56",
        "ids are PactFlow's choice: the properties of the index, and the sequences that the model keeps",
    ),
];

/// Calls back for every scenario, outlines as one.
fn each(features: &[Feature], mut visit: impl FnMut(&Feature, Option<&Rule>, &Scenario)) {
    for feature in features {
        for scenario in &feature.scenarios {
            visit(feature, None, scenario);
        }
        for rule in &feature.rules {
            for scenario in &rule.scenarios {
                visit(feature, Some(rule), scenario);
            }
        }
    }
}

fn features() -> Vec<Feature> {
    suite::load(&suite::folder()).expect("every feature file can be read")
}

fn place(feature: &Feature, scenario: &Scenario) -> String {
    format!(
        "{}:{} {}",
        feature.path.as_deref().unwrap_or("?".as_ref()).display(),
        scenario.position.line,
        scenario.name
    )
}

#[test]
fn every_tag_is_on_the_closed_list() {
    let mut unknown = BTreeSet::new();
    each(&features(), |feature, rule, scenario| {
        unknown.extend(
            suite::tags(feature, rule, scenario)
                .into_iter()
                .filter(|tag| !is_known(tag))
                .map(str::to_owned),
        );
    });
    assert!(
        unknown.is_empty(),
        "these tags are not on the list in features/README.md: {unknown:?}"
    );
}

fn is_known(tag: &str) -> bool {
    const WORDS: [&str; 10] = [
        "entra",
        "wire",
        "smoke",
        "serial",
        "okta:assign",
        "okta:update",
        "okta:deactivate",
        "okta:reactivate",
        "okta:import",
        "okta:group-push",
    ];
    let numbered = |prefix: &str, digits: usize| {
        tag.strip_prefix(prefix).is_some_and(|rest| {
            rest.len() == digits && rest.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let clause = |prefix: &str| {
        tag.strip_prefix(prefix)
            .is_some_and(|rest| rest.split('.').all(|part| part.parse::<u8>().is_ok()))
    };
    WORDS.contains(&tag)
        || needs::ALL.contains(&tag)
        || rules().contains(tag)
        || numbered("trap-", 2)
        || clause("rfc7643-")
        || clause("rfc7644-")
        || clause("rfc9865-")
        || ["O-", "E-"]
            .iter()
            .any(|flow| numbered(flow, 1) || numbered(flow, 2))
}

/// The ids of all rows and decisions of the mapping.
fn rules() -> BTreeSet<String> {
    let rows = user::RULES
        .iter()
        .map(|rule| rule.id)
        .chain(team::RULES.iter().map(|rule| rule.id));
    rows.map(str::to_owned)
        .chain(decisions().map(str::to_owned))
        .collect()
}

/// The ids of the decisions that SCIM clients notice, from the table of decisions.
fn decisions() -> impl Iterator<Item = &'static str> {
    let id = |line: &'static str| line.strip_prefix("| ")?.split(' ').next();
    DECISIONS
        .lines()
        .filter_map(id)
        .filter(|id| id.starts_with("DEC-") && *id != "DEC-…")
}

#[test]
fn every_row_and_every_decision_has_a_scenario() {
    let mut covered = BTreeSet::new();
    each(&features(), |feature, rule, scenario| {
        covered.extend(
            suite::tags(feature, rule, scenario)
                .into_iter()
                .map(str::to_owned),
        );
    });
    let rules = rules();
    let missing: Vec<_> = rules
        .iter()
        .filter(|id| !covered.contains(*id))
        .filter(|id| !WITHOUT_SCENARIO.iter().any(|(known, _)| known == id))
        .collect();
    assert!(missing.is_empty(), "no scenario shows {missing:?}");
    assert!(
        rules.len() >= 17 + 6 + 49,
        "the mapping has a row for each of PactFlow's, and there are its decisions"
    );
    let needless: Vec<_> = WITHOUT_SCENARIO
        .iter()
        .filter(|(id, _)| covered.contains(*id) || !rules.contains(*id))
        .collect();
    assert!(needless.is_empty(), "these are no exceptions: {needless:?}");
}

#[test]
fn every_scenario_stands_inside_a_rule() {
    let mut outside = Vec::new();
    each(&features(), |feature, rule, scenario| {
        if rule.is_none() {
            outside.push(place(feature, scenario));
        }
    });
    assert!(
        outside.is_empty(),
        "these stand outside a rule: {outside:#?}"
    );
}

#[test]
fn every_scenario_has_a_name_of_its_own_within_its_rule() {
    let mut names: BTreeMap<_, usize> = BTreeMap::new();
    each(&features(), |feature, rule, scenario| {
        let rule = rule.map(|rule| rule.position.line).unwrap_or_default();
        *names
            .entry((feature.path.clone(), rule, scenario.name.clone()))
            .or_default() += 1;
    });
    let twice: Vec<_> = names
        .iter()
        .filter(|(_, count)| **count > 1)
        .map(|(key, _)| key)
        .collect();
    assert!(twice.is_empty(), "these names are there twice: {twice:#?}");
}

#[test]
fn a_scenario_is_three_to_nine_steps_and_ends_with_what_came_of_it() {
    let mut odd = Vec::new();
    each(&features(), |feature, _, scenario| {
        let last = scenario.steps.last().map(|step| step.ty);
        if scenario.steps.len() > 9 || last != Some(cucumber::gherkin::StepType::Then) {
            odd.push(place(feature, scenario));
        }
    });
    assert!(
        odd.is_empty(),
        "these are too long, or end with something else: {odd:#?}"
    );
}

#[test]
fn outside_wire_nobody_reads_http_or_json() {
    let mut technical = Vec::new();
    each(&features(), |feature, rule, scenario| {
        if suite::tags(feature, rule, scenario).contains(&"wire") {
            return;
        }
        let reads = |word: &str| {
            scenario
                .steps
                .iter()
                .any(|step| step.value.split_whitespace().any(|part| part == word))
        };
        let has_text = scenario.steps.iter().any(|step| step.docstring.is_some());
        if has_text
            || ["GET", "POST", "PUT", "PATCH", "DELETE", "HTTP", "JSON"]
                .into_iter()
                .any(reads)
        {
            technical.push(place(feature, scenario));
        }
    });
    assert!(
        technical.is_empty(),
        "these need the tag @wire: {technical:#?}"
    );
}

/// A scenario that only a simulator can show cannot run against an address alone, and has to say so.
#[test]
fn whatever_needs_the_simulator_says_so() {
    let mut silent = Vec::new();
    each(&features(), |feature, rule, scenario| {
        let backgrounds = feature
            .background
            .iter()
            .chain(rule.and_then(|rule| rule.background.as_ref()));
        let mut steps = backgrounds
            .flat_map(|background| &background.steps)
            .chain(&scenario.steps);
        let tags = suite::tags(feature, rule, scenario);
        if steps.any(needs_the_simulator) && !tags.contains(&needs::CONTROL) {
            silent.push(place(feature, scenario));
        }
    });
    assert!(
        silent.is_empty(),
        "these need the tag @needs:control: {silent:#?}"
    );
}

/// Tokens, roles and administrators are not made through SCIM, nor is anybody without a sign-in name.
fn needs_the_simulator(step: &Step) -> bool {
    let only_a_simulator = [
        "an operator sends",
        "PactFlow is only read",
        "PactFlow already has these roles",
        "the token is read-only",
        "the token is an administrator's",
        "the token may only",
    ];
    let columns: Vec<&str> = step
        .table()
        .and_then(|table| table.rows.first())
        .map(|row| row.iter().map(String::as_str).collect())
        .unwrap_or_default();
    let has = |column: &str| columns.contains(&column);
    match step.value.as_str() {
        "PactFlow already has these people" => !has("externalIdpUsername") || has("type"),
        "PactFlow already has these teams" => has("administrators"),
        // So many people: `PactFlow already has 250 people`.
        said if said.starts_with("PactFlow already has ") && said.ends_with(" people") => true,
        said => only_a_simulator
            .iter()
            .any(|sentence| said.contains(sentence)),
    }
}

#[test]
fn the_vocabulary_is_small_and_nothing_in_it_is_idle() {
    let steps = concat!(env!("CARGO_MANIFEST_DIR"), "/src/steps");
    let mut sentences = BTreeSet::new();
    for entry in std::fs::read_dir(steps).expect("the steps are where they were") {
        let source =
            std::fs::read_to_string(entry.expect("an entry").path()).expect("a source file");
        sentences.extend(source.lines().filter_map(sentence).map(str::to_owned));
    }
    assert!(
        (30..=MOST_SENTENCES).contains(&sentences.len()),
        "{} sentences: {sentences:#?}",
        sentences.len()
    );

    let features = features();
    let mut said = Vec::new();
    each(&features, |_, _, scenario| {
        said.extend(scenario.steps.iter().map(|step| step.value.clone()))
    });
    for feature in &features {
        said.extend(
            feature
                .background
                .iter()
                .flat_map(|background| &background.steps)
                .map(|step| step.value.clone()),
        );
    }
    let idle: Vec<_> = sentences
        .iter()
        .filter(|sentence| !said.iter().any(|said| could_be(sentence, said)))
        .collect();
    assert!(idle.is_empty(), "no scenario says {idle:#?}");
}

/// The sentence of an attribute such as `#[when(expr = "…")]`.
fn sentence(line: &str) -> Option<&str> {
    let line = line.trim();
    let is_step = ["#[given(", "#[when(", "#[then("]
        .iter()
        .any(|attribute| line.starts_with(attribute));
    is_step.then(|| {
        line.split_once('"')?
            .1
            .rsplit_once('"')
            .map(|(sentence, _)| sentence)
    })?
}

/// Whether all the fixed words of a sentence are said, in their order.
fn could_be(sentence: &str, said: &str) -> bool {
    let mut rest = said;
    let fixed = sentence
        .split(['{', '}'])
        .step_by(2)
        .flat_map(|part| part.split("is/are"));
    for part in fixed.map(str::trim).filter(|part| !part.is_empty()) {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    true
}

#[test]
fn every_reason_of_a_refusal_is_given_somewhere() {
    let mut texts = String::new();
    for path in suite::files(&suite::folder()).expect("the folder can be read") {
        texts += &std::fs::read_to_string(path).expect("a feature file");
    }
    let idle: Vec<_> = REASONS
        .iter()
        .map(|reason| reason.phrase)
        .filter(|phrase| !texts.contains(phrase))
        .collect();
    assert!(idle.is_empty(), "no scenario is refused because {idle:#?}");
}
