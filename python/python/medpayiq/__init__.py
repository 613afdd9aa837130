"""What Medicare pays a practitioner for the claims of a table.

>>> import medpayiq
>>> schedule = medpayiq.Schedule.load("schedule.mpiq")  # doctest: +SKIP
>>> schedule.price(claims)  # doctest: +SKIP

A table is a pandas or polars DataFrame, a pyarrow Table, RecordBatch or RecordBatchReader, or any other object with
``__arrow_c_stream__``. The answer is of the same kind. What is wrong with a claim is part of its answer and never an exception.
"""

from ._native import ColumnsError, MedPayIQError, SnapshotError
from ._schedule import Schedule

__all__ = ["ColumnsError", "MedPayIQError", "Schedule", "SnapshotError"]
