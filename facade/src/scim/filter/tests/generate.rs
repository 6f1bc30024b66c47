//! Filters by chance: as trees, and as texts that follow the grammar loosely or not quite.

use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::Number;

use crate::scim::{
    filter::{CompareOp, Filter, Literal},
    path::{AttributePath, PatchPath},
    urn,
};

/// An attribute's name that is no word of the grammar.
fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z][a-zA-Z0-9_-]{0,6}".prop_filter("a word of the grammar", |name| {
        !["true", "false", "null", "not"]
            .iter()
            .any(|word| name.eq_ignore_ascii_case(word))
    })
}

fn whole_attribute() -> impl Strategy<Value = AttributePath> {
    let urn = prop::option::weighted(0.2, select(vec![urn::USER, "urn:example:Car"]));
    (urn, name()).prop_map(|(urn, attribute)| AttributePath {
        urn: urn.map(str::to_owned),
        attribute,
        sub: None,
    })
}

/// Any attribute path except a bare URN.
pub(super) fn path() -> impl Strategy<Value = AttributePath> {
    (whole_attribute(), prop::option::weighted(0.3, name()))
        .prop_map(|(path, sub)| AttributePath { sub, ..path })
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        4 => any::<String>().prop_map(Literal::String),
        1 => any::<i64>().prop_map(|number| Literal::Number(number.into())),
        1 => any::<u64>().prop_map(|number| Literal::Number(number.into())),
        1 => any::<f64>().prop_filter_map("no JSON number", |number| Some(Literal::Number(Number::from_f64(number)?))),
        1 => any::<bool>().prop_map(Literal::Boolean),
        1 => Just(Literal::Null),
    ]
}

fn comparison(
    path: impl Strategy<Value = AttributePath> + 'static,
) -> impl Strategy<Value = Filter> {
    (
        path,
        prop::option::weighted(0.8, (select(CompareOp::ALL.to_vec()), literal())),
    )
        .prop_map(|(path, compared)| match compared {
            Some((op, value)) => Filter::Compare { path, op, value },
            None => Filter::Present(path),
        })
}

/// `leaf`, and what `and`, `or` and `not` make of it.
fn logic(leaf: impl Strategy<Value = Filter> + 'static) -> impl Strategy<Value = Filter> {
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(Filter::and),
            vec(inner.clone(), 2..4).prop_map(Filter::or),
            inner.prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    })
}

/// A filter for the inside of a bracket.
fn value_filter() -> impl Strategy<Value = Filter> {
    logic(comparison(path()))
}

/// Any filter that the grammar can say.
pub(super) fn filter() -> impl Strategy<Value = Filter> {
    let value_path =
        (whole_attribute(), value_filter()).prop_map(|(path, filter)| Filter::ValuePath {
            path,
            filter: Box::new(filter),
        });
    logic(prop_oneof![3 => comparison(path()), 1 => value_path])
}

/// Any path of a PATCH operation except a bare URN.
pub(super) fn patch_path() -> impl Strategy<Value = PatchPath> {
    let filtered = (whole_attribute(), prop::option::of(name()), value_filter()).prop_map(
        |(path, sub, filter)| PatchPath {
            attribute: AttributePath { sub, ..path },
            filter: Some(filter),
        },
    );
    prop_oneof![path().prop_map(PatchPath::from), filtered]
}

const ATTRIBUTES: [&str; 10] = [
    "userName",
    "a",
    "name.givenName",
    "members.$ref",
    "meta.lastModified",
    "urn:ietf:params:scim:schemas:core:2.0:User:userName",
    "URN:x:2.0:User:name.familyName",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    "true",
    "orAnd",
];

const LITERALS: [&str; 16] = [
    "\"work\"",
    "\"a b\"",
    "\"\"",
    "\"q\\\"\\u00e9\\\\\"",
    "\"] and (x pr)\"",
    "true",
    "True",
    "FALSE",
    "null",
    "5",
    "-1.5e3",
    "007",
    "99999999999999999999999",
    "jyoung",
    "ada@example.com",
    "o'brien",
];

