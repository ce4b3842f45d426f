"""What a team leaves to its customers, and where a text names an option.

A `Catalogue` is the list of dimensions (resolution, contact, pace, …) and, in each, the options that a
customer may take. Everything else in this project asks it two questions: what is open, and which option
does this text name?
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assist.lexicon import Lexicon, Names, Run, lexicons
from assist.records import Dimension, Option
from assist.words import STOP, Word, stem, words


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

    def holding(self, options: Sequence[str]) -> Dimension | None:
        """The first dimension that has all of these options; None for none, or of no options at all."""
        if not options:
            return None
        return next((one for one in self.dimensions if all(one.option(option) for option in options)), None)

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
    for lexicon in lexicons(_names(catalogue)):
        result.extend(_in_dimension(said, lexicon))
    return sorted(result, key=lambda mention: (mention.start, -mention.weight))


_LONGEST_SLIP = 40  # letters: beyond that a word is no slip of the pen
_NEGATORS = frozenset(
    [
        "no",
        "not",
        "without",
        "don't",
        "dont",
        "never",
        "skip",
        "none",
        "nor",
        "neither",
        "won't",
        "can't",
        "cannot",
        "isn't",
    ]
)
_AFTER_ONCE = frozenset(
    ["a", "per", "every", "in", "i", "you", "we", "it", "the", "they"]
)  # "once a year", "once you …"
_REACH = 4  # how many words apart two words may stand and still name one thing
_FAINT = 0.2


@dataclass(frozen=True, slots=True)
class _Hit:
    first: int
    last: int
    option: str
    weight: float
    run: Run


def _names(catalogue: Catalogue) -> Names:
    return tuple(
        (d.id, tuple((o.id, (o.label, *o.phrases)) for o in d.options)) for d in catalogue.dimensions
    )  # plain strings: an Option holds a mapping and cannot be hashed


def _in_dimension(said: list[Word], lexicon: Lexicon) -> list[Mention]:
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
                first = next((i for i in range(first, max(-1, first - 4), -1) if said[i].raw in _NEGATORS), first)
                last += said[last].raw not in _NEGATORS and last + 1 < len(said) and said[last + 1].raw in _NEGATORS
            result.append(Mention(lexicon.dimension, cluster[0].option, said[first].start, said[last].end, weight))
    return result


def _polar(said: list[Word], index: int, lexicon: Lexicon) -> str:
    """The stem, marked where it is negated and the dimension has an option that consists in going without."""
    term = said[index].stem
    if said[index].raw == "once" and index + 1 < len(said) and said[index + 1].raw in _AFTER_ONCE:
        return ""
    term = _meant(term, lexicon)
    near = [*said[max(0, index - 3) : index], *said[index + 1 : index + 2]]
    if term in lexicon.negative and any(
        word.raw in _NEGATORS and word.sentence == said[index].sentence for word in near
    ):
        return "¬" + term
    return term


def _meant(term: str, lexicon: Lexicon) -> str:
    if term in lexicon.runs or len(term) < 5:
        return term
    if term in lexicon.slips:
        return lexicon.slips[term]
    if 7 <= len(term) <= _LONGEST_SLIP:  # one letter too many
        return next(
            (
                known
                for known in (term[:i] + term[i + 1 :] for i in range(1, len(term)))
                if known in lexicon.runs and len(known) >= 6
            ),
            term,
        )
    return term


def _hits_at(said: list[Word], heard: list[str], index: int, lexicon: Lexicon) -> Iterator[_Hit]:
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


def _weight(cluster: list[_Hit], heard: list[str], lexicon: Lexicon) -> float:
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
