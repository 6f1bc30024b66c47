//! The SCIM service as whoever reaches it from outside finds it: the way there, the path, the public address, the header
//! `Authorization`, the methods.

use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use secrecy::SecretString;
use serde_json::Value;
use url::Url;

use super::ask::{Answer, Asker, Trouble, below};
use super::catalogue as kind;
use super::report::{Finding, Report};
use crate::redact;

/// The media type of SCIM.
pub(super) const SCIM: &str = "application/scim+json";

/// What is looked at once the service answers.
const REST: [&str; 3] = ["public address", "authorization", "methods"];

/// Looks at the service; `true` where it is there, so that it makes sense to go on.
pub(super) async fn examine(
    asker: &Asker,
    base: &Url,
    token: Option<&SecretString>,
    is_accepted: bool,
    report: &mut Report,
) -> bool {
    let config = match get(asker, base, "ServiceProviderConfig", None).await {
        Ok(answer) if is_scim(&answer) && answer.status == 200 => answer,
        Ok(answer) => {
            let finding = not_scim(asker, base, &answer).await;
            report.found("scim", finding);
            report.skip(&REST, "the SCIM service does not answer");
            return false;
        }
        Err(trouble) => {
            report.found("scim", of_trouble(&trouble, base));
            report.skip(&REST, "the SCIM service does not answer");
            return false;
        }
    };
    report.fine(
        "scim",
        format!("{base} answers in {} ms", config.time.as_millis()),
    );
    public_address(base, &config, report);
    match token.filter(|_| is_accepted) {
        Some(token) => authorization(asker, base, token, report).await,
        None => report.skip(
            &["authorization"],
            "there is no token that PactFlow accepts",
        ),
    }
    methods(asker, base, token, report).await;
    true
}

/// Reads what is below the base.
pub(super) async fn get(
    asker: &Asker,
    base: &Url,
    path: &str,
    token: Option<&SecretString>,
) -> Result<Answer, Trouble> {
    let url = below(base, path);
    asker
        .ask(Method::GET, url, token, &[(ACCEPT, SCIM)], None)
        .await
}

/// Whether it is an answer of SCIM, an error among them.
fn is_scim(answer: &Answer) -> bool {
    let json = answer.json();
    let schemas = json["schemas"].as_array();
    schemas.is_some_and(|schemas| {
        let urns = schemas.iter().filter_map(Value::as_str);
        urns.into_iter()
            .any(|urn| urn.starts_with("urn:ietf:params:scim:"))
    })
}

fn of_trouble(trouble: &Trouble, base: &Url) -> Finding {
    let what = match trouble {
        Trouble::Tls(tls) => {
            let what = format!("TLS to {base} fails: {tls:?}");
            return Finding::new(&kind::SCIM_CERTIFICATE, what);
        }
        Trouble::NoHost => "its host has no address",
        Trouble::Refused => "nobody listens there",
        Trouble::Silent => "it does not answer in time",
        Trouble::Broken => "it breaks the connection",
    };
    Finding::new(
        &kind::SCIM_UNREACHABLE,
        format!("{base} cannot be reached: {what}"),
    )
}

/// What answers in the service's place.
async fn not_scim(asker: &Asker, base: &Url, answer: &Answer) -> Finding {
    let status = answer.status;
    if answer.is_redirect() {
        let to = redact::url(answer.header(LOCATION).unwrap_or("nowhere"));
        return Finding::new(&kind::SCIM_REDIRECT, format!("{base} leads to {to}"));
    }
    if !is_scim(answer) && matches!(status, 500..=599) {
        return Finding::new(&kind::SCIM_FAILING, format!("{base} answers {status}"));
    }
    let mut elsewhere = Vec::new();
    for path in ["/scim", "/scim/v2", ""] {
        let mut other = base.clone();
        other.set_path(path);
        if path != base.path().trim_end_matches('/') {
            let found = get(asker, &other, "ServiceProviderConfig", None).await;
            elsewhere.extend(
                found
                    .is_ok_and(|found| is_scim(&found) && found.status == 200)
                    .then_some(other),
            );
        }
    }
    if let Some(other) = elsewhere.first() {
        let what = format!("{base} answers {status}; SCIM is at {other}");
        return Finding::new(&kind::SCIM_PATH, what);
    }
    if answer.is_web_page() && status != 404 {
        let what = format!("{base} answers {status} with a web page");
        return Finding::new(&kind::SCIM_WEB_PAGE, what);
    }
    Finding::new(&kind::SCIM_PATH, format!("{base} answers {status}"))
}

/// What the service takes for its address shows in `meta.location` of everything that it answers.
fn public_address(base: &Url, config: &Answer, report: &mut Report) {
    let said = config.json();
    let said = said["meta"]["location"].as_str().unwrap_or_default();
    let expected = below(base, "ServiceProviderConfig");
    let is_same = said.parse::<Url>().is_ok_and(|said| said == expected);
    if is_same {
        report.fine(
            "public address",
            "the service calls itself what it was called",
        );
    } else {
        let what = format!("asked at {base}, the service names {}", redact::url(said));
        report.found("public address", Finding::new(&kind::SCIM_ADDRESS, what));
    }
}

/// A token that PactFlow accepts is refused as none only where it does not arrive.
async fn authorization(asker: &Asker, base: &Url, token: &SecretString, report: &mut Report) {
    let Ok(answer) = get(asker, base, "Users?count=1", Some(token)).await else {
        report.skip(&["authorization"], "the SCIM service does not answer");
        return;
    };
    if answer.status == 401 {
        let what = "the service answers 401 to a token that PactFlow accepts";
        report.found(
            "authorization",
            Finding::new(&kind::SCIM_AUTHORIZATION, what),
        );
    } else {
        report.fine("authorization", "the token arrives");
    }
}

/// Methods that proxies like to refuse. The id is none, so that the service refuses each before it asks PactFlow.
async fn methods(asker: &Asker, base: &Url, token: Option<&SecretString>, report: &mut Report) {
    let headers = [(ACCEPT, SCIM), (CONTENT_TYPE, SCIM)];
    let nobody = below(base, "Users/no-such-id-of-the-doctor");
    let mut findings = Vec::new();
    for method in [Method::PUT, Method::PATCH, Method::DELETE] {
        let body = (method != Method::DELETE).then_some("{}");
        let answer = asker
            .ask(method.clone(), nobody.clone(), token, &headers, body)
            .await;
        match answer {
            Ok(answer) if is_scim(&answer) => {}
            Ok(answer) => {
                let what = format!(
                    "{method} is answered {} before it reaches the service",
                    answer.status
                );
                findings.push(Finding::new(&kind::SCIM_METHOD, what));
            }
            Err(_) => {
                let what = format!("{method} breaks the connection before it reaches the service");
                findings.push(Finding::new(&kind::SCIM_METHOD, what));
            }
        }
    }
    let detail = if findings.is_empty() {
        "PUT, PATCH and DELETE get through"
    } else {
        ""
    };
    report.add("methods", detail, findings);
}
