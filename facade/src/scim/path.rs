//! Paths to attributes (RFC 7644 §3.10) and the paths of PATCH operations (§3.5.2).

use std::{fmt, str::FromStr};

use super::{
    error::Error,
    filter::{Filter, Malformed, Parser},
};

/// `[urn:]attribute[.sub]`, such as `name.givenName` or
/// `urn:ietf:params:scim:schemas:core:2.0:User:name.givenName`. A bare schema URN is a path too; its
/// `attribute` is empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AttributePath {
    /// The schema's URN, as sent.
    pub urn: Option<String>,
    /// The attribute, as sent; empty where the path is a bare URN.
    pub attribute: String,
    /// The sub-attribute, as sent.
    pub sub: Option<String>,
}

/// The path of a PATCH operation: an attribute path, with a filter on the attribute's values where
/// one was sent, as in `emails[type eq "work"].value`.
#[derive(Debug, Clone, PartialEq)]
pub struct PatchPath {
    /// The attribute; what follows the bracket is its `sub`.
    pub attribute: AttributePath,
    /// Which of the attribute's values are meant.
    pub filter: Option<Filter>,
}

impl AttributePath {
    /// The path of an attribute without URN and sub-attribute. The name is taken as it is.
    pub fn new(attribute: impl Into<String>) -> Self {
        Self {
            urn: None,
            attribute: attribute.into(),
            sub: None,
        }
    }

    /// The same path with a sub-attribute.
    #[must_use]
    pub fn with_sub(mut self, sub: impl Into<String>) -> Self {
        self.sub = Some(sub.into());
        self
    }

    /// Whether the path is this attribute (and sub-attribute), in any case, whatever its URN.
    pub fn is(&self, attribute: &str, sub: Option<&str>) -> bool {
        self.attribute.eq_ignore_ascii_case(attribute)
            && match (&self.sub, sub) {
                (None, None) => true,
                (Some(own), Some(other)) => own.eq_ignore_ascii_case(other),
                _ => false,
            }
    }

    /// Whether the path is a bare schema URN.
    pub fn is_schema(&self) -> bool {
        self.attribute.is_empty()
    }

    /// Reads a path that has no blanks, brackets or quotes in it.
    pub(super) fn parse(text: &str) -> Result<Self, Malformed> {
        let schema_only = is_schema_urn(text);
        let names_at = match text.rfind(':') {
            None => 0,
            Some(_) if schema_only => text.len(),
            Some(colon) => colon + 1,
        };
        check_urn(text[..names_at].trim_end_matches(':'), names_at)?;
        if schema_only {
            return Ok(Self {
                urn: Some(text.to_owned()),
                attribute: String::new(),
                sub: None,
            });
        }
        let names = &text[names_at..];
        let (attribute, sub) = match names.split_once('.') {
            Some((attribute, sub)) => (attribute, Some(sub)),
            None => (names, None),
        };
        check_name(attribute, names_at)?;
        if let Some(sub) = sub {
            check_name(sub, names_at + attribute.len() + 1)?;
        }
        Ok(Self {
            urn: (names_at > 0).then(|| text[..names_at - 1].to_owned()),
            attribute: attribute.to_owned(),
            sub: sub.map(str::to_owned),
        })
    }
}

/// Whether a text with a colon is a schema's name and not an attribute's. The URNs of SCIM end in a
/// version and a name (`…:2.0:User`); the schemas of Microsoft are `http` addresses.
fn is_schema_urn(text: &str) -> bool {
    let Some((prefix, last)) = text.rsplit_once(':') else {
        return false;
    };
    let version = prefix.rsplit(':').next().unwrap_or_default();
    let versioned = version.starts_with(|c: char| c.is_ascii_digit())
        && version.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    last.starts_with("//") || (versioned && check_name(last, 0).is_ok())
}

/// A schema's URN: a URI (RFC 3986) of the plainer sort, without brackets and quotes. Where there is a colon, there is one.
fn check_urn(urn: &str, with_colon: usize) -> Result<(), Malformed> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&*+,;=%'".contains(&byte);
    if with_colon > 0 && !urn.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Err(Malformed::new(0, "a schema's URN begins with a letter"));
    }
    match urn.bytes().position(|byte| !plain(byte)) {
        Some(at) => Err(Malformed::new(
            at,
            "a schema's URN cannot have this character",
        )),
        None => Ok(()),
    }
}

/// RFC 7643 §2.1: `ATTRNAME = ALPHA *(nameChar)`, where a nameChar is `-`, `_`, a digit or a letter.
/// `$` is let in since the RFC itself names a sub-attribute `$ref`.
fn check_name(name: &str, at: usize) -> Result<(), Malformed> {
    let wrong = name.char_indices().find(|&(index, c)| {
        let first = c.is_ascii_alphabetic() || c == '$';
        !(first || index > 0 && (c.is_ascii_digit() || c == '-' || c == '_'))
    });
    match wrong {
        _ if name.is_empty() => Err(Malformed::new(at, "expected the name of an attribute")),
        None => Ok(()),
        Some((index, '.')) => Err(Malformed::new(
            at + index,
            "a sub-attribute has no sub-attributes",
        )),
        Some((index, c)) => Err(Malformed::new(
            at + index,
            format!(
                "an attribute's name cannot have '{}' here",
                c.escape_debug()
            ),
        )),
    }
}

impl From<AttributePath> for PatchPath {
    fn from(attribute: AttributePath) -> Self {
        Self {
            attribute,
            filter: None,
        }
    }
}

impl fmt::Display for AttributePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(urn) = &self.urn {
            f.write_str(urn)?;
            if self.is_schema() {
                return Ok(());
            }
            f.write_str(":")?;
        }
        f.write_str(&self.attribute)?;
        match &self.sub {
            Some(sub) => write!(f, ".{sub}"),
            None => Ok(()),
        }
    }
}

impl FromStr for AttributePath {
    type Err = Error;

    /// # Errors
    ///
    /// `invalidPath` where the text is no attribute path.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text).map_err(|malformed| malformed.invalid_path(text))
    }
}

impl fmt::Display for PatchPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(filter) = &self.filter else {
            return self.attribute.fmt(f);
        };
        let whole = AttributePath {
            sub: None,
            ..self.attribute.clone()
        };
        write!(f, "{whole}[{filter}]")?;
        match &self.attribute.sub {
            Some(sub) => write!(f, ".{sub}"),
            None => Ok(()),
        }
    }
}

impl FromStr for PatchPath {
    type Err = Error;

    /// RFC 7644 §3.5.2, figure 7: `PATH = attrPath / valuePath [subAttr]`.
    ///
    /// # Errors
    ///
    /// `invalidPath` where the text is no path, `invalidFilter` where the filter in its brackets is
    /// malformed (RFC 7644 §3.12, table 9, applies it to the path filter of a PATCH too).
    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim_ascii();
        if text.contains('[') {
            Parser::new(text).patch_path()
        } else {
            Ok(text.parse::<AttributePath>()?.into())
        }
    }
}

#[cfg(test)]
mod tests;
