//! `conformance pact …` hands over to the program beside it.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn pact(program: &Path) -> Output {
    Command::new(program)
        .args(["pact", "verify", "--url", "http://127.0.0.1:1"])
        .output()
        .unwrap()
}

// One test, since a file that has just been written cannot be run while another thread starts a process.
#[cfg(unix)]
#[test]
fn the_contract_is_handed_over_to_the_program_beside_this_one_or_it_says_how_to_build_that() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hand-over");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join("conformance");
    fs::hard_link(env!("CARGO_BIN_EXE_conformance"), &program).unwrap();

    let alone = pact(&program);
    let told = String::from_utf8_lossy(&alone.stderr);
    assert_eq!(alone.status.code(), Some(2), "{told}");
    assert!(told.contains("cargo build -p conformance-pact"), "{told}");

    let beside = folder.join("conformance-pact");
    fs::write(&beside, "#!/bin/sh\necho \"$@\"\nexit 7\n").unwrap();
    fs::set_permissions(&beside, fs::Permissions::from_mode(0o755)).unwrap();
    let handed_over = pact(&program);
    assert_eq!(handed_over.status.code(), Some(7));
    let said = String::from_utf8_lossy(&handed_over.stdout);
    assert_eq!(said.trim(), "verify --url http://127.0.0.1:1");
}
