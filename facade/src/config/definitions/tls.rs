//! Settings of TLS on both sides, and of the way to PactFlow.

use std::path::PathBuf;

use secrecy::SecretString;

use super::{Definition, Setting};
use crate::config::parse;

pub(in crate::config) static SERVER_SSL_CERTIFICATE: Setting<PathBuf> = Setting {
    definition: Definition {
        name: "SERVER_SSL_CERTIFICATE",
        default: None,
        required: false,
        allowed: "the path of a PEM file that holds a certificate and those between it and its root",
        about: "Listen with TLS and this certificate. It is read again when the file changes and after SIGHUP.",
    },
    parse: parse::file,
};

pub(in crate::config) static SERVER_SSL_CERTIFICATE_PRIVATE_KEY: Setting<PathBuf> = Setting {
    definition: Definition {
        name: "SERVER_SSL_CERTIFICATE_PRIVATE_KEY",
        default: None,
        required: false,
        allowed: "the path of a PEM file that holds an unencrypted private key",
        about: "The private key of SERVER_SSL_CERTIFICATE.",
    },
    parse: parse::file,
};

pub(in crate::config) static SCIM_CA_FILE: Setting<PathBuf> = Setting {
    definition: Definition {
        name: "SCIM_CA_FILE",
        default: None,
        required: false,
        allowed: "the path of a PEM file that holds one or more certificates",
        about: "Certificate authorities that are trusted beside the public ones, for PactFlow, a proxy and the receiver of \
                traces.",
    },
    parse: parse::file,
};

pub(in crate::config) static SCIM_CLIENT_CERT_FILE: Setting<PathBuf> = Setting {
    definition: Definition {
        name: "SCIM_CLIENT_CERT_FILE",
        default: None,
        required: false,
        allowed: "the path of a PEM file that holds a certificate and those between it and its root",
        about: "The certificate that the service shows where PactFlow, or a gateway before it, asks for one (mutual TLS). \
                It is read again when the file changes and after SIGHUP.",
    },
    parse: parse::file,
};

pub(in crate::config) static SCIM_CLIENT_KEY_FILE: Setting<PathBuf> = Setting {
    definition: Definition {
        name: "SCIM_CLIENT_KEY_FILE",
        default: None,
        required: false,
        allowed: "the path of a PEM file that holds an unencrypted private key",
        about: "The private key of SCIM_CLIENT_CERT_FILE.",
    },
    parse: parse::file,
};

/// What a proxy may be.
const PROXY: &str = "an http or https address, such as http://proxy.example.com:3128, with user and password where the \
                     proxy wants them";

pub(in crate::config) static HTTPS_PROXY: Setting<SecretString> = Setting {
    definition: Definition {
        name: "HTTPS_PROXY",
        default: None,
        required: false,
        allowed: PROXY,
        about: "The proxy on the way to https addresses. `https_proxy` is understood too.",
    },
    parse: parse::proxy,
};

pub(in crate::config) static HTTP_PROXY: Setting<SecretString> = Setting {
    definition: Definition {
        name: "HTTP_PROXY",
        default: None,
        required: false,
        allowed: PROXY,
        about: "The proxy on the way to http addresses. `http_proxy` is understood too.",
    },
    parse: parse::proxy,
};

pub(in crate::config) static NO_PROXY: Setting<String> = Setting {
    definition: Definition {
        name: "NO_PROXY",
        default: None,
        required: false,
        allowed: "host names, domains, IP addresses or networks with commas between them, or *",
        about: "What is reached without a proxy, such as `pactflow,.svc.cluster.local,10.0.0.0/8`. `no_proxy` is \
                understood too.",
    },
    parse: parse::from_str,
};
