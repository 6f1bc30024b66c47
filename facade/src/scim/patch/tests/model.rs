//! A plain model of a user, on which the operations are done by hand, and operations by chance.

use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

use crate::scim::Object;

/// One operation that is valid on every user.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// `displayName`, with or without a path; `None` removes it.
    Display(Option<String>, bool),
    Active(bool),
    GivenName(Option<String>),
    FamilyName(Option<String>),
    AddTags(Vec<String>),
    RemoveTags(Vec<String>),
    ReplaceTags(Vec<String>),
    AddEmails(Vec<Email>),
    ReplaceEmails(Vec<Email>),
    RemoveEmails(String),
    EmailOfType(String, String),
    PrimaryType(String),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Email {
    value: String,
    kind: String,
    primary: Option<bool>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    display: Option<String>,
    active: Option<bool>,
    given: Option<String>,
    family: Option<String>,
    tags: Vec<String>,
    emails: Vec<Email>,
}

fn word() -> impl Strategy<Value = String> {
    select(vec!["a", "b", "c", "Ж"]).prop_map(str::to_owned)
}

fn kind() -> impl Strategy<Value = String> {
    select(vec!["work", "home"]).prop_map(str::to_owned)
}

fn emails() -> impl Strategy<Value = Vec<Email>> {
    let primary = select(vec![None, None, Some(true), Some(false)]);
    vec(
        (word(), kind(), primary).prop_map(|(value, kind, primary)| Email {
            value,
            kind,
            primary,
        }),
        0..4,
    )
}

/// Any step.
pub(super) fn step() -> impl Strategy<Value = Step> {
    let maybe = || prop::option::weighted(0.7, word());
    prop_oneof![
        (maybe(), any::<bool>()).prop_map(|(text, named)| Step::Display(text, named)),
        any::<bool>().prop_map(Step::Active),
        maybe().prop_map(Step::GivenName),
        maybe().prop_map(Step::FamilyName),
        vec(word(), 0..4).prop_map(Step::AddTags),
        vec(word(), 0..4).prop_map(Step::RemoveTags),
        vec(word(), 0..4).prop_map(Step::ReplaceTags),
        emails().prop_map(Step::AddEmails),
        emails().prop_map(Step::ReplaceEmails),
        kind().prop_map(Step::RemoveEmails),
        (kind(), word()).prop_map(|(kind, value)| Step::EmailOfType(kind, value)),
        kind().prop_map(Step::PrimaryType),
    ]
}

fn list(emails: &[Email]) -> Value {
    emails
        .iter()
        .map(|email| {
            let mut json = json!({ "value": email.value, "type": email.kind });
            if let Some(primary) = email.primary {
                json["primary"] = primary.into();
            }
            json
        })
        .collect()
}

impl Step {
    /// The operation as a client would send it.
    pub(super) fn operation(&self) -> Value {
        match self {
            Self::Display(Some(text), true) => {
                json!({ "op": "replace", "path": "displayName", "value": text })
            }
            Self::Display(Some(text), false) => {
                json!({ "op": "Add", "value": { "displayName": text } })
            }
            Self::Display(None, true) => json!({ "op": "remove", "path": "displayName" }),
            Self::Display(None, false) => {
                json!({ "op": "replace", "value": { "DisplayName": null } })
            }
            Self::Active(active) => {
                json!({ "op": "Replace", "path": "active", "value": active.to_string() })
            }
            Self::GivenName(Some(text)) => {
                json!({ "op": "replace", "value": { "name.givenName": text } })
            }
            Self::GivenName(None) => json!({ "op": "remove", "path": "name.givenName" }),
            Self::FamilyName(text) => {
                json!({ "op": "replace", "path": "name", "value": { "familyName": text } })
            }
            Self::AddTags(tags) => json!({ "op": "add", "path": "tags", "value": tags }),
            Self::RemoveTags(tags) => json!({ "op": "remove", "path": "tags", "value": tags }),
            Self::ReplaceTags(tags) => json!({ "op": "replace", "value": { "tags": tags } }),
            Self::AddEmails(emails) => json!({ "op": "add", "value": { "emails": list(emails) } }),
            Self::ReplaceEmails(emails) => {
                json!({ "op": "replace", "path": "emails", "value": list(emails) })
            }
            Self::RemoveEmails(kind) => {
                json!({ "op": "remove", "path": format!("emails[type eq \"{kind}\"]") })
            }
            Self::EmailOfType(kind, value) => {
                json!({ "op": "replace", "path": format!("emails[type eq \"{kind}\"].value"), "value": value })
            }
            Self::PrimaryType(kind) => {
                // Where there is none of that type, one is created; so there is one first.
                json!({ "op": "add", "path": format!("emails[type eq \"{kind}\"]"), "value": { "value": "p", "primary": true } })
            }
        }
    }
}

