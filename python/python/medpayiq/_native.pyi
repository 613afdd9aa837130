import os
from typing import Any

class MedPayIQError(Exception):
    """The base of the package's exceptions."""

class SnapshotError(MedPayIQError):
    """The file is not a snapshot, or not the one that was asked for."""

class ColumnsError(MedPayIQError):
    """The columns of a table are not those of claims."""

class NativeSchedule:
    @staticmethod
    def load(path: str | os.PathLike[str], sha256: str | None) -> NativeSchedule: ...
    @property
    def path(self) -> os.PathLike[str]: ...
    @property
    def sha256(self) -> str: ...
    @property
    def releases(self) -> list[str]: ...
    def price(self, table: Any, rows: str, threads: int | None, streams: bool) -> Any: ...
    def schema(self, rows: str) -> Any: ...
    def explain(self, claim: str) -> str: ...
