//! Everything that can be found, and what to do about it. The table in `docs/OPERATING.md` is made from it.

use std::fmt::Write as _;

/// One kind of finding.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    /// How machines know it.
    pub(super) id: &'static str,
    /// What is the matter, in a few words.
    pub(super) means: &'static str,
    /// What to do, as a sentence.
    pub(super) remedy: &'static str,
}

macro_rules! kinds {
    ($($name:ident: $id:literal, $means:literal, $remedy:expr;)*) => {
        $(pub(super) static $name: Kind = Kind { id: $id, means: $means, remedy: $remedy };)*

        /// All kinds, in the order in which they are looked for.
        pub(super) static ALL: &[&Kind] = &[$(&$name),*];
    };
}

kinds! {
    NO_HOST: "pactflow-host", "The name in PACTFLOW_URL cannot be resolved",
        "Correct the host name in PACTFLOW_URL, or the name server of this host or container.";
    REFUSED: "pactflow-refused", "Nobody listens at PactFlow's address",
        "Correct host and port in PACTFLOW_URL, and see that PactFlow runs and no firewall or network policy is in the way; where the way leads through a proxy, set HTTPS_PROXY.";
    SILENT: "pactflow-silent", "PactFlow does not answer in time",
        "See that PactFlow is not overloaded and no firewall drops packets; where the way leads through a proxy, set HTTPS_PROXY.";
    BROKEN: "pactflow-broken", "The connection to PactFlow breaks",
        "See what stands between here and PactFlow, such as a gateway that hangs up, and that the port is one of HTTP.";
    UNKNOWN_AUTHORITY: "pactflow-authority", "PactFlow's certificate is from an authority that is not trusted",
        "Write the authority's certificate into a PEM file and name it by SCIM_CA_FILE.";
    EXPIRED: "pactflow-certificate-expired", "PactFlow's certificate has expired",
        "Renew the certificate of PactFlow, or of the proxy before it.";
    NOT_YET_VALID: "pactflow-certificate-early", "PactFlow's certificate is not valid yet",
        "Correct the clock of this host, or the certificate.";
    WRONG_NAME: "pactflow-certificate-name", "PactFlow's certificate is for another name",
        "Use a name that the certificate has in PACTFLOW_URL, or give PactFlow a certificate for this one.";
    WANTS_CERTIFICATE: "pactflow-wants-certificate", "PactFlow, or a gateway before it, asks for a certificate",
        "Set SCIM_CLIENT_CERT_FILE and SCIM_CLIENT_KEY_FILE to a certificate that it accepts.";
    NO_TLS: "pactflow-no-tls", "PactFlow's port does not speak TLS",
        "Write http:// into PACTFLOW_URL, or the port that speaks TLS.";
    OTHER_TLS: "pactflow-tls", "TLS to PactFlow fails",
        "See which versions and certificates PactFlow, or the gateway before it, is set to.";
    REDIRECT: "pactflow-redirect", "PactFlow's address leads to another one",
        "Put the address that it leads to into PACTFLOW_URL; redirects are not followed, so that no token goes astray.";
    WEB_PAGE: "pactflow-web-page", "A web page answers in PactFlow's place",
        "Put PactFlow's own address into PACTFLOW_URL, past the form for signing in of a gateway, or let the gateway pass requests with a token.";
    NOT_PACTFLOW: "pactflow-path", "Something answers that is not PactFlow's API",
        "Correct the path in PACTFLOW_URL: it is what stands before /admin/users and /diagnostic, and for most installations there is none.";
    FAILING: "pactflow-failing", "PactFlow answers with an error of its own",
        "See PactFlow's log and its database; a gateway before it answers so while PactFlow starts.";
    SLOW: "pactflow-slow", "PactFlow takes long to answer",
        "See PactFlow's load and database; providers hang up after a minute, and one request of theirs takes several of PactFlow's answers.";
    CLOCK: "clock", "The clocks of PactFlow and of this host differ",
        "Synchronise both with a time server: lines of two logs cannot be matched, and certificates and tokens end early or late.";
    OLD: "pactflow-old", "PactFlow seems older than 1.26",
        "Update PactFlow to 1.26 or later, which knows the role SCIM and sign-in names.";
    TOKEN_REFUSED: "token-refused", "PactFlow does not accept the token",
        "Copy the present read-write token of the system account from PactFlow's settings: it is mistyped, was regenerated, has expired, or the account is disabled.";
    TOKEN_EXPIRES: "token-expires", "The token expires soon",
        "Regenerate the token in PactFlow before that, and put the new one into the identity provider.";
    TOKEN_OF_PERSON: "token-of-person", "The token belongs to a person",
        "Make a system account with the role SCIM in PactFlow and use its token: a person's ends when the provider disables that person.";
    TOKEN_READ_ONLY: "token-read-only", "The token only reads",
        "Use the read-write token of the same account.";
    PERMISSION: "permission-missing", "The token's owner lacks a permission",
        "Give the system account the role SCIM in PactFlow.";
    NO_SIGN_IN_NAME: "people-without-sign-in-name", "People have no sign-in name",
        "A provider does not find them and creates them a second time. Let PactFlow have their sign-in names first, or start with SCIM_LINK_BY_EMAIL=true, which finds them by address.";
    SAME_ADDRESS: "people-with-same-address", "Several people have the same e-mail address",
        "Decide which account stays, move its teams and roles there, and delete the other one in PactFlow.";
    SAME_SIGN_IN_NAME: "people-with-same-sign-in-name", "Several people have the same sign-in name but for its case",
        "Decide which account stays and delete the other one in PactFlow: a provider finds either.";
    OTHER_CASE: "people-in-other-case", "Sign-in names differ from the address only in case",
        "Let the provider send the sign-in name by SAML as it sends it by SCIM, letter by letter: PactFlow makes a second account of a name in another case.";
    SAME_TEAM: "teams-with-same-name", "Teams differ only in the case of their names",
        "Rename or merge them in PactFlow: a provider that looks for a group by name finds either.";
    UNREADABLE: "directory-unreadable", "The directory cannot be read to its end",
        "See PactFlow's log for the failing request; a list is never answered in part, so imports fail as well.";
    SCIM_UNREACHABLE: "scim-unreachable", "The SCIM address cannot be reached",
        "See that the service runs, and that proxy, ingress and DNS lead there. Providers reach it from the internet: try from outside too.";
    SCIM_CERTIFICATE: "scim-certificate", "The certificate of the SCIM address is not accepted",
        "Give the proxy, or SERVER_SSL_CERTIFICATE, a certificate for this name that is valid, with the chain up to a public authority: providers trust no other.";
    SCIM_REDIRECT: "scim-redirect", "The SCIM address leads to another one",
        "Give providers the address that it leads to; most of them follow no redirect, or lose the token on it.";
    SCIM_WEB_PAGE: "scim-web-page", "A web page answers in the SCIM service's place",
        "Let the proxy pass requests under the context path without a form for signing in: the token is what lets providers in.";
    SCIM_FAILING: "scim-failing", "The proxy answers with an error of its own",
        "See that the proxy finds the service, and its log.";
    SCIM_PATH: "scim-context-path", "There is no SCIM at this path",
        "The path has to be SERVER_SERVLET_CONTEXT_PATH, /scim where it is not set, unless the proxy rewrites it.";
    SCIM_ADDRESS: "scim-public-address", "The service does not know its public address",
        "Set SCIM_PUBLIC_URL to the address that providers use, or SERVER_FORWARD_HEADERS_STRATEGY=native where the proxy sets X-Forwarded-Proto and -Host itself.";
    SCIM_AUTHORIZATION: "scim-authorization", "The header Authorization does not arrive at the service",
        "Let the proxy pass the header Authorization on, and not use it for a sign-in of its own.";
    SCIM_METHOD: "scim-method", "A method does not get through to the service",
        "Let the proxy or web application firewall pass PUT, PATCH and DELETE under the context path.";
    SCIM_CONNECTION: "scim-test-connection", "A provider's test of the connection fails",
        "See the service's log for the line with the request's id, and the findings above.";
}

/// The kinds of findings as a Markdown table, one row each.
#[must_use]
pub fn markdown_table() -> String {
    let mut table = String::from("| finding | what it means | what to do |\n|---|---|---|\n");
    for Kind { id, means, remedy } in ALL {
        writeln!(table, "| `{id}` | {means} | {remedy} |")
            .expect("writing to a string cannot fail");
    }
    table
}