impl Model {
    /// Does the step by hand.
    pub(super) fn take(&mut self, step: &Step) {
        match step.clone() {
            Step::Display(text, _) => self.display = text,
            Step::Active(active) => self.active = Some(active),
            Step::GivenName(text) => self.given = text,
            Step::FamilyName(text) => self.family = text,
            Step::AddTags(tags) => self.add_tags(tags),
            Step::RemoveTags(tags) => self.tags.retain(|tag| !tags.contains(tag)),
            Step::ReplaceTags(tags) => {
                self.tags.clear();
                self.add_tags(tags);
            }
            Step::AddEmails(emails) => self.add_emails(emails),
            Step::ReplaceEmails(emails) => {
                self.emails.clear();
                self.add_emails(emails);
            }
            Step::RemoveEmails(kind) => self.emails.retain(|email| email.kind != kind),
            Step::EmailOfType(kind, value) => {
                if !self.emails.iter().any(|email| email.kind == kind) {
                    self.emails.push(Email {
                        value: String::new(),
                        kind: kind.clone(),
                        primary: None,
                    });
                }
                self.change(&kind, |email| email.value.clone_from(&value));
            }
            Step::PrimaryType(kind) => {
                if !self.emails.iter().any(|email| email.kind == kind) {
                    self.emails.push(Email {
                        value: String::new(),
                        kind: kind.clone(),
                        primary: None,
                    });
                }
                self.change(&kind, |email| {
                    email.value = "p".to_owned();
                    email.primary = Some(true);
                });
            }
        }
    }

    fn add_tags(&mut self, tags: Vec<String>) {
        for tag in tags {
            if !self.tags.contains(&tag) {
                self.tags.push(tag);
            }
        }
    }

    /// Adds one after the other; of those added, the first primary one is the primary one.
    fn add_emails(&mut self, emails: Vec<Email>) {
        let mut primary = None;
        for email in emails {
            let same = |other: &Email| other.value == email.value && other.kind == email.kind;
            let index = match self.emails.iter().position(same) {
                Some(index) => {
                    self.emails[index].primary = email.primary.or(self.emails[index].primary);
                    index
                }
                None => {
                    self.emails.push(email.clone());
                    self.emails.len() - 1
                }
            };
            if email.primary == Some(true) && primary.is_none() {
                primary = Some(index);
            }
        }
        if let Some(primary) = primary {
            for (index, email) in self.emails.iter_mut().enumerate() {
                if index != primary && email.primary == Some(true) {
                    email.primary = Some(false);
                }
            }
        }
    }

    fn change(&mut self, kind: &str, change: impl Fn(&mut Email)) {
        let first = self.emails.iter().position(|email| email.kind == kind);
        self.emails
            .iter_mut()
            .filter(|email| email.kind == kind)
            .for_each(&change);
        let promoted = first.is_some_and(|first| {
            self.emails[first].primary == Some(true) && self.emails[first].value == "p"
        });
        if promoted {
            for (index, email) in self.emails.iter_mut().enumerate() {
                if Some(index) != first && email.primary == Some(true) {
                    email.primary = Some(false);
                }
            }
        }
        for email in std::mem::take(&mut self.emails) {
            let same = |other: &&mut Email| other.value == email.value && other.kind == email.kind;
            match self.emails.iter_mut().find(same) {
                Some(other) if other.primary == Some(true) => {}
                Some(other) => other.primary = email.primary.or(other.primary),
                None => self.emails.push(email),
            }
        }
    }

    /// The user as a resource.
    pub(super) fn resource(&self) -> Object {
        let mut resource = Object::new();
        let mut set = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                resource.insert(name.to_owned(), value);
            }
        };
        set("userName", Some("ada".into()));
        set("displayName", self.display.clone().map(Value::from));
        set("active", self.active.map(Value::from));
        let mut name = Object::new();
        for (part, text) in [("givenName", &self.given), ("familyName", &self.family)] {
            if let Some(text) = text {
                name.insert(part.to_owned(), text.clone().into());
            }
        }
        set("name", (!name.is_empty()).then_some(Value::Object(name)));
        set(
            "tags",
            (!self.tags.is_empty()).then(|| self.tags.clone().into()),
        );
        set(
            "emails",
            (!self.emails.is_empty()).then(|| list(&self.emails)),
        );
        resource
    }
}
