# The service alone: its Postgres runs beside it (see docker-compose.yml) and is named in DATABASE_URL.

FROM rust:1.95.0-slim-bookworm AS build
WORKDIR /medpayiq

# The dependencies, compiled against empty sources: this layer is built again only when the manifest changes.
COPY Cargo.toml Cargo.lock rust-toolchain.toml ./
COPY benches benches
COPY crates/medpayiq-cms-files/Cargo.toml crates/medpayiq-cms-files/
COPY crates/medpayiq-core/Cargo.toml crates/medpayiq-core/
COPY crates/medpayiq-x12/Cargo.toml crates/medpayiq-x12/
RUN mkdir src && touch src/lib.rs \
    && for crate in crates/*; do mkdir "$crate/src" && touch "$crate/src/lib.rs"; done \
    && echo 'fn main() {}' >src/main.rs \
    && cargo build --release --locked && rm -r src crates/*/src

# The real sources may be older than the empty ones; cargo goes by the time of the last change.
COPY . .
RUN touch src/main.rs src/lib.rs crates/*/src/lib.rs && cargo build --release --locked


FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin medpayiq
# Certificates of the public authorities, for `sslmode=verify-full` without a file of your own.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /medpayiq/target/release/medpayiq /usr/local/bin/medpayiq
# A volume that is mounted here gets this owner: the service keeps its contributor key in it.
RUN install --directory --owner=medpayiq --group=medpayiq --mode=0700 /var/lib/medpayiq

USER medpayiq
ENV MEDPAYIQ_LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 CMD ["medpayiq", "healthcheck"]
ENTRYPOINT ["medpayiq"]
CMD ["serve"]
