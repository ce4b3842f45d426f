"""Speed, each figure beside a plain baseline of the same run: seconds depend on the machine, ratios hardly do.

`python -m tests.bench` (or `make bench`) prints a line a bench. Nothing is asserted: a slow machine is no fault.
"""
