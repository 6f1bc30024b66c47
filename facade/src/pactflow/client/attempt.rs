//! One attempt at a call: what goes over the wire, and what comes back.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use secrecy::ExposeSecret;
use url::Url;

use super::{Answer, Client};
use crate::observe;
use crate::pactflow::body::{self, Sink};
use crate::pactflow::call::Call;
use crate::pactflow::error::refused;
use crate::pactflow::{Caller, Error, Outage, retry, wire};

/// What PactFlow may answer with: HAL where it works, problem+json (PactFlow 1.26 and later) where it does not.
const ACCEPTED: HeaderValue =
    HeaderValue::from_static("application/hal+json, application/json, application/problem+json");

/// The largest refusal that is read, in bytes. The reason is lost in a larger one, and what it means is not.
const LARGEST_REFUSAL: usize = 256 * 1024;

impl Client {
    /// Sends `call` once. The answer is given up after `limit`, its body included. Where there is a `sink`, the body goes
    /// there while it arrives, and is not in the answer.
    pub(super) async fn attempt(
        &self,
        caller: &Caller,
        call: &Call<'_>,
        limit: Duration,
        observed: &mut observe::Call,
        sink: Option<&mut dyn Sink>,
    ) -> Result<Answer, Error> {
        let url = self.address(call)?;
        let mut authorization =
            HeaderValue::try_from(format!("Bearer {}", caller.token.expose_secret()))
                .map_err(|_| Error::Unauthorized)?;
        authorization.set_sensitive(true);
        wire::request(&call.method, &url, call.body.as_deref());
        let mut request = self
            .http()
            .request(call.method.clone(), url.clone())
            .timeout(limit)
            .header(ACCEPT, ACCEPTED)
            .header(ACCEPT_ENCODING, call.accepted_encoding(url.scheme()))
            .header(AUTHORIZATION, authorization)
            .header("x-request-id", &caller.request_id)
            .headers(observed.headers());
        if let Some(body) = &call.body {
            request = request
                .header(CONTENT_TYPE, "application/json")
                .body(body.clone());
        }
        let mut response = request.send().await.map_err(not_sent)?;
        let status = response.status();
        observed.answered(status.as_u16());
        let headers = std::mem::take(response.headers_mut());
        if !status.is_success() {
            let retry_after = retry::retry_after(&headers, SystemTime::now());
            let body = body::read(&mut response, LARGEST_REFUSAL)
                .await
                .unwrap_or_default();
            wire::response(&call.method, &url, status, &body);
            return Err(refused(status, retry_after, &body));
        }
        let largest = call.largest_answer;
        let body = match sink {
            // What is logged has to be there as a whole.
            Some(sink) if !wire::is_logged() => {
                body::pass_on(&mut response, sink, || check_is_json(&headers)).await?;
                Bytes::new()
            }
            sink => {
                let body = body::read(&mut response, largest).await?;
                wire::response(&call.method, &url, status, &body);
                if !body.is_empty() {
                    check_is_json(&headers)?;
                }
                sink.map_or(Ok(()), |sink| sink.take(&body))?;
                body
            }
        };
        Ok(Answer { headers, body })
    }

    /// PactFlow's address for `call`, each segment percent-encoded so that nothing in it can leave its place.
    pub(super) fn address(&self, call: &Call<'_>) -> Result<Url, Error> {
        // The URL standard passes over dot segments, which would address the collection instead of one resource.
        if call
            .path
            .iter()
            .any(|segment| matches!(*segment, "" | "." | ".."))
        {
            return Err(Error::NotFound);
        }
        let mut url = self.base.clone();
        match url.path_segments_mut() {
            Ok(mut segments) => segments.pop_if_empty().extend(&call.path),
            Err(()) => return Err(Error::NotFound),
        };
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(call.query);
        }
        Ok(url)
    }
}

/// A page with the status 200, such as a gateway's form for signing in, is no answer even to a call of which only the
/// status matters: taken for one, a write that never arrived would be told as done.
fn check_is_json(headers: &HeaderMap) -> Result<(), Error> {
    let Some(announced) = headers.get(CONTENT_TYPE) else {
        return Ok(());
    };
    let essence = announced
        .to_str()
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if essence == "application/json" || essence.ends_with("+json") {
        Ok(())
    } else {
        Err(Error::Unreadable("it is not JSON".to_owned()))
    }
}

fn not_sent(error: reqwest::Error) -> Error {
    // A connection that takes too long to open is a time-out as well, but then nothing was sent.
    if error.is_connect() {
        Outage::Unreachable.into()
    } else if error.is_timeout() {
        Error::TimedOut
    } else {
        Outage::Broken.into()
    }
}
