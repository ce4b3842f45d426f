"""A verification that turns true replies away would leave a model nothing to say."""

from __future__ import annotations

from tests.llm.strictness import CASES, turned_away


def test_hardly_any_true_reply_is_turned_away() -> None:
    found = list(turned_away([CASES / "drafts_o.jsonl"]))
    assert len(found) > 50
    assert sum(bool(why) for _, why in found) <= 0.03 * len(found)
