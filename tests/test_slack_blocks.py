"""Why: whatever people write, what is made of it must be something that Slack takes; a refused card is no card."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackObjectFormationError

from tests.slack_sendable import assert_message, assert_view
from tests.slack_stage import NASTY, TICKETS, Json, Stage, opened, value_of

PEOPLE = st.text(min_size=1, max_size=400) | st.sampled_from(
    [NASTY, NASTY * 40, "<" * 3000, '"' * 3000, "\n" * 50, "🙂" * 900]
)
MANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder: Path = tmp_path_factory.mktemp("blocks")
    yield from opened(folder)


@MANY
@given(text=PEOPLE, name=PEOPLE, draft=PEOPLE, reason=PEOPLE)
def test_any_words_go_the_whole_way_and_every_payload_can_be_sent(
    stage: Stage, text: str, name: str, draft: str, reason: str
) -> None:
    before = len(stage.messages())
    stage.ticket(text, sender=f"{' '.join(name.split())[:60]} <a{stage.ts().replace('.', '')}@x.example>")
    stage.ticket(text, sender="")
    assert stage.store.inbox.waiting() == 0
    for card in stage.messages()[before:]:
        if "write_reply" in str(card):
            stage.click("write_reply", value_of(card, "write_reply"))
            answer = stage.submit(stage.view(), draft_text_0=draft)
            if "view" in answer:
                stage.submit(answer["view"], draft_text_0=draft, draft_reason=reason)
    stage.command("/customer", text)
    stage.command("/flags", user="U0LIN")
    stage.open_home("U0LIN")
    assert stage.store.inbox.set_aside() == []


def test_the_check_of_payloads_finds_what_slack_would_refuse() -> None:
    fine: Json = {"type": "section", "block_id": "b", "text": {"type": "plain_text", "text": "Hello"}}
    assert_message({"text": "Hello", "blocks": [fine]})
    broken: list[Json] = [
        {"text": "", "blocks": [fine]},
        {"text": "Hi", "blocks": [fine]},
        {"text": "Hello <!here>", "blocks": [fine]},
        {"text": "Hello", "blocks": [fine, fine]},
        {"text": "Hello", "blocks": [{"type": "divider"}] * 51},
        {"text": "Hello", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "H" * 151}}]},
        {"text": "Hello", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}]},
    ]
    for message in broken:
        with pytest.raises((AssertionError, SlackObjectFormationError)):
            assert_message(message)
    field = {"type": "plain_text_input", "action_id": "a"}
    asks = {"type": "input", "block_id": "a", "label": {"type": "plain_text", "text": "A"}, "element": field}
    with pytest.raises(AssertionError):
        assert_view({"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [asks]})
    assert TICKETS not in str(broken)
