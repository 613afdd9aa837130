#!/usr/bin/env bash
# Proves the image and the compose files on a real Docker engine, and prints a table. Run it by hand: the first time it compiles two
# programs, which takes 10 to 30 minutes; later it takes about five minutes.
#
#   scripts/prove-docker.sh                 the last release (its tag), else the newest commit with an older database, is the program to
#                                           upgrade from
#   PREVIOUS_IMAGE=... scripts/prove-docker.sh    an image to upgrade from
#   IMAGE=... scripts/prove-docker.sh             an image that is built already, instead of building the Dockerfile
#
# It needs Docker with Compose 2.24 or newer, curl and git. It uses a project of its own, `medpayiq-proof`, on port 18080, and
# removes its containers, networks and volumes in the end. Images stay.
set -euo pipefail
cd "$(dirname "$0")/.."

port=18080
api=http://127.0.0.1:$port
claim='{"date_of_service": "2025-01-15", "locality": "01112-05", "lines": [{"hcpcs": "76377", "modifiers": ["26"]}]}'
export COMPOSE_PROJECT_NAME=medpayiq-proof API_PORT=$port API_IMAGE=${IMAGE:-medpayiq:proof}
# No setting of the caller's shell changes what is proved. `/dev/null` instead of a `.env` file.
export COMPOSE_ENV_FILES=/dev/null
unset COMPOSE_FILE POSTGRES_PASSWORD DATABASE_PASSWORD OWNER_PASSWORD IMPORTER_PASSWORD SERVER_PASSWORD
for setting in $(env | sed -n 's/^\(MEDPAYIQ_[A-Z_]*\)=.*/\1/p'); do unset "$setting"; done
folder=$(mktemp -d)
rows=() failures=0
# The header with the API key, once there is one.
authorization=()

trial() { docker compose --file docker-compose.yml "$@"; }
production() { docker compose --file docker-compose.yml --file compose.production.yml "$@"; }
replicas() {
    docker compose --file docker-compose.yml --file compose.production.yml --file compose.replicas.yml "$@"
}

clean_up() {
    POSTGRES_PASSWORD=x OWNER_PASSWORD=x IMPORTER_PASSWORD=x SERVER_PASSWORD=x replicas --profile import down --volumes --timeout 1 >/dev/null 2>&1 || true
}
trap 'clean_up; rm -rf "$folder"' EXIT

