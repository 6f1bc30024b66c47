//! The command line and the environment.

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command};
use secrecy::SecretString;
use url::Url;

use super::definitions::{
    DEFINITIONS, Definition, MANAGEMENT_SERVER_PORT, SERVER_ADDRESS, SERVER_PORT,
    SERVER_SSL_CERTIFICATE,
};
use super::raw::Raw;
use super::{SettingError, Settings, parse};

/// The variable with the token for `doctor`. The service itself is never given one.
const TOKEN: &str = "PACTFLOW_TOKEN";

/// What the program was asked to do.
#[derive(Debug)]
pub enum Invocation {
    /// Run the service.
    Serve(Box<Settings>),
    /// Ask the service on this host whether it is alive.
    Healthcheck {
        /// Where it answers health checks.
        addr: SocketAddr,
        /// Whether it speaks TLS there.
        speaks_tls: bool,
    },
    /// Look at everything that may be wrong.
    Doctor(Box<Examination>),
    /// Print this text: the help or the version.
    Print(String),
}

/// What `doctor` is to look at.
#[derive(Debug)]
pub struct Examination {
    /// The settings of the service.
    pub settings: Settings,
    /// `--scim-url`: the address that providers are given.
    pub scim_url: Option<Url>,
    /// `PACTFLOW_TOKEN`, or what is in the file of `--token-file`: the token that providers are given.
    pub token: Option<SecretString>,
    /// `--json`: whether the report is for machines.
    pub json: bool,
}

impl Invocation {
    /// Reads the command line and, where it is silent, the environment.
    ///
    /// # Errors
    ///
    /// [`SettingError`] for settings that are missing or not allowed and for a command line that is not understood.
    pub fn from_env_and_args() -> Result<Self, SettingError> {
        Self::read(std::env::args_os(), std::env::vars_os())
    }

    fn read(
        args: impl IntoIterator<Item = OsString>,
        vars: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, SettingError> {
        let mut raw = Raw::default();
        let mut vars: Vec<_> = vars.into_iter().collect();
        // The names in small letters come first, so that those in capitals win.
        vars.sort_unstable_by(|(one, _), (other, _)| other.cmp(one));
        let mut token = None;
        for (name, value) in vars {
            if name == TOKEN {
                token = value
                    .into_string()
                    .ok()
                    .filter(|token| !token.trim().is_empty());
            } else if let Some(definition) = name.to_str().and_then(of_variable) {
                raw.set(definition, unicode(definition, value)?);
            }
        }
        let mut matches = match command().try_get_matches_from(args) {
            Ok(matches) => matches,
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
                ) =>
            {
                return Ok(Self::Print(error.to_string()));
            }
            Err(error) => return Err(usage(&error)),
        };
        for definition in DEFINITIONS {
            if let Some(value) = matches.remove_one::<OsString>(definition.name) {
                raw.set(definition, unicode(definition, value)?);
            }
        }
        match matches.subcommand() {
            Some(("healthcheck", _)) => healthcheck(&raw),
            Some(("doctor", matches)) => doctor(&raw, matches, token),
            _ => Ok(Self::Serve(Box::new(Settings::from_raw(&raw)?))),
        }
    }
}

/// The setting of the variable `name`. Those of proxies are written in small letters by many tools.
fn of_variable(name: &str) -> Option<&'static Definition> {
    match name {
        "https_proxy" | "http_proxy" | "no_proxy" => Definition::named(&name.to_ascii_uppercase()),
        name => Definition::named(name),
    }
}

