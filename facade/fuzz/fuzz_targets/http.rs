//! Whatever is asked of the service, it answers in SCIM, and PactFlow sees nothing that it does not know.
#![no_main]

#[path = "../harness/mod.rs"]
#[allow(dead_code, reason = "each target uses a part of it")]
mod harness;

use std::cell::RefCell;

use harness::Bench;
use harness::http::Http;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static BENCH: RefCell<Bench<Http>> = RefCell::new(Bench::start());
}

fuzz_target!(|input: &[u8]| {
    BENCH.with_borrow_mut(|bench| {
        if let Err(why) = bench.run(input) {
            panic!("{why}");
        }
    });
});
