//! What is wrong with a setting, in one line.

use crate::redact;

/// Why the settings are no good. Its text is one line that names the variable, says what it was and what it may be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// A required setting has no value.
    #[error("{name} is not set; it must be {allowed}")]
    Missing {
        /// The variable.
        name: &'static str,
        /// What it may be.
        allowed: &'static str,
    },
    /// A setting has a value that it may not have.
    #[error("{name} is {was}; it must be {allowed}")]
    Invalid {
        /// The variable.
        name: &'static str,
        /// What it was, in quotes: shortened, on one line, and without what an address may hold of secrets.
        was: String,
        /// What it may be.
        allowed: &'static str,
    },
    /// A name that is no setting.
    #[error("{0} is no setting; --help lists them all")]
    Unknown(String),
    /// A command line that is not understood.
    #[error("{0}; --help lists what is understood")]
    Usage(String),
}

impl SettingError {
    /// The error for `value`, which is made fit to be shown.
    pub(super) fn invalid(name: &'static str, value: &str, allowed: &'static str) -> Self {
        // These hold keys.
        let is_secret = name.ends_with("_HEADERS");
        Self::Invalid {
            name,
            was: if is_secret {
                redact::MASK.to_owned()
            } else {
                shown(value)
            },
            allowed,
        }
    }

    pub(super) fn unknown(name: &str) -> Self {
        Self::Unknown(shown(name))
    }
}

const SHOWN_CHARS: usize = 80;

fn shown(value: &str) -> String {
    let safe = if value.contains("//") || value.contains('@') {
        redact::url(value)
    } else {
        value.to_owned()
    };
    let mut short: String = safe.chars().take(SHOWN_CHARS).collect();
    if safe.chars().nth(SHOWN_CHARS).is_some() {
        short.push('…');
    }
    format!("{short:?}")
}