fn command() -> Command {
    let settings = DEFINITIONS.into_iter().map(|definition| {
        let Definition {
            name,
            allowed,
            about,
            ..
        } = definition;
        Arg::new(*name)
            .long(definition.flag())
            .value_name("VALUE")
            .value_parser(clap::value_parser!(OsString))
            .help(format!(
                "{about}\n[{name}, {}] It must be {allowed}.",
                definition.default_text()
            ))
    });
    Command::new("pactflow-scim")
        .version(env!("CARGO_PKG_VERSION"))
        .about("A SCIM 2.0 service for PactFlow's users and teams")
        .long_about(
            "A SCIM 2.0 service for PactFlow's users and teams.\n\nEach setting is an environment variable, named in \
             brackets below, and a flag, which wins over the variable.",
        )
        .after_help(
            "Exit codes: 0 stopped after a signal, 1 could not start or is not healthy, 64 a setting is missing or not \
             allowed, or names a file that is of no use.",
        )
        .disable_help_subcommand(true)
        .next_line_help(true)
        .args(settings)
        .subcommand(
            Command::new("doctor")
                .about("Finds out why a provider cannot connect, and what would make duplicate users; it only reads")
                .long_about(
                    "Finds out why a provider cannot connect, and what would make duplicate users: looks at PactFlow's \
                     address, TLS, clock and version, at the token and what it may do, at the people and teams, and at \
                     the SCIM service as each provider tests it. It only reads.\n\nThe settings are those of the \
                     service; as flags they stand before `doctor`. The token is read from PACTFLOW_TOKEN or a file, \
                     since a command line can be seen by others.\n\nExit codes: 0 nothing is wrong, 1 something is, \
                     2 nothing could be looked at, 64 a setting is missing or not allowed.",
                )
                .arg(
                    Arg::new("scim-url")
                        .long("scim-url")
                        .value_name("URL")
                        .help("The base address that providers are given, such as https://scim.example.com/scim. Without it a service is started in this process"),
                )
                .arg(
                    Arg::new("token-file")
                        .long("token-file")
                        .value_name("FILE")
                        .help("A file with the token that providers are given; without it PACTFLOW_TOKEN is used"),
                )
                .arg(
                    Arg::new("json")
                        .long("json")
                        .action(ArgAction::SetTrue)
                        .help("Print the report as JSON"),
                ),
        )
        .subcommand(
            Command::new("healthcheck")
                .about("Asks the service on this host whether it is alive: exit code 0 if it is, else 1"),
        )
}

/// The help's first line alone says what is wrong; the rest of clap's text is how to call the program.
fn usage(error: &clap::Error) -> SettingError {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    SettingError::Usage(line.trim_start_matches("error: ").to_owned())
}

fn unicode(definition: &Definition, value: OsString) -> Result<String, SettingError> {
    value.into_string().map_err(|value| {
        SettingError::invalid(
            definition.name,
            &value.to_string_lossy(),
            definition.allowed,
        )
    })
}

/// Where the service answers health checks, as seen from this host.
fn healthcheck(raw: &Raw) -> Result<Invocation, SettingError> {
    let mut address = raw.required(&SERVER_ADDRESS)?;
    if address.is_unspecified() {
        address = if address.is_ipv4() {
            Ipv4Addr::LOCALHOST.into()
        } else {
            Ipv6Addr::LOCALHOST.into()
        };
    }
    let (port, speaks_tls) = match raw.optional(&MANAGEMENT_SERVER_PORT)? {
        Some(port) => (port, false),
        None => (
            raw.required(&SERVER_PORT)?,
            raw.optional(&SERVER_SSL_CERTIFICATE)?.is_some(),
        ),
    };
    Ok(Invocation::Healthcheck {
        addr: SocketAddr::new(address, port),
        speaks_tls,
    })
}

fn doctor(
    raw: &Raw,
    matches: &ArgMatches,
    token: Option<String>,
) -> Result<Invocation, SettingError> {
    let text = |name: &str| matches.get_one::<String>(name);
    let scim_url = text("scim-url").map(|url| {
        let wrong =
            || SettingError::Usage("--scim-url must be an http or https address".to_owned());
        parse::http_url(url).ok_or_else(wrong)
    });
    let token = match text("token-file") {
        Some(path) => {
            let wrong =
                |error| SettingError::Usage(format!("--token-file cannot be read: {error}"));
            Some(std::fs::read_to_string(path).map_err(wrong)?)
        }
        None => token,
    };
    Ok(Invocation::Doctor(Box::new(Examination {
        settings: Settings::from_raw(raw)?,
        scim_url: scim_url.transpose()?,
        token: token.map(|token| token.trim().to_owned().into()),
        json: matches.get_flag("json"),
    })))
}
