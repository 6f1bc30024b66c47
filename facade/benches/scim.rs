//! How long the pure parts of a request take: `cargo bench -p pactflow-scim --bench scim`.
//!
//! The targets on the development machine: a simple `userName eq` filter is read in under 2 µs, a PATCH body of 100
//! operations is read and applied in under 1 ms.

#![allow(missing_docs)]

mod parts;

use criterion::{Criterion, criterion_group, criterion_main};

fn pure(criterion: &mut Criterion) {
    for part in parts::all() {
        criterion.bench_function(part.name, |bencher| bencher.iter(|| (part.run)()));
    }
}

criterion_group!(benches, pure);
criterion_main!(benches);
