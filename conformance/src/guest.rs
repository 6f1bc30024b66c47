//! A guest on somebody else's server: it calls what it makes by names of its own, changes nothing that it did not make, and takes
//! away again what it made.
//!
//! Without the simulator's control API a server cannot be emptied before a scenario, and is full of other people. So each
//! scenario is given a `Mark` that is put into every name that it sends and taken out of every answer, and a [`Ledger`] keeps
//! what came of its creations.

use std::sync::Arc;

use http::Method;
use serde_json::Value;

use crate::wire::{Broken, Exchange, Request, Wire};

mod ledger;
mod mark;
mod names;

pub use ledger::Ledger;
pub(crate) use ledger::{Kind, Made};

use mark::Mark;

/// One scenario's visit.
#[derive(Clone, Debug)]
pub struct Guest {
    mark: Mark,
    ledger: Arc<Ledger>,
}

impl Guest {
    /// A visit with a mark that nobody had before.
    pub fn new(ledger: Arc<Ledger>) -> Self {
        Self {
            mark: Mark::new(),
            ledger,
        }
    }

    /// The request as the server gets it, and its answer as if the names were plain.
    ///
    /// # Errors
    ///
    /// Where no answer came, or the request would change what the guest did not make; then it is not sent.
    pub(crate) async fn exchange(
        &self,
        wire: &Wire,
        request: &Request,
    ) -> Result<Exchange, Broken> {
        let mut sent = request.clone();
        self.mark.put_into(&mut sent);
        for (method, path) in writes(&sent) {
            self.admit(wire, &method, &path).await?;
        }
        let expected = self.ledger.expect(&self.mark, wire, &sent);
        let answer = wire.plain(sent).await;
        self.ledger.note(expected, answer.as_ref().ok());
        let mut exchange = answer?;
        self.mark.take_out_of(&mut exchange);
        exchange.request = request.clone();
        Ok(exchange)
    }

    /// What this visit has made so far, in order; what is gone again included.
    pub(crate) fn made(&self) -> Vec<Made> {
        let mut made = self.ledger.made(&self.mark);
        for made in &mut made {
            made.born = self.mark.taken_out_of(&made.born);
        }
        made
    }

    /// Takes away what this visit made.
    pub(crate) async fn leave(&self) {
        self.ledger.clean_of(&self.mark).await;
    }

    /// Whether such a write may be sent: what it is about was made by the guest, or is nobody's.
    async fn admit(&self, wire: &Wire, method: &Method, path: &str) -> Result<(), Broken> {
        let refused = |why: &str| Err(Broken(format!("{method} {path} is not sent: {why}")));
        let Some((kind, id)) = Kind::and_id(path) else {
            return refused("a guest only changes single people and groups");
        };
        if self.ledger.owns(kind, id) {
            return Ok(());
        }
        let present = wire.anew().plain(names::read(kind, id)).await?;
        match present.status.as_u16() {
            404 | 410 | 400 => Ok(()),
            _ => refused("the guest did not make this one"),
        }
    }
}

/// The changes of existing things that a request asks for: method and path.
fn writes(request: &Request) -> Vec<(Method, String)> {
    let changes = |method: &Method| [Method::PUT, Method::PATCH, Method::DELETE].contains(method);
    let path = request.target.split('?').next().unwrap_or_default();
    if changes(&request.method) {
        return vec![(request.method.clone(), path.to_owned())];
    }
    let body: Value = match &request.body {
        Some(body) if path.to_ascii_lowercase().contains("bulk") => {
            serde_json::from_str(body).unwrap_or_default()
        }
        _ => return Vec::new(),
    };
    names::operations(&body)
        .filter_map(|operation| {
            let method = operation["method"].as_str()?.to_ascii_uppercase();
            let method = Method::from_bytes(method.as_bytes()).ok()?;
            let path = operation["path"].as_str()?.to_owned();
            changes(&method).then_some((method, path))
        })
        .collect()
}

#[cfg(test)]
mod tests;