# row NAME EXPECTED SEEN: a line of the table. It fails if the two differ.
row() {
    local verdict=yes seen=${3//$'\n'/ }
    if [ "$2" != "$3" ]; then verdict="NO, expected ${2:-nothing}" failures=$((failures + 1)); fi
    rows+=("| $1 | ${seen:-nothing} | $verdict |")
    printf '%s: %s: %s\n' "$verdict" "$1" "${seen:-nothing}"
}
# says TEXT COMMAND...: `yes` if the command prints the text, whatever its exit code; else what it prints.
says() {
    local text=$1 printed
    shift
    printed=$("$@" 2>&1) || true
    if grep -qiF "$text" <<<"$printed"; then echo yes; else tail -n 2 <<<"$printed"; fi
}
# figure NAME VALUE: a measured value, which cannot fail.
figure() {
    rows+=("| $1 | $2 | measured |")
    printf 'measured: %s: %s\n' "$1" "$2"
}
# below NAME LIMIT VALUE UNIT: a measured whole number with a limit.
below() { row "$1 (less than $2 $4; measured $3 $4)" yes "$([ "$3" -lt "$2" ] && echo yes || echo no)"; }

now() { date +%s%3N; }
status() {
    curl --silent --output /dev/null --write-out '%{http_code}' --max-time 10 ${authorization[@]+"${authorization[@]}"} "$@" || true
}
allowed() {
    curl --silent --max-time 10 ${authorization[@]+"${authorization[@]}"} --header 'content-type: application/json' --data "$claim" "$api/v1/estimates" |
        sed -n 's/.*"fee_schedule":"\([0-9.]*\)".*/\1/p'
}
# Waits until the API is ready, at most two minutes.
ready() {
    for _ in $(seq 1200); do
        if [ "$(status "$api/readyz")" = 200 ]; then return; fi
        sleep 0.1
    done
    trial logs --tail 20 api >&2
    echo "The API did not become ready." >&2
    return 1
}
container() {
    docker ps --all --quiet --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" \
        --filter "label=com.docker.compose.service=$1" | head -n 1
}
inspect() { docker inspect --format "$2" "$(container "$1")"; }
sql() { trial exec -T db psql --username postgres --dbname "${2:-medpayiq}" --no-align --tuples-only --command "$1" | tr -d '\r'; }
report() {
    status --header 'content-type: application/json' --header "idempotency-key: $1" \
        --data '{"hcpcs": "76377", "modifiers": ["26"], "payer": "medicare", "group": "CO", "carc": "97", "service_month": "2025-01"}' \
        "$api/v1/denial-reports"
}
label() { docker image inspect --format "{{index .Config.Labels \"org.opencontainers.image.$1\"}}" "$API_IMAGE"; }
laboratory_releases() { curl --silent "$api/metrics" | sed -n 's/^medpayiq_releases{kind="laboratory_rates"} //p'; }

build() {
    local commit version
    if [ -z "${IMAGE:-}" ]; then
        local began=$SECONDS
        docker build --quiet --tag "$API_IMAGE" --build-arg MEDPAYIQ_COMMIT="$(git rev-parse --short HEAD)" . >/dev/null
        figure "the Dockerfile is built, unchanged" "$((SECONDS - began)) s"
        row "commit in the image's label" "$(git rev-parse --short HEAD)" "$(label revision)"
    else
        figure "the image was built before" "$IMAGE"
    fi
    figure "size of the image" "$(docker image inspect --format '{{.Size}}' "$API_IMAGE" | awk '{printf "%.1f MB", $1 / 1e6}')"
    commit=$(label revision) version=$(label version)
    row "the program's version and commit are those of the label" "medpayiq $version${commit:+ ($commit)}" \
        "$(docker run --rm "$API_IMAGE" --version)"
    row "user of the image is a number" 10001:10001 "$(docker image inspect --format '{{.Config.User}}' "$API_IMAGE")"
}

# The newest commit with fewer migrations, which are numbered from 1 without gaps.
earlier_commit() {
    local newest commit numbers
    newest=$(find migrations -name 'V*.sql' | wc -l)
    for commit in $(git rev-list HEAD); do
        numbers=$(git ls-tree --name-only "$commit" migrations/ | sed -n 's,.*/V\([0-9]*\)__.*,\1,p' | sort -n)
        if [ "$(echo "$numbers" | wc -l)" = "$(echo "$numbers" | tail -n 1)" ] && [ "$(echo "$numbers" | tail -n 1)" -lt "$newest" ]; then
            echo "$commit"
            return
        fi
    done
    echo "No commit has an older database." >&2
    return 1
}

build_previous() {
    if [ -n "${PREVIOUS_IMAGE:-}" ]; then
        figure "the program to upgrade from" "the image $PREVIOUS_IMAGE"
        return
    fi
    local commit
    commit=$(git describe --tags --abbrev=0 --match 'v*' 2>/dev/null) || commit=$(earlier_commit)
    mkdir "$folder/previous"
    git archive "$commit" | tar -xf - -C "$folder/previous"
    PREVIOUS_IMAGE=medpayiq:proof-previous
    # Its own Dockerfile may be older than the tools, so today's builds it, which asks for the profile of installed programs.
    grep -qF '[profile.dist]' "$folder/previous/Cargo.toml" ||
        printf '\n[profile.dist]\ninherits = "release"\n' >>"$folder/previous/Cargo.toml"
    docker build --quiet --tag "$PREVIOUS_IMAGE" --file Dockerfile "$folder/previous" >/dev/null
    figure "the program to upgrade from" "built from $(git describe --tags --always "$commit")"
}

alone() {
    row "without DATABASE_URL it says what to set" yes \
        "$(says 'Set DATABASE_URL to a running PostgreSQL' docker run --rm "$API_IMAGE")"
    row "production without passwords does not start" yes "$(says 'Write POSTGRES_PASSWORD into .env' production up --detach)"
}

trial_works() {
    local began
    began=$(now)
    trial up --detach --no-build --quiet-pull >/dev/null 2>&1
    ready
    figure "docker compose up, until ready" "$(($(now) - began)) ms"
    row "the first estimate" 41.69 "$(allowed)"
    row "a denial report is taken" 202 "$(report first)"
    row "the port is on the loopback address only" "127.0.0.1:$port" "$(trial port api 8080)"
    row "the database has no port" yes "$(docker inspect --format '{{json .HostConfig.PortBindings}}' "$(container db)" | grep -q HostPort && echo no || echo yes)"
    row "another network cannot reach the database" no \
        "$(docker run --rm --entrypoint sh "$API_IMAGE" -c \
            "timeout 3 bash -c '</dev/tcp/$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$(container db)")/5432' 2>/dev/null && echo yes || echo no")"
    row "the role of the service" "medpayiq f f f" \
        "$(sql "select rolname || ' ' || rolsuper::text::char || ' ' || rolcreatedb::text::char || ' ' || rolcreaterole::text::char from pg_roles where rolname = 'medpayiq'")"
    row "the owner of its tables" medpayiq "$(sql "select distinct tableowner from pg_tables where schemaname = 'public'")"
}

# hardened SERVICE: what holds for every container.
hardened() {
    row "$1: read-only, no capabilities, no new privileges, logs rotate" \
        "true [ALL] [no-new-privileges:true] map[max-file:5 max-size:10m]" \
        "$(inspect "$1" '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}} {{.HostConfig.LogConfig.Config}}')"
    row "$1: memory and processes are limited" yes \
        "$([ "$(inspect "$1" '{{.HostConfig.Memory}}')" -gt 0 ] && [ "$(inspect "$1" '{{.HostConfig.PidsLimit}}')" -gt 0 ] && echo yes)"
}

hardening() {
    local state
    hardened api
    hardened db
    state=$(trial exec -T api sh -c "sed -n 's/^\(Uid\|Gid\|CapEff\|NoNewPrivs\|Seccomp\):[[:space:]]*\([0-9a-f]*\).*/\1 \2/p' /proc/1/status" | tr '\n' ' ')
    row "the process: user, group, capabilities, no new privileges, seccomp" \
        "Uid 10001 Gid 10001 CapEff 0000000000000000 NoNewPrivs 1 Seccomp 2 " "$state"
    row "it cannot write into its file system" no "$(trial exec -T api sh -c 'touch /usr/local/bin/x 2>/dev/null && echo yes || echo no')"
    row "PostgreSQL does not run as root" yes "$([ "$(trial exec -T db stat -c %u /proc/1 | tr -d '\r')" != 0 ] && echo yes || echo no)"
    row "a setting of the shell reaches the container" debug \
        "$(MEDPAYIQ_LOG=debug trial config | sed -n 's/ *MEDPAYIQ_LOG: //p' | head -n 1)"
}

import_profile() {
    local began code=0
    row "laboratory releases before the import" 0 "$(laboratory_releases)"
    began=$(now)
    CMS_FILES=$PWD/tests/fixtures/cms/clfs trial --profile import run --rm import >"$folder/import" 2>&1 || code=$?
    row "the import profile, exit code" 0 "$code"
    figure "time of the import" "$(($(now) - began)) ms"
    for _ in $(seq 50); do [ "$(laboratory_releases)" = 1 ] && break; sleep 0.1; done
    row "the running server has the new release" 1 "$(laboratory_releases)"
    figure "memory of the server" "$(docker stats --no-stream --format '{{.MemUsage}}' "$(container api)")"
    figure "memory of the database" "$(docker stats --no-stream --format '{{.MemUsage}}' "$(container db)")"
}

# Kills a container's first process from outside, as the kernel does when memory runs out. The engine then restarts it.
crash() {
    docker run --rm --pid host --user 0 --cap-add KILL --entrypoint sh "$API_IMAGE" -c "kill -9 $(inspect "$1" '{{.State.Pid}}')"
}

faults() {
    local began code
    began=$(now)
    crash api
    sleep 0.5
    ready
    figure "kill -9 of the server, until it is ready again by itself" "$(($(now) - began)) ms"
    row "kill -9 of the server: restarts" 1 "$(inspect api '{{.RestartCount}}')"
    row "kill -9 of the server: the report is there" 1 "$(sql 'select count(*) from denial_reports')"
    # What its user killed, the engine does not restart: there is time to see what is left.
    docker kill --signal KILL "$(container db)" >/dev/null
    sleep 2
    row "kill -9 of PostgreSQL: estimates are answered" 41.69 "$(allowed)"
    row "kill -9 of PostgreSQL: the server stays ready" 200 "$(status "$api/readyz")"
    row "kill -9 of PostgreSQL: a report is refused" 503 "$(report second)"
    trial start db >/dev/null 2>&1
    for _ in $(seq 100); do code=$(report second) && [ "$code" = 202 ] && break; sleep 0.2; done
    row "PostgreSQL is back: the same report is taken" 202 "$code"
    began=$(now)
    trial stop api >/dev/null 2>&1
    below "SIGTERM: the server has stopped" 9800 $(($(now) - began)) ms
    row "SIGTERM: exit code" 0 "$(inspect api '{{.State.ExitCode}}')"
    trial start api >/dev/null 2>&1
    ready
    # A request whose body never ends: the engine kills what has not stopped after ten seconds.
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'POST /v1/estimates HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{' >&3
    sleep 1
    began=$(now)
    docker stop --time 10 "$(container api)" >/dev/null
    below "SIGTERM with a request that hangs" 9800 $(($(now) - began)) ms
    row "SIGTERM with a request that hangs: exit code" 0 "$(inspect api '{{.State.ExitCode}}')"
    exec 3>&-
    trial start api >/dev/null 2>&1
    ready
}

backup_and_restore() {
    local began before
    before=$(sql "select count(*) || ' ' || coalesce(sum(hashtext(r::text)), 0) from denial_reports r")
    began=$(now)
    trial exec -T db pg_dump --username postgres --format custom --no-unlogged-table-data --exclude-table-data=idempotency_keys medpayiq >"$folder/medpayiq.dump"
    figure "backup" "$(($(now) - began)) ms, $(($(wc -c <"$folder/medpayiq.dump") / 1000)) kB"
    trial exec -T db pg_restore --list <"$folder/medpayiq.dump" >"$folder/contents"
    row "the backup has the tables of contributors" 5 "$(grep -cE ' TABLE public (contributions|idempotency_keys)' "$folder/contents")"
    row "the backup has no rows of contributors" 0 \
        "$(grep -cE 'TABLE DATA public (contributions|idempotency_keys)' "$folder/contents" || true)"
    row "the backup has the reports" 1 "$(grep -c 'TABLE DATA public denial_reports' "$folder/contents")"
    trial down --volumes --timeout 20 >/dev/null 2>&1
    trial up --detach --no-build --wait db >/dev/null 2>&1
    began=$(now)
    trial exec -T db pg_restore --username postgres --dbname medpayiq --exit-on-error --single-transaction <"$folder/medpayiq.dump"
    figure "restore into an empty database" "$(($(now) - began)) ms"
    trial up --detach --no-build >/dev/null 2>&1
    ready
    row "restored: the same reports" "$before" "$(sql "select count(*) || ' ' || coalesce(sum(hashtext(r::text)), 0) from denial_reports r")"
    row "restored: the same estimate" 41.69 "$(allowed)"
    row "restored: a report is taken" 202 "$(report third)"
}

upgrade() {
    local before after
    trial down --volumes --timeout 20 >/dev/null 2>&1
    API_IMAGE=$PREVIOUS_IMAGE trial up --detach --no-build >/dev/null 2>&1
    ready
    row "upgrade: the previous program takes a report" 202 "$(report upgrade)"
    before=$(sql 'select max(version) from refinery_schema_history')
    trial up --detach --no-build >/dev/null 2>&1
    sleep 1
    ready
    after=$(sql 'select max(version) from refinery_schema_history')
    row "upgrade: from migration $before to the newest" "$(find migrations -name 'V*.sql' | wc -l)" "$after"
    row "upgrade: the report is still there" 1 "$(sql 'select count(*) from denial_reports')"
    row "upgrade: the estimate" 41.69 "$(allowed)"
    API_IMAGE=$PREVIOUS_IMAGE trial up --detach --no-build api >/dev/null 2>&1
    sleep 4
    if [ "$after" -gt "$before" ]; then
        row "going back is refused in words" yes "$(says 'newer' trial logs --tail 30 api)"
    fi
    trial down --volumes --timeout 20 >/dev/null 2>&1
}

# Sends estimates to the proxy one after the other until a file disappears, and counts the statuses.
load() {
    while [ -e "$folder/loading" ]; do
        status --header 'content-type: application/json' --data "$claim" "$api/v1/estimates"
        echo
    done >"$folder/load.$1"
}

rolling_restart() {
    export POSTGRES_PASSWORD=proofofasuperuser OWNER_PASSWORD=proofofanowner IMPORTER_PASSWORD=proofofanimporter SERVER_PASSWORD=proofofaserver
    local began took path name worker key
    # Compose waits for the proxy as soon as the servers are healthy.
    replicas up --detach --no-build --wait proxy api2 >/dev/null 2>&1
    hardened api2
    hardened proxy
    row "replicas: the role of the servers" medpayiq_server \
        "$(sql "select distinct usename from pg_stat_activity where datname = 'medpayiq' and usename <> 'postgres'")"
    row "replicas: without a key" 401 "$(status --header 'content-type: application/json' --data "$claim" "$api/v1/estimates")"
    key=$(replicas run --rm owner keys create --name proof --scope estimate 2>/dev/null | grep -o 'mpiq_[0-9a-f_]*' | head -n 1)
    authorization=(--header "authorization: Bearer $key")
    for _ in $(seq 50); do [ "$(allowed)" = 41.69 ] && break; sleep 0.2; done
    row "replicas: the estimate through the proxy" 41.69 "$(allowed)"
    for path in /metrics /livez /readyz /%6detrics /metrics/; do
        row "replicas: the proxy does not pass $path" 404 "$(status --path-as-is "$api$path")"
    done
    row "replicas: both are ready" "200 200" "$(for name in api api2; do
        replicas exec -T $name medpayiq healthcheck >/dev/null && printf '200 '
    done | sed 's/ $//')"
    row "replicas: both have the same contributor key" 1 "$(for name in api api2; do
        replicas exec -T $name sha256sum /var/lib/medpayiq/contributor.key
    done | sort -u | wc -l | tr -d ' ')"
    touch "$folder/loading"
    for worker in 1 2 3 4; do load $worker & done
    sleep 2
    began=$(now)
    for name in api api2; do
        replicas up --detach --no-build --no-deps --force-recreate --wait $name >/dev/null 2>&1
        sleep 2
    done
    figure "rolling restart of two replicas" "$(($(now) - began)) ms"
    replicas kill --signal KILL api2 >/dev/null 2>&1
    sleep 3
    replicas start api2 >/dev/null 2>&1
    sleep 3
    rm "$folder/loading"
    wait
    row "rolling restart and kill -9 of one, under load: answers that are not 200" 0 "$(cat "$folder"/load.* | grep -vc '^200$' || true)"
    figure "requests meanwhile" "$(cat "$folder"/load.* | wc -l | tr -d ' ')"
    began=$(now)
    replicas stop api >/dev/null 2>&1
    took=$(($(now) - began))
    row "SIGTERM to a replica: it serves on for 8 s and ends within 12 (measured $took ms)" yes \
        "$([ $took -ge 8000 ] && [ $took -lt 12000 ] && echo yes || echo no)"
    row "SIGTERM to a replica: exit code" 0 "$(inspect api '{{.State.ExitCode}}')"
    unset POSTGRES_PASSWORD OWNER_PASSWORD IMPORTER_PASSWORD SERVER_PASSWORD
    authorization=()
}

clean_up
build
build_previous
alone
trial_works
hardening
import_profile
faults
backup_and_restore
upgrade
rolling_restart

printf '\n%s, Docker %s, Compose %s, %s\n\n' "$(git rev-parse --short HEAD)" "$(docker version --format '{{.Server.Version}}')" \
    "$(docker compose version --short)" "$(date -u +%Y-%m-%d)"
printf '| what | seen | as expected |\n|---|---|---|\n'
printf '%s\n' "${rows[@]}"
printf '\n%d of %d rows failed.\n' "$failures" "${#rows[@]}"
[ "$failures" = 0 ]
