//! What other parts of the façade count themselves, read when somebody asks for the metrics.

use std::fmt;
use std::sync::{Arc, OnceLock};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

use super::Description;
use super::catalogue::{
    BREAKER, BREAKER_OPENED, CALLS_REFUSED, INDEX_AGE, INDEX_KEYS, INDEX_LOOK_UPS, INDEX_SWEEPS,
    INDEX_TOKENS, REQUESTS_TURNED_AWAY, RETRIES, RETRIES_UNAFFORDABLE,
};
use crate::app::Stats;
use crate::pactflow::{BreakerState, IndexSnapshot};

/// Gives what has been counted so far; nothing once the façade is gone.
pub(crate) type Read = Box<dyn Fn() -> Option<Stats> + Send + Sync>;

/// Where the numbers come from, once it is known.
#[derive(Clone, Default)]
pub(super) struct Sources(Arc<OnceLock<Read>>);

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sources")
            .field(&self.0.get().is_some())
            .finish()
    }
}

impl Sources {
    /// The numbers come from here; the first word counts.
    pub(super) fn set(&self, read: Read) {
        let _ = self.0.set(read);
    }
}

impl Collector for Sources {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let stats = self.0.get().and_then(|read| read()).unwrap_or_default();
        let pactflow = stats.pactflow;
        let mut counter =
            |description, number| write(&mut encoder, description, &ConstCounter::new(number));
        counter(&REQUESTS_TURNED_AWAY, stats.requests_turned_away)?;
        counter(&RETRIES, pactflow.retries)?;
        counter(&RETRIES_UNAFFORDABLE, pactflow.retries_unaffordable)?;
        counter(&BREAKER_OPENED, pactflow.breaker_opened)?;
        let refused = [
            ("crowded", ConstCounter::new(pactflow.crowded)),
            ("breaker", ConstCounter::new(pactflow.paused)),
        ];
        write_family(&mut encoder, &CALLS_REFUSED, "why", &refused)?;
        let state = |state: BreakerState| ConstGauge::new(i64::from(pactflow.breaker == state));
        let states = [
            ("closed", state(BreakerState::Closed)),
            ("half open", state(BreakerState::HalfOpen)),
            ("open", state(BreakerState::Open)),
        ];
        write_family(&mut encoder, &BREAKER, "state", &states)?;
        write_index(&mut encoder, &pactflow.index)
    }
}

fn write_index(encoder: &mut DescriptorEncoder<'_>, index: &IndexSnapshot) -> fmt::Result {
    let look_ups = [
        ("hit", ConstCounter::new(index.hits)),
        ("absent", ConstCounter::new(index.silences)),
        ("miss", ConstCounter::new(index.misses)),
    ];
    write_family(encoder, &INDEX_LOOK_UPS, "outcome", &look_ups)?;
    let sweeps = [
        ("done", ConstCounter::new(index.sweeps)),
        ("failed", ConstCounter::new(index.failed_sweeps)),
    ];
    write_family(encoder, &INDEX_SWEEPS, "outcome", &sweeps)?;
    let age = index.age.map_or(f64::NAN, |age| age.as_secs_f64());
    write(encoder, &INDEX_AGE, &ConstGauge::new(age))?;
    let number = |number: usize| ConstGauge::new(i64::try_from(number).unwrap_or(i64::MAX));
    let keys = [
        ("people", number(index.people)),
        ("teams", number(index.teams)),
    ];
    write_family(encoder, &INDEX_KEYS, "of", &keys)?;
    write(encoder, &INDEX_TOKENS, &number(index.tokens))
}

/// Writes a metric under its description.
pub(super) fn write(
    encoder: &mut DescriptorEncoder<'_>,
    description: &Description,
    metric: &impl EncodeMetric,
) -> fmt::Result {
    let encoder = encoder.encode_descriptor(
        description.name,
        description.help,
        None,
        metric.metric_type(),
    )?;
    metric.encode(encoder)
}

/// Writes a number for each value of a label.
fn write_family<M: EncodeMetric>(
    encoder: &mut DescriptorEncoder<'_>,
    description: &Description,
    label: &str,
    numbers: &[(&str, M)],
) -> fmt::Result {
    let Some((_, first)) = numbers.first() else {
        return Ok(());
    };
    let kind = first.metric_type();
    let mut encoder = encoder.encode_descriptor(description.name, description.help, None, kind)?;
    for (value, number) in numbers {
        number.encode(encoder.encode_family(&[(label, *value)])?)?;
    }
    Ok(())
}
