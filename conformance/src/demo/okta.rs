//! Okta's buttons on the console: each sends what Okta sends.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use async_trait::async_trait;
use mock_pactflow::{Action as Button, Actions, Field, Form, Input};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::{
    idp::{
        Action, Failure, IdentityProvider as _, Outcome,
        okta::{App, Okta},
        profile::Profile,
    },
    people::{self, Person},
    wire::{Exchange, Wire},
};

/// Okta, worked by whoever looks at the console.
#[derive(Debug)]
pub(super) struct Buttons {
    scim: Wire,
    /// How often the simulator has started over.
    era: AtomicU64,
    app: std::sync::Mutex<App>,
    tenant: Mutex<Tenant>,
}

/// What Okta believes, app by app, since the simulator last started over.
#[derive(Debug)]
struct Tenant {
    era: u64,
    wizard: Okta,
    catalogue: Okta,
}

const WIZARD: &str = "wizard app (PUT)";
const CATALOGUE: &str = "catalogue app (PATCH)";

/// How often Okta repeats what it was asked to repeat later.
const REPEATS: usize = 3;
/// The longest wait before that, however long the answer says: whoever presses a button looks on.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

impl Buttons {
    /// Buttons that send to this SCIM server.
    pub(super) fn on(scim: Wire) -> Self {
        Self {
            scim,
            era: AtomicU64::new(0),
            app: std::sync::Mutex::new(App::Wizard),
            tenant: Mutex::new(Tenant::new(0)),
        }
    }

    fn app(&self) -> std::sync::MutexGuard<'_, App> {
        self.app
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn choose(&self, name: &str) -> Result<String, String> {
        let app = if name == CATALOGUE {
            App::Catalogue
        } else {
            App::Wizard
        };
        *self.app() = app;
        Ok(format!("Okta now sends as a {} does.", spoken(app)))
    }

    /// Does it, and repeats it as Okta does where the answer asks to try again later.
    async fn perform(&self, okta: &mut Okta, action: &Action) -> (Outcome, usize) {
        for repeat in 0..REPEATS {
            let outcome = okta.perform(&self.scim, action.clone()).await;
            match &outcome {
                Err(Failure::Refused(exchange)) if exchange.status.as_u16() == 429 => {
                    tokio::time::sleep(wait(exchange)).await;
                }
                _ => return (outcome, repeat),
            }
        }
        (okta.perform(&self.scim, action.clone()).await, REPEATS)
    }
}

#[async_trait]
impl Actions for Buttons {
    fn list(&self) -> Vec<Button> {
        let people = || {
            people::cast()
                .map(|person| person.to_string())
                .collect::<Vec<_>>()
        };
        let person = || Field {
            name: "person".into(),
            label: "Person".into(),
            input: Input::Choice(people()),
        };
        let apps = match *self.app() {
            App::Wizard => [WIZARD, CATALOGUE],
            App::Catalogue => [CATALOGUE, WIZARD],
        };
        let attributes = [
            "displayName",
            "name.givenName",
            "name.familyName",
            "email",
            "userType",
            "department",
        ];
        let choice = |name: &str, label: &str, choices: &[&str]| Field {
            name: name.into(),
            label: label.into(),
            input: Input::Choice(choices.iter().map(|choice| (*choice).to_owned()).collect()),
        };
        let text = |name: &str, label: &str, value: &str| Field {
            name: name.into(),
            label: label.into(),
            input: Input::Text(value.into()),
        };
        let several = Field {
            name: "members".into(),
            label: "Members".into(),
            input: Input::Several(people()),
        };
        vec![
            button(
                "assign",
                "Assign",
                "Looks the person up, then creates or links",
                vec![person()],
            ),
            button(
                "change",
                "Change",
                "Pushes a changed profile",
                vec![
                    person(),
                    choice("attribute", "Attribute", &attributes),
                    text("value", "New value", ""),
                ],
            ),
            button(
                "deactivate",
                "Deactivate",
                "Takes the app away from the person",
                vec![person()],
            ),
            button(
                "reactivate",
                "Reactivate",
                "Assigns the person again",
                vec![person()],
            ),
            button(
                "push-group",
                "Push group",
                "Creates the group, or links it, with its members",
                vec![text("group", "Group", "Observability"), several],
            ),
            button(
                "import",
                "Import everyone",
                "Reads all people, page by page",
                vec![],
            ),
            button("test", "Test connection", "Reads two people", vec![]),
            button(
                "app",
                "Use",
                "How the app was made decides which requests Okta sends",
                vec![choice("app", "App", &apps)],
            ),
        ]
    }

