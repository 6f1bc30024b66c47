//! The token: whether PactFlow accepts it, whose it is, what it may do.

use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use super::ask::{Answer, Asker, HAL, below};
use super::catalogue as kind;
use super::report::{Finding, Report};

/// What the role SCIM has, and what each permission is needed for.
const NEEDED: [(&str, &str); 5] = [
    ("user:read:*", "to look for people"),
    (
        "user:manage:*",
        "to create, change and disable people, and to give them roles",
    ),
    (
        "user:manage_scim_attributes:*",
        "to set sign-in names and the provider's ids",
    ),
    ("team:read:*", "to look for teams"),
    (
        "team:manage:*",
        "to create, rename and delete teams, and to change who is in them",
    ),
];

/// From here on an end of the token's life is close.
const SOON: SignedDuration = SignedDuration::from_hours(14 * 24);

const REST: [&str; 2] = ["permissions", "writing"];

/// Looks at the token; `true` where PactFlow accepts it.
pub(super) async fn examine(
    asker: &Asker,
    base: &Url,
    token: &SecretString,
    report: &mut Report,
) -> bool {
    let Ok(owner) = asker.pactflow(base, "user", Some(token)).await else {
        report.skip(
            &["token", "permissions", "writing"],
            "PactFlow does not answer",
        );
        return false;
    };
    if owner.status == 401 {
        let what = "PactFlow answers 401 to the token";
        report.found("token", Finding::new(&kind::TOKEN_REFUSED, what));
        report.skip(&REST, "the token is not accepted");
        return false;
    }
    let account = (owner.status == 200)
        .then(|| owner.json())
        .filter(Value::is_object);
    let expiry = expiry(asker, base, token).await;
    of_owner(account.as_ref(), expiry, report);
    let missing = match account.as_ref().and_then(scopes) {
        Some(held) => by_scopes(&held, report),
        None => by_trying(asker, base, token, report).await,
    };
    writing(asker, base, token, missing, report).await;
    true
}

fn of_owner(account: Option<&Value>, expiry: Option<Timestamp>, report: &mut Report) {
    let name = account.and_then(|account| account["name"].as_str());
    let detail = match name {
        Some(name) => format!("PactFlow accepts it; it belongs to {name}"),
        None => "PactFlow accepts it, and does not say whose it is".to_owned(),
    };
    let mut findings = Vec::new();
    if account.is_some_and(|account| account["type"] == 0) {
        let what = format!(
            "the token belongs to a person, {}",
            name.unwrap_or("without a name")
        );
        findings.push(Finding::new(&kind::TOKEN_OF_PERSON, what));
    }
    if let Some(expiry) = expiry.filter(|expiry| expiry.duration_since(Timestamp::now()) < SOON) {
        findings.push(Finding::new(
            &kind::TOKEN_EXPIRES,
            format!("the token expires at {expiry}"),
        ));
    }
    report.add("token", detail, findings);
}

/// When the token ends, where PactFlow lets it read the list of its owner's tokens and says so there.
async fn expiry(asker: &Asker, base: &Url, token: &SecretString) -> Option<Timestamp> {
    let list = asker
        .pactflow(base, "settings/tokens", Some(token))
        .await
        .ok()?;
    let list = list.json();
    let items = list["_embedded"]["items"].as_array()?;
    let own = items
        .iter()
        .find(|item| item["value"] == token.expose_secret())?;
    let mut members = own.as_object()?.iter();
    let (_, expiry) = members.find(|(name, _)| name.to_ascii_lowercase().contains("expir"))?;
    expiry.as_str()?.parse().ok()
}

/// The permissions of the roles of an account; `None` where the answer does not show them.
fn scopes(account: &Value) -> Option<Vec<String>> {
    let roles = account["_embedded"]["roles"].as_array()?;
    let mut scopes = Vec::new();
    for role in roles {
        for permission in role["permissions"].as_array()? {
            scopes.push(permission["scope"].as_str()?.to_owned());
        }
    }
    Some(scopes)
}

/// Whether a permission that is held covers one that is needed: managing covers reading.
fn covers(held: &str, needed: &str) -> bool {
    held == needed || held == needed.replace(":read:", ":manage:")
}

/// Each permission that is needed, by what PactFlow says of the owner's roles. Gives those that are missing.
fn by_scopes(held: &[String], report: &mut Report) -> usize {
    let missing: Vec<Finding> = NEEDED
        .iter()
        .filter(|(needed, _)| !held.iter().any(|held| covers(held, needed)))
        .map(|(needed, what_for)| {
            Finding::new(
                &kind::PERMISSION,
                format!("{needed} is missing, {what_for}"),
            )
        })
        .collect();
    let number = missing.len();
    let all = NEEDED.map(|(needed, _)| needed).join(", ");
    report.add(
        "permissions",
        if number == 0 { all } else { String::new() },
        missing,
    );
    number
}

/// What can be seen without a word about roles: reading works or does not.
async fn by_trying(asker: &Asker, base: &Url, token: &SecretString, report: &mut Report) -> usize {
    let mut findings = Vec::new();
    for (path, needed) in [
        ("admin/users?page=1&size=1", "user:read:*"),
        ("admin/teams?page=1&size=1", "team:read:*"),
    ] {
        let answer = asker.pactflow(base, path, Some(token)).await;
        if answer.is_ok_and(|answer| answer.status == 403) {
            findings.push(Finding::new(
                &kind::PERMISSION,
                format!("{needed} is missing"),
            ));
        }
    }
    let number = findings.len();
    let detail = "PactFlow does not show the owner's roles; people and teams were read to try";
    report.add("permissions", detail, findings);
    number
}

/// Whether the token writes, by a request that changes nothing whatever comes of it: it takes nobody out of a team that
/// is not there. PactFlow refuses a token that only reads before it looks for the team.
async fn writing(
    asker: &Asker,
    base: &Url,
    token: &SecretString,
    missing: usize,
    report: &mut Report,
) {
    let team = below(base, &format!("admin/teams/{}/users", Uuid::nil()));
    let headers = [(ACCEPT, HAL), (CONTENT_TYPE, "application/json")];
    let nobody = Some(r#"{"users":[]}"#);
    let answer = asker
        .ask(Method::DELETE, team, Some(token), &headers, nobody)
        .await;
    match answer {
        Ok(Answer { status: 403, .. }) if missing == 0 => {
            let what = "PactFlow refuses writing although the owner has the permissions for it";
            report.found("writing", Finding::new(&kind::TOKEN_READ_ONLY, what));
        }
        Ok(Answer { status: 403, .. }) => {
            report.skip(
                &["writing"],
                "it cannot be told while permissions are missing",
            );
        }
        Ok(_) => report.fine("writing", "the token is a read-write one"),
        Err(_) => report.skip(&["writing"], "PactFlow does not answer"),
    }
}
