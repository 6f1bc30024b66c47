//! What stands in PactFlow that a provider would make duplicates of.

use std::collections::BTreeMap;
use std::time::Duration;

use http::HeaderValue;
use secrecy::SecretString;
use tokio::time::Instant;

use super::DoctorError;
use super::catalogue as kind;
use super::report::{Finding, Report};
use crate::app::StartError;
use crate::config::Settings;
use crate::outbound::Way;
use crate::pactflow::{Caller, Client, ClientOptions, User, UserQuery, paging};

/// How long reading everything may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// Reads all people and teams.
pub(super) async fn examine(
    settings: &Settings,
    way: Way,
    token: &SecretString,
    report: &mut Report,
) -> Result<(), DoctorError> {
    let options = ClientOptions {
        url: settings.pactflow_url.clone(),
        connect_timeout: settings.pactflow_connect_timeout,
        request_timeout: settings.pactflow_request_timeout,
        retries: settings.pactflow_retries,
        max_calls: settings.pactflow_max_calls,
        breaker_failures: settings.pactflow_breaker_failures,
        breaker_pause: settings.pactflow_breaker_pause,
        pools: 1,
        way,
    };
    let client = Client::new(options).map_err(StartError::from)?;
    let caller = Caller {
        token: token.clone(),
        request_id: HeaderValue::from_static("pactflow-scim-doctor"),
        deadline: Instant::now() + PATIENCE,
    };

    let users = client.users(&caller);
    let everyone = UserQuery::default();
    match paging::walk(async |number, size| users.list(&everyone, number, size).await).await {
        Ok(mut users) => {
            users.retain(|user| !user.is_system_account());
            report.add(
                "people",
                format!("{} people", users.len()),
                of_people(&users),
            );
        }
        Err(error) => report.found("people", unreadable(&error)),
    }

    let teams = client.teams(&caller);
    match paging::walk(async |number, size| teams.list(None, number, size).await).await {
        Ok(teams) => {
            let names = teams
                .iter()
                .map(|team| (team.name.as_deref(), team.uuid.as_str()));
            let findings = shared(names).map(|of| {
                let what = format!(
                    "{} names are those of several teams but for their case",
                    of.len()
                );
                Finding::new(&kind::SAME_TEAM, what).of(of)
            });
            report.add(
                "teams",
                format!("{} teams", teams.len()),
                findings.into_iter().collect(),
            );
        }
        Err(error) => report.found("teams", unreadable(&error)),
    }
    Ok(())
}

fn unreadable(error: &crate::pactflow::Error) -> Finding {
    Finding::new(&kind::UNREADABLE, error.to_string())
}

fn of_people(people: &[User]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |kind, people: Vec<String>, what: &str| {
        if !people.is_empty() {
            let what = format!("{} {what}", people.len());
            findings.push(Finding::new(kind, what).of(people));
        }
    };
    let named = |user: &User| {
        let name = user.name.as_deref().unwrap_or("without a name");
        format!(
            "{name}, {} ({})",
            user.email.as_deref().unwrap_or("no address"),
            user.uuid
        )
    };
    let nameless = people
        .iter()
        .filter(|user| !is_given(user.external_idp_username.as_deref()));
    add(
        &kind::NO_SIGN_IN_NAME,
        nameless.map(named).collect(),
        "people have no sign-in name",
    );

    let addresses = people
        .iter()
        .map(|user| (user.email.as_deref(), user.uuid.as_str()));
    add(
        &kind::SAME_ADDRESS,
        shared(addresses).unwrap_or_default(),
        "addresses are those of several people",
    );

    let sign_in_names = people
        .iter()
        .map(|user| (user.external_idp_username.as_deref(), user.uuid.as_str()));
    let same = shared(sign_in_names).unwrap_or_default();
    add(
        &kind::SAME_SIGN_IN_NAME,
        same,
        "sign-in names are those of several people but for their case",
    );

    let in_other_case = people.iter().filter(|user| {
        let pair = user
            .external_idp_username
            .as_deref()
            .zip(user.email.as_deref());
        pair.is_some_and(|(name, email)| name != email && folded(name) == folded(email))
    });
    let of = in_other_case.map(|user| {
        let name = user.external_idp_username.as_deref().unwrap_or_default();
        format!("{name} signs in, {}", named(user))
    });
    add(
        &kind::OTHER_CASE,
        of.collect(),
        "sign-in names differ from the address only in case",
    );
    findings
}

fn is_given(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

/// The texts that several have but for their case, each with whose they are; `None` where there are none.
fn shared<'a>(texts: impl Iterator<Item = (Option<&'a str>, &'a str)>) -> Option<Vec<String>> {
    let mut whose: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (text, uuid) in texts {
        let Some(text) = text.filter(|text| is_given(Some(text))) else {
            continue;
        };
        let one = format!("{text} ({uuid})");
        whose.entry(folded(text)).or_default().push(one);
    }
    let shared: Vec<_> = whose
        .into_values()
        .filter(|of| of.len() > 1)
        .map(|of| of.join(", "))
        .collect();
    (!shared.is_empty()).then_some(shared)
}
