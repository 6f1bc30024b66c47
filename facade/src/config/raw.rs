//! The settings as text, before any check.

use std::collections::BTreeMap;

use super::SettingError;
use super::definitions::{DEFINITIONS, Definition, Setting};

/// The text of each setting that was given.
#[derive(Debug, Default)]
pub(super) struct Raw(BTreeMap<&'static str, String>);

impl Raw {
    /// The last value given for a name counts.
    pub(super) fn from_pairs<N: AsRef<str>, V: Into<String>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, SettingError> {
        let mut raw = Self::default();
        for (name, value) in pairs {
            let name = name.as_ref();
            let definition = Definition::named(name).ok_or_else(|| SettingError::unknown(name))?;
            raw.set(definition, value.into());
        }
        Ok(raw)
    }

    pub(super) fn set(&mut self, definition: &'static Definition, value: String) {
        self.0.insert(definition.name, value);
    }

    /// What was given, without the space around it.
    pub(super) fn text<T>(&self, setting: &Setting<T>) -> Option<&str> {
        self.0
            .get(setting.definition.name)
            .map(|value| value.trim())
    }

    /// The value of a setting that has a default or must be given. An empty text counts as not given, as compose
    /// files pass it for a variable of their own that is not set.
    pub(super) fn required<T>(&self, setting: &Setting<T>) -> Result<T, SettingError> {
        self.optional(setting)?.ok_or(SettingError::Missing {
            name: setting.definition.name,
            allowed: setting.definition.allowed,
        })
    }

    /// The value of a setting, or else its default, or else nothing.
    pub(super) fn optional<T>(&self, setting: &Setting<T>) -> Result<Option<T>, SettingError> {
        let Definition {
            name,
            default,
            allowed,
            ..
        } = setting.definition;
        debug_assert!(
            DEFINITIONS.iter().any(|listed| listed.name == name),
            "{name} is not in the table"
        );
        self.text(setting)
            .filter(|text| !text.is_empty())
            .or(default)
            .map(|text| {
                (setting.parse)(text).ok_or_else(|| SettingError::invalid(name, text, allowed))
            })
            .transpose()
    }
}
