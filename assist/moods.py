"""Why: most sentences that name an option ask, suppose, remember or report; few of them act.

The mood of a clause, read off its form: a question or a request in the form of one, a condition or mere politeness,
the past, somebody else's taste, a hedge. An option named in the clause stands in it as `MASK`.
"""

from __future__ import annotations

import re

MASK = "ŧ"  # letters, so that a pattern sees a word there; the other options of the dimension become `đ`
OTHER = "đ"
NEGATION = (
    r"(?:no|not|none|don'?t|dont|do not|never|without|won'?t|wont|can'?t|cant|cannot|can not|couldn'?t|shouldn'?t|"
    r"wouldn'?t|neither|nor|ain'?t|isn'?t|aint|hardly|stop|quit|didn'?t|doesn'?t|nothing)"
)


def pattern(text: str) -> re.Pattern[str]:
    """A case-blind regular expression."""
    return re.compile(text, re.IGNORECASE)


_IF = pattern(
    r"\b(?:if|unless|provided|providing|as long as|so long as|only if|assuming|supposing|in case|depends|"
    r"depending|otherwise)\b"
)
_POLITE_IF = pattern(
    r"\b(?:grateful|appreciate(?: it)?|great|nice|lovely|good|kind|happy|happier|glad|wonderful|helpful|"
    r"best|better|perfect|obliged|easier|prefer(?: it)?|brilliant|super) if (?:we|you|i|it|that|this|"
    r"someone|somebody)\b|"
    r"\bif (?:(?:it|that|this)(?:'?s| is| isn'?t| is not)? ?)?(?:at all |still |not |all )*"
    r"(?:possible|poss|ok|okay|alright|all right|fine|convenient|(?:too )?much (?:trouble|bother)|"
    r"available|there|going|open|the same(?: to you)?|"
    r"(?:you|u|ye) (?:say so|insist|think so|recommend it|prefer|can|could|would|don'?t mind|please|like|"
    r"want|wouldn'?t mind|may|have a (?:minute|moment|second))|"
    r"(?:i|we) (?:may|must|have to|could|can)|need be|so|that (?:works|suits|helps)|that'?s the case|nothing else)\b"
    r"|\bif (?:you'?d|you would|you'?ll|you) (?:only |just )?(?:be|are) (?:so |that )?(?:good|kind|able)\b"
    r"|\bif (?:it|that|this)(?:'s| is)? not (?:too |a |much |an? )*(?:trouble|troubling|bother|bothering|"
    r"inconvenien\w+|hassle|problem)\b"
    r"|\bin case (?:you|it'?s) (?:wonder|useful|of interest)|\bjust in case\b|\bin that case\b|\bas if\b|\bno idea if\b"
)
QUESTION_FORM = pattern(
    r"^\W*(?:(?:and|but|so|ok|okay|hi|hello|well|hm+|also|sorry|oh|um|wait|just wondering|quick question)\W+)*"
    r"(?:what|when|where|why|how|which|who|whose|is|are|was|were|does|(?:do|did) (?:you|u|i|we|they|the|"
    r"your|my|any|all|it|he|she)|has|have you|will it|will the|will i|will you be|"
    r"would the|would that|would it|would i|can it|can the|could the|could that|should i|shall i|am i|"
    r"any idea|any chance|isn'?t|aren'?t|"
    r"can i still|can't it|won'?t|wonder|i wonder|i was wondering|wondering|wdyt|whats|hows)\b"
)
TAG_QUESTION = pattern(
    r"\b(?:do|does|is|are|was|were|ca|wo|would|has|have|did|ai)n'?t (?:it|they|that|you|we|he|she|i|there)\W*$"
)
ASK_INFO = pattern(
    r"\b(?:tell|say|explain|clarify|confirm|remind|know|describe|advise|recommend|guarantee|compare|"
    r"check (?:if|whether|that|what|how))\b"
)
REQUEST = pattern(
    r"\b(?:can|could|would|will|cld|can'?t|couldn'?t|cud|may) (?:you|u|ya|someone|somebody|one of (?:you|your\w*)|"
    r"anyone|"
    r"you guys|your (?:people|team|lot|colleagues?|technician|engineer|fitter)|a colleague)\b|\bwould you mind\b|"
    r"\bmind if\b"
    r"|\b(?:grateful|appreciate(?: it)?|great|nice|lovely|good|kind|happy|glad|helpful|better|perfect|"
    r"obliged|prefer it) if (?:you|we|i|someone|somebody) (?:can|could|would|might|may)\b"
)
WH = pattern(r"^\W*(?:(?:and|but|so|ok|okay|well|hm+)\W+)*(?:what|which|how|when|where|why|who)\b")
PLEASE = pattern(r"\b(?:please|pls|plz|just|instead|then)\b")
MAY_I = pattern(r"\b(?:can|could|may|might) (?:i|we)\b")
SUGGEST = pattern(
    r"\b(?:how about|what about|why don'?t (?:you|we|i)|why not|(?:would|is) it (?:be )?(?:possible|ok|"
    r"okay)|any chance|is there any way)\b"
)
HEDGE = pattern(
    r"\b(?:not (?:yet )?(?:so |entirely |really |quite |too |totally |100 ?% )?(?:sure|decided|convinced)|"
    r"unsure|undecided|maybe|perhaps|possibly|might|"
    r"(?:i|we)(?:'d| would) have (?:thought|said|liked|preferred|loved|chosen|taken)|lean(?:ing)?|tempted|torn|"
    r"toying|thinking (?:of|about)|considering|i wonder|wish|ideally|in theory|"
    r"in an ideal world|would(?:'ve| have) been|"
    r"could (?:be|imagine|live with)|would be (?:a dream|nice|lovely|cool|fun|handy|interesting|tempting)|"
    r"(?:sounds|looks|is|are|'s|seems) (?:\w+ )?(?:tempting|interesting|nice|fun|cool|like fun)|hope|hoping|"
    r"dreaming|if only|one day|some day|someday|"
    r"either|whichever|whatever|both(?! of (?:us|them|you))|any of)\b"
)
_OTHERS = pattern(
    r"\b(?:(?:my|our|the|his|her|their|a|some|most|many|all|other) "
    r"(?!(?:first )?(?:preference|choice|pick|vote|wish|answer|decision|favou?rite|option)\b)"
    r"(?:\w+[ '’-]){0,3}?(?:wants?|prefers?|"
    r"likes?|loves?|says?|said|thinks?|thought|would|swears?|told|"
    r"recommends?|recommended|insists?|fancies|hates?|is all for|are all for|goes for|votes?|suggests?|"
    r"suggested|keeps? (?:saying|telling)|reckons?|chose|took|takes|has|have|had|got|gets|uses|used|"
    r"always)|"
    r"(?:he|she|they|everyone|everybody|people|nobody|who ?ever|others|some) (?:\w+ )?(?:wants?|prefers?|"
    r"likes?|loves?|says?|said|thinks?|would|swears?|told|hates?|gets?|got|has|have|chose|took|takes|will|"
    r"'?ll|is|are)|"
    r"(?:he|she|they)'d\b)"
)
_SELF_SUBJECT = pattern(r"\b(?:i|we|i'?ll|i'?d|i'?m|we'?ll|we'?d|we'?re|let'?s|please|pls)\b")
_I_THINK = pattern(r"\b(?:i (?:think|guess|believe|suppose|reckon|hear|heard|know)|i'd (?:say|guess))\b")
PAST = pattern(
    r"\b(?:last (?:time|year|month|week|summer|winter|spring|autumn|ten|two|three|one)|used to|back then|"
    r"years ago|months ago|weeks ago|yesterday|previously|"
    r"(?:i|we) (?:\w+ )?(?:had|took|got|was|were|ordered|bought|chose|tried|used|asked|paid|went|did|sent|"
    r"booked|picked|received|thought|called|phoned|rang|mailed|emailed|wrote|told|returned|sat|waited)|"
    r"(?:i|we)(?:'ve| have|'d already| had) (?:\w+ )?(?:had|taken|got|been|tried|used|asked|paid|done|sent|"
    r"seen|heard|ordered|bought|called|phoned|returned|waited|received|mailed|emailed|written))\b"
    rf"|^\W*(?:had|took|got|tried|ordered|asked for|received|bought) (?:\w+ )?{MASK}"
)
DECIDED = pattern(
    r"\b(?:decided|settled|gone (?:for|with)|chosen|opted|made up (?:my|our) mind|agreed (?:on|that)|picked)\b"
)


_ENQUIRES = pattern(
    r"\b(?:can|could|may|might) (?:i|we) (?:please |just |also |first )?(?:ask|enquire|inquire|know|check|see|"
    r"wonder|hear|confirm)\b"
)


def condition(text: str) -> bool:
    """Whether a clause sets a condition that is more than politeness."""
    return bool(_IF.search(_POLITE_IF.sub(" ", text)))


def asks_to_act(text: str) -> bool:
    """Whether a question is a request in form: "could you just send it"."""
    return REQUEST.search(text) is not None and not ASK_INFO.search(text) and not WH.search(text)


def interrogative(text: str) -> bool:
    """Whether a clause has the form of a question for information, with or without its mark."""
    if asks_to_act(text):
        return False
    return bool(QUESTION_FORM.search(text) or _ENQUIRES.search(text) or TAG_QUESTION.search(text))


def of_others(text: str) -> bool:
    """Whether the clause speaks of other people's tastes."""
    others = _OTHERS.search(text)
    if others is None or others.start() > text.index(MASK):
        return False
    return not _SELF_SUBJECT.search(_I_THINK.sub("", text[others.start() :]))
