"""Snapshots, and the explanation of a claim."""

import datetime
import decimal
import hashlib
import pickle

import pytest

import medpayiq


def test_a_schedule_names_its_file_and_releases(schedule, snapshot):
    assert schedule.path == str(snapshot.resolve())
    assert schedule.sha256 == hashlib.sha256(snapshot.read_bytes()).hexdigest()
    assert "RVU25A" in schedule.releases and "RVU25A" in repr(schedule)


def test_a_copy_of_a_file_keeps_its_own_path(schedule, snapshot, tmp_path):
    copy = tmp_path / "copy.mpiq"
    copy.write_bytes(snapshot.read_bytes())
    of_copy = medpayiq.Schedule.load(copy)
    assert of_copy.path == str(copy.resolve()) and of_copy.sha256 == schedule.sha256
    assert pickle.loads(pickle.dumps(of_copy)).path == of_copy.path


def test_a_pickled_schedule_is_only_its_path(schedule):
    pickled = pickle.dumps(schedule)
    assert len(pickled) < 500
    assert pickle.loads(pickled).sha256 == schedule.sha256


def test_another_file_is_refused(snapshot, tmp_path):
    with pytest.raises(medpayiq.SnapshotError, match="not 0000"):
        medpayiq.Schedule.load(snapshot, sha256="0" * 64)
    with pytest.raises(FileNotFoundError, match="nothing.mpiq"):
        medpayiq.Schedule.load(tmp_path / "nothing.mpiq")
    broken = tmp_path / "broken.mpiq"
    broken.write_bytes(b"no snapshot")
    with pytest.raises(medpayiq.MedPayIQError, match="broken.mpiq"):
        medpayiq.Schedule.load(broken)


def test_an_explanation_has_every_step(schedule):
    claim = {
        "date_of_service": datetime.date(2025, 1, 15),
        "locality": "01112-05",
        "lines": [{"hcpcs": "76377", "modifiers": ["26"], "charge": decimal.Decimal("300.00")}],
    }
    explained = schedule.explain(claim)
    line = explained["lines"][0]
    assert explained["problem"] is None and explained["locality"] == "01112-05"
    assert line["amounts"]["fee_schedule"] == "41.69"
    first = line["trace"][0]
    assert first["rule"] == "geographic_adjustment" and first["amount"] == "41.69"
    assert "42 CFR 414.20" in first["source"] and first["effect"]
    assert explained["totals"]["allowed"] == line["amounts"]["allowed"]


def test_an_explanation_names_every_fault(schedule):
    explained = schedule.explain({"hcpcs": "9921", "units": 0, "date_of_service": "15.1.2025"})
    assert explained["lines"] is None
    errors = {error["pointer"]: error["code"] for error in explained["problem"]["errors"]}
    assert errors == {"/date_of_service": "invalid_value", "/hcpcs": "invalid_value", "/units": "out_of_range"}
    unknown = schedule.explain({"hcpcs": "76377", "patient_name": "x"})
    assert unknown["problem"]["status"] == 400
    with pytest.raises(TypeError, match="cannot have a set"):
        schedule.explain({"hcpcs": {"76377"}})