    async fn run(&self, name: &str, form: &Form) -> Result<String, String> {
        if name == "app" {
            return self.choose(form.get("app"));
        }
        let mut tenant = self.tenant.lock().await;
        let era = self.era.load(Ordering::SeqCst);
        if tenant.era != era {
            *tenant = Tenant::new(era);
        }
        let okta = match *self.app() {
            App::Wizard => &mut tenant.wizard,
            App::Catalogue => &mut tenant.catalogue,
        };
        let (action, done) = read(okta, name, form)?;
        let (outcome, repeats) = self.perform(okta, &action).await;
        let said = match outcome {
            Ok(found) => done.replace("{}", &found.len().to_string()),
            Err(failure) => return Err(why(&failure)),
        };
        Ok(match repeats {
            0 => said,
            1 => format!("{said} Okta was asked to wait, and tried once more."),
            many => format!("{said} Okta was asked to wait, and tried {many} times more."),
        })
    }

    fn forget(&self) {
        self.era.fetch_add(1, Ordering::SeqCst);
    }
}

impl Tenant {
    fn new(era: u64) -> Self {
        Self {
            era,
            wizard: Okta::of(App::Wizard),
            catalogue: Okta::of(App::Catalogue),
        }
    }
}

/// The action that a form asks for, and what is said when it is done.
fn read(okta: &Okta, name: &str, form: &Form) -> Result<(Action, String), String> {
    let person = || known(form.get("person"));
    let assigned = || assigned(okta, form.get("person"));
    Ok(match name {
        "test" => (Action::TestConnection, "The connection works.".to_owned()),
        "import" => (Action::Import, "{} people were imported.".to_owned()),
        "assign" => {
            let person = person()?;
            let said = format!("{person} is assigned.");
            let profile = profile(&person);
            (Action::Assign(person, profile), said)
        }
        "change" => {
            let (person, profile) = assigned()?;
            let (attribute, value) = (form.get("attribute"), form.get("value"));
            let said = format!("{attribute} of {person} was pushed.");
            (
                Action::Update(person, profile.with(attribute, Some(Value::from(value)))),
                said,
            )
        }
        "deactivate" => {
            let (person, _) = assigned()?;
            let said = format!("{person} is deactivated.");
            (Action::Deactivate(person), said)
        }
        "reactivate" => {
            let (person, _) = assigned()?;
            let said = format!("{person} is active again.");
            (Action::Reactivate(person), said)
        }
        "push-group" => {
            let group = form.get("group");
            if group.is_empty() {
                return Err("A group needs a name.".to_owned());
            }
            let members = form
                .all("members")
                .into_iter()
                .map(|name| self::assigned(okta, name).map(|(person, _)| person));
            let members = members.collect::<Result<Vec<_>, _>>()?;
            let said = format!(
                "The group {group} is pushed with {} members.",
                members.len()
            );
            (Action::PushGroup(group.to_owned(), members), said)
        }
        other => return Err(format!("Okta has no button {other:?}.")),
    })
}

/// Somebody of the cast.
fn known(name: &str) -> Result<Person, String> {
    people::cast()
        .find(|person| person.to_string() == name)
        .ok_or_else(|| format!("Nobody here is called {name:?}."))
}

/// Somebody whom Okta has assigned, with the profile that it last pushed.
fn assigned(okta: &Okta, name: &str) -> Result<(Person, Profile), String> {
    let person = known(name)?;
    match okta.beliefs().account(&person) {
        Some(account) => Ok((person, account.profile.clone())),
        None => Err(format!(
            "{person} is not assigned in Okta yet: assign {person} first."
        )),
    }
}

/// The profile that is pushed, with the addresses of the seed `demo`, so that whoever is in it is linked.
fn profile(person: &Person) -> Profile {
    let name = person.full_name().to_lowercase().replace(' ', ".");
    let address = Value::from(format!("{name}@acme.example"));
    Profile::of(person)
        .with("userName", Some(address.clone()))
        .with("email", Some(address))
}

fn button(name: &str, label: &str, about: &str, fields: Vec<Field>) -> Button {
    Button {
        name: name.into(),
        label: label.into(),
        about: about.into(),
        fields,
    }
}

fn spoken(app: App) -> &'static str {
    match app {
        App::Wizard => "wizard app",
        App::Catalogue => "catalogue app",
    }
}

fn wait(exchange: &Exchange) -> Duration {
    let seconds = exchange
        .header("retry-after")
        .and_then(|value| value.parse().ok());
    Duration::from_secs(seconds.unwrap_or(1)).min(LONGEST_WAIT)
}

/// What Okta would show in its list of failed tasks.
fn why(failure: &Failure) -> String {
    match failure {
        Failure::Refused(exchange) => {
            let detail = exchange.json()["detail"]
                .as_str()
                .unwrap_or("no detail was given")
                .to_owned();
            format!("Okta reports a failed task: {}: {detail}", exchange.status)
        }
        Failure::Broken(broken) => format!(
            "Okta reports a failed task: {}",
            broken.to_string().lines().next().unwrap_or_default()
        ),
    }
}
