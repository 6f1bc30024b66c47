//! The identity providers as SCIM clients.
//!
//! Each one replays what its provider really sends, in its order and its spelling, and believes what that provider would
//! believe: which id a person has over there, whether somebody is assigned, who is in a pushed group. What a request looks like is
//! in `shapes/*.http`, written by us from the provider's documentation and from published captures; each shape says which.

use std::collections::BTreeMap;

use async_trait::async_trait;
use cucumber::Parameter;
use serde_json::Value;

use crate::{
    people::Person,
    wire::{Broken, Exchange, Wire},
};

pub mod beliefs;
pub mod entra;
pub mod okta;
pub mod profile;
mod shape;
pub mod standard;

use profile::Profile;
use standard::Standard;

/// What somebody does in the identity provider's console, or what its schedule does.
#[derive(Clone, Debug)]
pub enum Action {
    /// The administrator presses *Test Connector Configuration*, or its like.
    TestConnection,
    /// The person is assigned to the app.
    Assign(Person, Profile),
    /// The person's profile is pushed, changed or not.
    Update(Person, Profile),
    /// The person is unassigned, or deactivated altogether.
    Deactivate(Person),
    /// The person is assigned again.
    Reactivate(Person),
    /// The person is deleted for good, by the providers that do that.
    Delete(Person),
    /// The password is synchronised.
    SetPassword(Person),
    /// The provider asks who signs in with this name.
    LookUp(String),
    /// The provider reads one person.
    Read(Person),
    /// The provider reads one group.
    ReadGroup(String),
    /// The provider reads everybody.
    Import,
    /// The provider reads all groups.
    ImportGroups,
    /// A group is pushed with its members: created, or linked where one of that name is there.
    PushGroup(String, Vec<Person>),
    /// A pushed group gets another name.
    RenameGroup(String, String),
    /// People join and leave a pushed group.
    ChangeMembers(String, Membership),
    /// People join a pushed group, each by a request of their own, all sent at the same moment.
    JoinAtOnce(String, Vec<Person>),
    /// A pushed group is deleted.
    DeleteGroup(String),
}

/// Who joins and who leaves.
#[derive(Clone, Debug, Default)]
pub struct Membership {
    /// Those who join.
    pub join: Vec<Person>,
    /// Those who leave.
    pub leave: Vec<Person>,
}

/// What came of an action: the resources that the provider holds in the end, or why it stopped.
pub type Outcome = Result<Vec<Value>, Failure>;

/// Why a provider stopped.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// The server refused with a proper SCIM error.
    #[error("refused:\n{0}")]
    Refused(Box<Exchange>),
    /// The answer was missing or no SCIM.
    #[error(transparent)]
    Broken(#[from] Broken),
}

/// One identity provider's client.
#[async_trait]
pub trait IdentityProvider: Send {
    /// Does what the provider does on this action, request by request.
    ///
    /// # Errors
    ///
    /// Where the provider would report a failed task.
    async fn perform(&mut self, wire: &Wire, action: Action) -> Outcome;

    /// The id that the server gave to a person or to a group of this name, as far as the provider knows.
    fn beliefs(&self) -> &beliefs::Beliefs;
}

/// The name of a provider in a sentence.
#[derive(Clone, Copy, Debug, Parameter, PartialEq, Eq, PartialOrd, Ord)]
#[param(
    name = "provider",
    regex = "Okta's wizard app|Okta's catalogue app|Okta|Entra with the flag|Entra|OneLogin|JumpCloud|PingFederate|CyberArk|SailPoint|authentik"
)]
pub enum Name {
    /// Okta, app made with the App Integration Wizard: updates by PUT.
    OktaWizard,
    /// Okta, app from the catalogue: updates partly by PATCH.
    OktaCatalogue,
    /// Microsoft Entra ID in its default dialect.
    Entra,
    /// Microsoft Entra ID with `aadOptscim062020`.
    EntraFlag,
    /// OneLogin.
    OneLogin,
    /// JumpCloud.
    JumpCloud,
    /// PingFederate.
    PingFederate,
    /// CyberArk Identity.
    CyberArk,
    /// SailPoint.
    SailPoint,
    /// authentik.
    Authentik,
}

impl std::str::FromStr for Name {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = NAMES.iter().find(|(_, name)| *name == text);
        match named {
            Some((name, _)) => Ok(*name),
            None if text == "Okta" => Ok(Self::OktaWizard),
            None => Err(format!("no identity provider is called {text}")),
        }
    }
}

/// Every provider as sentences call it.
const NAMES: [(Name, &str); 10] = [
    (Name::OktaWizard, "Okta's wizard app"),
    (Name::OktaCatalogue, "Okta's catalogue app"),
    (Name::EntraFlag, "Entra with the flag"),
    (Name::Entra, "Entra"),
    (Name::OneLogin, "OneLogin"),
    (Name::JumpCloud, "JumpCloud"),
    (Name::PingFederate, "PingFederate"),
    (Name::CyberArk, "CyberArk"),
    (Name::SailPoint, "SailPoint"),
    (Name::Authentik, "authentik"),
];

impl Name {
    /// The provider that a sentence is about, if there is one. Whoever says just Okta means the wizard's app.
    pub(crate) fn speaking(sentence: &str) -> Option<Self> {
        let named = NAMES.iter().find(|(_, name)| sentence.contains(name));
        let okta = || sentence.contains("Okta").then_some(Self::OktaWizard);
        named.map(|(name, _)| *name).or_else(okta)
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = NAMES.iter().find(|(name, _)| name == self);
        f.write_str(name.map_or("", |(_, text)| text))
    }
}

/// The providers that have spoken in a scenario, each with its own beliefs.
#[derive(Default)]
pub struct Providers(BTreeMap<Name, Box<dyn IdentityProvider>>);

impl Providers {
    /// The provider of this name, which knows nothing when it is first asked for.
    pub fn named(&mut self, name: Name) -> &mut dyn IdentityProvider {
        self.0.entry(name).or_insert_with(|| client(name)).as_mut()
    }
}

fn client(name: Name) -> Box<dyn IdentityProvider> {
    match name {
        Name::OktaWizard => Box::new(okta::Okta::of(okta::App::Wizard)),
        Name::OktaCatalogue => Box::new(okta::Okta::of(okta::App::Catalogue)),
        Name::Entra => Box::new(entra::Entra::speaking(entra::Dialect::Default)),
        Name::EntraFlag => Box::new(entra::Entra::speaking(entra::Dialect::Flag)),
        other => Box::new(Standard::of(other)),
    }
}

/// Takes an exchange for what its status says.
fn accepted(exchange: Exchange) -> Result<Exchange, Failure> {
    if exchange.status.is_success() {
        Ok(exchange)
    } else {
        Err(Failure::Refused(Box::new(exchange)))
    }
}

/// The resource in an answer, if there is one.
fn answered(exchange: &Exchange) -> Vec<Value> {
    if exchange.body.is_empty() {
        Vec::new()
    } else {
        vec![exchange.json()]
    }
}

/// Fails an action because the server's answer, though it is SCIM, is not what this provider can go on with.
fn misled<T>(what: &str, exchange: &Exchange) -> Result<T, Failure> {
    Err(Failure::Broken(Broken(format!("{what}\n{exchange}"))))
}

/// Percent-encodes a value for a query; a blank becomes what `blank` says, since providers differ in that.
fn encode(text: &str, blank: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const QUERY_VALUE: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    utf8_percent_encode(text, QUERY_VALUE)
        .to_string()
        .replace("%20", blank)
}
