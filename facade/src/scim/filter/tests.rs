//! Filters: the grammar, what is kindly heard, what is refused and how, and what matches whom.

mod differential;
mod generate;
mod properties;
mod translate;

use super::{CompareOp, Filter, Literal, MAX_DEPTH, MAX_LENGTH, MAX_TERMS, parse};
use crate::scim::{
    error::ScimType,
    fixtures::{people, user_schema},
    path::AttributePath,
};

/// The ids of the people whom a filter finds.
fn found(filter: &str) -> String {
    let schema = user_schema();
    let parsed = parse(filter).unwrap_or_else(|error| panic!("{filter}: {error}"));
    parsed
        .check(&schema)
        .unwrap_or_else(|error| panic!("{filter}: {error}"));
    people()
        .iter()
        .filter(|person| parsed.matches(&schema, person))
        .filter_map(|person| person["id"].as_str())
        .collect()
}

/// The detail of the refusal.
fn refusal(filter: &str) -> String {
    let error = parse(filter)
        .and_then(|parsed| parsed.check(&user_schema()))
        .expect_err(filter);
    assert_eq!(error.scim_type, ScimType::InvalidFilter, "{filter}");
    error.detail
}

fn canonical(filter: &str) -> String {
    parse(filter).expect(filter).to_string()
}

