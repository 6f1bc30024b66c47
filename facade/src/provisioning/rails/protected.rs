//! DEC-42: people whom the operator has named.

use std::collections::HashSet;
use std::fmt;

use crate::pactflow::User;
use crate::scim::coerce::fold;

/// Sign-in names, e-mail addresses and ids, whatever their case.
#[derive(Clone, Default)]
pub(super) struct Protected(HashSet<String>);

impl Protected {
    pub(super) fn new(named: &[String]) -> Self {
        Self(named.iter().map(|name| fold(name).into_owned()).collect())
    }

    /// Whether the operator has named this user, in whichever way.
    pub(super) fn includes(&self, user: &User) -> bool {
        let names = [
            Some(&user.uuid),
            user.external_idp_username.as_ref(),
            user.email.as_ref(),
        ];
        names
            .into_iter()
            .flatten()
            .any(|name| self.0.contains(&*fold(name)))
    }
}

impl fmt::Debug for Protected {
    /// Without the names: they are addresses of people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} protected people", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn user() -> User {
        serde_json::from_value(json!({
            "uuid": "4C260344-b170-41eb-b01e-c0ff10c72f25", "email": "Ada@acme.io", "externalIdpUsername": "Countess", "name": "Ada"
        }))
        .unwrap()
    }

    fn protected(name: &str) -> Protected {
        Protected::new(&[name.to_owned()])
    }

    #[test]
    fn somebody_is_named_by_sign_in_name_address_or_id_whatever_the_case() {
        for name in [
            "countess",
            "ada@ACME.io",
            "4c260344-B170-41eb-b01e-c0ff10c72f25",
        ] {
            assert!(protected(name).includes(&user()), "{name}");
        }
        for name in ["Ada", "ada", "grace@acme.io", ""] {
            assert!(!protected(name).includes(&user()), "{name}");
        }
    }

    #[test]
    fn nobody_is_named_in_what_is_printed_of_it() {
        assert_eq!(
            format!("{:?}", protected("ada@acme.io")),
            "1 protected people"
        );
    }
}
