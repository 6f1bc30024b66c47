//! What a client is told when its request cannot be understood or obeyed (RFC 7644 §3.12).

use serde::Serialize;

use super::urn;

/// The error keywords of RFC 7644 §3.12, table 9, and of RFC 9865.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScimType {
    /// The filter does not follow the grammar, or compares what cannot be compared.
    InvalidFilter,
    /// The query would yield more than the server is willing to work out.
    TooMany,
    /// A value that must be unique is in use.
    Uniqueness,
    /// The attribute may not be changed in this way.
    Mutability,
    /// The body does not have the structure of the message.
    InvalidSyntax,
    /// The path of a PATCH operation is malformed.
    InvalidPath,
    /// The path of a PATCH operation points at nothing.
    NoTarget,
    /// A required value is missing, or a value does not fit its attribute.
    InvalidValue,
    /// The version of the protocol is not supported.
    InvalidVers,
    /// The request would put something sensitive into a URI.
    Sensitive,
    /// The cursor is none that this server gave out for this query (RFC 9865).
    InvalidCursor,
}

impl ScimType {
    /// The keyword as it stands in an error body.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::TooMany => "tooMany",
            Self::Uniqueness => "uniqueness",
            Self::Mutability => "mutability",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidPath => "invalidPath",
            Self::NoTarget => "noTarget",
            Self::InvalidValue => "invalidValue",
            Self::InvalidVers => "invalidVers",
            Self::Sensitive => "sensitive",
            Self::InvalidCursor => "invalidCursor",
        }
    }
}

impl std::fmt::Display for ScimType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A request that is not understood or may not be obeyed. It carries what the client should read, and no status code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Error {
    /// The keyword that a machine reads.
    pub scim_type: ScimType,
    /// The sentence that a person reads: what was wrong, where, and what it may be.
    pub detail: String,
}

impl Error {
    /// An error of the given kind.
    pub fn new(scim_type: ScimType, detail: impl Into<String>) -> Self {
        Self {
            scim_type,
            detail: detail.into(),
        }
    }

    /// `invalidFilter`: the filter is malformed, names an unknown attribute, or compares what cannot be compared.
    pub fn invalid_filter(detail: impl Into<String>) -> Self {
        Self::new(ScimType::InvalidFilter, detail)
    }

    /// `mutability`: the attribute is read-only, immutable or required.
    pub fn mutability(detail: impl Into<String>) -> Self {
        Self::new(ScimType::Mutability, detail)
    }

    /// `invalidSyntax`: the body is not the message it should be.
    pub fn invalid_syntax(detail: impl Into<String>) -> Self {
        Self::new(ScimType::InvalidSyntax, detail)
    }

    /// `invalidPath`: the path of a PATCH operation is malformed.
    pub fn invalid_path(detail: impl Into<String>) -> Self {
        Self::new(ScimType::InvalidPath, detail)
    }

    /// `noTarget`: the path of a PATCH operation points at nothing.
    pub fn no_target(detail: impl Into<String>) -> Self {
        Self::new(ScimType::NoTarget, detail)
    }

    /// `invalidValue`: a value is missing or does not fit.
    pub fn invalid_value(detail: impl Into<String>) -> Self {
        Self::new(ScimType::InvalidValue, detail)
    }

    /// `invalidCursor`: the cursor is none of ours, or of another query.
    pub fn invalid_cursor(detail: impl Into<String>) -> Self {
        Self::new(ScimType::InvalidCursor, detail)
    }

    /// `uniqueness`: the value is in use.
    pub fn uniqueness(detail: impl Into<String>) -> Self {
        Self::new(ScimType::Uniqueness, detail)
    }
}

/// The body of an error answer (RFC 7644 §3.12), its members in the order of the RFC's examples.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorBody {
    /// Always the one URN of an error.
    pub schemas: [&'static str; 1],
    /// RFC 7644 §3.12: "The HTTP status code (…) expressed as a JSON string."
    pub status: String,
    /// The keyword, where table 9 has one that fits.
    #[serde(rename = "scimType", skip_serializing_if = "Option::is_none")]
    pub scim_type: Option<&'static str>,
    /// What a person should read.
    pub detail: String,
}

impl ErrorBody {
    /// The body for a status code, such as `404`.
    pub fn new(status: u16, scim_type: Option<ScimType>, detail: impl Into<String>) -> Self {
        Self {
            schemas: [urn::ERROR],
            status: status.to_string(),
            scim_type: scim_type.map(ScimType::as_str),
            detail: detail.into(),
        }
    }
}
