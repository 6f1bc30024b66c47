# The service from a prebuilt static binary:
#   RUSTFLAGS='-C target-feature=+crt-static' cargo build --release --target x86_64-unknown-linux-gnu --bin pactflow-scim
# It has its CA roots inside, and needs nothing of a distribution.
FROM scratch
ARG TARGET=target/x86_64-unknown-linux-gnu
LABEL org.opencontainers.image.title="pactflow-scim" \
      org.opencontainers.image.description="A SCIM 2.0 service for PactFlow's users and teams" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY ${TARGET}/release/pactflow-scim /pactflow-scim
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=2s --start-period=5s CMD ["/pactflow-scim", "healthcheck"]
ENTRYPOINT ["/pactflow-scim"]
