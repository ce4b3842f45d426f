"""What a team leaves to its customers, and where a text names an option.

A `Catalogue` is the list of dimensions (resolution, contact, pace, …) and, in each, the options that a
customer may take. Everything else in this project asks it two questions: what is open, and which option
does this text name?
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assist.records import Dimension, Option
from assist.words import STOP, Word, id_phrases, is_weak, stem, stems, synonyms, words


@dataclass(frozen=True, slots=True)
class Catalogue:
    dimensions: tuple[Dimension, ...] = ()

    def __iter__(self) -> Iterator[Dimension]:
        return iter(self.dimensions)

    def get(self, dimension_id: str) -> Dimension | None:
        return next((dimension for dimension in self.dimensions if dimension.id == dimension_id), None)

    def option(self, dimension_id: str, option_id: str) -> Option | None:
        dimension = self.get(dimension_id)
        return dimension.option(option_id) if dimension else None

    def label(self, dimension_id: str, option_id: str) -> str:
        """The words for an option, or its id where the catalogue no longer lists it."""
        option = self.option(dimension_id, option_id)
        return option.label if option else option_id.replace("_", " ")


def from_mapping(plain: Mapping[str, Mapping[str, str]]) -> Catalogue:
    """The catalogue of a case: `{"resolution": {"refund": "money back", …}, …}`, everything open."""
    return Catalogue(
        tuple(
            Dimension(
                id=dimension,
                label=dimension.replace("_", " "),
                options=tuple(Option(id=option, label=label) for option, label in options.items()),
            )
            for dimension, options in plain.items()
        )
    )


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names an option: `text[start:end]` are the words, `weight` in (0, 1] how surely.

    From 0.5 on the option is named; below that its words are there, but they may well mean something else.
    """

    dimension: str
    option: str
    start: int
    end: int
    weight: float


def mentions(text: str, catalogue: Catalogue) -> list[Mention]:
    """Where a text names options of the catalogue, in order of their place.

    An option is named by its id, its label, its phrases, by single words of these that no other option of
    the dimension shares, and by light synonyms of such words that no other option claims. Words that several
    options share only lend weight to a word beside them. Where two readings of one dimension overlap, the
    weightier stays. Linear in the length of the text.
    """
    said = words(text)
    result: list[Mention] = []
    for lexicon in _lexicons(_names(catalogue)):
        result.extend(_in_dimension(said, lexicon))
    return sorted(result, key=lambda mention: (mention.start, -mention.weight))


_Names = tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]
_Run = tuple[str, ...]

NEGATORS = frozenset("no not without don't dont never skip none nor neither won't can't cannot isn't doesn't".split())
_AFTER_ONCE = frozenset("a per every in i you we it the they he she".split(" "))  # "once a year", "once you have it"
_TELLING = frozenset(["both", "off", "none", "neither"])  # small words that do name an option
_ARTICLES = frozenset(["a", "an", "the"])
_REACH = 4  # how many words apart two words may stand and still name one thing
_FAINT = 0.2


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """How the options of one dimension are called: runs of stems by their first stem, and who owns each."""

    dimension: str
    runs: dict[str, list[tuple[_Run, str, float]]]
    slips: dict[str, str]
    shared: dict[str, frozenset[str]]
    negative: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Hit:
    first: int
    last: int
    option: str
    weight: float
    run: _Run


def _names(catalogue: Catalogue) -> _Names:
    return tuple(
        (d.id, tuple((o.id, (o.label, *o.phrases)) for o in d.options)) for d in catalogue.dimensions
    )  # plain strings: an Option holds a mapping and cannot be hashed


@lru_cache(maxsize=256)
def _lexicons(names: _Names) -> tuple[_Lexicon, ...]:
    return tuple(_lexicon(dimension, options) for dimension, options in names)


def _speaking_id(option: str) -> str:
    """An id as words; nothing for one that only numbers the options (`o3`, `b`)."""
    plain = re.sub(r"[_\-./]+", " ", option).strip()
    return "" if re.fullmatch(r"[a-z]{0,2}\d*|(opt|option|choice) ?\w?\d*", plain.lower()) else plain


def _split_negation(name: str) -> tuple[bool, str]:
    """`no gift wrap` is (True, "gift wrap")."""
    found = re.match(r"\W*(?:no|without|not|none|skip|don['’]t|never)\b\W*(?=\w)", name, re.IGNORECASE)
    return (True, name[found.end() :]) if found else (False, name)


