//! `/Bulk` (RFC 7644 §3.7): many operations in one request, each of them what the endpoint of its own would do.

use std::sync::Arc;

use axum::extract::{FromRequest, Request, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::Value;
use tokio::time::Instant;

use super::App;
use super::error::Error;
use super::extract::read_json;
use super::respond;
use crate::config::Settings;
use crate::provisioning::{Context, Endpoint, Groups, Users};
use crate::scim::Document;
use crate::scim::bulk::{
    BulkOperation, BulkRequest, BulkResponse, Job, MAX_PAYLOAD_SIZE, Method, Outcome, Refused, Step,
};

/// The part of `SCIM_REQUEST_TIMEOUT` after which no further operation is begun, so that there is time to answer.
const TIME_TO_WORK: f64 = 0.8;

/// The body of a bulk request, within `maxPayloadSize`.
pub(super) struct BulkBody(Value);

impl FromRequest<Arc<App>> for BulkBody {
    type Rejection = Error;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Error> {
        read_json(request, &app.settings, largest_payload(&app.settings))
            .await
            .map(Self)
    }
}

/// `maxPayloadSize` of `/ServiceProviderConfig`, in bytes.
pub(super) fn largest_payload(settings: &Settings) -> usize {
    MAX_PAYLOAD_SIZE.min(settings.max_body_size)
}

/// `POST /Bulk`.
pub(super) async fn run(
    State(app): State<Arc<App>>,
    cx: Context,
    BulkBody(body): BulkBody,
) -> Result<Response, Error> {
    let request = BulkRequest::parse(&body).map_err(|refused| match refused {
        Refused::TooManyOperations => Error::TooManyOperations,
        Refused::Malformed(error) => error.into(),
    })?;
    let until = Instant::now() + app.settings.request_timeout.mul_f64(TIME_TO_WORK);
    let response = respond::to_the_end(work(app, cx, Job::new(request), until)).await?;
    Ok(respond::scim(StatusCode::OK, &response))
}

async fn work(app: Arc<App>, cx: Context, mut job: Job, until: Instant) -> BulkResponse {
    while let Some(step) = job.next_step() {
        let (index, done) = match step {
            // What there is no time for is not tried, and the client is told to send it again (DEC-14).
            Step::Run(index, _) if Instant::now() >= until => (index, Err(Error::TooSlow)),
            Step::Run(index, operation) => (index, operate(&app, &cx, operation).await),
            Step::Circular(index, why) => (index, Err(Error::CircularReference(why))),
            Step::Unresolved(index, why) => {
                let error = crate::scim::Error::invalid_value(why);
                (index, Err(error.into()))
            }
        };
        let outcome = done.unwrap_or_else(|error| {
            let (status, body) = error.describe(&app.settings);
            Outcome {
                status,
                response: serde_json::to_value(body).ok(),
                ..Outcome::default()
            }
        });
        job.record(index, outcome);
    }
    job.finish()
}

/// One operation, as its own endpoint would do it.
async fn operate(app: &App, cx: &Context, operation: BulkOperation) -> Result<Outcome, Error> {
    let cx = cx.insisting_on(operation.version.as_deref());
    match operation.target().0 {
        "Users" | "User" => operate_on::<Users>(app, &cx, &operation).await,
        "Groups" => operate_on::<Groups>(app, &cx, &operation).await,
        _ => Err(Error::UnknownPath),
    }
}

async fn operate_on<E: Endpoint>(
    app: &App,
    cx: &Context,
    operation: &BulkOperation,
) -> Result<Outcome, Error> {
    let service = &app.provisioning;
    let (endpoint, id) = operation.target();
    let id = id.unwrap_or_default();
    let data = operation.data.clone();
    let (status, document) = match operation.method {
        Method::Post => (
            StatusCode::CREATED,
            Some(E::create(service, cx, data).await?),
        ),
        Method::Put => (
            StatusCode::OK,
            Some(E::replace(service, cx, id, data).await?),
        ),
        Method::Patch => match E::patch(service, cx, id, &data, false).await? {
            Some(document) => (StatusCode::OK, Some(document)),
            None => (StatusCode::NO_CONTENT, None),
        },
        Method::Delete => {
            E::delete(service, cx, id).await?;
            (StatusCode::NO_CONTENT, None)
        }
    };
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let document = document.as_ref().map(Document::attributes);
    let meta = |name: &str| text(document.and_then(|document| document.get("meta")?.get(name)));
    Ok(Outcome {
        status: status.as_u16(),
        id: text(document.and_then(|document| document.get("id"))),
        // RFC 7644 §3.7.3: the address stands in every result but that of a POST that failed.
        location: meta("location").or_else(|| Some(cx.address_of(endpoint, id))),
        version: meta("version"),
        response: None,
    })
}
