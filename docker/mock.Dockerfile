# The simulator from a prebuilt static binary:
#   RUSTFLAGS='-C target-feature=+crt-static' cargo build --release --target x86_64-unknown-linux-gnu --bin mock-pactflow
FROM scratch
ARG TARGET=target/x86_64-unknown-linux-gnu
LABEL org.opencontainers.image.title="mock-pactflow" \
      org.opencontainers.image.description="A simulator of PactFlow's admin API" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY ${TARGET}/release/mock-pactflow /mock-pactflow
# Its default, the loopback address, would not be seen from outside the container.
ENV MOCK_PACTFLOW_LISTEN=0.0.0.0:9292
USER 65532:65532
EXPOSE 9292
HEALTHCHECK --interval=10s --timeout=2s --start-period=5s CMD ["/mock-pactflow", "healthcheck"]
ENTRYPOINT ["/mock-pactflow"]
