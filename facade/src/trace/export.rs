//! Gathers spans and sends them on, beside the requests and never in their way.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::{Span, otlp};
use crate::config::Traces;
use crate::metrics::Metrics;

/// How many spans wait at the most. More are dropped: memory and requests matter more than traces.
const WAITING: usize = 2048;

/// How many spans are sent at once.
const BATCH: usize = 512;

/// How often a batch is offered before it is dropped.
const ATTEMPTS: u32 = 3;

/// The longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The end of the queue where spans come in.
#[derive(Debug, Clone)]
pub(crate) struct Exporter {
    queue: mpsc::Sender<Message>,
    metrics: Arc<Metrics>,
}

#[derive(Debug)]
enum Message {
    Span(Box<Span>),
    /// Whoever sends this wants to know when everything before it has been sent.
    Flush(oneshot::Sender<()>),
}

impl Exporter {
    /// Starts the task that sends spans to where the settings say. It ends when all exporters are gone.
    pub(crate) fn start(settings: Traces, http: reqwest::Client, metrics: Arc<Metrics>) -> Self {
        let (queue, messages) = mpsc::channel(WAITING);
        let task = Task {
            settings,
            http,
            metrics: Arc::clone(&metrics),
            gathered: Vec::new(),
            is_failing: false,
        };
        tokio::spawn(task.run(messages));
        Self { queue, metrics }
    }

    /// Hands over a span, or drops it where too many wait.
    pub(crate) fn take(&self, span: Span) {
        if self.queue.try_send(Message::Span(Box::new(span))).is_err() {
            self.metrics.spans("dropped", 1);
        }
    }

    /// Waits until everything that was handed over has been sent or given up.
    pub(crate) async fn flush(&self) {
        let (done, is_done) = oneshot::channel();
        if self.queue.send(Message::Flush(done)).await.is_ok() {
            let _ = is_done.await;
        }
    }
}

struct Task {
    settings: Traces,
    http: reqwest::Client,
    metrics: Arc<Metrics>,
    gathered: Vec<Span>,
    is_failing: bool,
}

/// Why a batch was not taken.
enum Refused {
    /// Another attempt after this time may help (OTLP §"Retryable Response Codes").
    ForNow(String, Option<Duration>),
    ForGood(String),
}

impl Task {
    async fn run(mut self, mut messages: mpsc::Receiver<Message>) {
        let mut due = Instant::now() + self.settings.schedule_delay;
        loop {
            match tokio::time::timeout_at(due, messages.recv()).await {
                Ok(Some(Message::Span(span))) => {
                    self.gathered.push(*span);
                    if self.gathered.len() < BATCH {
                        continue;
                    }
                    self.send().await;
                }
                Ok(Some(Message::Flush(done))) => {
                    self.send().await;
                    let _ = done.send(());
                }
                Ok(None) => return self.send().await,
                Err(_) => self.send().await,
            }
            due = Instant::now() + self.settings.schedule_delay;
        }
    }

    /// Sends what was gathered, or gives it up with one line in the log for each time that the receiver starts to fail.
    async fn send(&mut self) {
        let spans = std::mem::take(&mut self.gathered);
        if spans.is_empty() {
            return;
        }
        let body = otlp::request(&self.settings.resource, &spans).to_string();
        match self.offer(body).await {
            Ok(()) => {
                self.metrics.spans("sent", spans.len());
                self.is_failing = false;
            }
            Err(why) => {
                self.metrics.spans("refused", spans.len());
                if !self.is_failing {
                    tracing::warn!(why, spans = spans.len(), "traces are not taken");
                }
                self.is_failing = true;
            }
        }
    }

    async fn offer(&self, body: String) -> Result<(), String> {
        let mut wait = Duration::from_secs(1);
        for attempt in 1.. {
            match self.post(body.clone()).await {
                Ok(()) => return Ok(()),
                Err(Refused::ForNow(_, asked)) if attempt < ATTEMPTS => {
                    tokio::time::sleep(asked.unwrap_or(wait).min(LONGEST_WAIT)).await;
                    wait *= 2;
                }
                Err(Refused::ForNow(why, _) | Refused::ForGood(why)) => return Err(why),
            }
        }
        Ok(())
    }

    async fn post(&self, body: String) -> Result<(), Refused> {
        let mut headers: HeaderMap = self.settings.headers.iter().cloned().collect();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let request = self
            .http
            .post(self.settings.endpoint.clone())
            .timeout(self.settings.timeout)
            .headers(headers)
            .body(body);
        // The error's text would hold the address, which may be nobody's business.
        let answer = request.send().await.map_err(|error| {
            let why = if error.is_timeout() {
                "no answer in time"
            } else {
                "no connection"
            };
            Refused::ForNow(why.to_owned(), None)
        })?;
        let status = answer.status();
        let why = format!("it answered {status}");
        match status {
            status if status.is_success() => Ok(()),
            StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT => {
                let asked = answer.headers().get(RETRY_AFTER);
                let asked = asked.and_then(|wait| wait.to_str().ok()?.parse().ok());
                Err(Refused::ForNow(why, asked.map(Duration::from_secs)))
            }
            _ => Err(Refused::ForGood(why)),
        }
    }
}
