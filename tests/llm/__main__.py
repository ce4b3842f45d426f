"""`make test-llm`: suggest and check, end to end, over a real server with a very small model.

Its words are poor, which is the point: what is proven is that nothing it invents is shown. A judge of its own, which
shares no code with the verification, looks in what was shown, and in what the model wrote, for numbers, dates and
options that the case does not have.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tests.llm.between import Recorder

ROOT = Path(__file__).parent.parent.parent
SUGGESTIONS, CHECKS = 110, 12
MOST_TOKENS = 200  # of an answer here: about four seconds on one core
Json = dict[str, Any]
_DATE_WORDS = (
    "january february march april june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday today tomorrow tonight"
).split()
_OFFERS = re.compile(r"\b(?:refund|replacement|credit|voucher|discount|repair|exchange|upgrade|coupon|gift)s?\b")


def main() -> int:
    server = subprocess.Popen(
        [sys.argv[1], str(Path(__file__).parent / "serve.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        if not address:
            print("The server did not start.", file=sys.stderr)
            return 1
        recorder = Recorder(address, MOST_TOKENS)
        bad = _suggestions(recorder) + _checks(recorder)
        recorder.close()
    finally:
        server.communicate()  # closes its standard input, on which it ends
    return 1 if bad else 0


def cases(number: int) -> list[Json]:
    lines = (line for path in sorted((ROOT / "tests" / "cases").glob("drafts*.jsonl")) for line in path.open())
    return [json.loads(line) for line, _ in zip(lines, range(number), strict=False)]


def _suggestions(recorder: Recorder) -> int:
    given = cases(SUGGESTIONS)
    shown = _run("suggest", "--writer", given, recorder.address)
    written = [(case, _text(answer)) for case, answer in recorder.written]
    by_id = {str(case["id"]): case for case in given}
    wild = sum(bool(list(invented(text, by_id[case]))) for case, text in written if text)
    bad = [(one["id"], found) for one in shown if (found := list(invented(one["text"], by_id[one["id"]])))]
    model = sum(one["writer"] == "openai" for one in shown)
    print(f"suggest: {len(shown)} shown, {model} of them in the model's words; it wrote {len(written)} answers,")
    print(f"  {wild} of which hold a number, a date or an option that the case does not have.")
    print(f"  Shown with one: {len(bad)}. {bad or ''}")
    return len(bad) + (len(shown) < SUGGESTIONS)


def _checks(recorder: Recorder) -> int:
    given = cases(CHECKS)
    shown = _run("check", "--reader", given, recorder.address)
    drafts = {case["id"]: case["draft"] for case in given}
    flags = [(one["id"], flag) for one in shown for flag in one["flags"]]
    bad = [flag for case, flag in flags if drafts[case][flag["start"] :][: len(flag["quote"])] != flag["quote"]]
    mine = sum("version" in flag for _, flag in flags)
    print(
        f"check: {len(shown)} drafts, {len(flags)} flags, {mine} with the model's hand in it; wrong quotes: {len(bad)}."
    )
    return len(bad) + (len(shown) < CHECKS)


def _run(command: str, option: str, given: list[Json], address: str) -> list[Json]:
    environment = {**os.environ, "OPENAI_BASE_URL": address, "OPENAI_MODEL": "SmolLM2-135M", "OPENAI_TIMEOUT": "60"}
    lines = "".join(json.dumps(case) + "\n" for case in given)
    argv = [sys.executable, "app.py", command, "--jsonl", option, "model"]
    print(f"{command}: {len(given)} cases, some seconds each …", flush=True)
    ran = subprocess.run(argv, input=lines, capture_output=True, text=True, cwd=ROOT, env=environment, check=True)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def _text(answer: str) -> str:
    """The reply in what the model wrote, whole or broken off."""
    found = re.search(r'"text"\s*:\s*"((?:[^"\\]|\\.)*)', answer)
    return found.group(1).replace("\\n", "\n") if found else ""


def invented(text: str, case: Json) -> Iterator[str]:
    """The numbers, date words and common remedies of a text of which the case knows nothing."""
    known = json.dumps(case, ensure_ascii=False).lower()
    days = [date.fromisoformat(choice["on"][:10]) for choice in case.get("choices", [])]
    known += " ".join(f"{day:%B}".lower() for day in days)
    said = text.lower()
    figures = set(re.findall(r"\d+", known))
    yield from (f for f in re.findall(r"\d+", re.sub(r"(?m)^\s*\d\.", "", said)) if f not in figures)
    words = [*(word for word in _DATE_WORDS if re.search(rf"\b{word}\b", said)), *_OFFERS.findall(said)]
    yield from (word for word in words if word.rstrip("s") not in known)


if __name__ == "__main__":
    sys.exit(main())
