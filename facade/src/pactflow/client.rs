//! The one place that talks to PactFlow over the network.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER,
};
use http::{Method, StatusCode};
use secrecy::ExposeSecret;
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::directory::{Fold, Index};
use super::{Caller, Directory, Error, body, error, wire};

/// What PactFlow may answer with: HAL where it works, problem+json (PactFlow 1.26 and later) where it does not.
const ACCEPTED: HeaderValue =
    HeaderValue::from_static("application/hal+json, application/json, application/problem+json");

/// How PactFlow is reached.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// PactFlow's address; a path in it is kept as a prefix.
    pub url: Url,
    /// How long setting up a connection may take.
    pub connect_timeout: Duration,
    /// How long one call may take, its whole answer included.
    pub request_timeout: Duration,
}

/// The HTTP client could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client for PactFlow cannot be set up")]
pub struct StartError(#[source] reqwest::Error);

/// A client of one PactFlow. It holds a pool of connections and no token.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
    directory: Directory,
}

/// What came back with a success status.
struct Answer {
    headers: HeaderMap,
    body: Bytes,
}

impl Client {
    /// A client that only ever sends to the origin of `options.url`, and follows no redirect away from it.
    ///
    /// # Errors
    /// [`StartError`] where the TLS set-up fails.
    pub fn new(options: ClientOptions) -> Result<Self, StartError> {
        // Another part of the process may have installed a provider before; either serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS
            .iter()
            .filter_map(|root| reqwest::Certificate::from_der(root).ok());
        let http = reqwest::Client::builder()
            .tls_certs_only(roots)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(options.connect_timeout)
            .timeout(options.request_timeout)
            // Shorter than the keep-alive of common load balancers, so that a connection they closed is rarely reused.
            .pool_idle_timeout(Duration::from_secs(15))
            .tcp_nodelay(true)
            .user_agent(concat!("pactflow-scim/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(StartError)?;
        Ok(Self {
            http,
            base: options.url,
            directory: Directory::off(|text| Cow::Borrowed(text)),
        })
    }

    /// The same client, which looks users up in this directory first.
    #[must_use]
    pub fn indexed_by(self, directory: Directory) -> Self {
        Self { directory, ..self }
    }

    /// The look-up index of the caller's token, where there is one.
    pub(super) fn index(&self, caller: &Caller) -> Option<Arc<Index>> {
        self.directory.of(caller.token.expose_secret())
    }

    /// The look-up index of the caller's token, which PactFlow has just accepted; `None` where there are to be none.
    pub(super) fn open_index(&self, caller: &Caller) -> Option<Arc<Index>> {
        self.directory.open(caller.token.expose_secret())
    }

    /// How two names that count as the same become one.
    pub(super) fn fold(&self) -> Fold {
        self.directory.fold()
    }

    /// Reads one resource.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        path: &[&str],
        query: &[(&str, String)],
    ) -> Result<T, Error> {
        let answer = self
            .exchange(caller, Method::GET, path, query, None)
            .await?;
        parse(&answer.body)
    }

    /// Sends `body` and reads the resource that comes back.
    pub(super) async fn send<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        method: Method,
        path: &[&str],
        body: &impl Serialize,
    ) -> Result<T, Error> {
        let answer = self
            .exchange(caller, method, path, &[], Some(to_json(body)?))
            .await?;
        parse(&answer.body)
    }

