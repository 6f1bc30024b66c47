//! PactFlow's API, from the HTTP request to the HTTP response: find the route and the fault,
//! identify the caller, check the permission, run the handler, write the journal.

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use http::request::Parts;

use crate::app::App;
use crate::auth::Caller;
use crate::call::{Call, Query, Reply};
use crate::delivery::respond;
use crate::evidence::{Grade, rule};
use crate::faults::{Delivery, Firing, Outcome, When, apply};
use crate::journal::{self, Exchange};
use crate::problem::Problem;
use crate::routes::{self, Need, Params, Route, RouteInfo};
use crate::wire::Wire;

/// The largest request body that is read, in bytes.
const BODY_LIMIT: usize = 10 * 1024 * 1024;

/// A request whose route, if it has one, is known.
struct Incoming<'a> {
    app: &'a App,
    parts: &'a Parts,
    path: &'a str,
    matched: Option<(&'static RouteInfo, Params<'a>)>,
    body: &'a [u8],
    seq: u64,
}

/// Answers one request to PactFlow's API.
pub(crate) async fn serve(State(app): State<Arc<App>>, request: Request) -> Response {
    let started = Instant::now();
    let (mut parts, body) = request.into_parts();
    if app.simulation.speaks_the_older_errors() {
        // An older PactFlow does not know the media type of the newer errors, so nobody can ask it for them.
        parts.headers.remove(http::header::ACCEPT);
    }
    let seq = app.simulation.journal.begin();
    app.simulation.clock().tick();
    let path = parts.uri.path().to_owned();
    let matched = routes::find(&parts.method, &path);
    let route = matched.map(|(info, _)| info);
    let (body, too_large) = match to_bytes(body, BODY_LIMIT).await {
        Ok(body) => (body, false),
        Err(_) => (Bytes::new(), true),
    };
    let incoming = Incoming {
        app: &app,
        parts: &parts,
        path: &path,
        matched,
        body: &body,
        seq,
    };
    let firing = app
        .simulation
        .faults
        .select(&parts.method, &path, route.map(|info| info.route));
    let (caller, outcome) = if too_large {
        let reply = Problem::too_large(BODY_LIMIT).into_reply(&parts.headers, &path);
        (None, Outcome::Answer(reply, Delivery::Whole))
    } else {
        disturbed(&incoming, firing.as_ref()).await
    };
    let (status, sent, evidence) = match &outcome {
        Outcome::Answer(reply, _) => (
            reply.status.as_u16(),
            reply.body.as_deref(),
            evidence(reply, route),
        ),
        Outcome::HangUp(_) => (0, None, Grade::Invented),
    };
    let response_bytes = sent.map_or(0, |body| body.len() as u64);
    let response_body = sent.and_then(|body| match route {
        Some(info) if shows_tokens(info.route) => Some(journal::REDACTED.to_owned()),
        _ => journal::answer(body),
    });
    let header = |name: &str| parts.headers.get(name)?.to_str().ok().map(str::to_owned);
    app.simulation.record(Exchange {
        seq,
        at: app.simulation.now(),
        method: parts.method.to_string(),
        route: route.map(|info| info.route),
        path: path.clone(),
        query: parts.uri.query().map(str::to_owned),
        token_owner: caller.map(|caller| caller.user.label()),
        request_body: journal::body(&body),
        request_id: header("x-request-id"),
        status,
        response_body,
        response_bytes,
        evidence: evidence.letter(),
        fault: firing.map(|firing| firing.id),
        micros: u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
    });
    match outcome {
        Outcome::Answer(reply, delivery) => respond(reply, delivery, evidence),
        Outcome::HangUp(how) => {
            if let Some(wire) = parts.extensions.get::<Wire>() {
                wire.hang_up(how);
            }
            // Nothing of it is sent: the connection ends at its first byte.
            Response::new(Body::empty())
        }
    }
}

/// The answer, as a fault has it where one fires.
async fn disturbed(incoming: &Incoming<'_>, firing: Option<&Firing>) -> (Option<Caller>, Outcome) {
    let Some(firing) = firing else {
        let (caller, reply) = answer(incoming, None);
        return (caller, Outcome::Answer(reply, Delivery::Whole));
    };
    let latency = firing.effect.latency();
    if let (Some(latency), When::Before) = (latency, firing.when) {
        tokio::time::sleep(latency).await;
    }
    let runs = firing.when == When::After || !firing.effect.replaces();
    let (caller, reply) = if runs {
        let (caller, reply) = answer(incoming, Some(firing));
        (caller, Some(reply))
    } else {
        (None, None)
    };
    if let (Some(latency), When::After) = (latency, firing.when) {
        tokio::time::sleep(latency).await;
    }
    let base = incoming.app.base(&incoming.parts.headers);
    (
        caller,
        apply(firing, reply, &incoming.parts.headers, incoming.path, &base),
    )
}

/// The undisturbed answer, and whose token it was.
fn answer(incoming: &Incoming<'_>, firing: Option<&Firing>) -> (Option<Caller>, Reply) {
    let Incoming {
        app,
        parts,
        path,
        matched,
        body,
        seq,
    } = *incoming;
    let problem = |problem: Problem| problem.into_reply(&parts.headers, path);
    let Some((info, params)) = matched else {
        return (None, problem(Problem::not_modelled(&parts.method, path)));
    };
    let caller = match info.need {
        Need::Nothing => None,
        Need::Token | Need::AnyOf(_) => {
            let now = app.simulation.now();
            let identified = Caller::identify(&app.simulation.store(), &parts.headers, now);
            match identified {
                Ok(caller) => Some(caller),
                Err(unauthorized) => return (None, problem(unauthorized.into())),
            }
        }
    };
    if let Some(Err(refusal)) = caller
        .as_ref()
        .map(|caller| caller.check(&parts.method, info.need, params[0]))
    {
        return (caller, problem(refusal.into()));
    }
    let base = app.base(&parts.headers);
    let mut call = Call::new(&app.simulation, &base, path, params).by(caller.clone());
    call.query = Query::parse(parts.uri.query());
    call.body = body;
    call.request = seq;
    call.stale = firing.and_then(|firing| firing.stale.as_deref());
    let reply = (info.handler)(&call).unwrap_or_else(|refusal| problem(refusal.into()));
    (caller, reply)
}

fn evidence(reply: &Reply, route: Option<&RouteInfo>) -> Grade {
    let found = reply.rule.and_then(rule);
    debug_assert_eq!(
        found.is_some(),
        reply.rule.is_some(),
        "{:?} is no rule",
        reply.rule
    );
    let rule = found.map(|rule| rule.evidence);
    rule.or(route.map(|route| route.evidence))
        .unwrap_or(Grade::Invented)
}

fn shows_tokens(route: Route) -> bool {
    matches!(
        route,
        Route::ListOwnTokens | Route::ListSystemAccountTokens | Route::RegenerateToken
    )
}
