#!/usr/bin/env python3
"""Lines a second of medpayiq-bulk with Parquet on both sides, and its memory.

    bulk/scripts/measure.py schedule.mpiq [claims [path/to/medpayiq-bulk]]

The claims are made up: 2.5 lines each, in files of a million. They and the answers lie in a folder for temporary files, about
60 MB for a million lines.
"""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

FILE = 400_000


def used():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main():
    snapshot = sys.argv[1]
    claims = int(sys.argv[2]) if len(sys.argv) > 2 else FILE
    program = sys.argv[3] if len(sys.argv) > 3 else "bulk/target/release/medpayiq-bulk"
    with tempfile.TemporaryDirectory() as folder:
        source, output = pathlib.Path(folder, "in"), pathlib.Path(folder, "out")
        source.mkdir()
        for first in range(0, claims, FILE):
            count = min(FILE, claims - first)
            name = source / f"{first // FILE:05}.parquet"
            subprocess.run([program, "generate", name, "--claims", str(count), "--first", str(first)], check=True)
        # The memory of the program that generates must not count.
        read, write = os.pipe()
        if os.fork() == 0:
            began, before = time.monotonic(), used()
            subprocess.run([program, "price", source, output, "--snapshot", snapshot], check=True)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            os.write(write, f"{time.monotonic() - began} {used() - before} {peak}".encode())
            os._exit(0)
        os.wait()
        seconds, processor, peak = (float(figure) for figure in os.read(read, 1000).decode().split())
        query = f"select sum(coalesce(cardinality(lines), 0)) from '{output}/'"
        counted = subprocess.run([program, "sql", query, "--format", "csv"], check=True, capture_output=True, text=True)
        lines = int(counted.stdout.split()[1])
        size = sum(file.stat().st_size for file in output.glob("*.parquet"))
    print(
        f"{lines:,} lines in {seconds:.1f} s: {lines / seconds:,.0f} lines/s; {processor:.1f} s of processors: "
        f"{lines / processor:,.0f} lines/s for each; at most {peak:,.0f} MiB; {size / lines:.1f} bytes a line written"
    )


if __name__ == "__main__":
    main()