    /// Sends `body` and reads what comes back, if anything does.
    pub(super) async fn send_for_any<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        method: Method,
        path: &[&str],
        body: &impl Serialize,
    ) -> Result<Option<T>, Error> {
        let answer = self
            .exchange(caller, method, path, &[], Some(to_json(body)?))
            .await?;
        if answer.body.is_empty() {
            Ok(None)
        } else {
            parse(&answer.body).map(Some)
        }
    }

    /// Sends `body`, if there is one, and asks only whether it worked.
    pub(super) async fn send_for_status(
        &self,
        caller: &Caller,
        method: Method,
        path: &[&str],
        body: Option<&impl Serialize>,
    ) -> Result<(), Error> {
        let body = body.map(to_json).transpose()?;
        self.exchange(caller, method, path, &[], body)
            .await
            .map(drop)
    }

    /// Sends `body` and gives the last segment of the answer's `Location`: the identifier of what was created.
    pub(super) async fn send_for_location(
        &self,
        caller: &Caller,
        method: Method,
        path: &[&str],
        body: &impl Serialize,
    ) -> Result<String, Error> {
        let answer = self
            .exchange(caller, method, path, &[], Some(to_json(body)?))
            .await?;
        let location = answer
            .headers
            .get(LOCATION)
            .and_then(|location| location.to_str().ok())
            .unwrap_or_default();
        match location.trim_end_matches('/').rsplit('/').next() {
            Some(uuid) if uuid::Uuid::try_parse(uuid).is_ok() => Ok(uuid.to_owned()),
            _ => Err(Error::Unreadable(
                "its Location does not name what was created".to_owned(),
            )),
        }
    }

    async fn exchange(
        &self,
        caller: &Caller,
        method: Method,
        path: &[&str],
        query: &[(&str, String)],
        body: Option<Vec<u8>>,
    ) -> Result<Answer, Error> {
        let url = self.address(path, query)?;
        let mut authorization =
            HeaderValue::try_from(format!("Bearer {}", caller.token.expose_secret()))
                .map_err(|_| Error::Unauthorized)?;
        authorization.set_sensitive(true);
        wire::request(&method, &url, body.as_deref());
        let mut request = self
            .http
            .request(method.clone(), url.clone())
            .header(ACCEPT, ACCEPTED)
            .header(AUTHORIZATION, authorization)
            .header("x-request-id", &caller.request_id);
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        let mut response = request.send().await.map_err(not_sent)?;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let body = body::read(&mut response).await?;
        wire::response(&method, &url, status, &body);
        if status == StatusCode::UNAUTHORIZED {
            self.directory.forget(caller.token.expose_secret());
        }
        if status.is_success() {
            Ok(Answer { headers, body })
        } else {
            Err(refused(status, &headers, &body))
        }
    }

    /// PactFlow's address for `path`, each segment percent-encoded so that nothing in it can leave its place.
    fn address(&self, path: &[&str], query: &[(&str, String)]) -> Result<Url, Error> {
        // The URL standard passes over dot segments, which would address the collection instead of one resource.
        if path
            .iter()
            .any(|segment| matches!(*segment, "" | "." | ".."))
        {
            return Err(Error::NotFound);
        }
        let mut url = self.base.clone();
        match url.path_segments_mut() {
            Ok(mut segments) => segments.pop_if_empty().extend(path),
            Err(()) => return Err(Error::NotFound),
        };
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }
}

fn to_json(body: &impl Serialize) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(body)
        .map_err(|error| Error::Unreadable(format!("the request cannot be written: {error}")))
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    // serde_json's messages name the place and the kind of what was found, never a value of ours.
    serde_json::from_slice(body).map_err(|error| {
        Error::Unreadable(format!(
            "at line {} column {}",
            error.line(),
            error.column()
        ))
    })
}

fn not_sent(error: reqwest::Error) -> Error {
    if error.is_timeout() {
        Error::TimedOut
    } else if error.is_connect() {
        Error::unavailable("no connection")
    } else {
        Error::unavailable("the connection broke")
    }
}

fn refused(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Error {
    let retry_after = headers
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.trim().parse().ok())
        .map(Duration::from_secs);
    match status {
        StatusCode::UNAUTHORIZED => Error::Unauthorized,
        StatusCode::FORBIDDEN => Error::Forbidden,
        // 410 is what a deleted user answers.
        StatusCode::NOT_FOUND | StatusCode::GONE => Error::NotFound,
        StatusCode::TOO_MANY_REQUESTS => Error::RateLimited { retry_after },
        status if status.is_server_error() => Error::Unavailable {
            why: format!("it answered {status}"),
            retry_after,
        },
        status if status.is_client_error() => {
            let body = serde_json::from_slice(body).unwrap_or_default();
            Error::Rejected {
                status: status.as_u16(),
                problems: error::problems(&body),
            }
        }
        status => Error::Unreadable(format!(
            "it answered {status}; PACTFLOW_URL must be the address that PactFlow itself uses"
        )),
    }
}

#[cfg(test)]
mod tests;
