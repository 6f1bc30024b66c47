//! Health, for orchestrators: outside the context path and without a token.

/// `GET /health/live`: the process answers.
pub(super) async fn live() -> &'static str {
    "UP"
}
