"""A fee schedule in memory, and tables of other libraries in and out."""

from __future__ import annotations

import datetime
import decimal
import json
import os
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Literal, Mapping

from ._native import NativeSchedule

if TYPE_CHECKING:
    import pyarrow

Rows = Literal["claims", "lines"]


def _is_from(table: Any, library: str, *names: str) -> bool:
    """Whether a table is of a library, without an import of the library."""
    kinds = type(table).__mro__
    return any(kind.__module__.split(".")[0] == library and kind.__name__ in names for kind in kinds)


def _plain(value: Any) -> str:
    """Dates and decimals as the texts of the API."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    raise TypeError(f"A claim cannot have a {type(value).__name__}. Write texts, whole numbers and booleans.")


class Schedule:
    """A fee schedule in memory: every release that a snapshot has.

    Make one with :meth:`load`. Processes and threads can share it: a pickled schedule is only the path and the SHA-256 of its
    file, and each process reads the file once.
    """

    __slots__ = ("_native",)

    def __init__(self, native: NativeSchedule) -> None:
        self._native = native

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, sha256: str | None = None) -> Schedule:
        """Read a snapshot, which ``medpayiq snapshot schedule.mpiq`` writes.

        With ``sha256``, a file with another SHA-256 is refused with :exc:`SnapshotError`. A process that has loaded the file with
        this SHA-256 before does not read it again.

        :raises SnapshotError: if the file is not a snapshot, or not the one that was asked for.
        :raises OSError: if the file cannot be read.
        """
        return cls(NativeSchedule.load(os.path.abspath(os.fspath(path)), sha256))

    @property
    def path(self) -> str:
        """The file of the snapshot."""
        return str(self._native.path)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file, as 64 hexadecimal digits."""
        return self._native.sha256

    @property
    def releases(self) -> list[str]:
        """The names of the releases of the physician fee schedule, such as ``RVU25A``."""
        return self._native.releases

    def price(self, table: Any, *, rows: Rows = "claims", threads: int | None = None) -> Any:
        """Price the claims of a table, and return a table of the same kind.

        A row of the table is a claim with a list ``lines``, or a line with ``hcpcs``; rows with the same ``claim`` are then one
        claim. The columns have the names of the API. Amounts of the answer are whole cents.

        A pyarrow RecordBatchReader of claims is priced while the answer is read. All else is priced at once.

        :param rows: ``"claims"`` returns one row for each claim, with a list of lines. ``"lines"`` returns one row for each line.
        :param threads: the number of threads, by default one for each processor.
        :raises ColumnsError: if the columns are not those of claims.
        :raises TypeError: if the table is of a kind that has no ``__arrow_c_stream__``.
        """
        if _is_from(table, "pandas", "DataFrame"):
            import pyarrow

            source = pyarrow.Table.from_pandas(table, preserve_index=False)
            return pyarrow.table(self._native.price(source, rows, threads, False)).to_pandas()
        if _is_from(table, "polars", "LazyFrame"):
            raise TypeError("A LazyFrame has no rows yet. Collect it first: schedule.price(frame.collect()).")
        if not hasattr(table, "__arrow_c_stream__") and not hasattr(table, "__arrow_c_array__"):
            kind = f"{type(table).__module__}.{type(table).__qualname__}"
            raise TypeError(
                f"A {kind} is not a table. Send a DataFrame of pandas or polars, a table of pyarrow, or an object with "
                "__arrow_c_stream__."
            )
        streams = _is_from(table, "pyarrow", "RecordBatchReader")
        priced = self._native.price(table, rows, threads, streams)
        if _is_from(table, "polars", "DataFrame"):
            import polars

            return polars.DataFrame(priced)
        if _is_from(table, "pyarrow", "RecordBatchReader", "Table", "RecordBatch"):
            import pyarrow

            reader = pyarrow.RecordBatchReader.from_stream(priced)
            if streams:
                return reader
            answers = reader.read_all()
            return answers if _is_from(table, "pyarrow", "Table") else _one_batch(answers)
        return priced

    def price_batches(
        self, batches: Iterable[pyarrow.RecordBatch], *, rows: Rows = "claims", threads: int | None = 1
    ) -> Iterator[pyarrow.RecordBatch]:
        """Price a stream of pyarrow batches. This is the function that Spark's ``mapInArrow`` takes.

        Rows that are lines must be complete within the stream: partition a table of lines by ``claim`` first.
        """
        import pyarrow

        batches = iter(batches)
        first = next(batches, None)
        if first is None:
            return

        def all_of_them() -> Iterator[pyarrow.RecordBatch]:
            yield first
            yield from batches

        reader = pyarrow.RecordBatchReader.from_batches(first.schema, all_of_them())
        yield from self.price(reader, rows=rows, threads=threads)

    def answer_schema(self, *, rows: Rows = "claims") -> pyarrow.Schema:
        """Return the columns of the answers, as pyarrow has them."""
        import pyarrow

        return pyarrow.schema(self._native.schema(rows))

    def explain(self, claim: Mapping[str, Any]) -> dict[str, Any]:
        """Price one claim and return every step, with the law or the text of CMS that orders it.

        ``claim`` is the request of ``POST /v1/estimates``. It may have its dates as dates and its amounts as decimals. The answer
        has the names of the API. Amounts are texts of dollars. What is wrong with the claim is in ``problem``.
        """
        explained = json.loads(self._native.explain(json.dumps(claim, default=_plain)))
        assert isinstance(explained, dict)
        return explained

    def __reduce__(self) -> tuple[Any, tuple[str, str]]:
        return (_load_again, (self.path, self.sha256))

    def __repr__(self) -> str:
        return f"<medpayiq.Schedule of {self.path}: {', '.join(self.releases)}>"


def _load_again(path: str, sha256: str) -> Schedule:
    return Schedule.load(path, sha256=sha256)


def _one_batch(table: pyarrow.Table) -> pyarrow.RecordBatch:
    import pyarrow

    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else pyarrow.RecordBatch.from_pylist([], schema=table.schema)
