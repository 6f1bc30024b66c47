//! The state of one scenario.

use std::collections::BTreeMap;

use cucumber::World as _;
use serde_json::Value;

use crate::{
    control::Control,
    directory::{Admin, Directory, Mark},
    idp::{Action, Failure, Name, Outcome, Providers, profile::Profile},
    logbook::Logbook,
    pactflow::PactFlow,
    people::Person,
    target::{Connection, Target},
    wire::{Exchange, Wire},
};

/// The state of one scenario: the servers, the identity providers and what they believe, and what came of the last action.
#[derive(cucumber::World)]
#[world(init = Self::new)]
pub struct World {
    connection: Option<Connection>,
    log: Logbook,
    providers: Providers,
    speakers: Vec<Name>,
    present: BTreeMap<Person, String>,
    line: Option<Wire>,
    mark: Option<Mark>,
    begun_at: usize,
    last: Option<(Name, Action)>,
    outcome: Option<Outcome>,
}

impl World {
    fn new() -> Self {
        Self {
            connection: None,
            log: Logbook::open(),
            providers: Providers::default(),
            speakers: Vec::new(),
            present: BTreeMap::new(),
            line: None,
            mark: None,
            begun_at: 0,
            last: None,
            outcome: None,
        }
    }

    /// The step functions, keyed by their sentences.
    pub(crate) fn vocabulary() -> cucumber::step::Collection<Self> {
        Self::collection()
    }

    /// Starts the servers, or connects to those that are there.
    pub(crate) async fn connect(&mut self, settings: &[(String, String)]) {
        let connection = Target::chosen().connect(settings, &self.log).await;
        self.connection =
            Some(connection.unwrap_or_else(|error| panic!("cannot connect: {error:#}")));
    }

    /// Who and what is in PactFlow.
    pub(crate) fn directory(&self) -> &dyn Directory {
        self.connection().directory.as_ref()
    }

    /// PactFlow itself, for what only its administrator can do.
    pub(crate) fn pactflow(&self) -> &PactFlow {
        &self.simulator().pactflow
    }

    pub(crate) fn control(&self) -> &Control {
        &self.simulator().control
    }

    fn simulator(&self) -> &Admin {
        self.connection()
            .simulator
            .as_ref()
            .expect("this step needs the simulator, so its scenario needs @needs:control")
    }

    /// Takes away what the scenario made, where it is a guest.
    pub(crate) async fn leave(&self) {
        if let Some(guest) = self.connection.as_ref().and_then(|it| it.guest.as_ref()) {
            guest.leave().await;
        }
    }

    /// Those of the resources that the scenario itself made, where other people's may be among them: a guest's import finds
    /// everybody, a look-up by a name of the guest's own must not.
    pub(crate) fn own(&self, mut resources: Vec<Value>) -> Vec<Value> {
        let is_by_name = matches!(self.last, Some((_, Action::LookUp(_))));
        if let Some(guest) = self.connection().guest.as_ref().filter(|_| !is_by_name) {
            let made = guest.made();
            resources.retain(|resource| made.iter().any(|made| resource["id"] == made.id.as_str()));
        }
        resources
    }

    pub(crate) fn log(&self) -> &Logbook {
        &self.log
    }

    /// The line on which identity providers call.
    pub(crate) fn line(&self) -> Wire {
        self.line
            .clone()
            .unwrap_or_else(|| self.connection().scim.clone())
    }

    /// Identity providers send another `Authorization` header from now on, or none.
    pub(crate) fn authorize(&mut self, authorization: Option<&str>) {
        self.line = Some(self.connection().scim.authorized_by(authorization));
    }

    /// The token that identity providers were given is used again.
    pub(crate) fn authorize_as_usual(&mut self) {
        self.line = None;
    }

    /// Stops or restarts PactFlow.
    pub(crate) async fn pactflow_is_up(&mut self, up: bool) {
        let connection = self
            .connection
            .as_mut()
            .expect("a scenario begins with: PactFlow is connected");
        if up {
            connection.restart_pactflow().await;
        } else {
            connection.stop_pactflow().await;
        }
    }

