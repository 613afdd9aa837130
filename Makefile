# make run    starts the service, with nothing to prepare     make test   runs every test
# make lint   what CI refuses                                 make deny   checks licenses and sources of dependencies
# make load   measures the program as it is installed         make browser-test   runs the pages in a browser
# make schema-test   compares answers of the service with the OpenAPI document
# make fuzz          looks for input that breaks the readers of bodies and files
# make steady        measures it under load
# make bulk-test     tests medpayiq-bulk, which prices files of claims; make bulk-lint and make bulk-deny check its code and dependencies
# make wheel-test    builds the Python package, and tests it with pyarrow, pandas and polars
# make client-test   checks the OpenAPI document, and calls the service with clients that are generated from it

.PHONY: run test fmt lint doc deny openapi load steady postgres browser-test client-test schema-test fuzz bulk-test bulk-lint bulk-deny wheel-test

# Without DATABASE_URL the service runs a private PostgreSQL, for which it needs PostgreSQL's programs.
run:
	@[ -n "$$DATABASE_URL" ] || sh scripts/install-postgres.sh
	@[ -x target/quick/medpayiq ] || echo "Compiling the service and its libraries. This takes three minutes on two cores, once."
	cargo run --profile quick --locked -- serve

# nextest does not run the examples in the documentation.
test: postgres
	@if cargo nextest --version >/dev/null 2>&1; then \
		echo "cargo nextest run --workspace --locked && cargo test --workspace --locked --doc"; \
		cargo nextest run --workspace --locked && cargo test --workspace --locked --doc; \
	else \
		echo "cargo test --workspace --locked"; \
		cargo test --workspace --locked; \
	fi

postgres:
	@sh scripts/install-postgres.sh

fmt:
	cargo fmt --all

lint:
	cargo fmt --all --check
	cargo clippy --workspace --locked --all-targets -- -D warnings
	cargo check --locked -p medpayiq-core --no-default-features

doc:
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --locked --no-deps

deny:
	@sh scripts/install-cargo-deny.sh
	cargo deny --locked check licenses bans sources

# The tests that compare openapi/ write it instead: first the answers that it shows, then the document with them in it.
openapi: postgres
	UPDATE_EXPECT=1 cargo test --locked --test it openapi_document_shows
	UPDATE_EXPECT=1 cargo test --locked --test it openapi

# Ten minutes are far more than it takes: a browser that hangs must not hang CI.
browser-test: postgres
	@sh scripts/install-browser.sh
	cargo test --workspace --locked --no-run --quiet
	timeout 600 node tests/browser/run.mjs

client-test:
	@sh scripts/lint-openapi.sh
	@sh scripts/prove-clients.sh

schema-test:
	@sh scripts/prove-schema.sh

fuzz:
	@sh scripts/fuzz.sh

# A workspace of its own, with its own folder of compiled files.
bulk-test:
	cd bulk && cargo test --locked --workspace

# Clippy checks all of DataFusion once more. CI leaves it out.
bulk-lint:
	cd bulk && cargo fmt --all --check && cargo clippy --locked --workspace --all-targets -- -D warnings
	cd python && cargo fmt --all --check && cargo clippy --locked --all-targets -- -D warnings

bulk-deny:
	@sh scripts/install-cargo-deny.sh
	cd bulk && cargo deny --locked check licenses bans sources
	cd python && cargo deny --locked check licenses bans sources

wheel-test:
	@sh scripts/prove-wheel.sh

load: postgres
	cargo build --profile dist --locked
	benches/load.sh

steady: postgres
	cargo build --profile dist --locked
	benches/steady.sh
