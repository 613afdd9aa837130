#!/usr/bin/env python3
"""Compares medpayiq-bulk with POST /v1/estimates/batch, line by line and fault by fault.

    bulk/scripts/compare_with_service.py http://127.0.0.1:8080 schedule.mpiq [claims [path/to/medpayiq-bulk]]

The service must have loaded what the snapshot has: write the snapshot with `medpayiq snapshot` from its database. The claims are
made up, the same each time: common services, all modifiers and professions, values that are not valid, and rows that cannot be
read. Of the last kind, the status is compared, because the words of a JSON reader differ.
"""

import csv
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import urllib.request

CODES = """99202 99203 99204 99205 99211 99212 99213 99214 99215 99221 99232 99239 99283 99285 99291 99292 93000 93005 93010 93306
71045 71046 70450 70553 76377 76705 77067 36415 20610 20611 29881 27447 66984 45378 45380 45385 43239 11042 11045 17000 17003 17004
17110 12001 97110 97112 97140 97161 97530 92507 90791 90834 90837 90853 99406 G0438 G0439 G0463 G0008 G2211 G2212 80053 80061 85025
64483 64484 62323 01967 00810 00142 99497 99498 99490 J1100 J3301 A4550 E0601 L3908 D0120 0633T 99999 88305 96372 90471 95810
69210 31575 52000 58558 59400 22551 22845 33533 33518 43644 47562 49505 19301 38525 92004 92014 92083 92133""".split()
MODIFIERS = "25 26 TC 50 51 59 RT LT GP GO GN KX 22 52 53 54 55 56 62 66 76 77 78 79 80 82 AS AA QK QX QZ QY GA GY GZ GT 95 FQ 24 57 58 XS XU CO CQ AI FS AQ E1 FA T5".split()
LOCALITIES = ["01112-05", "13202-01", "03102-00", "10112-00", "09102-04", "01182-18", "04412-11", "06102-16", "0111205"]
ZIPS = ["94110", "10001", "60601", "73301", "33101", "99999", "941101234"]
KINDS = ["physician", "nurse_practitioner", "physician_assistant", "clinical_social_worker", "crna", "physical_therapist",
         "clinical_psychologist", "audiologist", "NP", "plumber"]
# What is wrong with one claim in twenty.
WRONG = [
    lambda c: c.update(date_of_service="25/12/2025"),
    lambda c: c.update(date_of_service="1999-01-01"),
    lambda c: c.update(place_of_service="77"),
    lambda c: c.update(locality="San Francisco"),
    lambda c: c.update(locality="01112-99"),
    lambda c: c.update(zip="00000"),
    lambda c: c.update(release="RVU99Z"),
    lambda c: c.setdefault("patient", {}).update(deductible_remaining="1e3"),
    lambda c: c.setdefault("patient", {}).update(deductible_remaining="5000.00"),
    lambda c: c.setdefault("patient", {}).update(therapy_used="-1.00"),
    lambda c: c.setdefault("provider", {}).update(qualifying_apm="maybe", mips_adjustment_percent="99"),
    lambda c: c["lines"][0].update(hcpcs="99213-25"),
    lambda c: c["lines"][-1].update(hcpcs="9921"),
    lambda c: c["lines"][0].update(units=0),
    lambda c: c["lines"][0].update(charge="$1,000.00"),
    lambda c: c["lines"][0].update(modifiers=["2559"]),
    lambda c: c["lines"][0].update(modifiers=["25", "59", "RT", "GP", "KX"]),
    lambda c: c["lines"][0].update(minutes=10000, postoperative_days=91),
    lambda c: [line.update(id="same") for line in c["lines"]],
    lambda c: c.update(lines=[]),
    lambda c: c.update(lines=c["lines"] * 60),
    lambda c: c["lines"][0].update(charge="x" * 300),
    # These cannot be read: 400.
    lambda c: c.update(patient_name="x"),
    lambda c: c["lines"][0].update(units="two"),
    lambda c: c["lines"][0].update(charge=12.5),
]


