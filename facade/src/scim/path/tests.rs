//! Paths: what they say, and what is no path.

use super::{AttributePath, PatchPath};
use crate::scim::{error::ScimType, filter, fixtures::user_schema};

fn path(text: &str) -> AttributePath {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn a_urn_is_split_off_at_its_last_colon_and_never_at_the_dot_of_its_version() {
    let table = [
        ("userName", None, "userName", None),
        ("name.givenName", None, "name", Some("givenName")),
        ("members.$ref", None, "members", Some("$ref")),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User:name.givenName",
            Some("urn:ietf:params:scim:schemas:core:2.0:User"),
            "name",
            Some("givenName"),
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
            Some("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"),
            "employeeNumber",
            None,
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
            Some("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"),
            "",
            None,
        ),
        (
            "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group",
            Some("http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"),
            "",
            None,
        ),
        (
            "http://schemas.microsoft.com/2006/11/ADSCIM/2.0/Group:displayName",
            Some("http://schemas.microsoft.com/2006/11/ADSCIM/2.0/Group"),
            "displayName",
            None,
        ),
    ];
    for (text, urn, attribute, sub) in table {
        let parsed = path(text);
        assert_eq!(parsed.urn.as_deref(), urn, "{text}");
        assert_eq!(parsed.attribute, attribute, "{text}");
        assert_eq!(parsed.sub.as_deref(), sub, "{text}");
        assert_eq!(parsed.to_string(), text);
        assert_eq!(parsed.is_schema(), attribute.is_empty());
    }
}

#[test]
fn names_and_urns_are_resolved_in_any_case() {
    let schema = user_schema();
    for text in [
        "NAME.FamilyName",
        "urn:IETF:params:scim:schemas:core:2.0:USER:name.familyname",
    ] {
        let path = path(text);
        let resolved = schema.resolve(&path).expect("the family name");
        assert_eq!(resolved.attribute.name, "name");
        assert_eq!(resolved.leaf().name, "familyName");
    }
    for common in ["schemas", "id", "externalId", "meta.lastModified"] {
        assert!(schema.resolve(&path(common)).is_some(), "{common}");
    }
    for unknown in [
        "name.color",
        "color",
        "userName.value",
        "urn:ietf:params:scim:schemas:core:2.0:User",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:userName",
    ] {
        assert!(schema.resolve(&path(unknown)).is_none(), "{unknown}");
    }
}

#[test]
fn a_patch_path_may_filter_the_values_and_name_a_part_of_them() {
    let table = [
        (r#"emails[type eq "work"].value"#, "emails.value"),
        (r#"members[value eq"2819c223"]"#, "members"),
        (
            r#"addresses[type eq "work" and postalCode sw "9"].streetAddress"#,
            "addresses.streetAddress",
        ),
        (
            r#"urn:ietf:params:scim:schemas:core:2.0:User:emails[not(primary eq True)].display"#,
            "urn:ietf:params:scim:schemas:core:2.0:User:emails.display",
        ),
        (r#"roles[primary eq "True"].value"#, "roles.value"),
        (r#"members[value eq "a].b"]"#, "members"),
    ];
    for (text, attribute) in table {
        let parsed: PatchPath = text
            .parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(parsed.attribute, path(attribute), "{text}");
        assert!(parsed.filter.is_some());
        let printed = parsed.to_string();
        assert_eq!(
            printed.parse::<PatchPath>().as_ref(),
            Ok(&parsed),
            "{text} → {printed}"
        );
    }
    let plain: PatchPath = " name.givenName ".parse().expect("a path");
    assert_eq!(plain, path("name.givenName").into());
}

#[test]
fn a_malformed_path_is_an_invalid_path_and_a_malformed_filter_in_it_an_invalid_filter() {
    let table = [
        ("", ScimType::InvalidPath, 1),
        ("a b", ScimType::InvalidPath, 2),
        ("name..givenName", ScimType::InvalidPath, 6),
        ("name.", ScimType::InvalidPath, 6),
        ("name.given.first", ScimType::InvalidPath, 11),
        ("9lives", ScimType::InvalidPath, 1),
        ("-a", ScimType::InvalidPath, 1),
        ("urn:x:2.0:User:", ScimType::InvalidPath, 16),
        (":userName", ScimType::InvalidPath, 1),
        ("(urn:x:2.0:User", ScimType::InvalidPath, 1),
        ("urn:x y:2.0:User", ScimType::InvalidPath, 6),
        ("urn:x\"y:userName", ScimType::InvalidPath, 6),
        ("größe", ScimType::InvalidPath, 3),
        (r#"emails[type eq "work""#, ScimType::InvalidPath, 22),
        (r#"emails[type eq "work"]value"#, ScimType::InvalidPath, 23),
        (
            r#"emails[type eq "work"].value.x"#,
            ScimType::InvalidPath,
            31,
        ),
        (r#"emails[type eq "work"] or"#, ScimType::InvalidPath, 23),
        (r#"[type eq "work"]"#, ScimType::InvalidPath, 1),
        ("emails[]", ScimType::InvalidFilter, 8),
        ("emails[type]", ScimType::InvalidFilter, 12),
        (r#"emails[type is "work"]"#, ScimType::InvalidFilter, 13),
        (r#"emails[type eq "work" zzz]"#, ScimType::InvalidFilter, 23),
    ];
    for (text, scim_type, column) in table {
        let error = text.parse::<PatchPath>().expect_err(text);
        assert_eq!(error.scim_type, scim_type, "{text}: {error}");
        assert!(
            error.detail.contains(&format!("column {column}:")),
            "{text}: {error}"
        );
    }
}

#[test]
fn a_filters_brackets_are_limited_in_a_path_too() {
    let deep = format!("emails[{}type pr{}]", "(".repeat(100), ")".repeat(100));
    let error = deep.parse::<PatchPath>().expect_err("too deep");
    assert_eq!(error.scim_type, ScimType::InvalidFilter);
    let long = format!("emails[type eq \"{}\"]", "x".repeat(filter::MAX_LENGTH));
    assert!(long.parse::<PatchPath>().is_err());
}
