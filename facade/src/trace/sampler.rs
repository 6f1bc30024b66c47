//! Which requests are traced.

use crate::config::{RootSampling, Sampling};

use super::{Context, TraceParent};

/// Decides for each request whether it is traced.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sampler {
    pub(crate) sampling: Sampling,
    pub(crate) ratio: f64,
}

impl Sampler {
    /// The place of a request's own span in the trace that it came with, or at the beginning of a new one.
    pub(crate) fn place(self, came_with: Option<&Context>) -> Context {
        let Some(caller) = came_with else {
            let root = TraceParent::root(false);
            let parent = root.child(self.takes_root(root.trace_id));
            return Context {
                parent,
                state: None,
            };
        };
        let is_sampled = if self.sampling.obeys_parent {
            caller.parent.is_sampled()
        } else {
            self.takes_root(caller.parent.trace_id)
        };
        Context {
            parent: caller.parent.child(is_sampled),
            state: caller.state.clone(),
        }
    }

    fn takes_root(self, trace_id: u128) -> bool {
        match self.sampling.of_roots {
            RootSampling::All => true,
            RootSampling::None => false,
            // The last 7 bytes of the id are random (W3C Trace Context §2.2.2), so all services decide alike.
            RootSampling::Ratio => {
                const RANGE: f64 = (1_u64 << 56) as f64;
                let random = (trace_id & ((1 << 56) - 1)) as f64;
                random < self.ratio * RANGE
            }
        }
    }
}