def made_up(dice):
    lines = []
    for number in range(dice.choice([1, 1, 2, 3, 4, 7])):
        line = {"hcpcs": dice.choice(CODES)}
        if dice.random() < 0.5:
            line["modifiers"] = dice.sample(MODIFIERS, dice.choice([1, 1, 1, 2, 3]))
        if dice.random() < 0.3:
            line["units"] = dice.choice([1, 2, 3, 4, 12])
        if dice.random() < 0.8:
            line["charge"] = f"{dice.randrange(500, 90000) / 100:.2f}"
        if line["hcpcs"].startswith("0") or dice.random() < 0.03:
            line["minutes"] = dice.randrange(1, 300)
        if dice.random() < 0.02:
            line["postoperative_days"] = dice.randrange(1, 90)
        if dice.random() < 0.1:
            line["id"] = f"line-{number}"
        lines.append(line)
    claim = {"lines": lines}
    if dice.random() < 0.97:
        claim["date_of_service"] = f"{dice.choice([2025, 2025, 2026])}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"
    if dice.random() < 0.8:
        claim["place_of_service"] = dice.choice(["11", "21", "22", "23", "24", "31", "12", "02", "10", "19"])
    if dice.random() < 0.7:
        claim["locality"] = dice.choice(LOCALITIES)
    elif dice.random() < 0.8:
        claim["zip"] = dice.choice(ZIPS)
    if dice.random() < 0.3:
        claim["provider"] = {"kind": dice.choice(KINDS)}
        if dice.random() < 0.3:
            claim["provider"].update(participating=False, accepts_assignment=dice.random() < 0.5)
        if dice.random() < 0.2:
            claim["provider"]["qualifying_apm"] = dice.choice(["yes", "no", "unknown"])
        if dice.random() < 0.2:
            claim["provider"]["mips_adjustment_percent"] = "1.50"
    if dice.random() < 0.6:
        claim["patient"] = {"deductible_remaining": dice.choice(["0.00", "0", "100.00", "257.00"])}
        if dice.random() < 0.3:
            claim["patient"]["therapy_used"] = dice.choice(["0.00", "2400.00", "3000.00"])
    if dice.random() < 0.02:
        claim["release"] = dice.choice(["RVU25A", "RVU25D", "RVU26C"])
    if dice.random() < 0.05:
        dice.choice(WRONG)(claim)
    if len(claim["lines"]) == 1 and dice.random() < 0.3:
        claim.update(claim.pop("lines")[0])
    return json.dumps(claim)


def cents(text):
    return "" if text is None else str(int(text.replace(".", "")))


def of_service(answer):
    """The rows that the service's answer to a claim comes to, in the columns of medpayiq-bulk."""
    problem = answer.get("problem")
    if problem:
        first = problem["errors"][0]
        known = {"problem_status": str(problem["status"])}
        if problem["status"] != 400:
            known.update(problem_pointer=first["pointer"], problem_detail=first["detail"])
        return [known]
    totals = answer["totals"]
    unmet = totals["if_deductible_unmet"] or {}
    claim = {
        "date_of_service": answer["date_of_service"],
        "release": answer["release"],
        "locality": answer.get("locality", ""),
        "unmet_medicare_paid": cents(unmet.get("medicare_paid")),
        "unmet_patient": cents(unmet.get("patient")),
    }
    for name in ["charge", "allowed", "medicare_paid", "patient", "contractual_write_off", "undetermined_charge"]:
        claim[f"total_{name}"] = cents(totals[name])
    rows = []
    for line in answer["lines"]:
        amounts = line.get("amounts", {})
        denials = [" ".join([f"{d['group']}-{d['carc']}", *d["rarc"]]) for d in line.get("predicted_denials", [])]
        row = {
            "id": line["id"],
            "hcpcs": line["hcpcs"],
            "modifiers": " ".join(line.get("modifiers", [])),
            "units": str(line["units"]),
            "result": line["result"],
            "reason": line.get("reason", ""),
            "predicted_denials": " ".join(denials),
            "confidence": line["confidence"]["level"],
            "confidence_reasons": " ".join(line["confidence"].get("reasons", [])),
            "warnings": " ".join(line.get("warnings", [])),
        }
        for name in ["fee_schedule", "adjusted", "allowed", "limiting_charge", "deductible", "coinsurance",
                     "sequestration", "medicare_paid", "patient", "bonus_estimate"]:
            row[name] = cents(amounts.get(name))
        rows.append(claim | row)
    return rows


def main():
    url, snapshot = sys.argv[1], sys.argv[2]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 5000
    program = sys.argv[4] if len(sys.argv) > 4 else "bulk/target/release/medpayiq-bulk"
    dice = random.Random(20250115)
    claims = [made_up(dice) for _ in range(count)]
    answers = []
    # The service answers while it reads. This client reads only when it has sent all, so it sends a few claims at a time.
    for first in range(0, count, 1000):
        body = "\n".join(claims[first : first + 1000]).encode()
        request = urllib.request.Request(f"{url}/v1/estimates/batch", body, {"content-type": "application/x-ndjson"})
        with urllib.request.urlopen(request) as response:
            answers += [json.loads(row) for row in response.read().splitlines()]
    expected = [row for answer in answers if "row" in answer for row in of_service(answer)]
    with tempfile.TemporaryDirectory() as folder:
        source, output = pathlib.Path(folder, "claims.ndjson"), pathlib.Path(folder, "out")
        source.write_text("\n".join(claims))
        subprocess.run([program, "price", source, output, "--snapshot", snapshot, "--format", "csv"], check=True)
        priced = [row for part in sorted(output.glob("part-*.csv")) for row in csv.DictReader(part.open())]
    if len(priced) != len(expected):
        sys.exit(f"{len(priced)} rows, but the service has {len(expected)}")
    differences = 0
    for number, (ours, theirs) in enumerate(zip(priced, expected)):
        for name, value in theirs.items():
            if ours[name] != value:
                differences += 1
                if differences <= 10:
                    print(f"row {number}, {name}: {ours[name]!r}, but the service says {value!r}")
    refused = sum("problem_status" in row for row in expected)
    if differences:
        sys.exit(f"{differences} values differ")
    print(f"{count} claims, {len(expected)} rows, of which {refused} refused claims: all equal.")


if __name__ == "__main__":
    main()
