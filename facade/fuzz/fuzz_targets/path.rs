//! Any text is a path or none; a path prints as itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pactflow_scim::scim::path::{AttributePath, PatchPath};

fuzz_target!(|text: &str| {
    if let Ok(path) = text.parse::<PatchPath>() {
        assert_eq!(path.to_string().parse::<PatchPath>().as_ref(), Ok(&path));
    }
    if let Ok(path) = text.parse::<AttributePath>() {
        assert_eq!(
            path.to_string().parse::<AttributePath>().as_ref(),
            Ok(&path)
        );
    }
});
