"""Why: a choice is an act, and most sentences that name an option are not one.

A turn is cut into clauses. For each clause that names an option (the name masked as `ŧ`), `force` says what
the customer does with it: take it, rule it out, merely name it or tell of it, and how surely. The rules go by the form
of the clause (mood, subject, tense, negation, condition), not by its topic, so they hold for any catalogue.
Left out: irony without any outward sign, and reasons that imply an option without naming it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assist.moods import (
    DECIDED,
    HEDGE,
    MASK,
    MAY_I,
    NEGATION,
    OTHER,
    PAST,
    PLEASE,
    QUESTION_FORM,
    SUGGEST,
    TAG_QUESTION,
    asks_to_act,
    interrogative,
    of_others,
    pattern,
)

Kind = Literal["take", "reject", "name", "tell"]


@dataclass(frozen=True, slots=True)
class Force:
    act: Kind
    sure: float  # in [0, 1]


_NAMED = Force("name", 0.0)
_TOLD = Force("tell", 0.0)  # how things were: a complaint or a story puts no option on the table


# --- ruling out
_BETWEEN = (  # what may stand between a refusal and the name it refuses, but no new act and no other option
    r"(?:\W+(?!đ|(?:send|give|please|just|let|let's|rather|only|i|we|i'll|i'd|we'll)\b)\w+(?:'\w+)?)"
)
_REJECT_BEFORE = pattern(
    rf"\b{NEGATION}\b{_BETWEEN}{{0,6}}?\W*{MASK}|"
    r"\b(?:rather than|instead of|anything but|as opposed to|sick of|fed up with|tired of|done with|enough of|"
    r"hates?|dislike|avoid|refuse|decline|not a fan of|no fan of|steer clear of|stay away from)\b"
    rf"{_BETWEEN}{{0,5}}?\W*{MASK}|"
    r"\b(?:forget(?: about)?|drop|skip|scrap|ditch|leave out|spare me|keep your|(?:am|'m|are|'re|is) against|over|than|"
    r"except|no more|ruled out|rule out|minus|lose|turn down|say no to|pass on|disable|deactivate|remove|get rid of|"
    r"(?:turn|switch|take) off|unsubscribe from|opt out of|cancel)"
    r"(?:\W+(?:the|a|an|that|this|your|any|another|more|those|these|to|being|getting|with|about|idea|of|all|by|have|"
    rf"having)){{0,4}}\W*{MASK}"
)
_NO_REFUSAL = pattern(
    r"\b(?:why not|not only|no problem|no worries|if not|whether or not|can'?t wait|don'?t mind|wouldn'?t mind|"
    r"no objection|nothing against|not bad)\b"
)
_SWITCHED_OFF = pattern(rf"\b(?:turn|switch|take|leave|keep|have)\W+(?:\w+\W+){{0,2}}?{MASK}(?:\W+\w+){{0,2}}?\W+off\b")
_LEAVING = pattern(rf"\bfrom\W+(?:\w+\W+)?{MASK}(?:\W+\w+){{0,2}}?\W+to\b")  # "from the weekly one to …"
_UNDECIDED = pattern(rf"{MASK}\W+or\W+(?:\w+\W+)?{OTHER}|{OTHER}\W+or\W+(?:\w+\W+)?{MASK}")
_ALONGSIDE = pattern(rf"{OTHER}\W+(?:(?:or|and|nor|&)\W+)?(?=(?:(?:the|a|an)\W+)?{MASK})")
_REJECT_AFTER = pattern(
    rf"{MASK}(?:\W+(?!ŧ)\w+(?:['’]\w+)?){{0,4}}?\W+(?:(?:is|are|was|'s|would be|seems?|sounds|looks|feels|"
    rf"gets)(?:n'?t| not)? ?(?:\w+ ){{0,2}}?(?:no use|no good|useless|pointless|out|worthless|"
    rf"off the table|no option|"
    r"not for (?:me|us)|nothing for|too \w+|a no|rubbish|nonsense|overkill|no help|a waste|impossible|"
    r"out of the question|a pain|a nightmare|awful|terrible|the worst|a bit (?:too )?\w+|a bit much|"
    r"ridiculous|not an option|silly|stupid)|"
    r"(?:won'?t|wont|doesn'?t|doesnt|don'?t|dont|isn'?t|isnt|aren'?t|wouldn'?t|can'?t|cannot|does not|"
    r"is not|are not|do not|will not|would not|not really|never|hardly|barely)\b"
    r"(?! (?:matter|hurt|be a problem|sound bad|look bad))|not |"
    r"no$|no thanks|no thank|nope|makes no sense|"
    r"only makes? )"
)
# --- taking
_GAP = r"(?:\W+(?!ŧ)[\w'’]+){0,6}?\W*"
_LEAD = (
    r"^\W*(?:(?:haha+|lol|aw+|pity|shame|too bad|fair enough|no worries|you'?re right|got it|ok|okay|yes|"
    r"yeah|yep|yup|ya|sure|alright|right|well|then|so|fine|great|good|perfect|super|"
    r"cool|hm+|hmm+|ah|oh|ooh|argh|ugh|um|hi|hello|hey|no|nope|nah|actually|"
    r"please|pls|plz|thanks|thank you|in that case|and|but|or|just|simply|maybe just|for (?:me|us)|"
    r"definitely|absolutely|i guess|i think|i suppose|guess|def|defo|all right|"
    r"sorry|wait|oh well|either way|honestly|tbh|also|again|still|lovely|excellent|brilliant|wonderful|"
    r"to be honest|if possible|ideally|kindly|now|instead)\b\W*)*"
)
_DET = (
    r"(?:(?:the|a|an|my|your|this|that|in|by|via|on|at|to|with|for|another|only|just|it|one|back to|over|"
    r"through|per|as|against|option|both|some|like|every|each|definitely|rather|preferably|better|full|all)\W+){0,3}"
)
_INTENT = (
    r"(?:have|take|taking|go|going|do|doing|use|using|stick|sticking|keep|keeping|stay|staying|choose|"
    r"choosing|pick|picking|opt|opting|prefer|lean|like|love|want|need|"
    r"accept|buy|order|book|switch|switching|change|settle|be|rather|come|get|try|say|vote|leave|remain|"
    r"wait|bring|see|start|return|make|appreciate|request|favou?r|decided|settled|gone|chosen|opted|select|"
    r"selecting)"
)
_AUX = (
    r"(?:'ll|'d|'m|'re| will| would| should| shall| am| are|ll|'ve to| have to| has to|'ve got to| must| gotta|"
    r"'m gonna| better)"
)
_WANTING = (
    r"(?:prefer|like|love|want|need|accept|choose|pick|opt|take|vote|go (?:for|with)|request|favou?r|decided|"
    r"settled|gone|chosen|opted|decide|select|stick|would|rather)"
)
_STRONG = pattern(
    rf"\b(?:i|we){_AUX}(?:\W+(?!not\b|never\b|only if\b)[\w'’]+){{0,3}}?\W+{_INTENT}\b{_GAP}{MASK}"
    rf"|\b(?:i|we)(?:'ve| have)?(?:\W+(?:really|much|also|then|now|definitely|always|usually|still|just|"
    rf"would|strongly|think|guess|say)){{0,2}}\W+{_WANTING}\b{_GAP}{MASK}"
    rf"|\b(?:i|we)(?:'ll| will|ll|'d (?:like|love|prefer|rather)(?: to)?| want to| wanna| would (?:like|"
    rf"love|prefer)(?: to)?| am going to|'m going to|'m gonna| need to)\W+(?:just |then |rather |"
    rf"definitely |go and )?{MASK}"
    rf"|\b(?:let'?s|let us|lets|make (?:it|that)|go (?:for|with|ahead with|ahead and)|"
    rf"(?<!\bi )(?<!\bwe )put (?:me|us|it|him|her|them|that|everything)|sign (?:me|us)|give (?:me|us)|"
    rf"send (?:me|us|it|him|her|them)?|switch (?:me|us|it)?|set (?:me|us|it)|"
    rf"move (?:me|us|it)?|stick (?:to|with)|stay (?:with|on|at|in)|leave it (?:at|on|with|in)|(?:has|have|"
    rf"had|got|gotta|needs?) (?:to )?(?:be|go for|have)|back to|whack|chuck|pop|stick|sign up|"
    rf"settled? (?:on|for)|decided? (?:on|for|to)|opt(?:ed)? for|"
    rf"(?:my|our) (?:choice|pick|vote|preference|answer|decision)(?: is|'s| goes| would be| falls)?(?: to|"
    rf" on| for)?|please|pls|plz|kindly|pleas|prefer|i'?ll|we'?ll|i'?m taking|rather|simply|just|"
    rf"yes to){_GAP}{MASK}"
    rf"|\bfrom\W+(?:the\W+)?{OTHER}\W+to\W+(?:the\W+|a\W+)?{MASK}"
    rf"|{MASK}{_GAP}(?:please|pls|plz|pleas|it (?:is|shall be|has to be|must be)|it(?:'?ll|"
    rf" will) (?:have to )?be|instead|for (?:me|us|him|her|"
    rf"now)\b|suits me|is what (?:i|we)(?: would|'d)? (?:want|need|like|prefer))"
    rf"|{MASK}\W+(?:then|it)\W*$"
    rf"|{_LEAD}{MASK}\W+(?:me|us|it|them|him|her|my|our)\b"
)
_GOOD = pattern(
    rf"{MASK}(?:\W+(?!ŧ)[\w'’]+){{0,8}}?\W*\b(?:(?:is|are|'s|sounds?|seems?|looks?|would be|will be|would|"
    rf"makes?|feels|'d be|suits?|works?|wins)\W+(?:like )?(?:(?:the|a|an|really|very|absolutely|just|much|"
    rf"more|most|totally|quite|pretty|far|also|for me|for us|definitely|by far|always|perfectly|to be|"
    rf"more like|my|our) )*"
    r"(?:good|great|fine|ok|okay|nice|fun|cool|tempting|interesting|a dream|best|better|perfect|ideal|"
    r"right|way to go|suit|suitable|work|do|excellent|"
    r"wonderful|easier|easiest|sense|more sense|most sense|fit|better fit|best fit|fit|approach|one|winner|"
    r"preferred|favou?rite|choice|worth|what we need|what i need|brilliant|appealing|effective|intriguing|"
    r"great idea|me|us|well|wonderful|fantastic|lovely|enough|simplest|safest|relaxing|refreshing|"
    r"up my alley|option|match|idea)|"
    r"works|suits|will do|would do|wins|it is|makes sense|fits|appeals)\b"
    rf"|{MASK}(?:\W+(?!ŧ)[\w'’]+){{0,8}}?\W*\b(?:is|'s|would be|'d be|will be|sounds like|looks like|"
    rf"seems like|seems|feels like)\W+(?:a|an|the|my|our)\W+"
    r"(?:[\w'’-]+\W+){0,4}?(?:choice|option|fit|approach|match|pick|solution|way|one|idea|bet|alternative|"
    r"plan|preference|favou?rite)\b"
)
_IMPERATIVE = pattern(
    rf"{_LEAD}(?:send|give|make|do|use|go|put|book|take|order|switch|change|keep|leave|set|start|move|"
    rf"bring|mail|write|get|arrange|schedule|cancel|sign|try|stick|stay|pick|choose|fit|install|ship|add|"
    rf"pop|post|drop|run|have|let|reserve|sort|process|issue|transfer|swap|turn|charge|apply|proceed|"
    rf"continue|come|do the|contact|reach)\b{_GAP}{MASK}"
)
_REPORTS = (  # a verb after a bare name makes it the subject of a report, not an answer
    r"(?:[a-z]{2,}[^s\W]s|get|expire|take|cost|break|go|make|need|look|feel|last|run|come|annoy|fail|end|"
    r"stop|start|hide|show)"
)
_FRAGMENT = pattern(
    rf"{_LEAD}{_DET}{MASK}(?!\W+(?!works|sounds|suits|thanks|as\b|is\b|yes\b|this\b){_REPORTS}\W+\w)|"
    rf"^\W*(?!no\b|not\b|why\b)\w+\W+{MASK}\W*$"
)
_STATE_AFTER = pattern(
    rf"{MASK}(?:\W+[\w'’]+){{0,2}}?\W+(?:is|are|was|were|has|had|have|came|arrived|broke|does|doesn'?t|did|"
    rf"didn'?t|isn'?t|wasn'?t|won'?t|can|could|will|would|might|seems|looks|went|stopped|keeps|kept|got|"
    rf"gets|never|still|works|died|failed|you (?:sent|gave|offered|mentioned))\b"
)
_INFO_VERB = pattern(
    rf"\b(?:know|hear|understand|ask|asking|asked|find out|think about|decide|talk|wonder|question|read|told|"
    rf"said|mention|explain|tell|confirm|clarify|remind|advise|describe|compare|let me know|worried|afraid|"
    rf"complain|about)\b{_GAP}{MASK}"
)


def force(masked: str, *, asked: bool, conditional: bool, offered: bool) -> Force:  # noqa: PLR0911 - one rule a return, in order
    """What the customer does with the option that `masked` names as `ŧ`.

    `asked`: the clause ends in a question mark. `conditional`: a condition governs it. `offered`: the agent had
    put options of this dimension before the customer, so that a bare name answers.
    """
    text = masked.lower().replace("’", "'")
    if TAG_QUESTION.search(text):
        return _NAMED
    if _LEAVING.search(text):
        return _NAMED
    if _rejects(_ALONGSIDE.sub("", text)):
        return Force("reject", 0.4 if asked or interrogative(text) else 0.9)
    if conditional:
        return _NAMED
    requested = _request(text, offered)
    if requested is not None:
        return requested
    if interrogative(text):
        return _NAMED
    if not DECIDED.search(text):
        if PAST.search(text):
            return _TOLD
        if _INFO_VERB.search(text) or of_others(text):
            return _NAMED
    if asked and not PLEASE.search(text):
        return Force("take", 0.3) if offered and _FRAGMENT.search(text) else _NAMED
    sure = 0.0 if _UNDECIDED.search(text) else _taking(text, offered)
    if not sure:
        return _NAMED
    return Force("take", 0.35 if HEDGE.search(text) else sure)


def _request(text: str, offered: bool) -> Force | None:
    """A question in form that asks for the thing itself: "could you just send it", "can I have …"."""
    if asks_to_act(text):
        return Force("take", 0.8)
    if MAY_I.search(text):
        if QUESTION_FORM.search(text):
            return _NAMED
        return Force("take", 0.75 if offered or PLEASE.search(text) else 0.4)
    return Force("take", 0.4) if SUGGEST.search(text) else None


def _rejects(text: str) -> bool:
    if _REJECT_BEFORE.search(text) and not _NO_REFUSAL.search(text):
        return True
    return _REJECT_AFTER.search(text) is not None or _SWITCHED_OFF.search(text) is not None


def refused_after(masked: str) -> bool:
    """Whether what follows the masked option refuses it ("… don't work for me")."""
    return _REJECT_AFTER.search(masked.lower().replace("’", "'")) is not None


def _taking(text: str, offered: bool) -> float:
    if _STRONG.search(text):
        return 0.9
    if _IMPERATIVE.search(text):
        return 0.85
    if _GOOD.search(text):
        return 0.75 if offered else 0.55
    if _FRAGMENT.search(text) and not _STATE_AFTER.search(text):
        return 0.85 if offered else 0.3
    return 0.0
