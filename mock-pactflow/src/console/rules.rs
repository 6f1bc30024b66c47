//! The mapping's rules, as whoever starts the simulator tells them: the console shows each beside what it did.

/// A mapping rule or decision that an exchange may name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingRule {
    /// Its permanent id, such as `MAP-U02`.
    pub id: String,
    /// What it says, in a sentence.
    pub sentence: String,
}

impl MappingRule {
    /// A rule of this id that says this.
    pub fn new(id: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            sentence: sentence.into(),
        }
    }
}
