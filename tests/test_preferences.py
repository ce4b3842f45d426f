"""What one customer takes: counted as a person would count it, ranked among what is open, leaning on all where thin."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.catalogue import Catalogue
from assist.preferences import Population, ahead, clear_record, learn, nearest, prefer, says, worth_asking
from assist.records import Choice, Dimension, Option, Preference, Ranked

START = datetime(2026, 1, 6, 9, tzinfo=UTC)


def option(name: str, closed: str = "", **attributes: float) -> Option:
    return Option(id=name, label=name.replace("_", " "), closed=closed, attributes=attributes)


RESOLUTION = Dimension(
    id="resolution",
    label="how a fault is put right",
    options=(
        option("refund", days=5, effort=1),
        option("replacement", days=3, effort=1),
        option("store_credit", days=0, effort=0),
    ),
)
CONTACT = Dimension(id="contact", label="how we keep in touch", options=(option("email"), option("phone")))
CATALOGUE = Catalogue((RESOLUTION, CONTACT))
ALL = tuple(o.id for o in RESOLUTION.options)


def record(taken: Sequence[str], customer: str = "c", days: int = 30, offered: Sequence[str] = ALL) -> list[Choice]:
    return [
        Choice(
            on=START + timedelta(days=days * number),
            dimension="resolution",
            offered=tuple(offered),
            chosen=chosen,
            customer=customer,
        )
        for number, chosen in enumerate(taken)
    ]


def crowd(favourites: dict[str, int], choices: int = 4, faithful: float = 0.85) -> list[Choice]:
    """Customers who nearly always take their favourite."""
    chance = random.Random(4)
    return [
        choice
        for favourite, people in favourites.items()
        for person in range(people)
        for choice in record(
            [favourite if chance.random() < faithful else chance.choice(ALL) for _ in range(choices)],
            customer=f"{favourite} {person}",
        )
    ]


@pytest.fixture(scope="module")
def population() -> Population:
    return learn(crowd({"refund": 60, "replacement": 30, "store_credit": 10}), CATALOGUE)


def odds(preference: Preference) -> dict[str, float]:
    return {ranked.option: ranked.probability for ranked in preference.ranking}


def test_three_of_three_are_a_clear_record_and_two_of_two_are_none() -> None:
    assert clear_record(record(["refund"] * 3)) == "refund"
    assert clear_record(record(["refund"] * 2)) is None


def test_three_quarters_are_clear_only_if_the_latest_is_among_them() -> None:
    assert clear_record(record(["phone", "email", "email", "email"])) == "email"
    assert clear_record(record(["email", "email", "email", "phone"])) is None
    assert clear_record(record(["phone", "phone", "email", "email", "email", "email"])) is None


def test_choices_count_in_order_of_time_and_retracted_ones_for_nothing() -> None:
    choices = record(["refund", "refund", "refund", "replacement"])
    assert clear_record(choices[::-1]) is None
    taken_back = [
        Choice(on=c.on, dimension=c.dimension, offered=c.offered, chosen=c.chosen, retracted_on=c.on)
        if c.chosen == "replacement"
        else c
        for c in choices
    ]
    assert clear_record(taken_back) == "refund"


def test_the_record_is_said_as_a_person_would_count_it(population: Population) -> None:
    five = prefer(RESOLUTION, record(["refund", *["replacement"] * 4]), population)
    assert says(five, RESOLUTION) == "chose replacement 4 of 5 times, last on 6 May 2026"
    one = prefer(RESOLUTION, record(["store_credit"]), population)
    assert says(one, RESOLUTION) == "chose store credit the one time, last on 6 Jan 2026"
    turned = prefer(RESOLUTION, record(["refund", "refund", "refund", "replacement"]), population)
    assert says(turned, RESOLUTION) == "chose refund 3 of 4 times, last on 7 Mar 2026, then replacement on 6 Apr 2026"


def test_a_customer_without_choices_gets_the_population_and_the_words_for_it(population: Population) -> None:
    nobody = prefer(RESOLUTION, [], population)
    assert nobody.ranking[0].option == "refund"
    assert nobody.ranking[0].probability == pytest.approx(0.57, abs=0.08)
    assert nobody.thin
    assert nobody.customers == 100
    share = round(100 * nobody.ranking[0].probability)
    assert says(nobody, RESOLUTION) == f"no choices yet; {share} % of all customers take refund"


def test_without_any_choices_at_all_every_option_is_as_likely_and_nothing_is_claimed() -> None:
    nothing = prefer(RESOLUTION, [], learn([], CATALOGUE))
    assert [ranked.probability for ranked in nothing.ranking] == pytest.approx([1 / 3] * 3)
    assert says(nothing, RESOLUTION) == "no choices yet"
    assert ahead(nothing) is None


def test_a_share_of_a_handful_of_customers_is_not_quoted() -> None:
    few = learn(crowd({"refund": 4}), CATALOGUE)
    assert says(prefer(RESOLUTION, [], few), RESOLUTION) == "no choices yet"


def test_each_further_choice_of_an_option_makes_it_likelier(population: Population) -> None:
    chances = [odds(prefer(RESOLUTION, record(["replacement"] * n), population))["replacement"] for n in range(6)]
    assert chances == sorted(chances)
    assert chances[0] < 0.45
    assert chances[5] > 0.85


def test_two_choices_are_a_thin_record_and_three_are_not(population: Population) -> None:
    assert prefer(RESOLUTION, record(["refund"] * 2), population).thin
    assert not prefer(RESOLUTION, record(["refund"] * 3), population).thin


def test_what_was_refused_counts_against_it(population: Population) -> None:
    against_credit = record(["replacement"] * 3, offered=["replacement", "store_credit"])
    against_refund = record(["replacement"] * 3, offered=["replacement", "refund"])
    left = ["refund", "store_credit"]
    refused_credit = odds(prefer(RESOLUTION, against_credit, population, offered=left))
    refused_refund = odds(prefer(RESOLUTION, against_refund, population, offered=left))
    assert refused_credit["refund"] > refused_refund["refund"] + 0.05


def test_an_option_asked_for_when_nothing_else_was_named_counts_as_taken_freely(population: Population) -> None:
    asked = prefer(RESOLUTION, record(["store_credit"] * 4, offered=["store_credit"]), population)
    free = prefer(RESOLUTION, record(["store_credit"] * 4), population)
    assert odds(asked) == pytest.approx(odds(free))


def test_without_a_record_of_what_was_on_offer_a_choice_was_free(population: Population) -> None:
    unprompted = prefer(RESOLUTION, record(["store_credit"] * 4, offered=[]), population)
    free = prefer(RESOLUTION, record(["store_credit"] * 4), population)
    assert odds(unprompted) == pytest.approx(odds(free))
    assert unprompted.clear == "store_credit"


def test_choices_of_one_moment_that_contradict_each_other_make_nothing_clear(population: Population) -> None:
    torn = record(["refund", "replacement"] * 3, days=0)
    preference = prefer(RESOLUTION, torn, population)
    assert preference.clear is None
    assert preference.taken == {"refund": 3, "replacement": 3}
    assert odds(preference)["refund"] < odds(prefer(RESOLUTION, record(["refund"] * 6), population))["refund"]
    assert sum(odds(preference).values()) == pytest.approx(1)


def test_customers_who_never_waver_are_learned_without_certainty() -> None:
    faithful = learn(crowd({"refund": 30, "replacement": 30}, faithful=1.0), CATALOGUE)
    alone = odds(prefer(RESOLUTION, record(["replacement"]), faithful))
    assert 0.6 < alone["replacement"] < 1
    assert all(0 < odd < 1 for odd in odds(prefer(RESOLUTION, record(["refund"] * 20), faithful)).values())


def test_an_option_of_which_no_attribute_is_known_counts_as_average(population: Population) -> None:
    bare = Dimension(id="resolution", label="", options=(*RESOLUTION.options, option("voucher")))
    strange = Dimension(id="resolution", label="", options=(*RESOLUTION.options, option("voucher", sparkle=3)))
    for dimension in (bare, strange):
        found = odds(prefer(dimension, record(["refund"] * 2), population))
        assert 0 < found["voucher"] < found["refund"]
        assert sum(found.values()) == pytest.approx(1)


def test_a_dimension_with_one_option_is_sure_and_learned_from_without_harm() -> None:
    only = Dimension(id="resolution", label="", options=(option("refund", days=5),))
    single = learn(record(["refund"] * 5, offered=["refund"]), Catalogue((only,)))
    assert odds(prefer(only, record(["refund"], offered=["refund"]), single)) == {"refund": pytest.approx(1)}


def test_only_what_is_open_and_on_offer_is_ranked_and_it_sums_to_one(population: Population) -> None:
    closed = Dimension(
        id="resolution",
        label="",
        options=(option("refund"), option("replacement", closed="this model has ended"), option("store_credit")),
    )
    preference = prefer(closed, record(["replacement"] * 4), population)
    assert set(odds(preference)) == {"refund", "store_credit"}
    assert sum(odds(preference).values()) == pytest.approx(1)
    assert preference.clear == "replacement"
    assert set(odds(prefer(RESOLUTION, [], population, offered=["refund"]))) == {"refund"}
    assert prefer(RESOLUTION, [], population, offered=[]).ranking == ()


def test_the_nearest_open_option_by_attributes_stands_in_for_a_closed_one() -> None:
    closed = Dimension(
        id="resolution",
        label="",
        options=(
            option("refund", days=5, effort=1),
            option("replacement", closed="this model has ended", days=4, effort=1),
            option("store_credit", days=0, effort=0),
        ),
    )
    assert nearest(closed, "replacement") == "refund"
    assert nearest(CONTACT, "email") is None
    assert nearest(closed, "unheard_of") is None


def test_attributes_carry_over_to_an_option_that_nobody_was_offered_yet() -> None:
    wider = Dimension(
        id="resolution", label="", options=(*RESOLUTION.options, option("instant", days=0), option("slow", days=9))
    )
    in_a_hurry = learn(crowd({"refund": 3, "replacement": 10, "store_credit": 60}), CATALOGUE)
    new = odds(prefer(wider, [], in_a_hurry, offered=["instant", "slow"]))
    assert new["instant"] > 0.55


def test_a_wish_comes_first_and_is_said_as_stated_not_as_done(population: Population) -> None:
    preference = prefer(RESOLUTION, record(["replacement"] * 4), population, wished="refund")
    assert preference.ranking[0].option == "refund"
    assert sum(odds(preference).values()) == pytest.approx(1)
    assert says(preference, RESOLUTION) == "asks for refund; chose replacement 4 of 4 times, last on 6 Apr 2026"


def test_choices_of_other_dimensions_and_of_the_future_are_left_out(population: Population) -> None:
    other = Choice(on=START, dimension="contact", offered=("email", "phone"), chosen="phone")
    preference = prefer(RESOLUTION, [other, *record(["refund"] * 4)], population, now=START + timedelta(days=31))
    assert preference.taken == {"refund": 2}


def test_old_choices_count_less_where_people_change_and_alike_where_they_do_not() -> None:
    chance = random.Random(7)
    steady, changed = [], []
    for person in range(150):
        before, after = chance.sample(ALL, 2)
        steady += record([before] * 8, customer=str(person))
        changed += record([before] * 5 + [after] * 3, customer=str(person), days=150)
    assert learn(steady, CATALOGUE).tastes["resolution"].half_life is None
    drifting = learn(changed, CATALOGUE)
    assert (
        odds(prefer(RESOLUTION, record(["refund"] * 5 + ["replacement"] * 3, days=150), drifting))["replacement"] > 0.5
    )


def test_a_population_survives_its_json_and_the_same_choices_give_the_same_one(population: Population) -> None:
    assert Population.from_json(json.loads(json.dumps(population.to_json()))) == population
    assert learn(crowd({"refund": 60, "replacement": 30, "store_credit": 10}), CATALOGUE) == population


def test_a_population_older_than_the_catalogue_still_ranks_what_was_added_since(population: Population) -> None:
    newer = Dimension(id="resolution", label="", options=(option("repair", days=8, noise=3), *RESOLUTION.options))
    assert set(odds(prefer(newer, record(["refund"]), population))) == {"repair", *ALL}


def test_choices_of_what_the_catalogue_never_listed_do_no_harm(population: Population) -> None:
    strange = record(["teleport", "refund", "refund"], offered=["teleport", "refund"])
    assert prefer(RESOLUTION, strange, population).ranking[0].option == "refund"
    assert learn(strange, CATALOGUE).tastes["resolution"].customers == 1


def test_one_option_leads_alone_only_where_it_is_clearly_ahead() -> None:
    close = Preference(dimension="d", ranking=(Ranked("a", 0.45), Ranked("b", 0.4), Ranked("c", 0.15)))
    far = Preference(dimension="d", ranking=(Ranked("a", 0.7), Ranked("b", 0.3)))
    assert ahead(close) is None
    assert ahead(far) == "a"
    assert ahead(Preference(dimension="d", ranking=(Ranked("a", 1.0),))) == "a"


def test_the_question_worth_asking_is_the_one_whose_answer_changes_most() -> None:
    settled = Preference(dimension="settled", ranking=(Ranked("a", 0.9), Ranked("b", 0.1)))
    open_two = Preference(dimension="two", ranking=(Ranked("a", 0.52), Ranked("b", 0.48)))
    open_three = Preference(dimension="three", ranking=(Ranked("a", 0.4), Ranked("b", 0.35), Ranked("c", 0.25)))
    wished = Preference(
        dimension="wished", ranking=(Ranked("a", 0.34), Ranked("b", 0.33), Ranked("c", 0.33)), wished="a"
    )
    assert worth_asking([settled, open_two, open_three, wished]) == "three"
    assert worth_asking([settled, wished]) is None


@given(st.lists(st.sampled_from(ALL), max_size=12), st.sets(st.sampled_from(ALL), min_size=1))
def test_any_record_gives_a_ranking_best_first_that_sums_to_one(taken: list[str], offered: set[str]) -> None:
    preference = prefer(RESOLUTION, record(taken), Population(), offered=sorted(offered))
    chances = [ranked.probability for ranked in preference.ranking]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1)
    assert set(odds(preference)) == offered
