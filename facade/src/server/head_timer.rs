//! The time limit for a request's head, apart from the one for an idle connection.
//!
//! hyper has one timer for both, and they want different values: a client that dribbles a head is cut off after
//! seconds, while a connection that a load balancer keeps open for reuse must outlast the balancer's own limit, or a
//! request is lost on its way to a socket that was just closed.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use http::Request;
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::framing::Framing;
use super::request_line::RequestLine;

/// Where a connection is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing of the next request has come.
    Idle,
    /// A request's head is coming, and must be whole by then.
    Head(Instant),
    /// A request is being answered.
    Request,
}

#[derive(Clone)]
struct Shared(Arc<Mutex<State>>);

struct State {
    phase: Phase,
    line: RequestLine,
    framing: Framing,
}

impl Shared {
    fn new(phase: Phase) -> Self {
        Self(Arc::new(Mutex::new(State {
            phase,
            line: RequestLine::default(),
            framing: Framing::default(),
        })))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn phase(&self) -> Phase {
        self.lock().phase
    }

    fn set(&self, phase: Phase) {
        self.lock().phase = phase;
    }

    /// Takes note of bytes that were read: the first after an answer begin a head, which may take as long as `limit`.
    fn read(&self, bytes: &mut [u8], limit: Duration) {
        let mut state = self.lock();
        if state.phase == Phase::Idle {
            state.phase = Phase::Head(Instant::now() + limit);
            state.line = RequestLine::default();
            state.framing = Framing::default();
        }
        if matches!(state.phase, Phase::Head(_)) {
            state.line.read(bytes);
            state.framing.read(bytes);
        }
    }
}

/// A connection whose reads fail once a head is late.
pub(super) struct HeadTimer<S> {
    stream: S,
    connection: Shared,
    limit: Duration,
    sleep: Pin<Box<Sleep>>,
}

/// The service of such a connection: its calls mark where a head ends and where an answer begins.
pub(super) struct Marking {
    service: TowerToHyperService<Router>,
    connection: Shared,
}

impl<S> HeadTimer<S> {
    /// A timed connection and the service to serve on it. The first head's time runs from now.
    pub(super) fn watch(stream: S, router: Router, limit: Duration) -> (Self, Marking) {
        let deadline = Instant::now() + limit;
        let connection = Shared::new(Phase::Head(deadline));
        let marking = Marking {
            service: TowerToHyperService::new(router),
            connection: connection.clone(),
        };
        (
            Self {
                stream,
                connection,
                limit,
                sleep: Box::pin(tokio::time::sleep_until(deadline)),
            },
            marking,
        )
    }

    fn poll_late(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Phase::Head(deadline) = self.connection.phase() else {
            return Poll::Pending;
        };
        if self.sleep.deadline() != deadline {
            self.sleep.as_mut().reset(deadline);
        }
        self.sleep.as_mut().poll(context)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for HeadTimer<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        match Pin::new(&mut self.stream).poll_read(context, buffer) {
            Poll::Pending => {
                ready!(self.poll_late(context));
                Poll::Ready(Err(io::Error::new(
                    io::ErrorKind::TimedOut,
                    "the request's head took too long",
                )))
            }
            read => {
                let new = &mut buffer.filled_mut()[before..];
                if !new.is_empty() {
                    self.connection.read(new, self.limit);
                }
                read
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for HeadTimer<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

impl Service<Request<Incoming>> for Marking {
    type Response = Response;
    type Error = std::convert::Infallible;
    type Future = BoxFuture<'static, Result<Response, Self::Error>>;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        self.connection.lock().line.restore(request.uri_mut());
        self.connection.set(Phase::Request);
        let connection = self.connection.clone();
        self.service
            .call(request)
            .inspect(move |_| connection.set(Phase::Idle))
            .boxed()
    }
}
