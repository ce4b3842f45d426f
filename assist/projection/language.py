"""The check reads English and nothing else; on a draft in another language it must say so instead of guessing.

Short words of grammar make up about half of any English text and hardly any of a text in another language. Two or
three words prove nothing, so a very short draft is taken as English.
"""

from __future__ import annotations

from assist.projection.concepts import tokens

_GRAMMAR = frozenset(
    """the a an and or but of to in on at by for with from as is are was were be been am i you he she it we they
    me him her us them my your his our their this that these those there here so then than can could will would
    shall should may might must do does did have has had not no if when what which who how all any some just
    also out up about into please thanks thank sorry hello hi dear i'm i'll i've i'd you're you'll we've we'll
    it's that's don't can't let's""".split()
)
_FEWEST_WORDS = 8
_LEAST_SHARE = 0.15


def reads_as_english(text: str) -> bool:
    """Whether enough of the text's words are those of English grammar.

    >>> reads_as_english("Ihre Bestellung ist heute angekommen, wir melden uns morgen wieder bei Ihnen.")
    False
    """
    listed = [word for word, _, _ in tokens(text[:4000]) if not word[0].isdigit()]
    if len(listed) < _FEWEST_WORDS:
        return text.isascii() or not listed or any(word in _GRAMMAR for word in listed)
    return sum(word in _GRAMMAR for word in listed) >= _LEAST_SHARE * len(listed)
