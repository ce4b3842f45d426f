"""Prints the table, a line as soon as it is known."""

from __future__ import annotations

import sys

from tests.bench import cards, choices, drafts, history

BENCHES = (choices.forecast, choices.update, choices.learning, drafts.check, history.search, cards.event_to_card)
ROW = "{:<62}{:>10}   {:<36}{:>10}{:>9}   {}"


def main() -> None:
    print(ROW.format("", "", "against", "", "ratio", ""))
    for bench in BENCHES:
        line = bench()
        ratio = f"{line.seconds / line.plain:,.1f}"
        print(ROW.format(line.what, _time(line.seconds), line.than, _time(line.plain), ratio, line.note), flush=True)


def _time(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.1f} s"
    return f"{1e3 * seconds:.1f} ms" if seconds >= 1e-3 else f"{1e6 * seconds:.0f} µs"


if __name__ == "__main__":
    sys.exit(main())