#[test]
fn every_example_of_rfc_7644_section_3_4_2_2_finds_the_right_people() {
    let table = [
        (r#"userName eq "ADA@example.com""#, "1"),
        (r#"name.familyName co "O'Malley""#, "1"),
        (r#"userName sw "J""#, "2"),
        (
            r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J""#,
            "2",
        ),
        ("title pr", "1"),
        (r#"meta.lastModified gt "2011-05-13T04:42:34Z""#, "2"),
        (r#"meta.lastModified ge "2011-05-13T04:42:34Z""#, "12"),
        (r#"meta.lastModified lt "2011-05-13T04:42:34Z""#, "3"),
        (r#"meta.lastModified le "2011-05-13T04:42:34Z""#, "13"),
        (r#"title pr and userType eq "Employee""#, "1"),
        (r#"title pr or userType eq "Intern""#, "12"),
        (
            r#"schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#,
            "1",
        ),
        (
            r#"userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")"#,
            "13",
        ),
        (
            r#"userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")"#,
            "2",
        ),
        (
            r#"userType eq "Employee" and (emails.type eq "work")"#,
            "13",
        ),
        (
            r#"userType eq "Employee" and emails[type eq "work" and value co "@example.com"]"#,
            "1",
        ),
        (
            r#"emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]"#,
            "1",
        ),
    ];
    for (filter, ids) in table {
        assert_eq!(found(filter), ids, "{filter}");
    }
}

#[test]
fn each_operator_compares_as_its_type_does() {
    let table = [
        (r#"userName eq "john""#, "2"),
        (r#"userName ne "john""#, "13"),
        (r#"userName co "OH""#, "2"),
        (r#"userName ew "COM""#, "1"),
        (r#"userName gt "b""#, "23"),
        (r#"userName le "ADA@EXAMPLE.COM""#, "1"),
        ("logins gt 5", "2"),
        ("logins ge 5", "12"),
        ("logins lt 6", "1"),
        ("logins eq 5.0", "1"),
        ("active eq true", "1"),
        ("active ne true", "23"),
        ("active pr", "12"),
        (r#"externalId eq "ada-1""#, ""),
        (r#"externalId eq "Ada-1""#, "1"),
        (r#"meta.lastModified eq "2011-05-13T04:42:35Z""#, "2"),
        (r#"meta.lastModified sw "2011-05""#, "12"),
        (r#"meta.lastModified gt "2011-01-01""#, "12"),
    ];
    for (filter, ids) in table {
        assert_eq!(found(filter), ids, "{filter}");
    }
}

#[test]
fn case_is_folded_beyond_ascii() {
    assert_eq!(found(r#"userName eq "жанна""#), "3");
    assert_eq!(found(r#"userName co "НН""#), "3");
    assert_eq!(found(r#"userName sw "жА""#), "3");
}

#[test]
fn any_value_of_a_multi_valued_attribute_may_match() {
    assert_eq!(found(r#"emails.type eq "home""#), "123");
    assert_eq!(found(r#"emails eq "john@other.net""#), "2");
    assert_eq!(found(r#"tags eq "GREEN""#), "1");
    assert_eq!(found(r#"tags[value sw "gr"]"#), "1");
    assert_eq!(
        found(r#"emails.type ne "home""#),
        "13",
        "one value that differs is enough"
    );
    assert_eq!(found(r#"not (emails.type eq "home")"#), "");
}

#[test]
fn what_is_unassigned_differs_from_every_value_and_equals_null() {
    assert_eq!(found(r#"title ne "Director""#), "23");
    assert_eq!(found("title eq null"), "23");
    assert_eq!(found("title ne null"), "1");
    assert_eq!(found(r#"nickName eq """#), "");
    assert_eq!(found("tags pr"), "1", "an empty list is no value");
    assert_eq!(found("name pr"), "12");
    assert_eq!(found(r#"emails[not (type eq "home")]"#), "13");
}

#[test]
fn what_identity_providers_send_is_understood() {
    let table = [
        // authentik and the example in Entra ID's documentation leave the quotes out.
        ("externalId eq jyoung", "2"),
        ("userName eq ada@example.com", "1"),
        // RFC 7644 §3.5.2.2 itself leaves the blank out.
        (r#"userName eq"john""#, "2"),
        ("ACTIVE EQ True", "1"),
        (r#"active eq "True""#, "1"),
        (r#"not(userName eq "john")"#, "13"),
        (r#"emails[type eq "work"].value eq "ada@example.com""#, "1"),
        (r#"emails[type eq "home"].value eq "ada@example.com""#, ""),
        (r#"emails[type eq "work"].value pr"#, "13"),
        (r#"id eq "1" and emails eq "ada@example.com""#, "1"),
        (r#"DisplayName pr or USERNAME eq "John""#, "2"),
        (
            r#"URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:user:userName eq "John""#,
            "2",
        ),
        ("  userName   eq\t\"John\"  ", "2"),
        (r#"(userName eq "John")and(active eq false)"#, "2"),
        (r#"logins eq "5""#, "1"),
        ("id eq 1", "1"),
    ];
    for (filter, ids) in table {
        assert_eq!(found(filter), ids, "{filter}");
    }
}

#[test]
fn strings_are_json_strings_and_an_apostrophe_is_an_ordinary_character() {
    let value = |filter: &str| match parse(filter).expect(filter) {
        Filter::Compare {
            value: Literal::String(text),
            ..
        } => text,
        other => panic!("{other}"),
    };
    assert_eq!(value(r#"displayName eq "José's Team""#), "José's Team");
    assert_eq!(value(r#"displayName eq "a\"b\\c\u00e9\/""#), "a\"b\\cé/");
    assert_eq!(value(r#"displayName eq "] and (x pr)""#), "] and (x pr)");
    assert_eq!(value(r#"displayName eq "'quoted'""#), "'quoted'");
    assert_eq!(value("displayName eq o'brien"), "o'brien");
    assert_eq!(value("externalId eq 007"), "007");
    assert_eq!(
        value("externalId eq 99999999999999999999999"),
        "99999999999999999999999"
    );
    assert_eq!(
        value("externalId eq 2819c223-7f76-453a-919d-413861904646"),
        "2819c223-7f76-453a-919d-413861904646"
    );
}

#[test]
fn not_binds_more_tightly_than_and_and_that_more_than_or() {
    assert_eq!(
        canonical("a pr or b pr and not (c pr)"),
        "a pr or b pr and not (c pr)"
    );
    assert_eq!(
        canonical("(a pr or b pr) and c pr"),
        "(a pr or b pr) and c pr"
    );
    assert_eq!(
        canonical("((a pr) and (b pr and c pr))"),
        "a pr and b pr and c pr"
    );
    assert_eq!(
        canonical(r#"emails[type eq "work"].value EW "x""#),
        r#"emails[type eq "work" and value ew "x"]"#
    );
    let parts = parse("a pr or b pr and c pr").expect("a filter");
    assert!(
        matches!(parts, Filter::Or(ref of) if of.len() == 2),
        "{parts}"
    );
}

#[test]
fn a_malformed_filter_is_refused_with_its_column() {
    let table = [
        ("", "column 1", "expected an attribute, found the end"),
        ("RUNSCOPE123@ATKO.COM", "column 12", "'@'"),
        ("userName", "column 9", "expected one of `eq`"),
        (
            r#"userName equals "x""#,
            "column 10",
            "expected one of `eq`",
        ),
        ("userName eq", "column 12", "expected a value"),
        ("userName eq and active pr", "column 13", "expected a value"),
        ("userName eq 'john doe'", "column 13", "expected a value"),
        (r#"userName eq "john"#, "column 13", "no closing quote"),
        (r#"userName eq "a\x""#, "column 13", "escape"),
        (
            r#"userName eq "ж" zzz"#,
            "column 17",
            "`and`, `or` or the end",
        ),
        ("(userName pr", "column 13", "`)`"),
        ("userName pr)", "column 12", "`and`, `or` or the end"),
        ("not userName pr", "column 5", "`(` after `not`"),
        ("emails[type pr", "column 15", "`]`"),
        ("emails[ims[type pr]]", "column 11", "inside another"),
        ("emails.value[type pr]", "column 13", "bracket"),
        ("emails[type pr].value.x pr", "column 24", "sub-attribute"),
        ("name.given.first pr", "column 11", "sub-attribute"),
        (".name pr", "column 1", "name of an attribute"),
        ("1name pr", "column 1", "'1'"),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User pr",
            "column 43",
            "schema",
        ),
        (
            "userName eq \"a\" and",
            "column 20",
            "expected an attribute",
        ),
    ];
    for (filter, column, what) in table {
        let detail = refusal(filter);
        assert!(
            detail.contains(&format!("at {column}:")),
            "{filter}: {detail}"
        );
        assert!(detail.contains(what), "{filter}: {detail}");
    }
}

#[test]
fn a_filter_that_makes_no_sense_for_the_resource_is_refused() {
    let table = [
        (r#"color eq "red""#, "'color'"),
        (r#"name.color eq "red""#, "'name.color'"),
        (r#"emails[color eq "red"]"#, "value, display, type, primary"),
        (r#"urn:example:2.0:Car:userName eq "x""#, "urn:example"),
        ("active gt true", "boolean"),
        (r#"active co "tr""#, "boolean"),
        (r#"active eq "yes""#, "true or false"),
        (r#"picture gt "AAAA""#, "binary"),
        (r#"logins co "1""#, "number"),
        (r#"logins eq "many""#, "number"),
        (
            r#"meta.lastModified gt "yesterday""#,
            "2026-01-05T09:00:00Z",
        ),
        (r#"name eq "Ada""#, "familyName"),
        (r#"addresses co "Street""#, "streetAddress"),
        ("userName gt null", "null"),
        (r#"userName[value eq "x"]"#, "no parts"),
        (r#"password eq "secret""#, "never shown"),
    ];
    for (filter, what) in table {
        let detail = refusal(filter);
        assert!(detail.contains(what), "{filter}: {detail}");
    }
}

#[test]
fn a_filter_beyond_a_limit_is_refused_and_one_at_the_limit_is_read() {
    let nested = |depth: usize| format!("{}title pr{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(MAX_DEPTH)).is_ok());
    assert!(refusal(&nested(MAX_DEPTH + 1)).contains("nested"));
    assert!(refusal(&"(".repeat(MAX_LENGTH)).contains("nested"));
    assert!(refusal(&"not (".repeat(10_000)).contains("nested"));

    let terms = |count: usize| vec!["title pr"; count].join(" or ");
    assert!(parse(&terms(MAX_TERMS)).is_ok());
    assert!(refusal(&terms(MAX_TERMS + 1)).contains("comparisons"));

    let long = format!(r#"userName eq "{}""#, "x".repeat(MAX_LENGTH));
    assert!(refusal(&long).contains("bytes"));
}

#[test]
fn the_equalities_that_must_hold_can_be_pushed_down() {
    let equalities = |filter: &str| {
        parse(filter)
            .expect(filter)
            .equalities()
            .into_iter()
            .map(|(path, value)| format!("{path}={}", value.text().expect("a text")))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(equalities(r#"userName eq "a""#), "userName=a");
    assert_eq!(
        equalities(r#"id eq "1" and (active eq true and title pr)"#),
        "id=1 active=true"
    );
    assert_eq!(
        equalities(r#"emails[type eq "work"].value eq "a""#),
        "emails.type=work emails.value=a"
    );
    assert_eq!(equalities(r#"userName eq "a" or userName eq "b""#), "");
    assert_eq!(equalities(r#"not (userName eq "a")"#), "");
    assert_eq!(equalities(r#"userName sw "a""#), "");
}

#[test]
fn and_and_or_are_kept_flat() {
    let present = |name: &str| Filter::Present(AttributePath::new(name));
    let inner = Filter::and(vec![present("a"), present("b")]);
    assert_eq!(
        Filter::and(vec![inner, present("c")]),
        Filter::And(vec![present("a"), present("b"), present("c")])
    );
    assert_eq!(Filter::or(vec![present("a")]), present("a"));
    assert_eq!(CompareOp::of("Eq"), Some(CompareOp::Eq));
}
