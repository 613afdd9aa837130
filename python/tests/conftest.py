"""What the tests share: a few rows of CMS's release RVU25A, and claims for them."""

import pathlib

import pytest

import medpayiq

TINY = pathlib.Path(__file__).parents[2] / "crates/medpayiq-core/tests/tiny.mpiq"


@pytest.fixture(scope="session")
def snapshot():
    return TINY


@pytest.fixture(scope="session")
def schedule():
    return medpayiq.Schedule.load(TINY)


@pytest.fixture
def lines():
    """Lines of three claims. The lines of the first are not together, and the second has an invalid code."""
    return {
        "claim": ["a", "b", "a", "c"],
        "date_of_service": ["2025-01-15"] * 4,
        "locality": ["01112-05", "01112-05", None, None],
        "hcpcs": ["76377", "9921", "76376", "G0439"],
        "modifiers": ["26", None, "", None],
        "units": [1, 1, 2, None],
        "charge": ["300.00", None, "150.00", None],
    }


@pytest.fixture
def claims():
    """The same claims with lists of lines."""
    line = {"modifiers": None, "units": None, "charge": None}
    return [
        {
            "claim": "a",
            "date_of_service": "2025-01-15",
            "locality": "01112-05",
            "lines": [
                line | {"hcpcs": "76377", "modifiers": ["26"], "units": 1, "charge": "300.00"},
                line | {"hcpcs": "76376", "units": 2, "charge": "150.00"},
            ],
        },
        {
            "claim": "b",
            "date_of_service": "2025-01-15",
            "locality": "01112-05",
            "lines": [line | {"hcpcs": "9921", "units": 1}],
        },
        {"claim": "c", "date_of_service": "2025-01-15", "locality": None, "lines": [line | {"hcpcs": "G0439"}]},
    ]
