# The images of the service, of the simulator and of the specification's runner, from source:
#
#   docker build --target pactflow-scim -t pactflow-scim .
#
# `docker/build` makes the same images where no registry is at hand: it compiles outside and leaves the first stage out.
ARG RUST=rust:1.95-bookworm
FROM ${RUST} AS build
WORKDIR /source
COPY . .
RUN docker/compile /dist

# --- the images: what a binary needs besides itself is nothing, since CA roots are compiled into it ---
FROM scratch AS mock-pactflow
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="mock-pactflow" \
      org.opencontainers.image.description="A simulator of PactFlow's admin API" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /dist/mock-pactflow /mock-pactflow
# Its default, the loopback address, would not be seen from outside the container.
ENV MOCK_PACTFLOW_LISTEN=0.0.0.0:9292
USER 65532:65532
EXPOSE 9292
HEALTHCHECK --interval=10s --timeout=2s --start-period=5s CMD ["/mock-pactflow", "healthcheck"]
ENTRYPOINT ["/mock-pactflow"]

FROM scratch AS conformance
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="conformance" \
      org.opencontainers.image.description="Runs the specification against any SCIM address" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /dist/conformance /conformance
USER 65532:65532
ENTRYPOINT ["/conformance"]

FROM scratch AS pactflow-scim
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="pactflow-scim" \
      org.opencontainers.image.description="A SCIM 2.0 service for PactFlow's users and teams" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /dist/pactflow-scim /pactflow-scim
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=2s --start-period=5s CMD ["/pactflow-scim", "healthcheck"]
ENTRYPOINT ["/pactflow-scim"]
