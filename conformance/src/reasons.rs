//! Why a request is refused: each phrase of the specification with the status and the `scimType` that RFC 7644 §3.12 gives it.
//! Codes are written down here and nowhere else.

/// A refusal as the specification names it.
#[derive(Clone, Copy, Debug)]
pub struct Reason {
    /// What a scenario says after *is refused because*.
    pub phrase: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The error's `scimType`, where RFC 7644 table 9, or RFC 9865, has one for it.
    pub scim_type: Option<&'static str>,
}

/// Every reason there is.
pub const REASONS: [Reason; 32] = [
    reason("the token is missing or wrong", 401, None),
    reason("the token may not do that", 403, None),
    reason("a system account is not managed from outside", 403, None),
    reason("the last administrator stays", 403, None),
    reason("the account is protected", 403, None),
    reason("the account is that of the token", 403, None),
    reason("too many have lost their access", 429, None),
    reason("there is no such person", 404, None),
    reason("there is no such group", 404, None),
    reason("there is nothing at this address", 404, None),
    reason("this method has no meaning here", 405, None),
    reason(
        "somebody else has that sign-in name",
        409,
        Some("uniqueness"),
    ),
    reason("another team has that name", 409, Some("uniqueness")),
    reason("the body is too large", 413, None),
    reason("the body is not JSON by its type", 415, None),
    reason("an e-mail address is required", 400, Some("invalidValue")),
    reason("a sign-in name is required", 400, Some("invalidValue")),
    reason("a group needs a name", 400, Some("invalidValue")),
    reason("a role is chosen by its UUID", 400, Some("invalidValue")),
    reason(
        "PactFlow does not know that role",
        400,
        Some("invalidValue"),
    ),
    reason(
        "PactFlow does not know that member",
        400,
        Some("invalidValue"),
    ),
    reason(
        "a value is not of the expected type",
        400,
        Some("invalidValue"),
    ),
    reason(
        "the type of a user cannot be changed",
        400,
        Some("mutability"),
    ),
    reason("the body is not understood", 400, Some("invalidSyntax")),
    reason("the filter is not understood", 400, Some("invalidFilter")),
    reason("the path is not understood", 400, Some("invalidPath")),
    reason("the path leads to nothing", 400, Some("noTarget")),
    reason(
        "what is required cannot be removed",
        400,
        Some("mutability"),
    ),
    reason("the cursor is not understood", 400, Some("invalidCursor")),
    reason("the version is not the present one", 412, None),
    reason("the operation is not offered", 501, None),
    reason("PactFlow's answer is not understood", 502, None),
];

const fn reason(phrase: &'static str, status: u16, scim_type: Option<&'static str>) -> Reason {
    Reason {
        phrase,
        status,
        scim_type,
    }
}

impl Reason {
    /// The reason with this phrase.
    ///
    /// # Panics
    ///
    /// Where the phrase is not in the list, so that a scenario cannot invent one.
    pub(crate) fn named(phrase: &str) -> Self {
        *REASONS
            .iter()
            .find(|reason| reason.phrase == phrase)
            .unwrap_or_else(|| {
                let known: Vec<_> = REASONS.iter().map(|reason| reason.phrase).collect();
                panic!(
                    "no reason reads '{phrase}'; the list has\n  {}",
                    known.join("\n  ")
                )
            })
    }
}
