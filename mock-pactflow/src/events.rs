//! What happens, told to whoever listens at `GET /__mock/events`.

use serde::Serialize;
use serde_json::Value;
use tokio::sync::broadcast;

/// How many events a slow listener may lag behind before it misses some.
const CAPACITY: usize = 1_024;

/// Something that happened.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    /// `exchange`, `change`, `faults`, `clock` or `reset`.
    pub(crate) kind: &'static str,
    pub(crate) data: Value,
}

/// The channel on which things are told.
#[derive(Debug)]
pub(crate) struct Events(broadcast::Sender<Event>);

impl Default for Events {
    fn default() -> Self {
        Self(broadcast::channel(CAPACITY).0)
    }
}

impl Events {
    /// Tells what happened. Without listeners it costs nothing.
    pub(crate) fn tell(&self, kind: &'static str, data: &impl Serialize) {
        if self.0.receiver_count() == 0 {
            return;
        }
        let data = serde_json::to_value(data).unwrap_or_default();
        // That the last listener has just gone is no fault.
        let _ = self.0.send(Event { kind, data });
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }
}
