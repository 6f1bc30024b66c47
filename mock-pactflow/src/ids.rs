//! Where new UUIDs and token values come from.

use uuid::{Builder, Uuid, Variant, Version, uuid};

/// The source of new UUIDs and token values: random, or counted so that two runs agree.
#[derive(Debug, Clone)]
pub struct Ids(Source);

#[derive(Debug, Clone)]
enum Source {
    Random,
    Sequential { next: u64 },
}

/// The namespace of UUIDs that are derived from a name.
const NAMESPACE: Uuid = uuid!("6f2d2b3c-7a0e-5b43-9a53-6d6f636b7066");

impl Ids {
    /// Version 4 UUIDs, as PactFlow has them. The default.
    pub fn random() -> Self {
        Self(Source::Random)
    }

    /// `00000000-0000-4000-8000-000000000001`, …`2`, and so on.
    pub fn sequential() -> Self {
        Self(Source::Sequential { next: 1 })
    }

    /// The next UUID.
    pub(crate) fn uuid(&mut self) -> Uuid {
        match &mut self.0 {
            Source::Random => Uuid::new_v4(),
            Source::Sequential { next } => {
                let number = *next;
                *next += 1;
                Builder::from_u128(u128::from(number))
                    .with_variant(Variant::RFC4122)
                    .with_version(Version::Random)
                    .into_uuid()
            }
        }
    }

    /// The next token value: 32 hexadecimal digits.
    pub(crate) fn token(&mut self) -> String {
        self.uuid().simple().to_string()
    }
}

/// The version 5 UUID of a kind and a name, so that documents and tests agree on the ids of
/// whatever a seed leaves without one.
pub fn derived_uuid(kind: &str, name: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{kind}:{name}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequential_ids_are_well_formed_and_count_up() {
        let mut ids = Ids::sequential();
        assert_eq!(
            ids.uuid().to_string(),
            "00000000-0000-4000-8000-000000000001"
        );
        assert_eq!(
            ids.uuid().to_string(),
            "00000000-0000-4000-8000-000000000002"
        );
    }

    #[test]
    fn a_derived_uuid_depends_on_kind_and_name() {
        assert_eq!(
            derived_uuid("team", "Payments"),
            derived_uuid("team", "Payments")
        );
        assert_ne!(
            derived_uuid("team", "Payments"),
            derived_uuid("role", "Payments")
        );
    }
}
