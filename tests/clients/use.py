"""Calls a running service with the generated Python client. mypy has checked the types before it runs."""

import json
import sys
from datetime import date
from io import BytesIO

from medpayiq_client.api.codes import get_code
from medpayiq_client.api.estimates import create_estimate, create_estimates_batch, create_x12_estimates
from medpayiq_client.api.reference import get_vocabulary
from medpayiq_client.api.toolkit import get_toolkit_workbook
from medpayiq_client.client import AuthenticatedClient
from medpayiq_client.models import (
    AmountsResponse,
    CodePage,
    EstimateRequest,
    EstimateResponse,
    InterchangeResponse,
    LineRequest,
    LineResult,
    Problem,
    Setting,
    Vocabulary,
)
from medpayiq_client.types import File

client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[3])
with open(sys.argv[2], encoding="utf-8") as file:
    document = json.load(file)


def example(path: str, media_type: str) -> bytes:
    """The body that the document shows."""
    text: str = document["paths"][path]["post"]["requestBody"]["content"][media_type]["example"]
    return text.encode()


# A claim: a result of a closed list, an amount, and a property that is always there and null.
claim = EstimateRequest(
    date_of_service=date(2025, 1, 15),
    lines=[LineRequest(hcpcs="76377", modifiers=["26"], charge="300.00")],
    locality="01112-05",
)
estimate = create_estimate.sync(client=client, body=claim)
assert isinstance(estimate, EstimateResponse), estimate
line = estimate.lines[0]
assert line.result is LineResult.PRICED
assert line.setting is Setting.NON_FACILITY
assert isinstance(line.amounts, AmountsResponse) and line.amounts.medicare_paid == "32.68", line.amounts
assert line.amounts.limiting_charge is None

# A claim with a fault: a problem that names it.
wrong = create_estimate.sync(client=client, body=EstimateRequest(lines=[LineRequest(hcpcs="9921")]))
assert isinstance(wrong, Problem) and wrong.errors[0].pointer == "/lines/0/hcpcs", wrong

page = get_code.sync("76377", client=client)
assert isinstance(page, CodePage) and page.hcpcs == "76377", page

interchange = create_x12_estimates.sync(
    client=client, body=File(payload=BytesIO(example("/v1/estimates/x12", "application/edi-x12")))
)
assert isinstance(interchange, InterchangeResponse) and interchange.totals.allowed == "41.69", interchange

rows = create_estimates_batch.sync(
    client=client, body=File(payload=BytesIO(example("/v1/estimates/batch", "application/x-ndjson")))
)
assert isinstance(rows, File), rows
assert json.loads(rows.payload.read())["totals"]["allowed"] == "41.69"

workbook = get_toolkit_workbook.sync(client=client, codes="76377")
assert isinstance(workbook, File) and workbook.payload.read(2) == b"PK"

vocabulary = get_vocabulary.sync(client=client)
assert isinstance(vocabulary, Vocabulary) and len(vocabulary.rules) > 10, vocabulary
print("Python: 7 calls are right")
