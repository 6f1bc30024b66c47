use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use super::Invocation;
use crate::config::SettingError;
use crate::config::definitions::{DEFINITIONS, Definition};

const URL: (&str, &str) = ("PACTFLOW_URL", "https://pactflow.example.com");

fn read(args: &[&str], vars: &[(&str, &str)]) -> Result<Invocation, SettingError> {
    let args = ["pactflow-scim"].iter().chain(args).map(OsString::from);
    Invocation::read(
        args,
        vars.iter().map(|(name, value)| (name.into(), value.into())),
    )
}

#[test]
fn a_flag_wins_over_its_variable_and_other_variables_are_left_alone() {
    let vars = [
        URL,
        ("SERVER_PORT", "1000"),
        ("HOME", "/root"),
        ("SERVER_ADDRESS", "127.0.0.1"),
    ];
    let Ok(Invocation::Serve(settings)) = read(&["--server-port", "2000"], &vars) else {
        panic!()
    };
    assert_eq!(settings.listen_addr().to_string(), "127.0.0.1:2000");
}

#[test]
fn the_help_names_every_setting_with_its_default_and_what_it_may_be() {
    let Ok(Invocation::Print(help)) = read(&["--help"], &[]) else {
        panic!()
    };
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for definition in DEFINITIONS {
        let Definition { name, allowed, .. } = definition;
        let flag = format!("--{} <VALUE>", definition.flag());
        assert!(help.contains(&flag), "{flag} is not in the help");
        let facts = format!(
            "[{name}, {}] It must be {allowed}.",
            definition.default_text()
        );
        assert!(help.contains(&facts), "{facts} is not in {help}");
    }
}

#[test]
fn a_command_line_that_is_not_understood_is_one_line() {
    assert_eq!(
        read(&["--server-prot", "1"], &[URL])
            .unwrap_err()
            .to_string(),
        "unexpected argument '--server-prot' found; --help lists what is understood"
    );
    assert!(
        read(&["dance"], &[URL])
            .unwrap_err()
            .to_string()
            .starts_with("unrecognized subcommand 'dance'")
    );
}

#[test]
fn the_health_check_needs_only_the_port_and_asks_this_host() {
    const TLS: (&str, &str) = ("SERVER_SSL_CERTIFICATE", "/tls.crt");
    for (vars, asked, with_tls) in [
        (&[("SERVER_PORT", "9000")][..], "127.0.0.1:9000", false),
        (&[("SERVER_ADDRESS", "::"), TLS][..], "[::1]:8080", true),
        (
            &[
                ("SERVER_PORT", "1"),
                ("MANAGEMENT_SERVER_PORT", "9001"),
                TLS,
            ][..],
            "127.0.0.1:9001",
            false,
        ),
        (
            &[("SERVER_ADDRESS", "192.0.2.7")][..],
            "192.0.2.7:8080",
            false,
        ),
    ] {
        let Ok(Invocation::Healthcheck { addr, speaks_tls }) = read(&["healthcheck"], vars) else {
            panic!()
        };
        assert_eq!((addr.to_string().as_str(), speaks_tls), (asked, with_tls));
    }
}

#[test]
fn a_value_that_is_not_unicode_is_refused_and_shown_on_one_line() {
    let vars = [(
        OsString::from("SERVER_PORT"),
        OsString::from_vec(b"80\xff\n".to_vec()),
    )];
    let error = Invocation::read([OsString::from("pactflow-scim")], vars)
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "SERVER_PORT is \"80\u{fffd}\\n\"; it must be a port from 0 to 65535, where 0 takes a free one"
    );
}

#[test]
fn proxies_are_known_in_small_letters_too_and_capitals_win() {
    let proxy = |vars: &[(&str, &str)]| {
        let vars: Vec<_> = [URL].iter().chain(vars).copied().collect();
        let Ok(Invocation::Serve(settings)) = read(&[], &vars) else {
            panic!()
        };
        settings.outbound.no_proxy
    };
    assert_eq!(proxy(&[("no_proxy", "a")]).as_deref(), Some("a"));
    for vars in [
        [("no_proxy", "a"), ("NO_PROXY", "b")],
        [("NO_PROXY", "b"), ("no_proxy", "a")],
    ] {
        assert_eq!(proxy(&vars).as_deref(), Some("b"));
    }
}
