"""Why: a reply that picks up nothing of the message reads like a form, and one that picks up too much invents.

So only what stands in the message word for word is taken from it: a reference ("order 88213"), the thing it is about
("the kettle"), a short question, and whether something went wrong. Where none is plain, none is given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

READ = 6_000  # characters of a message that are read; the rest of a pasted log says nothing about what is wanted
_READ_OF_END = 1_500  # but whoever pastes one may ask below it

_REFERENCE = re.compile(
    r"\b(order|ticket|invoice|booking|ref(?:erence)?|case|claim|policy|account|parcel|job|request)"
    r"\s*(?:no\.?|nr\.?|number|id)?\s*[:#]?\s*#?((?=[\w/-]*\d)[A-Za-z0-9][\w/-]{2,19})\b",
    re.IGNORECASE,
)
_VERBS = r"""is are was were isn't aren't wasn't weren't has have had hasn't haven't came come comes arrived arrives
    won't doesn't don't didn't can't cannot keeps? stopped broke failed fails fell died leaks? leaked still
    never just""".split()
_SUBJECT = re.compile(
    r"\b(my|our|the|this) ((?:[a-z][a-z-]+ ){0,2}[a-z][a-z-]+) "
    r"(?:(?:from|in|of|on|with) (?:my |our |the )?(?:order|booking|parcel|invoice|ticket) ?#?[\w-]* )?"
    r"(?:" + "|".join(_VERBS) + r"|no longer|does not)\b",
    re.IGNORECASE,
)
_NO_NOUN = frozenset(
    """i we you he she it they who which that this these those and or but if so when while because as than then a an the
    my our your his her their its of on in at to for from with by about into after before not no never is are was were
    be been has have had do does did can could will would should may might must get gets got one ones same other others
    last first next whole only very too more most both all there here where what how why thing things problem problems
    issue issues way time times day days week month date question questions fact reason rest person people guy guys man
    woman mother mum mom father dad wife husband son daughter kid kids child children baby brother sister friend partner
    boss vp ceo cto cfo head manager director secretary accountant
    auditor colleague team customer client doctor lawyer neighbour neighbor grandmother grandfather grandson
    granddaughter uncle aunt niece nephew cousin parents tenant friends family dog cat also
    just really still even maybe said says say told asked thought think know hope want need left right new old late name
    moment minute hour hours line lines end start point part page guest guests lot lots bit answer answers number
    morning evening afternoon today yesterday""".split()
)
_TROUBLE = re.compile(
    r"""\b(?:broken|broke|cracked|smashed|shattered|damaged|dented|scratched|torn|ripped|leak(?:s|ed|ing|y)?|mould[ey]?
    |mold[ey]?|rotten|spoil(?:ed|t)|faulty|defective|missing|wrong|fail(?:s|ed|ing|ure)?|crash(?:es|ed|ing)?
    |errors?|stuck|stick(?:s|ing)|jam(?:s|med|ming)|blurry|freez(?:es|ing)|frozen
    |lost|stolen|outage|down\ again|charged\ twice|double[-\ ]charged|overcharged|not\ working
    |stopped\ working
    |(?:doesn't|does\ not|don't|won't|isn't|can't|cannot|couldn't|didn't|hasn't|never)\ (?:work|open|start|load|connect
        |turn|come|came|arrive|charge|show|respond|get|log|send|sync|fit|close|ring|print)\w*
    |(?:is|are|was|were|so|too|days|hours|again)\ late|no\ (?:signal|power|heating|water|internet|sound|picture|lights?)
    |complain\w*|unacceptable|fed\ up|disappointed)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ADVICE = re.compile(
    r"""what\ (?:would|do|will)\ you\ (?:take|pick|choose|do|recommend|suggest|advise|prefer|go\ for)
    |which\ (?:one\ )?(?:would|do)\ you\ (?:take|pick|choose|recommend|suggest|advise|prefer|go)
    |what\ (?:do\ )?(?:most|other|the\ others)\b|your\ (?:advice|recommendation|honest\ opinion)|honest\ question
    |hot\ take|(?:what|which)(?:\ \w+)?\ (?:is|would\ be|'s)\ (?:the\ )?(?:best|better)|if\ it\ (?:was|were)\ you""",
    re.IGNORECASE | re.VERBOSE,
)
_OPTIONS = re.compile(
    r"""\b(?:which|what)\b[^.?!\n]{0,60}\b(?:are\ there|exist|available|do\ you\ (?:have|offer|do)
        |can\ (?:i|we)\ (?:have|get|choose)|(?:is|are)\ (?:open|possible)|can\ be\ chosen)
    |what\ (?:are|were)\ (?:the|my|our)\ (?:\w+\ )?(?:options|choices|possibilities|ways)
    |(?:which|what)\ (?:options|choices|ways)|(?:^|[.!?\n]\s*)(?:and\ )?which(?:\ \w+){0,2}\?""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_OFFERS = re.compile(
    r"\b(?:no (?:retention |other |more |counter ?|further )*(?:offers?|alternatives?|discussions?)|nothing else)\b",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\b(?:(?:the )?same (?:thing |way )?(?:as|like) (?:last|usual|always|before|ever|the last)|same again|"
    r"the usual\b|(?:as|like) (?:last time|always|usual|every time)|as before)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"(?:^|(?<=[.!?\n;:)]))\s*([^.!?\n;:()<>]{3,200}\?)")
_PLAIN = re.compile(
    r"^(?:what|when|where|which|who|how|why|is|are|can|could|do|does|did|will|would|should|has|have)\b", re.IGNORECASE
)
_LEADING = re.compile(r"^(?:and|so|but|also|then|or|ok|okay|well|hi|hello|hey),?\s+", re.IGNORECASE)
# Questions that any answer to the message answers, and requests in the form of one.
_EMPTY = re.compile(
    r"""^(?:what\ (?:happens\ (?:now|next)|is\ (?:going\ on|happening)|now|next|can\ (?:i|we|you)\ do|do\ (?:i|we)\ do
        |'s\ up)\b
    |(?:can|could|would|will)\ (?:you|somebody|someone|anyone|anybody|we)\ (?!tell|say|explain)
    |how\ come\b|why\b|any\b|ok\b|is\ that\ (?:ok|possible|right)|right\b)""",
    re.IGNORECASE | re.VERBOSE,
)
# Questions that come without their mark.
_ASKING = re.compile(
    r"""^\s*(?:(?:hi|hello|hey|and|also|so),?\ )?(?:what|whats|what's|when|where|wheres|where's|how|hows|which|who)\b
    |\b(?:advise|tell\ me|let\ me\ know|inform\ me|i\ wonder|wondering|like\ to\ know|need\ to\ know)\b.{0,30}
        \b(?:when|what|whether|if|how|where|which|why|who)\b""",
    re.IGNORECASE | re.VERBOSE,
)
LONGEST_QUESTION = 75  # characters of a question that is quoted back
_THANKS = frozenset(
    """thanks thank you thx ty cheers ta great perfect super lovely brilliant ok okay cool nice good fine noted got
    it all many so much very a lot will do that works for me is yes again everyone team guys and the help your
    bye""".split()
)
_ENGLISH = frozenset(
    """the a an i you we it is are was and or to of in on for my your our not do does did have has can could will would
    with this that me please at from but what when how hi hello thanks no yes if be been again there just get""".split()
)
_OTHER = frozenset(
    """ich nicht und der die das ist mein meine bitte wie wir sie ein eine auf mit für le la les je ne pas est une
    mon
    ma mes vous nous bonjour merci pour avec dans que qui el los las yo no es una mi por para hola gracias con usted
    pero
    il lo gli non sono mio mia ciao grazie per che het een niet mijn ik jij wij dank hallo met voor em não meu minha
    obrigado uma os jest nie się na proszę dzień dobry moje det och inte jag är att på og ikke jeg""".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gist:
    """What can safely be picked up from a message, each part empty or false where it is not plain.

    `subject` is spoken from our side ("your kettle"); `reference` and `question` are the customer's own words, the
    question one that needs an answer of its own; `questions` counts those; `options` says that the message asks what
    there is to choose from, `advice` that it asks what we, or others, would take, `no_offers` that it wants to hear of
    nothing else, `same` that it wants the same as before.
    """

    subject: str = ""
    reference: str = ""
    question: str = ""
    questions: int = 0
    trouble: bool = False
    options: bool = False
    advice: bool = False
    no_offers: bool = False
    same: bool = False
    english: bool = True


def excerpt(message: str) -> str:
    """What of a message is read for wishes and requests: of a very long one its beginning and its end.

    >>> len(excerpt("a log line " * 4000)) < 8_000
    True
    """
    return message if len(message) <= READ + _READ_OF_END else f"{message[:READ]}\n\n{message[-_READ_OF_END:]}"


def gist(message: str) -> Gist:
    """What a message says in so many words.

    >>> gist("Hi, my kettle is broken again. Order 88213.").subject
    'your kettle'
    """
    text = re.sub(r"[^\S\n]+", " ", message[:READ].replace("’", "'"))
    asked = [_LEADING.sub("", found.group(1).strip()) for found in _QUESTION.finditer(text)]
    real = [question for question in asked if not (_EMPTY.match(question) or _ADVICE.search(question))]
    plain = [q for q in real if _PLAIN.match(q) and len(q) <= LONGEST_QUESTION and not _OPTIONS.search(q)]
    trouble = any(not _hypothetical(text, found.start()) for found in _TROUBLE.finditer(text))
    return Gist(
        subject=_subject(text, trouble),
        reference=_reference(text),
        question=plain[0] if plain else "",
        questions=len(real) + sum(map(_asks_unmarked, re.findall(r"[^.!?\n;]+[.!?\n;]?", text))),
        trouble=trouble,
        options=bool(_OPTIONS.search(text)),
        no_offers=bool(_NO_OFFERS.search(text)),
        same=bool(_SAME.search(text)),
        advice=bool(_ADVICE.search(text)),
        english=_is_english(text),
    )


def only_thanks(message: str) -> bool:
    """Whether a message says thanks, or that all is well, and nothing else."""
    text = re.sub(r":[\w+-]+:", " ", message)
    words = re.findall(r"[^\W\d_]+", text.lower())
    return "?" not in text and len(words) <= 12 and all(word in _THANKS for word in words)


def _asks_unmarked(sentence: str) -> bool:
    rest = _LEADING.sub("", sentence.strip())
    return (
        not sentence.endswith("?") and bool(_ASKING.search(rest)) and not (_EMPTY.match(rest) or _ADVICE.search(rest))
    )


def _reference(text: str) -> str:
    found = _REFERENCE.search(text)
    if not found:
        return ""
    noun = found.group(1).lower()
    return f"{'reference' if noun == 'ref' else noun} {found.group(2)}"


def _subject(text: str, trouble: bool) -> str:
    """The thing a sentence is about; one that is not the customer's own only where the sentence tells of trouble."""
    for clause in re.split(r"[.!?\n;]", text):
        wrong = trouble and bool(_TROUBLE.search(clause))
        for found in _SUBJECT.finditer(clause):
            words, own = found.group(2).split(), found.group(1).lower() in ("my", "our")
            if not _NO_NOUN.intersection(word.lower() for word in words) and (own or wrong):
                thing = found.group(2).lower() if text.isupper() else found.group(2)
                return f"{'your' if own else 'the'} {thing}"
    return ""


def _hypothetical(text: str, at: int) -> bool:
    """Whether a word of trouble stands in a condition ("what if it is broken?") or in passing, in brackets."""
    clause = re.split(r"[.!?\n,;)]", text[max(0, at - 80) : at])[-1]
    return bool(re.search(r"\b(?:if|in case|whether|unless)\b|\(", clause, re.IGNORECASE))


def _is_english(text: str) -> bool:
    """False only where words of another language outnumber the English ones: a short message counts as English."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) >= 4 and sum(not word.isascii() for word in words) > len(words) * 0.6:
        return False
    english = sum(word in _ENGLISH for word in words)
    other = sum(word in _OTHER for word in words)
    return other < 2 or other <= english
