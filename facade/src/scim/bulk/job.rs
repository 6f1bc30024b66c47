//! The order in which the operations of a bulk request are done.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{BulkOperation, BulkRequest, BulkResponse, BulkResult, references};
use crate::scim::urn;

/// A bulk request at work. Ask for the [`Job::next_step`], do it, [`Job::record`] its outcome, and so on; then
/// [`Job::finish`].
#[derive(Debug)]
pub struct Job {
    request: BulkRequest,
    results: Vec<Option<BulkResult>>,
    /// The names that each operation refers to.
    names: Vec<Vec<String>>,
    /// Which operations wait, in the order of the request.
    waiting: BTreeSet<usize>,
    /// Which operation creates what a name stands for.
    creators: HashMap<String, usize>,
    ids: HashMap<String, String>,
    errors: usize,
}

/// What is to be done next. The number is what [`Job::record`] wants to know.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Do this operation; its references are filled in.
    Run(usize, BulkOperation),
    /// It refers to itself by way of others. RFC 7644 §3.7.1: a server "MUST try to resolve circular cross-references
    /// (…) but MAY stop after a failed attempt and instead return the status code 409 (Conflict)". None can be resolved
    /// here, since PactFlow wants to know the members of a new team.
    Circular(usize, String),
    /// It refers to a name that no operation has, or whose operation failed: the sentence says which. The client made the
    /// mistake, so 400 with `invalidValue`.
    Unresolved(usize, String),
}

/// What became of an operation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// The HTTP status.
    pub status: u16,
    /// The id of the resource, where there is one.
    pub id: Option<String>,
    /// Its address.
    pub location: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// The body of an error.
    pub response: Option<serde_json::Value>,
}

impl Job {
    /// Nothing of the request is done yet.
    pub fn new(request: BulkRequest) -> Self {
        let creators = request
            .operations
            .iter()
            .enumerate()
            .filter(|(_, operation)| operation.method == super::Method::Post)
            .filter_map(|(index, operation)| Some((operation.bulk_id.clone()?, index)))
            .collect();
        let names = request.operations.iter().map(|operation| {
            references::named(operation)
                .into_iter()
                .map(str::to_owned)
                .collect()
        });
        Self {
            names: names.collect(),
            results: vec![None; request.operations.len()],
            waiting: (0..request.operations.len()).collect(),
            creators,
            ids: HashMap::new(),
            errors: 0,
            request,
        }
    }

    /// What is to be done next: of the operations whose references are known, the first. RFC 7644 §3.7: operations are
    /// done in their order, but §3.7.2 lets one refer to another that comes after it.
    ///
    /// `None` at the end, or after as many errors as `failOnErrors` allows: "the number of errors that the service
    /// provider will accept before the operation is terminated".
    pub fn next_step(&mut self) -> Option<Step> {
        if self
            .request
            .fail_on_errors
            .is_some_and(|limit| self.errors >= limit)
        {
            return None;
        }
        // What cannot be waited for is refused before it holds up the others.
        let ready = self
            .waiting
            .iter()
            .copied()
            .find(|&index| self.unknown(index).is_none_or(|name| !self.is_coming(name)));
        let index = ready.or_else(|| self.first_in_a_circle())?;
        self.waiting.remove(&index);
        let step = match self.unknown(index) {
            None => Step::Run(
                index,
                references::filled(&self.request.operations[index], &self.ids),
            ),
            Some(name) if ready.is_none() => Step::Circular(
                index,
                format!("The reference bulkId:{name} leads back to this operation."),
            ),
            Some(name) if self.creators.contains_key(name) => Step::Unresolved(
                index,
                format!("What bulkId:{name} refers to was not created."),
            ),
            Some(name) => Step::Unresolved(
                index,
                format!("No POST of this request has the bulkId \"{name}\"."),
            ),
        };
        Some(step)
    }

    /// Remembers what became of a step.
    pub fn record(&mut self, index: usize, outcome: Outcome) {
        let operation = &self.request.operations[index];
        let failed = outcome.status >= 400;
        if failed {
            self.errors += 1;
        } else if let (Some(name), Some(id)) = (&operation.bulk_id, &outcome.id) {
            self.ids.insert(name.clone(), id.clone());
        }
        self.results[index] = Some(BulkResult {
            location: outcome.location,
            method: operation.method,
            bulk_id: operation.bulk_id.clone(),
            version: outcome.version,
            status: outcome.status.to_string(),
            response: outcome.response.filter(|_| failed),
        });
    }

    /// The answer: what was tried, in the order of the request.
    pub fn finish(self) -> BulkResponse {
        BulkResponse {
            schemas: [urn::BULK_RESPONSE],
            operations: self.results.into_iter().flatten().collect(),
        }
    }

    /// A name that the operation refers to and that has no id.
    fn unknown(&self, index: usize) -> Option<&str> {
        let mut names = self.names[index].iter();
        names
            .find(|name| !self.ids.contains_key(*name))
            .map(String::as_str)
    }

    /// Whether the name may still get its id.
    fn is_coming(&self, name: &str) -> bool {
        self.creators
            .get(name)
            .is_some_and(|creator| self.waiting.contains(creator))
    }

    /// Where everything waits for something, following what each waits for ends in a circle. What merely waits for a
    /// circle is not part of it, and is refused afterwards as unresolved.
    fn first_in_a_circle(&self) -> Option<usize> {
        let mut seen = HashSet::new();
        let mut index = *self.waiting.first()?;
        while seen.insert(index) {
            let creator = self.unknown(index).and_then(|name| self.creators.get(name));
            index = creator.copied().unwrap_or(index);
        }
        Some(index)
    }
}
