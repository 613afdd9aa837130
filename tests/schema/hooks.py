"""Teaches schemathesis the media types of texts: rows of NDJSON, and X12 interchanges."""

import json

import schemathesis


def as_text(context, value):
    """Sends a text as it is, rows as a JSON object each, and any other value as JSON."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", errors="surrogatepass")
    if isinstance(value, list):
        return "".join(json.dumps(row) + "\n" for row in value).encode()
    return json.dumps(value).encode()


for media_type in ("application/edi-x12", "application/x-ndjson", "text/csv"):
    schemathesis.serializer(media_type)(as_text)
