//! Whatever PactFlow answers, the service answers in SCIM, and nobody else is ever called.
#![no_main]

#[path = "../harness/mod.rs"]
#[allow(dead_code, reason = "each target uses a part of it")]
mod harness;

use std::cell::RefCell;

use harness::Bench;
use harness::upstream::Upstream;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static BENCH: RefCell<Bench<Upstream>> = RefCell::new(Bench::start());
}

fuzz_target!(|input: &[u8]| {
    BENCH.with_borrow_mut(|bench| {
        if let Err(why) = bench.run(input) {
            panic!("{why}");
        }
    });
});
