#!/bin/sh
# Proves that a Java client can be generated from openapi/openapi.json: generates it with openapi-generator (library native), compiles
# it, and calls a service of this checkout with it. CI does not run it: it needs a JDK 17 or newer, and Python 3.10 or newer with venv.
# The generator comes from PyPI. Its jar has the JSON library that the client needs (Jackson), so nothing comes from a repository of
# Maven. Everything it writes is in target/clients.
set -eu
cd "$(dirname "$0")/.."

fail() {
    echo "prove-java-client: $1" >&2
    exit 1
}

command -v javac >/dev/null || fail "javac is missing: install a JDK, version 17 or newer"
command -v python3 >/dev/null || fail "python3 is missing: install Python 3.10 or newer"

generator=openapi-generator-cli==7.26.0
clients=target/clients
mkdir -p $clients
if ! [ -f $clients/java-venv/$generator ]; then
    rm -rf $clients/java-venv
    python3 -m venv $clients/java-venv || fail "Python cannot make a virtual environment: install python3-venv"
    timeout 600 $clients/java-venv/bin/pip install --quiet --disable-pip-version-check $generator ||
        fail "pip cannot install the generator"
    touch $clients/java-venv/$generator
fi
jar=$(find $clients/java-venv -name openapi-generator.jar)

echo "== Java: openapi-generator and javac"
rm -rf $clients/java
timeout 300 $clients/java-venv/bin/openapi-generator-cli generate --input-spec openapi/openapi.json --generator-name java \
    --library native --output $clients/java --global-property apiTests=false,modelTests=false,apiDocs=false,modelDocs=false \
    --additional-properties invokerPackage=org.medpayiq.client,apiPackage=org.medpayiq.client.api,modelPackage=org.medpayiq.client.model,hideGenerationTimestamp=true,openApiNullable=false \
    >$clients/java.log || fail "the generator failed: see $clients/java.log"
sources=$clients/java/src/main/java
cp tests/clients/java/Use.java $sources/
# The annotation says only that a program wrote the class. No library of this proof has it.
find $sources -name '*.java' -exec sed -i '/^ *@javax.annotation.Generated(/d' {} +
find $sources -name '*.java' >$clients/java/sources.txt
timeout 300 javac -nowarn -d $clients/java/classes -cp "$jar" @$clients/java/sources.txt

. scripts/serve-for-check.sh

echo "== Calls"
timeout 60 java -cp "$clients/java/classes:$jar" Use "$base"