    /// Everything that was said on the line so far.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.connection
            .as_ref()
            .map(|connection| connection.scim.exchanges())
            .unwrap_or_default()
    }

    /// Everything that was said since the scenario's first action.
    pub(crate) fn exchanges_since_begin(&self) -> Vec<Exchange> {
        self.exchanges().split_off(self.begun_at)
    }

    /// What happened before the scenario's first *When*.
    pub(crate) async fn arrange(&mut self, name: Name, action: Action) -> Vec<Value> {
        let line = self.line();
        let outcome = self.speak(name).perform(&line, action).await;
        outcome.unwrap_or_else(|failure| {
            panic!("what the scenario begins with does not work: {failure}")
        })
    }

    /// What the scenario is about: what changes from the first call on is held against *the only changes in PactFlow are*.
    pub(crate) async fn act(&mut self, name: Name, action: Action) {
        self.begin().await;
        let line = self.line();
        let outcome = self.speak(name).perform(&line, action.clone()).await;
        self.last = Some((name, action));
        self.conclude(outcome);
    }

    /// The last action once more, as when an administrator presses *Retry Selected*.
    pub(crate) async fn act_again(&mut self, name: Name) {
        let (actor, action) = self
            .last
            .clone()
            .expect("there was an action that can be retried");
        assert_eq!(actor, name, "only who acted can retry");
        self.act(name, action).await;
    }

    /// Keeps what came of an action. An answer that breaks the protocol fails the scenario at once.
    pub(crate) fn conclude(&mut self, outcome: Outcome) {
        if let Err(Failure::Broken(broken)) = &outcome {
            panic!("{broken}");
        }
        self.outcome = Some(outcome);
    }

    /// Two administrators assign the same person at once, and neither knows of the other.
    pub(crate) async fn act_twice(&mut self, name: Name, person: &Person) {
        self.begin().await;
        let (line, profile) = (self.line(), Profile::of(person));
        let (mut one, mut other) = (Providers::default(), Providers::default());
        let action = || Action::Assign(person.clone(), profile.clone());
        let (first, second) = futures::join!(
            one.named(name).perform(&line, action()),
            other.named(name).perform(&line, action())
        );
        self.providers = if first.is_ok() { one } else { other };
        self.speakers = vec![name];
        self.conclude(second);
        self.conclude(first);
    }

    /// Notes where the simulator's logs stand when the scenario's first action begins.
    pub(crate) async fn begin(&mut self) {
        if self.outcome.is_none() {
            self.begun_at = self.exchanges().len();
        }
        if self.mark.is_none() {
            self.take_mark().await;
        }
    }

    /// Notes how things stand now.
    pub(crate) async fn take_mark(&mut self) {
        self.mark = Some(self.directory().mark().await);
    }

    pub(crate) fn mark(&self) -> &Mark {
        self.mark
            .as_ref()
            .expect("something happened in this scenario")
    }

    /// What came of the last action.
    pub(crate) fn outcome(&self) -> &Outcome {
        self.outcome
            .as_ref()
            .expect("something was done in this scenario")
    }

    /// Remembers the id of somebody who was in PactFlow before.
    pub(crate) fn introduce(&mut self, person: &Person, id: String) {
        self.present.insert(person.clone(), id);
    }

    /// Whether the scenario has met somebody of this name.
    pub(crate) fn knows(&mut self, person: &Person) -> bool {
        self.present.contains_key(person) || self.account(person).is_some()
    }

    /// The id of somebody, as PactFlow gave it.
    pub(crate) fn id_of(&mut self, person: &Person) -> String {
        let believed = self.account(person).map(|account| account.id.clone());
        believed
            .or_else(|| self.present.get(person).cloned())
            .unwrap_or_else(|| panic!("nobody has met {person} in this scenario"))
    }

    /// The profile that was last pushed for somebody by this provider, or the one that it would begin with.
    pub(crate) fn profile_of(&mut self, name: Name, person: &Person) -> Profile {
        let account = self.providers.named(name).beliefs().account(person);
        account.map_or_else(|| Profile::of(person), |account| account.profile.clone())
    }

    fn account(&mut self, person: &Person) -> Option<crate::idp::beliefs::Account> {
        let speakers = self.speakers.clone();
        speakers.into_iter().find_map(|name| {
            self.providers
                .named(name)
                .beliefs()
                .account(person)
                .cloned()
        })
    }

    fn speak(&mut self, name: Name) -> &mut dyn crate::idp::IdentityProvider {
        if !self.speakers.contains(&name) {
            self.speakers.push(name);
        }
        self.providers.named(name)
    }

    fn connection(&self) -> &Connection {
        self.connection
            .as_ref()
            .expect("a scenario begins with: PactFlow is connected")
    }
}

/// What a failing scenario shows: the whole conversation, and the façade's log.
impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for exchange in self.exchanges() {
            writeln!(f, "{exchange}\n")?;
        }
        writeln!(f, "{}", self.log.lines().join("\n"))
    }
}
