"""Dask workers price with map_partitions. The sums are those of one process."""

import os

import pandas
import pytest

dask = pytest.importorskip("dask")
frames = pytest.importorskip("dask.dataframe")


def test_dask_workers_have_the_sums_of_one_process(schedule, lines):
    copies = [pandas.DataFrame(lines) for _ in range(500)]
    for number, copy in enumerate(copies):
        copy["claim"] += str(number)
    table = pandas.concat(copies, ignore_index=True)
    alone = schedule.price(table, rows="lines")

    def price(rows):
        return schedule.price(rows, rows="lines").assign(pid=os.getpid())

    meta = schedule.answer_schema(rows="lines").empty_table().to_pandas().assign(pid=0)
    # The lines of a claim must be in one partition.
    together = frames.from_pandas(table, npartitions=5).shuffle("claim")
    with dask.config.set(scheduler="processes", num_workers=2):
        priced = together.map_partitions(price, meta=meta).compute()
    assert len(priced) == len(alone) == 2000
    for amount in ["allowed", "medicare_paid", "patient", "total_allowed"]:
        assert priced[amount].sum() == alone[amount].sum() > 0
    assert priced["problem_detail"].count() == 500
    assert os.getpid() not in set(priced["pid"])
