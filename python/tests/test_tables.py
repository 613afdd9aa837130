"""Tables of each library come out as they came in, and with the same figures."""

import datetime
import decimal

import pandas
import polars
import pyarrow
import pytest

import medpayiq


def plain(answers):
    """The answers as lists of dictionaries, whatever the library."""
    if isinstance(answers, pandas.DataFrame):
        answers = pyarrow.Table.from_pandas(answers, preserve_index=False)
    if isinstance(answers, polars.DataFrame):
        return answers.to_dicts()
    return answers.to_pylist()


def test_the_first_line_has_the_amount_that_cms_publishes(schedule, lines):
    first = schedule.price(pyarrow.table(lines), rows="lines").to_pylist()[0]
    # 76377-26 in San Francisco in January 2025.
    assert (first["hcpcs"], first["modifiers"], first["result"]) == ("76377", "26", "priced")
    assert first["fee_schedule"] == 4169
    assert first["release"] == "RVU25A"
    assert first["date_of_service"] == datetime.date(2025, 1, 15)


def test_lines_of_a_claim_are_brought_together(schedule, lines, claims):
    of_lines = schedule.price(pyarrow.table(lines)).to_pylist()
    of_claims = schedule.price(pyarrow.Table.from_pylist(claims)).to_pylist()
    assert [answer["claim"] for answer in of_lines] == ["a", "b", "c"]
    assert [line["hcpcs"] for line in of_lines[0]["lines"]] == ["76377", "76376"]
    problem = of_lines[1].pop("problem"), of_claims[1].pop("problem")
    # A row that is the only line of its claim has no list of lines to point into.
    assert [found["errors"][0]["pointer"] for found in problem] == ["/hcpcs", "/lines/0/hcpcs"]
    assert of_lines == of_claims


def test_a_claim_that_is_wrong_is_an_answer(schedule, lines):
    rows = schedule.price(pyarrow.table(lines), rows="lines").to_pylist()
    wrong = rows[2]
    assert [row["problem_status"] for row in rows] == [None, None, 422, None]
    assert wrong["problem_pointer"] == "/hcpcs" and wrong["problem_detail"].startswith('"9921" is not a HCPCS code.')
    assert wrong["allowed"] is None and wrong["result"] is None


@pytest.mark.parametrize("rows", ["claims", "lines"])
def test_each_library_gets_its_own_kind_back(schedule, lines, rows):
    table = pyarrow.table(lines)
    expected = schedule.price(table, rows=rows)
    assert type(expected) is pyarrow.Table
    batch = schedule.price(table.to_batches()[0], rows=rows)
    assert type(batch) is pyarrow.RecordBatch
    stream = schedule.price(table.to_reader(), rows=rows)
    assert type(stream) is pyarrow.RecordBatchReader
    of_pandas = schedule.price(pandas.DataFrame(lines), rows=rows)
    assert type(of_pandas) is pandas.DataFrame
    of_polars = schedule.price(polars.DataFrame(lines), rows=rows)
    assert type(of_polars) is polars.DataFrame
    other = schedule.price(Capsule(table), rows=rows)
    for answers in (batch, stream.read_all(), of_polars, pyarrow.table(other)):
        assert plain(answers) == plain(expected)
    sums = of_pandas.drop_duplicates("claim")["total_allowed"].sum()
    assert sums == sum({row["claim"]: row["total_allowed"] or 0 for row in plain(expected)}.values()) > 0
    assert schedule.answer_schema(rows=rows) == expected.schema


def test_a_stream_with_other_columns_is_refused_at_once(schedule):
    with pytest.raises(medpayiq.ColumnsError, match="hcpcs"):
        schedule.price(pyarrow.table({"zip": ["94110"]}).to_reader())


class Capsule:
    """A table of no known library."""

    def __init__(self, table):
        self.__arrow_c_stream__ = table.__arrow_c_stream__


def test_dates_decimals_and_categories_are_read(schedule):
    table = pyarrow.table(
        {
            "date_of_service": [datetime.date(2025, 1, 15)],
            "hcpcs": pyarrow.array(["76377"]).dictionary_encode(),
            "charge": [decimal.Decimal("300.00")],
            "units": [1.0],
        }
    )
    row = schedule.price(table, rows="lines").to_pylist()[0]
    assert (row["result"], row["units"], row["total_charge"]) == ("priced", 1, 30000)


def test_threads_do_not_change_the_answers(schedule, lines):
    table = pyarrow.concat_tables([pyarrow.table(lines).drop_columns("claim")] * 10_000)
    one = schedule.price(table, threads=1)
    assert one.num_rows == 40_000
    assert schedule.price(table, threads=3) == one
    assert schedule.price(table.combine_chunks(), threads=3).combine_chunks() == one.combine_chunks()


def test_a_stream_is_priced_as_it_is_read(schedule, lines):
    taken = []

    def batches():
        for number in range(5):
            taken.append(number)
            yield pyarrow.table(lines).drop_columns("claim").to_batches()[0]

    schema = pyarrow.table(lines).drop_columns("claim").schema
    answers = schedule.price(pyarrow.RecordBatchReader.from_batches(schema, batches()))
    assert answers.read_next_batch().num_rows == 4
    assert len(taken) == 1
    assert answers.read_all().num_rows == 16


def test_an_empty_table_has_an_empty_answer(schedule, lines):
    table = pyarrow.table(lines).slice(0, 0)
    for rows in ("claims", "lines"):
        assert schedule.price(table, rows=rows).num_rows == 0
        assert schedule.price(polars.from_arrow(table), rows=rows).height == 0
    assert list(schedule.price_batches(iter([]))) == []


def test_columns_that_are_not_those_of_claims_are_refused(schedule):
    with pytest.raises(medpayiq.ColumnsError, match="needs a list of lines, or the column hcpcs"):
        schedule.price(pyarrow.table({"zip": ["94110"]}))
    with pytest.raises(TypeError, match="A builtins.list is not a table"):
        schedule.price([])
    with pytest.raises(TypeError, match="Collect it first"):
        schedule.price(polars.LazyFrame({"hcpcs": ["76377"]}))
    with pytest.raises(ValueError, match='rows="row" is not a valid value'):
        schedule.price(pyarrow.table({"hcpcs": ["76377"]}), rows="row")
    with pytest.raises(ValueError, match="threads=0 is out of range"):
        schedule.price(pyarrow.table({"hcpcs": ["76377"]}), threads=0)