def _lexicon(dimension: str, options: tuple[tuple[str, tuple[str, ...]], ...]) -> _Lexicon:
    content: dict[str, list[_Run]] = {}  # the words that carry meaning, by option
    whole: dict[str, list[_Run]] = {}  # these and the names as spelled, with every small word
    marked: dict[str, set[str]] = {}
    in_id: dict[str, set[str]] = {}
    for option, names in options:
        runs = []
        for name in (_speaking_id(option), *names):
            if not name:
                continue
            negative, rest = _split_negation(name)
            run = stems(rest)
            runs.append(tuple("¬" + term for term in run) if negative else run)
        content[option] = [run for run in runs if run]
        whole[option] = list(content[option])
        marked[option] = {term for run in content[option] for term in run}
        in_id[option] = set(stems(_speaking_id(option))) if _speaking_id(option) else set()
    owners: dict[str, set[str]] = {}
    for option, terms in marked.items():
        for term in terms:
            owners.setdefault(term, set()).add(option)

    topic = set(stems(dimension.replace("_", " "))) - {term.removeprefix("¬") for term in owners if term[0] == "¬"}
    table: dict[tuple[_Run, str], float] = {}

    def call(run: _Run, option: str, weight: float) -> None:
        table[run, option] = max(weight, table.get((run, option), 0.0))

    for option, names in options:
        for name in names:
            spelled = tuple(word.stem for word in words(name) if word.raw not in _ARTICLES)
            if len(spelled) > 1 and spelled not in whole[option]:
                call(spelled, option, 1.0)
                whole[option].append(spelled)
    for option in whole:
        runs = content[option]
        for run in runs:
            if len(run) > 1:
                call(run, option, 1.0)
            elif len(owners[run[0]]) == 1 or run in runs:
                faint = run[0] in topic or (run[0] in STOP and run[0] not in _TELLING)
                call(run, option, 0.25 if faint else _strength(run[0], 1, run[0] in in_id[option]))
        for term in marked[option]:
            alone = len(owners[term]) == 1 and term.removeprefix("¬") not in STOP
            if alone:
                longest = max(len(run) for run in runs if term in run)
                strength = 0.25 if term in topic else _strength(term, longest, term in in_id[option])
                call((term,), option, strength)
                for other in synonyms(term) if strength >= 0.5 else ():
                    if not any(word in owners for word in other if word != term and not is_weak(word)):
                        call(other, option, 0.35 if len(other) == 1 and is_weak(other[0]) else 0.65)
        for run in id_phrases(option):
            call(run, option, 0.45 if run == ("for", "me") else 0.7)
    claimed: dict[_Run, set[str]] = {}
    for run, option in table:
        claimed.setdefault(run, set()).add(option)
    by_first: dict[str, list[tuple[_Run, str, float]]] = {}
    for (run, option), weight in table.items():
        rivals = claimed[run] - {option}
        if rivals and (run not in whole[option] or any(run in whole[rival] for rival in rivals)):
            continue
        by_first.setdefault(run[0], []).append((run, option, weight))
    shared = {term: frozenset(by) for term, by in owners.items() if len(by) > 1}
    return _Lexicon(dimension, by_first, _slips(by_first), shared, frozenset(term[1:] for term in owners if term.startswith("¬")))


def _slips(known: Iterable[str]) -> dict[str, str]:
    """Longer words with one letter left out or two swapped, and what was meant: people type in haste."""
    table: dict[str, str] = {}
    for term in known:
        if len(term) >= 6 and term.isalpha():
            for i in range(1, len(term)):
                table.setdefault(term[:i] + term[i + 1 :], term)
                table.setdefault(term[: i - 1] + term[i] + term[i - 1] + term[i + 1 :], term)
    return {slip: term for slip, term in table.items() if slip not in known and not is_weak(slip)}


def _strength(term: str, size: int, in_id: bool) -> float:
    """How surely one word of an option's name of `size` words names it."""
    term = term.removeprefix("¬")
    if term.isdigit():
        return 0.4 if len(term) == 1 else 0.55
    if is_weak(term):
        return 0.5 if in_id or size == 1 else 0.25
    return 0.9 if in_id or size == 1 else 0.6 if size == 2 else 0.45


