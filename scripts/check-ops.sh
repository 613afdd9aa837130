#!/usr/bin/env bash
# Checks the files of ops/ and the compose files with the programs that read them. What is not installed is named and left out, unless
# REQUIRE_ALL=1. On Debian: apt-get install prometheus haproxy nginx-light caddy systemd openssl, and pip install kubernetes-validate.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=0 folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# check PROGRAM COMMAND...: runs the command if the program is installed, and shows its output only if it fails.
check() {
    local program=$1
    shift
    if ! command -v "$program" >/dev/null; then
        echo "left out: $program is not installed"
        missing=$((missing + 1))
    elif "$@" >"$folder/output" 2>&1; then
        echo "good: $*"
    else
        cat "$folder/output" >&2
        echo "FAILED: $*" >&2
        exit 1
    fi
}

# Copies of the examples, with a certificate that exists.
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$folder/key" -out "$folder/certificate" -subj /CN=medpayiq.example.com -days 2 2>/dev/null
cat "$folder/certificate" "$folder/key" >"$folder/both"
sed "s,/etc/haproxy/medpayiq.pem,$folder/both," ops/haproxy/haproxy.cfg >"$folder/haproxy.cfg"
# The names of the servers exist only inside the project of Docker Compose.
sed 's/ api2\{0,1\}:8080/ 127.0.0.1:8080/' ops/haproxy/replicas.cfg >"$folder/replicas.cfg"
sed "s,/etc/nginx/medpayiq.crt,$folder/certificate,; s,/etc/nginx/medpayiq.key,$folder/key,; s,/var/log/nginx,$folder," \
    ops/nginx/medpayiq.conf >"$folder/medpayiq.conf"
printf 'events {}\npid %s/nginx.pid;\nhttp { include %s/medpayiq.conf; }\n' "$folder" "$folder" >"$folder/nginx.conf"
# The program need not be installed.
for unit in ops/systemd/*.service; do
    sed 's,^ExecStart=[^ ]*,ExecStart=/bin/true,' "$unit" >"$folder/$(basename "$unit")"
done

check promtool promtool check rules ops/prometheus/medpayiq.rules.yml
check promtool promtool test rules ops/prometheus/medpayiq.rules.test.yml
check haproxy haproxy -c -f "$folder/haproxy.cfg"
check haproxy haproxy -c -f "$folder/replicas.cfg"
check nginx nginx -t -c "$folder/nginx.conf"
check caddy caddy validate --adapter caddyfile --config ops/caddy/Caddyfile
for unit in "$folder"/*.service; do
    check systemd-analyze systemd-analyze verify "$unit"
    check systemd-analyze systemd-analyze security --offline=yes --threshold=20 --no-pager "$unit"
done
for file in ops/kubernetes/*.yaml; do
    check kubernetes-validate kubernetes-validate --strict "$file"
done
if docker compose version >/dev/null 2>&1; then
    export POSTGRES_PASSWORD=x OWNER_PASSWORD=x IMPORTER_PASSWORD=x SERVER_PASSWORD=x
    check docker docker compose --env-file /dev/null -f docker-compose.yml config --quiet
    check docker docker compose --env-file /dev/null -f docker-compose.yml -f compose.production.yml config --quiet
    check docker docker compose --env-file /dev/null -f docker-compose.yml -f compose.production.yml -f compose.replicas.yml config --quiet
else
    echo "left out: docker compose is not installed"
    missing=$((missing + 1))
fi
[ "$missing" = 0 ] || [ -z "${REQUIRE_ALL:-}" ]
