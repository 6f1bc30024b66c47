//! PactFlow's address, TLS, clock and version.

use std::time::Duration;

use http::HeaderName;
use http::header::{CONTENT_TYPE, DATE, LOCATION};
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::ask::{Answer, Asker, Tls, Trouble};
use super::catalogue as kind;
use super::report::{Finding, Report};
use crate::redact;

/// From here on an answer to the heartbeat is slow.
const SLOW: Duration = Duration::from_secs(2);

/// How far the clocks may differ: as far as answers travel, and then some.
const OFF: SignedDuration = SignedDuration::from_secs(30);

/// Looks at the address; `true` where PactFlow is there, so that it makes sense to go on.
pub(super) async fn examine(asker: &Asker, base: &Url, report: &mut Report) -> bool {
    const REST: [&str; 2] = ["clock", "version"];
    let heartbeat = asker
        .pactflow(base, "diagnostic/status/heartbeat", None)
        .await;
    let finding = match &heartbeat {
        Err(trouble) => Some(of_trouble(trouble, base)),
        // A gateway may keep the heartbeat to itself.
        Ok(answer) if matches!(answer.status, 401 | 403 | 404) && is_api(asker, base).await => None,
        Ok(answer) => of_answer(answer, base),
    };
    let answer = match (heartbeat, finding) {
        (Ok(answer), None) => answer,
        (_, finding) => {
            report.add("pactflow", "", finding.into_iter().collect());
            report.skip(&REST, "PactFlow does not answer");
            return false;
        }
    };
    let milliseconds = answer.time.as_millis();
    let detail = format!("{base} answers in {milliseconds} ms");
    if answer.time >= SLOW {
        report.found(
            "pactflow",
            Finding::new(&kind::SLOW, format!("{detail}, which is long")),
        );
    } else {
        report.fine("pactflow", detail);
    }
    clock(&answer, report);
    version(asker, base, &answer, report).await;
    true
}

/// Whether PactFlow's API is there, which wants a token.
async fn is_api(asker: &Asker, base: &Url) -> bool {
    let refusal = asker.pactflow(base, "admin/users", None).await;
    refusal.is_ok_and(|refusal| refusal.status == 401 && refusal.json().is_object())
}

fn of_trouble(trouble: &Trouble, base: &Url) -> Finding {
    let host = base.host_str().unwrap_or_default();
    match trouble {
        Trouble::NoHost => Finding::new(&kind::NO_HOST, format!("{host} has no address")),
        Trouble::Refused => Finding::new(&kind::REFUSED, format!("nobody listens at {base}")),
        Trouble::Silent => Finding::new(&kind::SILENT, format!("{base} does not answer in time")),
        Trouble::Broken => Finding::new(
            &kind::BROKEN,
            format!("{base} breaks the connection, or speaks no HTTP"),
        ),
        Trouble::Tls(tls) => {
            let (kind, what) = match tls {
                Tls::UnknownAuthority => (
                    &kind::UNKNOWN_AUTHORITY,
                    "is from an authority that is not trusted",
                ),
                Tls::Expired => (&kind::EXPIRED, "has expired"),
                Tls::NotYetValid => (&kind::NOT_YET_VALID, "is not valid yet"),
                Tls::WrongName => (&kind::WRONG_NAME, "is for another name"),
                Tls::WantsCertificate => {
                    let what = format!("{host} asks for a certificate, or for another one");
                    return Finding::new(&kind::WANTS_CERTIFICATE, what);
                }
                Tls::None => {
                    return Finding::new(&kind::NO_TLS, format!("{base} does not speak TLS"));
                }
                Tls::Other(why) => {
                    return Finding::new(&kind::OTHER_TLS, format!("TLS to {host} fails: {why}"));
                }
            };
            Finding::new(kind, format!("the certificate of {host} {what}"))
        }
    }
}

/// What is wrong with an answer, whatever was asked.
fn of_answer(answer: &Answer, base: &Url) -> Option<Finding> {
    let status = answer.status;
    if answer.is_redirect() {
        let to = redact::url(answer.header(LOCATION).unwrap_or("nowhere"));
        return Some(Finding::new(
            &kind::REDIRECT,
            format!("{base} leads to {to}"),
        ));
    }
    // 501 says that there is no such thing here, not that something fails.
    if status >= 500 && status != 501 {
        return Some(Finding::new(
            &kind::FAILING,
            format!("{base} answers {status}"),
        ));
    }
    if answer.is_web_page() {
        let what = format!("{base} answers {status} with a web page instead of JSON");
        return Some(Finding::new(&kind::WEB_PAGE, what));
    }
    let is_heartbeat = status == 200 && answer.json().is_object();
    (!is_heartbeat).then(|| {
        let what = format!("{base} answers {status} where PactFlow has its heartbeat");
        Finding::new(&kind::NOT_PACTFLOW, what)
    })
}

fn clock(answer: &Answer, report: &mut Report) {
    let Some(there) = answer
        .header(DATE)
        .and_then(|date| httpdate::parse_http_date(date).ok())
    else {
        report.skip(&["clock"], "PactFlow does not say what time it is");
        return;
    };
    let Ok(there) = Timestamp::try_from(there) else {
        return;
    };
    let off = Timestamp::now().duration_since(there);
    if off.abs() > OFF {
        let side = if off.is_positive() {
            "behind"
        } else {
            "ahead of"
        };
        let what = format!(
            "PactFlow's clock is {} s {side} this host's",
            off.abs().as_secs()
        );
        report.found("clock", Finding::new(&kind::CLOCK, what));
    } else {
        report.fine("clock", "PactFlow and this host agree");
    }
}

/// PactFlow says its version in no documented place. What it may say in headers is shown; that it is 1.26 or later shows
/// in the form of its errors.
async fn version(asker: &Asker, base: &Url, heartbeat: &Answer, report: &mut Report) {
    const HEADERS: [&str; 3] = [
        "x-pactflow-version",
        "x-pact-broker-version",
        "x-pactflow-sha",
    ];
    let said = HEADERS.iter().find_map(|name| {
        let value = heartbeat.header(HeaderName::from_static(name))?;
        Some(format!("{name}: {}", redact::text(value)))
    });
    let Ok(refusal) = asker.pactflow(base, "admin/users", None).await else {
        report.skip(&["version"], "PactFlow does not answer");
        return;
    };
    let is_new = refusal
        .header(CONTENT_TYPE)
        .is_some_and(|media_type| media_type.starts_with("application/problem+json"));
    if is_new || said.is_some() {
        report.fine(
            "version",
            said.unwrap_or_else(|| "1.26 or later".to_owned()),
        );
    } else {
        let what = format!(
            "PactFlow refuses a request without a token by {} and no problem+json",
            refusal.status
        );
        report.found("version", Finding::new(&kind::OLD, what));
    }
}
