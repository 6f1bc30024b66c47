//! Fault switches: the faults one wants to see in a demonstration, and whatever else is set.

use std::time::Duration;

use crate::faults::Fault;
use crate::routes::Route;
use crate::simulation::Simulation;

/// A fault that can be switched on, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Switch {
    pub(crate) id: String,
    pub(crate) label: String,
    /// `None` where it is off.
    pub(crate) standing: Option<Standing>,
}

impl Switch {
    /// How it stands, unless it is off or will not fire any more.
    pub(crate) fn on(&self) -> Option<Standing> {
        self.standing
            .filter(|standing| standing.remaining != Some(0))
    }
}

/// How a fault stands that is switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) fired: u64,
    /// How often it will fire yet; no limit where there is none.
    pub(crate) remaining: Option<u64>,
}

/// A switch: its id, its label, the fault.
type Preset = (&'static str, &'static str, fn() -> Fault);

const PRESETS: &[Preset] = &[
    ("unavailable", "PactFlow is down (503)", || {
        Fault::status(503)
    }),
    ("create-fails", "A new user fails (503)", || {
        Fault::status(503).on(Route::CreateUser)
    }),
    ("rate-limited", "Too many requests (429)", || {
        Fault::rate_limited(Duration::from_secs(1))
    }),
    (
        "bad-gateway",
        "A proxy's HTML page (502)",
        Fault::bad_gateway,
    ),
    (
        "answer-lost",
        "A new user is stored, its answer lost",
        || Fault::lose_answer().on(Route::CreateUser),
    ),
    ("reset", "The connection is reset", Fault::reset),
    ("truncated", "Half of the JSON", Fault::truncated_json),
    ("slow", "Answers take 3 s longer", || {
        Fault::latency(Duration::from_secs(3))
    }),
    ("stale", "Reads lag behind", Fault::stale_list),
];

/// The switches, and after them the faults that were set in other ways.
pub(crate) fn switches(simulation: &Simulation) -> Vec<Switch> {
    let set = simulation.faults.list();
    let standing = |id: &str| {
        set.iter().find(|rule| rule.id == id).map(|rule| Standing {
            fired: rule.fired,
            remaining: rule.remaining,
        })
    };
    let presets = PRESETS.iter().map(|(id, label, _)| Switch {
        id: (*id).to_owned(),
        label: (*label).to_owned(),
        standing: standing(id),
    });
    let others = set.iter().filter(|rule| preset(&rule.id).is_none());
    presets
        .chain(others.map(|rule| Switch {
            id: rule.id.clone(),
            label: format!("Set over the control API: {}", rule.id),
            standing: standing(&rule.id),
        }))
        .collect()
}

/// Switches a fault on for a number of times; `false` where there is no such switch.
pub(crate) fn switch_on(simulation: &Simulation, id: &str, times: u64) -> bool {
    let Some((id, _, fault)) = preset(id) else {
        return false;
    };
    let mut fault = fault().times(times);
    fault.id = Some((*id).to_owned());
    simulation.add_fault(fault);
    true
}

fn preset(id: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|(name, _, _)| *name == id)
}
