//! Our parser against an independent one, `scim_v2`, on texts that follow the grammar of RFC 7644 §3.4.2.2 loosely.
//!
//! Where both read a text, they must read the same. Where one alone reads it, a difference listed below must be the
//! reason, and what we alone read must mean what it means when it is written by the grammar.

use proptest::prelude::*;
use scim_v2::filter as oracle;

use super::{
    generate,
    translate::{collect, collect_values, our_path, ours, rounded},
};
use crate::scim::{filter::parse, path::PatchPath};

/// What the other parser reads and we do not.
#[derive(Debug)]
enum OnlyTheirs {
    /// `name.givenName[…]`. The grammar lets it, but a sub-attribute has no values that could be filtered.
    BracketBehindSubAttribute,
    /// `…:2.0:User pr`. The other parser takes the schema's own name for an attribute of `…:2.0`; it is none.
    BareSchema,
    /// `emails [type pr]`, `emails[type pr] .value`, `userName pr"x"`-like runs of tokens: it reads tokens with or without
    /// blanks between them where the grammar has none.
    BlankAtBracket,
    /// It counts every blank of Unicode as a blank; the grammar's `SP` is one character.
    BlankBeyondAscii,
}

/// What we read and the other parser does not.
#[derive(Debug)]
enum OnlyOurs {
    /// `members.$ref`: RFC 7643 names a sub-attribute `$ref`, which its own grammar of names leaves out.
    DollarInName,
    /// `http://schemas.microsoft.com/…/Group:displayName`: Microsoft's schemas are addresses, with slashes.
    SlashInUri,
    /// `true pr`: an attribute may be called so by the grammar; whether there is one is the schema's business.
    AttributeNamedLikeALiteral,
}

fn theirs_explained(
    text: &str,
    paths: &[&oracle::AttrPath],
    brackets: &[&oracle::AttrPath],
) -> Option<OnlyTheirs> {
    let bare = |path: &&oracle::AttrPath| {
        let version = path
            .uri
            .as_deref()
            .and_then(|uri| uri.rsplit(':').next())
            .unwrap_or_default();
        !version.is_empty()
            && version
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if brackets.iter().any(|path| path.sub_attr.is_some()) {
        Some(OnlyTheirs::BracketBehindSubAttribute)
    } else if paths.iter().any(bare) {
        Some(OnlyTheirs::BareSchema)
    } else if [" [", "] .", ". "]
        .iter()
        .any(|blank| spaced.contains(blank))
    {
        Some(OnlyTheirs::BlankAtBracket)
    } else if text.contains('\u{a0}') {
        Some(OnlyTheirs::BlankBeyondAscii)
    } else {
        None
    }
}

fn ours_explained(canonical: &str) -> Option<OnlyOurs> {
    let word = |word: &str| {
        canonical
            .split([' ', '(', '['])
            .any(|token| token.eq_ignore_ascii_case(word))
    };
    if canonical.contains('$') {
        Some(OnlyOurs::DollarInName)
    } else if canonical.contains("://") {
        Some(OnlyOurs::SlashInUri)
    } else if word("true") || word("false") || word("null") {
        Some(OnlyOurs::AttributeNamedLikeALiteral)
    } else {
        None
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_filter_by_the_grammar_is_read_alike(filter in generate::filter()) {
        let text = filter.to_string();
        let theirs: oracle::Filter = text.parse().map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(rounded(ours(&theirs)), rounded(filter), "{}", text);
    }

    #[test]
    fn a_path_by_the_grammar_is_read_alike(path in generate::patch_path()) {
        let text = path.to_string();
        let theirs: oracle::PatchPath = text.parse().map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        let mut read = our_path(&theirs);
        let mut path = path;
        read.filter = read.filter.map(rounded);
        path.filter = path.filter.map(rounded);
        prop_assert_eq!(read, path, "{}", text);
    }

    #[test]
    fn any_text_is_read_alike_or_the_difference_is_listed(text in generate::text()) {
        match (parse(&text), text.parse::<oracle::Filter>()) {
            (Ok(read), Ok(theirs)) => prop_assert_eq!(rounded(read), rounded(ours(&theirs)), "{}", text),
            (Err(error), Ok(theirs)) => {
                let (mut paths, mut brackets) = (Vec::new(), Vec::new());
                collect(&theirs, &mut paths, &mut brackets);
                prop_assert!(theirs_explained(&text, &paths, &brackets).is_some(), "{}: {}", text, error);
            }
            (Ok(read), Err(error)) => {
                let canonical = read.to_string();
                match canonical.parse::<oracle::Filter>() {
                    Ok(theirs) => prop_assert_eq!(rounded(read), rounded(ours(&theirs)), "{}", text),
                    Err(_) => prop_assert!(ours_explained(&canonical).is_some(), "{}: {}", text, error),
                }
            }
            (Err(_), Err(_)) => {}
        }
    }

    #[test]
    fn any_path_is_read_alike_or_the_difference_is_listed(text in generate::path_text()) {
        match (text.parse::<PatchPath>(), text.parse::<oracle::PatchPath>()) {
            (Ok(read), Ok(theirs)) if !read.attribute.is_schema() => {
                let theirs = our_path(&theirs);
                prop_assert_eq!(&read.attribute, &theirs.attribute, "{}", text);
                prop_assert_eq!(read.filter.map(rounded), theirs.filter.map(rounded), "{}", text);
            }
            (Err(error), Ok(theirs)) => {
                let (mut paths, mut brackets) = (Vec::new(), Vec::new());
                match &theirs {
                    oracle::PatchPath::Attr(path) => paths.push(path),
                    oracle::PatchPath::Value(value) => {
                        brackets.push(&value.attr);
                        paths.push(&value.attr);
                        collect_values(&value.filter, &mut paths);
                    }
                }
                prop_assert!(theirs_explained(&text, &paths, &brackets).is_some(), "{}: {}", text, error);
            }
            (Ok(read), Err(error)) => {
                let canonical = read.to_string();
                prop_assert!(
                    canonical.parse::<oracle::PatchPath>().is_ok() || ours_explained(&canonical).is_some(),
                    "{}: {}", text, error
                );
            }
            _ => {}
        }
    }
}

#[test]
fn each_listed_difference_exists() {
    let theirs = |text: &str| text.parse::<oracle::Filter>().is_ok();
    let ours = |text: &str| parse(text).is_ok();
    for text in [
        "name.givenName[value pr]",
        "urn:x:2.0:User pr",
        "emails [type pr]",
        "emails\t[type pr]",
        "userName\u{a0}pr",
        "userName eq \u{a0}true",
    ] {
        assert!(theirs(text) && !ours(text), "{text}");
    }
    for text in [
        r#"not(userName eq "x")"#,
        r#"userName eq"x""#,
        "userName eq jyoung",
        "active eq True",
        r#"emails[type eq "work"].value eq "x""#,
        r#"members.$ref eq "x""#,
        "true pr",
        "http://schemas.microsoft.com/2006/11/ADSCIM/2.0/Group:displayName pr",
    ] {
        assert!(ours(text) && !theirs(text), "{text}");
    }
    let bare = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let misread = our_path(&bare.parse().expect("they read it"));
    assert_eq!(misread.attribute.attribute, "User");
    assert!(
        bare.parse::<PatchPath>()
            .expect("a path")
            .attribute
            .is_schema()
    );
}