const NOISE: [&str; 17] = [
    "eq", "PR", "and", "Or", "not", "(", ")", "[", "]", ".value", ".", "\"", "\u{a0}", "é", "not(",
    "\t", ",",
];

fn words(of: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    select(of).prop_map(|word| vec![word.to_owned()])
}

fn compared() -> impl Strategy<Value = Vec<String>> {
    let operator = select(vec!["eq", "NE", "co", "sw", "Ew", "gt", "ge", "lt", "le"]);
    prop_oneof![
        4 => (words(&ATTRIBUTES), operator, words(&LITERALS)).prop_map(|(mut tokens, operator, literal)| {
            tokens.push(operator.to_owned());
            tokens.extend(literal);
            tokens
        }),
        1 => words(&ATTRIBUTES).prop_map(|mut tokens| { tokens.push("pr".to_owned()); tokens }),
    ]
}

fn around(before: &[&str], tokens: Vec<String>, after: &[&str]) -> Vec<String> {
    let own = |words: &[&str]| {
        words
            .iter()
            .map(|&word| word.to_owned())
            .collect::<Vec<_>>()
    };
    [own(before), tokens, own(after)].concat()
}

fn tokens() -> impl Strategy<Value = Vec<String>> {
    compared().prop_recursive(3, 16, 2, |inner| {
        prop_oneof![
            (inner.clone(), select(vec!["and", "OR"]), inner.clone())
                .prop_map(|(left, word, right)| [left, vec![word.to_owned()], right].concat()),
            inner
                .clone()
                .prop_map(|tokens| around(&["("], tokens, &[")"])),
            inner
                .clone()
                .prop_map(|tokens| around(&["not", "("], tokens, &[")"])),
            bracketed(inner.clone()),
            bracketed(inner).prop_map(|tokens| around(&[], tokens, &[".value", "eq", "\"x\""])),
        ]
    })
}

fn bracketed(inner: impl Strategy<Value = Vec<String>>) -> impl Strategy<Value = Vec<String>> {
    (words(&ATTRIBUTES), inner).prop_map(|(mut path, inner)| {
        path.extend(around(&["["], inner, &["]"]));
        path
    })
}

/// Blanks where they belong, and sometimes where they do not, and sometimes a word too many.
fn noisy(tokens: impl Strategy<Value = Vec<String>>) -> impl Strategy<Value = String> {
    let gaps = vec(select(vec!["", " ", " ", " ", " ", " ", "  "]), 64);
    let noise = prop::option::weighted(0.3, (any::<prop::sample::Index>(), select(&NOISE[..])));
    (tokens, gaps, noise).prop_map(|(mut tokens, gaps, noise)| {
        if let Some((index, word)) = noise {
            tokens.insert(index.index(tokens.len() + 1), word.to_owned());
        }
        let tight = |token: &str| matches!(token, "(" | ")" | "[" | "]" | ".value");
        let mut text = String::new();
        for (index, token) in tokens.iter().enumerate() {
            let gap = gaps[index % gaps.len()];
            let near = tight(token) || index > 0 && tight(&tokens[index - 1]);
            // Most brackets stand close, most words apart, so that most texts make sense to somebody.
            text.push_str(if near && gap == " " { "" } else { gap });
            text.push_str(token);
        }
        text
    })
}

/// A text that is often a filter.
pub(super) fn text() -> impl Strategy<Value = String> {
    noisy(tokens())
}

/// A text that is often a path.
pub(super) fn path_text() -> impl Strategy<Value = String> {
    let path = prop_oneof![
        1 => words(&ATTRIBUTES),
        3 => bracketed(tokens()),
        3 => bracketed(tokens()).prop_map(|tokens| around(&[], tokens, &[".value"])),
    ];
    noisy(path)
}
