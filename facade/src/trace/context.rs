//! W3C Trace Context: what a request says of the trace that it belongs to.

use std::fmt;
use std::str::FromStr;

use http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// The longest `tracestate` that is passed on, in bytes: what the recommendation asks for at least (§3.3.1.5).
const LONGEST_STATE: usize = 512;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// The header `traceparent` (§3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TraceParent {
    /// The trace's id; never 0.
    pub(crate) trace_id: u128,
    /// The id of the span that the header came from; never 0.
    pub(crate) span_id: u64,
    /// The flags, of which only `sampled` is known here.
    pub(crate) flags: u8,
}

/// §3.2.2.5.1
const SAMPLED: u8 = 1;

impl TraceParent {
    /// The beginning of a trace.
    pub(crate) fn root(is_sampled: bool) -> Self {
        Self {
            trace_id: Uuid::new_v4().as_u128(),
            span_id: new_span_id(),
            flags: if is_sampled { SAMPLED } else { 0 },
        }
    }

    /// A span below this one.
    pub(crate) fn child(self, is_sampled: bool) -> Self {
        Self {
            span_id: new_span_id(),
            flags: if is_sampled { SAMPLED } else { 0 },
            ..self
        }
    }

    /// Whether the caller records the trace.
    pub(crate) fn is_sampled(self) -> bool {
        self.flags & SAMPLED != 0
    }
}

/// Random, and never 0. The two halves of a random UUID have their fixed bits in different places.
fn new_span_id() -> u64 {
    let (high, low) = Uuid::new_v4().as_u64_pair();
    (high ^ low.rotate_left(32)).max(1)
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            trace_id,
            span_id,
            flags,
        } = self;
        write!(f, "00-{trace_id:032x}-{span_id:016x}-{flags:02x}")
    }
}

/// The header is not one that can be understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

impl FromStr for TraceParent {
    type Err = Malformed;

    /// Later versions may append parts, which are passed over (§3.2.4).
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let mut parts = text.split('-');
        let mut hex = |digits: usize| {
            parts
                .next()
                .filter(|part| part.len() == digits)
                .filter(|part| part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
                .and_then(|part| u128::from_str_radix(part, 16).ok())
                .ok_or(Malformed)
        };
        let (version, trace_id, span_id, flags) = (hex(2)?, hex(32)?, hex(16)?, hex(2)?);
        let has_more = parts.next().is_some();
        if version == 0xff || (version == 0 && has_more) || trace_id == 0 || span_id == 0 {
            return Err(Malformed);
        }
        Ok(Self {
            trace_id,
            span_id: u64::try_from(span_id).map_err(|_| Malformed)?,
            flags: u8::try_from(flags).map_err(|_| Malformed)?,
        })
    }
}

/// A place in a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Context {
    pub(crate) parent: TraceParent,
    /// `tracestate`, which is passed on as it came (§3.3).
    pub(crate) state: Option<HeaderValue>,
}

impl Context {
    /// What a request says; `None` where it says nothing, or something malformed (§4.3).
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut parents = headers.get_all(TRACEPARENT).iter();
        let parent = parents.next()?.to_str().ok()?.trim().parse().ok()?;
        if parents.next().is_some() {
            return None;
        }
        Some(Self {
            parent,
            state: state(headers),
        })
    }

    /// The headers that continue the trace.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        let parent = HeaderValue::try_from(self.parent.to_string());
        let parent = parent.ok().map(|parent| (TRACEPARENT, parent));
        let state = self.state.clone().map(|state| (TRACESTATE, state));
        parent.into_iter().chain(state)
    }
}

/// Several headers are one list (§3.3.1.1). One that is too long, or not of visible characters, is left out.
fn state(headers: &HeaderMap) -> Option<HeaderValue> {
    let parts: Option<Vec<&str>> = headers
        .get_all(TRACESTATE)
        .iter()
        .map(|value| value.to_str().ok())
        .collect();
    let joined = parts?.join(",");
    let fits = !joined.trim().is_empty() && joined.len() <= LONGEST_STATE;
    HeaderValue::try_from(joined).ok().filter(|_| fits)
}
