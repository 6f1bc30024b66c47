//! Which identity provider a request comes from, as far as its `User-Agent` tells.

use http::HeaderMap;
use http::header::USER_AGENT;

/// Words of a `User-Agent`, in small letters, and whose they are. The first that fits counts.
const WORDS: [(&str, &str); 16] = [
    ("okta", "okta"),
    ("onelogin", "onelogin"),
    ("jumpcloud", "jumpcloud"),
    ("pingfederate", "ping"),
    ("pingone", "ping"),
    ("cyberark", "cyberark"),
    ("idaptive", "cyberark"),
    ("sailpoint", "sailpoint"),
    ("rippling", "rippling"),
    ("authentik", "authentik"),
    ("keycloak", "keycloak"),
    ("google", "google"),
    ("entra", "entra"),
    ("azure", "entra"),
    ("microsoft", "entra"),
    ("pactflow-scim", "doctor"),
];

/// The identity provider; `other` where the header says nothing known, `none` where there is none. The names are few,
/// whatever clients send.
pub(super) fn of(headers: &HeaderMap) -> &'static str {
    let Some(agent) = headers.get(USER_AGENT) else {
        return "none";
    };
    let agent = agent.to_str().unwrap_or_default().to_ascii_lowercase();
    WORDS
        .iter()
        .find(|(word, _)| agent.contains(word))
        .map_or("other", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_told_by_their_user_agent_and_others_are_one() {
        for (agent, provider) in [
            ("Okta SCIM Client 1.0.0", "okta"),
            ("OKTA SCIM Integration", "okta"),
            ("OneLogin SCIM/2.0", "onelogin"),
            ("JumpCloud_SCIM", "jumpcloud"),
            ("Microsoft-Entra-Provisioning", "entra"),
            ("goauthentik.io/1.2", "authentik"),
            ("curl/8.5.0", "other"),
            ("", "other"),
        ] {
            let headers = [(USER_AGENT, agent.parse().unwrap())].into_iter().collect();
            assert_eq!(of(&headers), provider, "{agent}");
        }
        assert_eq!(of(&HeaderMap::new()), "none");
    }
}
