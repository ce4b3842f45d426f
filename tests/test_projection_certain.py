"""What is flagged without an estimate: the agent's own hypothetical choice, ungrounded and unasked."""

import pytest

from assist.projection.certain import SHOULD_FLAG, SHOULD_PASS, own_taste


@pytest.mark.parametrize("sentence", SHOULD_FLAG)
def test_an_agents_own_hypothetical_choice_is_certain(sentence: str) -> None:
    assert own_taste(sentence, "My kettle leaks.")


@pytest.mark.parametrize("sentence", SHOULD_PASS)
def test_grounds_sympathy_and_other_peoples_mouths_are_left_alone(sentence: str) -> None:
    assert not own_taste(sentence, "My kettle leaks.")


def test_who_asks_what_the_agent_would_take_may_be_told() -> None:
    assert not own_taste(SHOULD_FLAG[0], "Which one would you take yourself?")
