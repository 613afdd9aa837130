"""Ray workers price with map_batches. The sums are those of one process."""

import os

import pyarrow
import pyarrow.compute
import pytest

ray = pytest.importorskip("ray")


@pytest.fixture(scope="module")
def cluster():
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=100 * 2**20, log_to_driver=False)
    yield
    ray.shutdown()


def test_ray_workers_have_the_sums_of_one_process(cluster, schedule, claims):
    copies = [claim | {"claim": f"{claim['claim']}{number}"} for number in range(1000) for claim in claims]
    table = pyarrow.Table.from_pylist(copies)
    alone = schedule.price(table).to_pandas()

    def price(batch):
        answers = schedule.price(batch)
        return answers.append_column("pid", pyarrow.array([os.getpid()] * answers.num_rows))

    frame = ray.data.from_arrow(table).repartition(4)
    priced = frame.map_batches(price, batch_format="pyarrow", batch_size=None).materialize()
    assert priced.count() == len(alone) == 3000
    assert priced.sum("total_allowed") == alone["total_allowed"].sum() > 0
    assert os.getpid() not in priced.unique("pid")


def test_lines_come_together_by_their_claim(cluster, schedule, lines):
    rows = pyarrow.table(lines)
    copies = [rows.set_column(0, "claim", pyarrow.array([f"{name}{number}" for name in lines["claim"]])) for number in range(50)]
    total = schedule.price(pyarrow.concat_tables(copies)).to_pandas()["total_allowed"].sum()
    # The lines of a claim are in one group, also if they were in two blocks.
    frame = ray.data.from_arrow(copies).repartition(7)
    priced = frame.groupby("claim").map_groups(schedule.price, batch_format="pyarrow")
    assert priced.count() == 150 and priced.sum("total_allowed") == total > 0
