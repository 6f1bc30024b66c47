//! What the console's buttons do: send real SCIM, as an identity provider would. The simulator knows no
//! identity provider, so whoever starts it brings the actions along.

use std::fmt;

use async_trait::async_trait;

/// Things that can be done from the console, each a form with a button.
#[async_trait]
pub trait Actions: fmt::Debug + Send + Sync {
    /// The forms, in the order in which they are shown.
    fn list(&self) -> Vec<Action>;

    /// Does one of them, and says in a sentence what came of it.
    ///
    /// # Errors
    ///
    /// A sentence that says why it did not work.
    async fn run(&self, name: &str, form: &Form) -> Result<String, String>;

    /// The simulator has started over: what was remembered of it holds no more.
    fn forget(&self) {}
}

/// One form of the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What [`Actions::run`] is told; letters and hyphens.
    pub name: String,
    /// What stands on the button.
    pub label: String,
    /// What it sends, in a sentence.
    pub about: String,
    /// What it asks for.
    pub fields: Vec<Field>,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in [`Form`].
    pub name: String,
    /// What it is called on the page.
    pub label: String,
    /// What can be entered.
    pub input: Input,
}

/// What can be entered into a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// One of these; the first is chosen at the start.
    Choice(Vec<String>),
    /// Any number of these.
    Several(Vec<String>),
    /// Any text, with this one at the start.
    Text(String),
}

/// What was entered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a form as browsers send it.
    pub(crate) fn parse(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// What was entered into the field, without the spaces around it; nothing where the field is not
    /// there.
    pub fn get(&self, name: &str) -> &str {
        self.fields(name).next().unwrap_or_default()
    }

    /// Everything that was chosen for the field.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.fields(name).collect()
    }

    fn fields<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.trim())
    }
}

impl FromIterator<(String, String)> for Form {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(fields: T) -> Self {
        Self(fields.into_iter().collect())
    }
}
