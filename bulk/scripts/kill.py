#!/usr/bin/env python3
"""Kills medpayiq-bulk in the middle of its work, gives the command again, and compares the files with those of a quiet run.

    bulk/scripts/kill.py schedule.mpiq [claims [path/to/medpayiq-bulk]]

First `price` is killed several times and resumed. Then two executors of a cluster price, and one of them is killed. The signal is
SIGKILL, which no program can handle.
"""

import hashlib
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time

KILLS = 6


def generate(program, folder, claims, files=4):
    folder.mkdir()
    for number in range(files):
        first = str(claims // files * number)
        file = folder / f"{number}.parquet"
        subprocess.run([program, "generate", file, "--claims", str(claims // files), "--first", first], check=True)


def sums(folder):
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.glob("part-*"))]


def receipts(folder):
    return len(list(folder.glob("_medpayiq/part-*.json")))


def run(command):
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def wait_until(is_so, process, seconds=120):
    end = time.monotonic() + seconds
    while not is_so() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.005)


def prove_resume(price, output, expected, whole):
    """Kills `price` again and again: after some parts, and at any moment between them."""
    killed = 0
    chance = random.Random(1)
    while killed < KILLS:
        before = receipts(output)
        process = subprocess.Popen(price, stdout=subprocess.DEVNULL)
        wait_until(lambda: receipts(output) > before, process)
        time.sleep(chance.random() * whole / 10)
        if process.poll() is not None:
            break
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed += 1
        left = [file.name for file in output.glob("part-*#*")]
        print(f"killed price with {receipts(output)} of {len(expected)} parts finished, and left {left or 'no file'}")
    run(price)
    assert killed > 0, "the job was over before it was killed: price more claims"
    assert sums(output) == expected, "the files differ from those of a quiet run"
    print(f"resumed after {killed} kills: all {len(expected)} files are those of a quiet run")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


def prove_cluster(program, snapshot, price, output, expected):
    """Kills one of two executors in the middle of a job."""
    port = free_port()
    address = f"df://127.0.0.1:{port}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen([program, "scheduler", "--port", port, "--executor-timeout", "5"], **quiet)]
    try:
        time.sleep(1)
        for _ in range(2):
            ports = ["--port", free_port(), "--grpc-port", free_port(), "--parts-at-a-time", "1"]
            command = [program, "executor", "--scheduler", address, "--snapshot", snapshot, *ports]
            started.append(subprocess.Popen(command, **quiet))
        time.sleep(5)
        began = time.monotonic()
        process = subprocess.Popen([*price, "--scheduler", address], stdout=subprocess.DEVNULL)
        wait_until(lambda: receipts(output) > 1, process)
        assert process.poll() is None, "the job was over before the executor was killed: price more claims"
        started[-1].send_signal(signal.SIGKILL)
        print(f"killed an executor with {receipts(output)} of {len(expected)} parts finished")
        assert process.wait(timeout=300) == 0, "the job failed"
        assert sums(output) == expected, "the files differ from those of one process"
        print(f"the job ended after {time.monotonic() - began:.1f} s: all {len(expected)} files are those of one process")
    finally:
        for process in started:
            process.kill()
            process.wait()


def main():
    snapshot = str(pathlib.Path(sys.argv[1]).resolve())
    claims = int(sys.argv[2]) if len(sys.argv) > 2 else 400_000
    program = sys.argv[3] if len(sys.argv) > 3 else "bulk/target/release/medpayiq-bulk"
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "in")
        generate(program, source, claims, 12)

        def price(name):
            command = [program, "price", source, pathlib.Path(folder, name), "--snapshot", snapshot]
            return [*command, "--part-size", "1"]

        whole = run(price("quiet"))
        expected = sums(pathlib.Path(folder, "quiet"))
        print(f"a quiet run: {len(expected)} files in {whole:.1f} s")
        prove_resume(price("killed"), pathlib.Path(folder, "killed"), expected, whole)
        prove_cluster(program, snapshot, price("together"), pathlib.Path(folder, "together"), expected)


if __name__ == "__main__":
    main()
