# The service alone: its Postgres runs beside it (see docker-compose.yml) and is named in DATABASE_URL.

FROM rust:1.95.0-slim-bookworm AS build
WORKDIR /medpayiq

# The dependencies, compiled against empty sources: this layer is built again only when the manifest changes.
COPY Cargo.toml Cargo.lock rust-toolchain.toml ./
COPY benches benches
COPY crates/medpayiq-claims/Cargo.toml crates/medpayiq-claims/
COPY crates/medpayiq-cms-files/Cargo.toml crates/medpayiq-cms-files/
COPY crates/medpayiq-core/Cargo.toml crates/medpayiq-core/
COPY crates/medpayiq-core/examples crates/medpayiq-core/examples
COPY crates/medpayiq-x12/Cargo.toml crates/medpayiq-x12/
RUN mkdir src && touch src/lib.rs \
    && for crate in crates/*; do mkdir "$crate/src" && touch "$crate/src/lib.rs"; done \
    && echo 'fn main() {}' >src/main.rs \
    && cargo build --profile dist --locked && rm -r src crates/*/src

# The real sources may be older than the empty ones; cargo goes by the time of the last change.
# The commit is in the program: docker build --build-arg MEDPAYIQ_COMMIT="$(git rev-parse HEAD)" .
COPY . .
ARG MEDPAYIQ_COMMIT=""
RUN touch src/main.rs src/lib.rs crates/*/src/lib.rs && MEDPAYIQ_COMMIT="$MEDPAYIQ_COMMIT" cargo build --profile dist --locked


FROM debian:bookworm-slim
ARG MEDPAYIQ_COMMIT=""
LABEL org.opencontainers.image.title="MedPayIQ" \
      org.opencontainers.image.description="What Medicare pays a practitioner for a service, why, and what would get it denied" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.revision="$MEDPAYIQ_COMMIT" \
      org.opencontainers.image.base.name="docker.io/library/debian:bookworm-slim"

# A volume that is mounted on the folder gets this owner: the service keeps its contributor key there.
RUN groupadd --gid 10001 medpayiq \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/medpayiq --shell /usr/sbin/nologin medpayiq \
    && install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/medpayiq
# Certificates of the public authorities, for `sslmode=verify-full` without a file of your own.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /medpayiq/target/dist/medpayiq /usr/local/bin/medpayiq

# As numbers, so that Kubernetes can see that it is not root.
USER 10001:10001
ENV MEDPAYIQ_LISTEN=0.0.0.0:8080 MEDPAYIQ_DATA_DIR=/var/lib/medpayiq
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 CMD ["medpayiq", "healthcheck"]
ENTRYPOINT ["medpayiq"]
CMD ["serve"]
