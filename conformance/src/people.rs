//! The cast: people have names in the specification, not numbers.

use std::{fmt, str::FromStr};

use cucumber::Parameter;

/// Somebody whom the identity provider knows, by first name.
#[derive(Clone, Debug, Parameter, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[param(name = "person", regex = "[A-Z][a-z]+")]
pub struct Person(String);

/// Several people: `Ada`, `Ada and Grace`, `Ada, Grace and Alan`, or `nobody`.
#[derive(Clone, Debug, Parameter, PartialEq, Eq)]
#[param(
    name = "people",
    regex = "nobody|[A-Z][a-z]+(?:, [A-Z][a-z]+)*(?: and [A-Z][a-z]+)?"
)]
pub struct People(pub(crate) Vec<Person>);

/// First and family names of those who have a part. Anybody else is called by the first name and `Doe`.
const CAST: [(&str, &str); 10] = [
    ("Ada", "Lovelace"),
    ("Alan", "Turing"),
    ("Barbara", "Liskov"),
    ("Donald", "Knuth"),
    ("Edsger", "Dijkstra"),
    ("Frances", "Allen"),
    ("Grace", "Hopper"),
    ("Katherine", "Johnson"),
    ("Margaret", "Hamilton"),
    ("Niklaus", "Wirth"),
];

/// Everybody who has a part.
pub(crate) fn cast() -> impl Iterator<Item = Person> {
    CAST.iter().map(|(name, _)| Person::called(name))
}

impl Person {
    /// Somebody by first name.
    pub(crate) fn called(name: &str) -> Self {
        Self(name.to_owned())
    }

    pub(crate) fn first_name(&self) -> &str {
        &self.0
    }

    pub(crate) fn last_name(&self) -> &'static str {
        CAST.iter()
            .find(|(first, _)| *first == self.0)
            .map_or("Doe", |(_, last)| last)
    }

    pub(crate) fn full_name(&self) -> String {
        format!("{} {}", self.first_name(), self.last_name())
    }

    /// The address, which is also what the person signs in with.
    pub(crate) fn email(&self) -> String {
        format!("{}@acme.io", self.0.to_lowercase())
    }

    /// The identity provider's own id, of the length and alphabet of Okta's.
    pub(crate) fn external_id(&self) -> String {
        format!("00u{:0<17}", self.0.to_lowercase())
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Person {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::called(text))
    }
}

impl FromStr for People {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "nobody" {
            return Ok(Self(Vec::new()));
        }
        Ok(Self(
            text.replace(" and ", ", ")
                .split(", ")
                .map(Person::called)
                .collect(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::{People, Person};

    #[test]
    fn a_sentence_names_people() {
        let people = |text: &str| text.parse::<People>().unwrap().0;
        assert_eq!(people("nobody"), []);
        assert_eq!(people("Ada"), [Person::called("Ada")]);
        assert_eq!(
            people("Ada, Grace and Alan"),
            ["Ada", "Grace", "Alan"].map(Person::called)
        );
    }

    #[test]
    fn an_external_id_has_the_length_of_oktas() {
        assert_eq!(Person::called("Katherine").external_id().len(), 20);
    }
}
