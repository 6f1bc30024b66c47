//! Which attributes a filter looks at.

use super::Filter;

impl Filter {
    /// Whether any comparison of the filter looks at `attribute`, so that it has to be there to be evaluated.
    pub fn mentions(&self, attribute: &str) -> bool {
        match self {
            Self::Compare { path, .. } | Self::Present(path) | Self::ValuePath { path, .. } => {
                path.attribute.eq_ignore_ascii_case(attribute)
            }
            Self::And(filters) | Self::Or(filters) => {
                filters.iter().any(|filter| filter.mentions(attribute))
            }
            Self::Not(filter) => filter.mentions(attribute),
        }
    }
}
