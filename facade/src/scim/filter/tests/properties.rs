//! Laws of the filter's text and of its meaning.

use proptest::prelude::*;

use super::generate;
use crate::scim::{
    filter::{Filter, parse},
    fixtures::{people, user_schema},
    path::{AttributePath, PatchPath},
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_printed_filter_is_read_as_itself(filter in generate::filter()) {
        let text = filter.to_string();
        prop_assert_eq!(parse(&text), Ok(filter), "{}", text);
    }

    #[test]
    fn a_printed_path_is_read_as_itself(path in generate::patch_path()) {
        let text = path.to_string();
        prop_assert_eq!(text.parse::<PatchPath>(), Ok(path), "{}", text);
    }

    #[test]
    fn a_printed_attribute_path_is_read_as_itself(path in generate::path()) {
        let text = path.to_string();
        prop_assert_eq!(text.parse::<AttributePath>(), Ok(path), "{}", text);
    }

    #[test]
    fn whatever_is_read_is_printed_and_read_as_the_same(text in generate::text()) {
        if let Ok(filter) = parse(&text) {
            prop_assert_eq!(parse(&filter.to_string()), Ok(filter));
        }
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_column_inside_it(text in any::<String>()) {
        for error in [parse(&text).err(), text.parse::<PatchPath>().err()].into_iter().flatten() {
            let column = error.detail.split("column ").nth(1).and_then(|rest| rest.split(':').next());
            let column: usize = column.and_then(|column| column.parse().ok()).expect("a column");
            prop_assert!((1..=text.chars().count() + 1).contains(&column), "{}", error);
        }
    }

    #[test]
    fn not_is_the_complement_and_de_morgan_holds(
        left in prop::sample::select(SENSIBLE.to_vec()),
        right in prop::sample::select(SENSIBLE.to_vec()),
    ) {
        let schema = user_schema();
        let filter = |text: &str| parse(text).expect(text);
        let (left, right) = (filter(left), filter(right));
        let not = |filter: Filter| Filter::Not(Box::new(filter));
        let neither = not(Filter::or(vec![left.clone(), right.clone()]));
        let both_not = Filter::and(vec![not(left.clone()), not(right.clone())]);
        for person in people() {
            let holds = |filter: &Filter| filter.matches(&schema, &person);
            prop_assert_eq!(holds(&not(left.clone())), !holds(&left));
            prop_assert_eq!(holds(&neither), holds(&both_not));
            prop_assert_eq!(holds(&Filter::and(vec![left.clone(), right.clone()])), holds(&left) && holds(&right));
        }
    }

    #[test]
    fn the_equalities_of_a_filter_hold_wherever_it_matches(
        texts in prop::collection::vec(prop::sample::select(SENSIBLE.to_vec()), 1..4),
    ) {
        let schema = user_schema();
        let filter = parse(&texts.join(" and ")).expect("sensible");
        for person in people().iter().filter(|person| filter.matches(&schema, person)) {
            for (path, value) in filter.equalities() {
                let equality = Filter::Compare { path, op: crate::scim::filter::CompareOp::Eq, value: value.clone() };
                prop_assert!(equality.matches(&schema, person), "{} of {}", equality, filter);
            }
        }
    }
}

/// Filters that some of the people satisfy and others do not.
const SENSIBLE: [&str; 12] = [
    r#"userName eq "JOHN""#,
    r#"userName sw "ж""#,
    "active eq true",
    "active pr",
    "title pr",
    "title eq null",
    r#"emails.type eq "work""#,
    r#"emails[type eq "work" and value co "example"]"#,
    r#"emails[type eq "home"].value ew "net""#,
    r#"meta.lastModified gt "2011-01-01T00:00:00Z""#,
    "(logins gt 5 or tags pr)",
    r#"not (userType eq "Employee")"#,
];
