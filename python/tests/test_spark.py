"""Two Spark workers price with mapInArrow. The sums are those of one process."""

import os
import sys

import pyarrow
import pytest

pyspark = pytest.importorskip("pyspark")


def spark_session():
    from pyspark.sql import SparkSession

    # The workers must have the packages of these tests.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("medpayiq")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "4",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def test_two_workers_have_the_sums_of_one_process(schedule, claims, lines):
    from pyspark.sql.pandas.types import from_arrow_schema

    copies = [claim | {"claim": f"{claim['claim']}{number}"} for number in range(1000) for claim in claims]
    table = pyarrow.Table.from_pylist(copies)
    alone = schedule.price(table).to_pandas()
    spark = spark_session()
    try:

        def price(batches):
            for batch in schedule.price_batches(batches):
                yield batch.append_column("pid", pyarrow.array([os.getpid()] * batch.num_rows, pyarrow.int64()))

        schema = from_arrow_schema(schedule.answer_schema()).add("pid", "long")
        frame = spark.createDataFrame(table).repartition(8)
        priced = frame.mapInArrow(price, schema).cache()
        together = priced.selectExpr("count(*)", "sum(total_allowed)", "sum(total_patient)", "count(problem)").first()
        expected = (len(alone), alone["total_allowed"].sum(), alone["total_patient"].sum(), alone["problem"].count())
        assert tuple(together) == expected and expected[1] > 0 and expected[3] == 1000
        assert priced.select("pid").distinct().count() >= 2

        # Rows that are lines come together first.
        rows = pyarrow.table(lines)
        by_claim = spark.createDataFrame(rows).repartition(4, "claim").mapInArrow(price, schema)
        total = schedule.price(rows).to_pandas()["total_allowed"].sum()
        assert by_claim.selectExpr("sum(total_allowed)").first()[0] == total > 0
    finally:
        spark.stop()
