#!/usr/bin/env python3
"""Prices files in object stores with medpayiq-bulk, and compares them with files on a disk. The stores are emulators on this machine.

    python3 -m venv venv && venv/bin/pip install 'moto[server]' azure-storage-blob
    npm install azurite
    PATH=$PWD/node_modules/.bin:$PATH venv/bin/python bulk/scripts/stores.py schedule.mpiq [path/to/medpayiq-bulk]

An emulator that is not installed is skipped. Each job is killed once in the middle, and resumed.
"""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

CLAIMS, FILES = 120_000, 6
BUCKET = "claims-of-tests"
# The account of Azure's emulator. Its key is public.
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(port):
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port}")


class S3:
    """S3, by moto."""

    scheme = "s3"

    @staticmethod
    def command(port, _folder):
        return [found, "-H", "127.0.0.1", "-p", str(port)] if (found := tool("moto_server")) else None

    def __init__(self, port):
        import boto3

        address = f"http://127.0.0.1:{port}"
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        self.client = boto3.client("s3", endpoint_url=address, region_name="us-east-1", **keys)
        self.client.create_bucket(Bucket=BUCKET)
        self.environment = {
            "AWS_ENDPOINT_URL": address,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }

    def put(self, name, data):
        self.client.put_object(Bucket=BUCKET, Key=name, Body=data)

    def names(self, prefix):
        found = self.client.list_objects_v2(Bucket=BUCKET, Prefix=prefix)
        return [entry["Key"] for entry in found.get("Contents", [])]

    def get(self, name):
        return self.client.get_object(Bucket=BUCKET, Key=name)["Body"].read()


class Azure:
    """Azure Blob Storage, by Azurite."""

    scheme = "az"

    @staticmethod
    def command(port, folder):
        found = tool("azurite-blob")
        options = ["--blobHost", "127.0.0.1", "--blobPort", str(port), "--location", folder, "--skipApiVersionCheck", "--silent"]
        return [found, *options] if found else None

    def __init__(self, port):
        from azure.storage.blob import BlobServiceClient

        address = f"http://127.0.0.1:{port}/{ACCOUNT}"
        self.client = BlobServiceClient(address, credential=KEY).create_container(BUCKET)
        self.environment = {
            "AZURE_STORAGE_ACCOUNT_NAME": ACCOUNT,
            "AZURE_STORAGE_ACCOUNT_KEY": KEY,
            "AZURE_STORAGE_ENDPOINT": address,
            "AZURE_ALLOW_HTTP": "true",
        }

    def put(self, name, data):
        self.client.upload_blob(name, data)

    def names(self, prefix):
        return [blob.name for blob in self.client.list_blobs(name_starts_with=prefix)]

    def get(self, name):
        return self.client.download_blob(name).readall()


def tool(name):
    beside = pathlib.Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


def parts(store):
    names = sorted(name for name in store.names("out/") if name.startswith("out/part-"))
    return [store.get(name) for name in names]


def prove(store, program, source, snapshot, expected):
    for file in sorted(source.iterdir()):
        store.put(f"in/{file.name}", file.read_bytes())
    store.put("schedule.mpiq", snapshot.read_bytes())
    url = f"{store.scheme}://{BUCKET}"
    price = [program, "price", f"{url}/in", f"{url}/out", "--snapshot", f"{url}/schedule.mpiq"]
    environment = os.environ | store.environment
    process = subprocess.Popen(price, env=environment)
    while process.poll() is None and not any(name.endswith("00000.json") for name in store.names("out/_medpayiq/part-")):
        time.sleep(0.02)
    assert process.poll() is None, "the job ended, or failed, before it was killed"
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = len(store.names("out/_medpayiq/part-"))
    assert subprocess.run(price, env=environment).returncode == 0, "the job failed when it was resumed"
    assert parts(store) == expected, "the files differ from those on a disk"
    size = sum(map(len, expected))
    print(f"{url}: killed with {done} of {len(expected)} parts finished, resumed; all {size:,} bytes are those on a disk", flush=True)


def main():
    snapshot = pathlib.Path(sys.argv[1])
    program = sys.argv[2] if len(sys.argv) > 2 else "bulk/target/release/medpayiq-bulk"
    with tempfile.TemporaryDirectory() as folder:
        source, output = pathlib.Path(folder, "in"), pathlib.Path(folder, "out")
        source.mkdir()
        for number in range(FILES):
            first = CLAIMS // FILES * number
            file = source / f"{number}.parquet"
            subprocess.run([program, "generate", file, "--claims", str(CLAIMS // FILES), "--first", str(first)], check=True)
        subprocess.run([program, "price", source, output, "--snapshot", snapshot], check=True)
        expected = [file.read_bytes() for file in sorted(output.glob("part-*"))]
        for kind in (S3, Azure):
            port = free_port()
            command = kind.command(port, folder)
            if command is None:
                print(f"{kind.__doc__} It is not installed, and is skipped.")
                continue
            log = open(pathlib.Path(folder, f"{kind.scheme}.log"), "wb")
            emulator = subprocess.Popen(command, stdout=log, stderr=log)
            try:
                wait_for(port)
                prove(kind(port), program, source, snapshot, expected)
            finally:
                emulator.kill()
                emulator.wait()


if __name__ == "__main__":
    main()