def _in_dimension(said: list[Word], lexicon: _Lexicon) -> list[Mention]:
    heard = [_polar(said, index, lexicon) for index in range(len(said))]
    hits = [hit for index in range(len(said)) for hit in _hits_at(said, heard, index, lexicon)]
    hits.sort(key=lambda hit: (-len(hit.run), -hit.weight))
    taken: dict[int, str] = {}
    kept: list[_Hit] = []
    for hit in hits:
        if taken.get(hit.first, hit.option) == hit.option and taken.get(hit.last, hit.option) == hit.option:
            kept.append(hit)
            taken[hit.first] = taken[hit.last] = hit.option
    kept.sort(key=lambda hit: (hit.first, hit.last))
    result = []
    for cluster in _clusters(kept, said):
        weight = _weight(cluster, heard, lexicon)
        first, last = cluster[0].first, max(hit.last for hit in cluster)
        if weight >= _FAINT:
            if heard[first].startswith("¬"):
                first = next((i for i in range(first, max(-1, first - 4), -1) if said[i].raw in NEGATORS), first)
                last += said[last].raw not in NEGATORS and last + 1 < len(said) and said[last + 1].raw in NEGATORS
            result.append(Mention(lexicon.dimension, cluster[0].option, said[first].start, said[last].end, weight))
    return result


def _polar(said: list[Word], index: int, lexicon: _Lexicon) -> str:
    """The stem, marked where it is negated and the dimension has an option that consists in going without."""
    term = said[index].stem
    if said[index].raw == "once" and index + 1 < len(said) and said[index + 1].raw in _AFTER_ONCE:
        return ""
    term = _meant(term, lexicon)
    near = [*said[max(0, index - 3) : index], *said[index + 1 : index + 2]]
    if term in lexicon.negative and any(
        word.raw in NEGATORS and word.sentence == said[index].sentence for word in near
    ):
        return "¬" + term
    return term


def _meant(term: str, lexicon: _Lexicon) -> str:
    if term in lexicon.runs or len(term) < 5:
        return term
    if term in lexicon.slips:
        return lexicon.slips[term]
    if len(term) >= 7:  # one letter too many
        return next((known for known in (term[:i] + term[i + 1 :] for i in range(1, len(term))) if known in lexicon.runs and len(known) >= 6), term)
    return term


def _hits_at(said: list[Word], heard: list[str], index: int, lexicon: _Lexicon) -> Iterator[_Hit]:
    runs = list(lexicon.runs.get(heard[index], ()))
    if index + 1 < len(said) and said[index + 1].start - said[index].end <= 1:
        joined = stem(said[index].raw + said[index + 1].raw)
        for run, option, weight in lexicon.runs.get(joined, ()) if joined != "email" else ():
            if len(run) == 1:
                yield _Hit(index, index + 1, option, weight, (*run, ""))
    for run, option, weight in runs:
        at = index
        for term in run[1:]:
            ahead = at + 1
            while ahead < len(said) and ahead - at < _REACH and heard[ahead] != term and said[ahead].raw in STOP:
                ahead += 1
            if ahead >= len(said) or heard[ahead] != term or said[ahead].sentence != said[index].sentence:
                break
            at = ahead
        else:
            yield _Hit(index, at, option, weight, run)


def _clusters(hits: list[_Hit], said: list[Word]) -> Iterator[list[_Hit]]:
    cluster: list[_Hit] = []
    for hit in hits:
        if cluster and (
            hit.option != cluster[0].option
            or hit.first - cluster[-1].last > _REACH
            or hit.run == cluster[-1].run
            or said[hit.first].sentence != said[cluster[0].first].sentence
        ):
            yield cluster
            cluster = []
        cluster.append(hit)
    if cluster:
        yield cluster


def _weight(cluster: list[_Hit], heard: list[str], lexicon: _Lexicon) -> float:
    """One minus the chance that every word of the cluster means something else."""
    doubt, counted = 1.0, set()
    for hit in cluster:
        if hit.run not in counted:
            counted.add(hit.run)
            doubt *= 1 - hit.weight
    option = cluster[0].option
    around = heard[max(0, cluster[0].first - _REACH) : cluster[-1].last + _REACH + 1]
    support = {term for term in around if option in lexicon.shared.get(term, ())}
    return round(1 - doubt * 0.8 ** len(support), 3)
