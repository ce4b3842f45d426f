"""Why: a choice is an act, and most sentences that name an option are not one.

A turn is cut into clauses. For each clause that names an option (the name masked as `ŧ`), `force` says what
the customer does with it: take it, rule it out, or merely name it, and how surely. The rules go by the form
of the clause (mood, subject, tense, negation, condition), not by its topic, so they hold for any catalogue.
Left out: irony without any outward sign, and reasons that imply an option without naming it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

MASK = "ŧ"  # letters, so that a pattern sees a word there; the other options of the dimension become `đ`
OTHER = "đ"
Act = Literal["take", "reject", "name"]


@dataclass(frozen=True, slots=True)
class Clause:
    """`text[start:end]` of a turn; `sentence` numbers the sentence, `asked` says it ends in a question mark."""

    start: int
    end: int
    sentence: int
    asked: bool
    last: bool
    joiner: str


@dataclass(frozen=True, slots=True)
class Force:
    act: Act
    sure: float  # in [0, 1]


_SENTENCE_END = re.compile(r"(?:[.!?…]+[\"'”’)]*(?=\s|$)|\n+|;|\s[-–—]{1,2}\s|\s?[—–]\s?|:\s|(?<=\w)\s?[:;]-?[)(DPp](?=\s|$)|\s*[🙄😒😂🤣🤡🤦😡😀😃😄😅😉😊🙂🙃👍🙏]+\s*)")
_ABBREVIATION = re.compile(r"\b(?:nr|mr|mrs|ms|dr|st|vs|prof|approx|e\.g|i\.e|a\.m|p\.m)\.$", re.IGNORECASE)
_LIST_MARK = re.compile(r"\W*(?:\d{1,2}|[a-h])\.", re.IGNORECASE)
_NUMERO = re.compile(r"\b(?:no|nr|opt)\.\s?\d", re.IGNORECASE)
_JOIN = re.compile(
    r",\s*(?:and|but|so|then|or)?\s*(?:then)?\s*|\s*[()]\s*|"
    r"\s(?=(?:but|so|because|cause|cos|since|although|though|whereas|unless|otherwise|provided|as long as|only if)\s)|"
    r"(?<!grateful)(?<!great)(?<!appreciate)(?<!appreciate it)(?<!nice)(?<!lovely)(?<!good)(?<!kind)(?<!happy)(?<!glad)(?<!helpful)(?<!better)(?<!perfect)(?<!obliged)(?<!prefer it)\s(?=if\s)|"
    r"\sand\s(?=(?:i|we|i'?ll|i'?d|please|pls|then|let'?s|send|can|could|don'?t|do|not|no|maybe|my|our|he|she|they|just)\b)",
    re.IGNORECASE,
)


def clauses(text: str) -> list[Clause]:
    """The clauses of a text, in order; they cover all of it but the marks between them."""
    result: list[Clause] = []
    for number, (start, end, mark) in enumerate(_sentences(text)):
        parts, at, joiner = [], start, ""
        for found in _JOIN.finditer(text, start, end):
            if found.start() > at:
                parts.append((at, found.start(), joiner))
            at, joiner = found.end(), found.group().strip(" ,").lower()
        if end > at:
            parts.append((at, end, joiner))
        for index, (first, last, joined) in enumerate(parts):
            result.append(Clause(first, last, number, "?" in mark, index == len(parts) - 1, joined))
    return result


def _sentences(text: str) -> list[tuple[int, int, str]]:
    result, start = [], 0
    for found in _SENTENCE_END.finditer(text):
        dot = found.start() + 1
        if found.group() == "." and (
            _NUMERO.match(text, dot - 3, dot + 2)
            or _ABBREVIATION.search(text[max(start, dot - 7) : dot])
            or _LIST_MARK.fullmatch(text[start:dot] if dot - start < 8 else "")
        ):
            continue
        if text[start : found.start()].strip():
            result.append((start, found.start(), found.group()))
        start = found.end()
    if text[start:].strip():
        result.append((start, len(text), ""))
    return result


def _rx(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# --- what keeps a clause from being an act -------------------------------------------------------------------------
_IF = _rx(r"\b(?:if|unless|provided|providing|as long as|so long as|only if|assuming|supposing|in case|depends|depending|otherwise)\b")
_POLITE_IF = _rx(
    r"\b(?:grateful|appreciate(?: it)?|great|nice|lovely|good|kind|happy|happier|glad|wonderful|helpful|best|better|perfect|obliged|easier|prefer(?: it)?|brilliant|super) if (?:we|you|i|it|that|this|someone|somebody)\b|"
    r"\bif (?:(?:it|that|this)(?:'?s| is| isn'?t| is not)? ?)?(?:at all |still |not |all )*"
    r"(?:possible|poss|ok|okay|alright|all right|fine|convenient|(?:too )?much (?:trouble|bother)|available|there|going|open|the same(?: to you)?|"
    r"(?:you|u|ye) (?:can|could|would|don'?t mind|please|like|want|wouldn'?t mind|may|have a (?:minute|moment|second))|"
    r"(?:i|we) (?:may|must|have to|could|can)|need be|so|that (?:works|suits|helps)|that'?s the case|nothing else)\b"
    r"|\bin case (?:you|it'?s) (?:wonder|useful|of interest)|\bjust in case\b|\bin that case\b|\bas if\b|\bno idea if\b"
)
_QUESTION_FORM = _rx(
    r"^\W*(?:(?:and|but|so|ok|okay|hi|hello|well|hm+|also|sorry|oh|um|wait|just wondering|quick question)\W+)*"
    r"(?:what|when|where|why|how|which|who|whose|is|are|was|were|does|(?:do|did) (?:you|u|i|we|they|the|your|my|any|all|it|he|she)|has|have you|will it|will the|will i|will you be|"
    r"would the|would that|would it|would i|can it|can the|could the|could that|should i|shall i|am i|any idea|any chance|isn'?t|aren'?t|"
    r"can i still|can't it|won'?t|wonder|i wonder|i was wondering|wondering|wdyt|whats|hows)\b"
)
_ASK_INFO = _rx(r"\b(?:tell|say|explain|clarify|confirm|remind|know|describe|advise|recommend|guarantee|compare|check (?:if|whether|that|what|how))\b")
_REQUEST = _rx(
    r"\b(?:can|could|would|will|cld|can'?t|couldn'?t|cud|may) (?:you|u|ya|someone|somebody|one of you|you guys)\b|\bwould you mind\b|\bmind if\b"
    r"|\b(?:grateful|appreciate(?: it)?|great|nice|lovely|good|kind|happy|glad|helpful|better|perfect|obliged|prefer it) if (?:you|we|i|someone|somebody) (?:can|could|would|might|may)\b"
)
_WH = _rx(r"^\W*(?:(?:and|but|so|ok|okay|well|hm+)\W+)*(?:what|which|how|when|where|why|who)\b")
_MAY_I = _rx(r"\b(?:can|could|may|might) (?:i|we)\b")
_SUGGEST = _rx(
    r"\b(?:how about|what about|why don'?t (?:you|we|i)|why not|(?:would|is) it (?:be )?(?:possible|ok|okay)|any chance|is there any way)\b"
)
_TAG = _rx(r"^\W*(?:ok|okay|k|right|yeah|yes|please|pls|alright|can you|could you|would you|if (?:that'?s|possible).*|thanks|thx|deal|is that (?:ok|okay|alright|possible)|eh|no)\W*$")
_HEDGE = _rx(
    r"\b(?:not (?:yet )?(?:so |entirely |really |quite |too |totally |100 ?% )?(?:sure|decided|convinced)|unsure|undecided|maybe|perhaps|possibly|might|"
    r"leaning|tempted|torn|toying|thinking (?:of|about)|considering|i wonder|wish|ideally|in theory|in an ideal world|would(?:'ve| have) been|"
    r"could (?:be|imagine|live with)|would be (?:a dream|nice|lovely|cool|fun|handy|interesting|tempting)|"
    r"sounds (?:tempting|interesting|nice|like fun)|looks (?:tempting|interesting|nice)|hope|hoping|dreaming|if only|one day|some day|someday|"
    r"either|whichever|whatever|both|any of)\b"
)
DEFER = _rx(
    r"\b(?:let me (?:think|check|see|ask|talk|sleep|get back|have a think|discuss|consult|look|read|speak|run it)|sleep on it|think (?:about it|it over|on it|it through)|"
    r"have a think|get back to you|(?:i|we)(?:'ll| will) (?:ask|see|discuss|decide|let you know|come back to|report back|think)|"
    r"(?:have|need|want|got|has|like) to (?:see|ask|check|think|talk|discuss|decide|consult|wait and see|clear|know (?:first|more|what|how|whether|if))|"
    r"(?:i'?ll|we'?ll|will|gotta|must|going to|gonna|shall) (?:have to )?(?:ask|check (?:with|and|it|that|first|back)|come back|get back|revert|let you know|talk to|speak (?:to|with)|discuss|think|consult|see (?:what|how|on|whether|if))|"
    r"let (?:him|her|them|my \w+) (?:say|decide|choose|pick)|(?:can'?t|cannot|couldn'?t|haven'?t|not) (?:yet )?decided?|(?:still|yet) (?:to decide|deciding|thinking|unsure)|"
    r"decide (?:later|tonight|tomorrow|on|next|after|when)|don'?t know yet|no idea yet|undecided|not (?:so |quite |entirely )?sure (?:yet|though|about)|"
    r"up to (?:my|him|her|them)|(?:you|u) (?:\w+ )?(?:decide|choose|pick)|your call|surprise me|don'?t mind which|i'?m easy|no preference|don'?t care)\b"
)
_OTHERS = _rx(
    r"\b(?:(?:my|our|the|his|her|their|a|some|most|many|all|other) (?:\w+[ '’-]){0,3}?(?:wants?|prefers?|likes?|loves?|says?|said|thinks?|thought|would|swears?|told|"
    r"recommends?|recommended|insists?|fancies|hates?|is all for|are all for|goes for|votes?|suggests?|suggested|keeps? (?:saying|telling)|reckons?|chose|took|takes|has|have|had|got|gets|uses|used|always)|"
    r"(?:he|she|they|everyone|everybody|people|nobody|who ?ever|others|some) (?:\w+ )?(?:wants?|prefers?|likes?|loves?|says?|said|thinks?|would|swears?|told|hates?|gets?|got|has|have|chose|took|takes|will|'?ll|is|are)|"
    r"(?:he|she|they)'d\b)"
)
_SELF_SUBJECT = _rx(r"\b(?:i|we|i'?ll|i'?d|i'?m|we'?ll|we'?d|we'?re|let'?s|please|pls)\b")
_I_THINK = _rx(r"\b(?:i (?:think|guess|believe|suppose|reckon|hear|heard|know)|i'd (?:say|guess))\b")
_PAST = _rx(
    r"\b(?:last (?:time|year|month|week|summer|winter|spring|autumn|ten|two|three|one)|used to|back then|years ago|months ago|weeks ago|yesterday|previously|"
    r"(?:i|we) (?:\w+ )?(?:had|took|got|was|were|ordered|bought|chose|tried|used|asked|paid|went|did|sent|booked|picked|received|thought|called|phoned|rang|mailed|emailed|wrote|told|returned|sat|waited)|"
    r"(?:i|we)(?:'ve| have|'d already| had) (?:\w+ )?(?:had|taken|got|been|tried|used|asked|paid|done|sent|seen|heard|ordered|bought|called|phoned|returned|waited|received|mailed|emailed|written))\b"
    rf"|^\W*(?:had|took|got|tried|ordered|asked for|received|bought) (?:\w+ )?{MASK}"
)
_DECIDED = _rx(r"\b(?:decided|settled|gone (?:for|with)|chosen|opted|made up (?:my|our) mind|agreed on|picked)\b")
MOCK = _rx(
    r"🙄|😒|🤡|🤦|(?<!\S)/s\b|\byeah,? right\b|\bas if\b|\b(?:oh|wow|yay|great|wonderful|brilliant|fantastic|lovely|super|marvellous|marvelous|terrific|hooray|yippee|sure|yes|yeah|perfect|"
    r"amazing|awesome|nice|bravo|congrats|splendid|of course)\b[^.!?\n]{0,60}\b(?:because (?:that|the|it|who|what|i|nothing)|so (?:i|we) can|just what (?:i|we)|exactly what (?:i|we) (?:needed|wanted|always)|"
    r"(?:third|fourth|fifth|sixth|tenth) time|my whole life|worked so well|that'?ll (?:teach|fix|help|show)|what could (?:possibly )?go wrong|finally my|dream come true|how generous|lucky me)\b"
    r"|\b(?:because|cause) that'?s (?:exactly |just )?what (?:one|i|we|everyone|everybody|you) (?:needs?|wants?)\b|\bjust what (?:i|we) (?:always )?(?:need|needed|wanted)\b|\bmy whole life'?s\b|\b(?:third|fourth|fifth|tenth) time(?:'s)? (?:lucky|the charm)\b|\bhow (?:generous|kind|thoughtful) of you\b|"
    r"\bworked (?:so|out so) well\b|\bwhat (?:a|an) (?:joke|treat|generous)\b|\bare you (?:kidding|joking|serious)\b|\bvery funny\b|\byou must be (?:joking|kidding)\b|\bnice try\b|"
    r"\bslow clap\b|👏\s*👏|\bi'?m sure (?:it|that|the)\b[^.!?\n]{0,40}\bthis time\b|\bfor once\b"
)
_LAUGH = _rx(r"😂|🤣|\b(?:lol|lmao|rofl|haha+|hahaha+|ha ha)\b")

# --- ruling out ----------------------------------------------------------------------------------------------------
_NEG = r"(?:no|not|don'?t|dont|do not|never|without|won'?t|wont|can'?t|cant|cannot|can not|couldn'?t|shouldn'?t|wouldn'?t|neither|nor|ain'?t|isn'?t|aint|hardly|stop|quit|didn'?t|doesn'?t|nothing)"
_REJECT_BEFORE = _rx(
    rf"\b{_NEG}\b(?:\W+(?!đ)\w+(?:['’]\w+)?){{0,5}}?\W*{MASK}|\b(?:rather than|instead of|anything but|as opposed to|sick of|fed up with|tired of|done with|"
    rf"enough of|forget(?: about)?|drop|skip|scrap|ditch|leave out|spare me|keep your|hate|hates?|dislike|refuse|avoid|against|over|than|except|no more|ruled out|rule out|minus|lose|pass on)"
    rf"(?:\W+(?:the|a|an|that|this|your|any|another|more|those|these|to|being|getting|with|about|idea|of|all|by|have|having)){{0,4}}\W*{MASK}"
)
_ALONGSIDE = _rx(rf"{OTHER}\W+(?:(?:or|and|nor|&)\W+)?(?=(?:(?:the|a|an)\W+)?{MASK})")
_REJECT_AFTER = _rx(
    rf"{MASK}(?:\W+(?!ŧ)\w+(?:['’]\w+)?){{0,4}}?\W+(?:(?:is|are|was|'s|would be|seems?|sounds|looks|feels|gets)(?:n'?t| not)? ?(?:\w+ ){{0,2}}?(?:no use|no good|useless|pointless|out|worthless|off the table|no option|"
    r"not for (?:me|us)|nothing for|too \w+|a no|rubbish|nonsense|overkill|no help|a waste|impossible|out of the question|a pain|a nightmare|awful|terrible|the worst|a bit (?:too )?\w+|a bit much|ridiculous|not an option|silly|stupid)|"
    r"(?:won'?t|wont|doesn'?t|doesnt|don'?t|dont|isn'?t|isnt|aren'?t|wouldn'?t|can'?t|cannot|does not|is not|are not|do not|will not|would not|not really|never|hardly|barely)\b"
    r"(?! (?:matter|hurt|be a problem|sound bad|look bad))|not |no$|no thanks|no thank|nope|makes no sense|only makes? )"
)
# --- taking --------------------------------------------------------------------------------------------------------
_GAP = r"(?:\W+(?!ŧ)[\w'’]+){0,6}?\W*"
_LEAD = (
    r"^\W*(?:(?:ok|okay|yes|yeah|yep|yup|ya|sure|alright|right|well|then|so|fine|great|good|perfect|super|cool|hm+|hmm+|ah|oh|ooh|argh|ugh|um|hi|hello|hey|no|nope|nah|actually|"
    r"please|pls|plz|thanks|thank you|in that case|and|but|or|just|simply|maybe just|for (?:me|us)|definitely|absolutely|i guess|i think|i suppose|guess|def|defo|all right|"
    r"sorry|wait|oh well|either way|honestly|tbh|also|again|still|lovely|excellent|brilliant|wonderful|to be honest|if possible|ideally|kindly|now|instead)\b\W*)*"
)
_DET = r"(?:(?:the|a|an|my|your|this|that|in|by|via|on|at|to|with|for|another|only|just|it|one|back to|over|through|per|as|option|both|some|like|every|each|definitely|rather|preferably|better|full|all)\W+){0,3}"
_INTENT = (
    r"(?:have|take|taking|go|going|do|doing|use|using|stick|sticking|keep|keeping|stay|staying|choose|choosing|pick|picking|opt|opting|prefer|like|love|want|need|"
    r"accept|buy|order|book|switch|switching|change|settle|be|rather|come|get|try|say|vote|leave|remain|wait|bring|see|start|return|make|appreciate|request|favou?r|decided|settled|gone|chosen|opted|select|selecting)"
)
_AUX = r"(?:'ll|'d|'m|'re| will| would| should| shall| am| are|ll|'ve to| have to| has to|'ve got to| must| gotta|'m gonna| better)"
_WANTING = r"(?:prefer|like|love|want|need|accept|choose|pick|opt|take|vote|go (?:for|with)|request|favou?r|decided|settled|gone|chosen|opted|decide|select|stick|would|rather)"
_STRONG = _rx(
    rf"\b(?:i|we){_AUX}(?:\W+(?!not\b|never\b|only if\b)[\w'’]+){{0,3}}?\W+{_INTENT}\b{_GAP}{MASK}"
    rf"|\b(?:i|we)(?:'ve| have)?(?:\W+(?:really|much|also|then|now|definitely|always|usually|still|just|would|strongly|think|guess|say)){{0,2}}\W+{_WANTING}\b{_GAP}{MASK}"
    rf"|\b(?:i|we)(?:'ll| will|ll|'d (?:like|love|prefer|rather)(?: to)?| want to| wanna| would (?:like|love|prefer)(?: to)?| am going to|'m going to|'m gonna| need to)\W+(?:just |then |rather |definitely |go and )?{MASK}"
    rf"|\b(?:let'?s|let us|lets|make (?:it|that)|go (?:for|with|ahead with|ahead and)|(?<!\bi )(?<!\bwe )put (?:me|us|it|him|her|them|that|everything)|sign (?:me|us)|give (?:me|us)|send (?:me|us|it|him|her|them)?|switch (?:me|us|it)?|set (?:me|us|it)|"
    rf"move (?:me|us|it)?|stick (?:to|with)|stay (?:with|on|at|in)|leave it (?:at|on|with|in)|(?:has|have|had|got|gotta|needs?) (?:to )?(?:be|go for|have)|back to|whack|chuck|pop|stick|sign up|settled? (?:on|for)|decided? (?:on|for|to)|opt(?:ed)? for|"
    rf"(?:my|our) (?:choice|pick|vote|preference|answer|decision)(?: is|'s| goes| would be| falls)?(?: to| on| for)?|please|pls|plz|kindly|pleas|prefer|i'?ll|we'?ll|i'?m taking|rather|simply|just|yes to){_GAP}{MASK}"
    rf"|\bfrom\W+(?:the\W+)?{OTHER}\W+to\W+(?:the\W+|a\W+)?{MASK}"
    rf"|{MASK}{_GAP}(?:please|pls|plz|pleas|it is|it'?ll be|it shall be|instead|for (?:me|us|him|her|now)\b|suits me|is what (?:i|we)(?: would|'d)? (?:want|need|like|prefer))"
    rf"|{MASK}\W+(?:then|it)\W*$"
    rf"|{_LEAD}{MASK}\W+(?:me|us|it|them|him|her|my|our)\b"
)
_GOOD = _rx(
    rf"{MASK}(?:\W+(?!ŧ)[\w'’]+){{0,8}}?\W*\b(?:(?:is|are|'s|sounds?|seems?|looks?|would be|will be|would|makes?|feels|'d be|suits?|works?|wins)\W+(?:like )?(?:(?:the|a|an|really|very|absolutely|just|much|more|most|totally|quite|pretty|far|also|for me|for us|definitely|by far|always|perfectly|to be|more like|my|our) )*"
    r"(?:good|great|fine|ok|okay|best|better|perfect|ideal|right|way to go|suit|suitable|work|do|excellent|wonderful|easier|easiest|sense|more sense|most sense|fit|better fit|best fit|fit|approach|one|winner|preferred|favou?rite|choice|what we need|what i need|brilliant|appealing|effective|intriguing|great idea|me|us|well|wonderful|fantastic|lovely|enough|simplest|safest|relaxing|refreshing|up my alley|option|match|idea)|"
    r"works|suits|will do|would do|wins|it is|makes sense|fits|appeals)\b"
    rf"|{MASK}(?:\W+(?!ŧ)[\w'’]+){{0,8}}?\W*\b(?:is|'s|would be|'d be|will be|sounds like|looks like|seems like|seems|feels like)\W+(?:a|an|the|my|our)\W+"
    r"(?:[\w'’-]+\W+){0,4}?(?:choice|option|fit|approach|match|pick|solution|way|one|idea|bet|alternative|plan|preference|favou?rite)\b"
)
_IMPERATIVE = _rx(
    rf"{_LEAD}(?:send|give|make|do|use|go|put|book|take|order|switch|change|keep|leave|set|start|move|bring|mail|write|get|arrange|schedule|cancel|sign|try|stick|stay|pick|choose|fit|install|ship|add|pop|post|drop|run|have|let|reserve|sort|process|issue|transfer|swap|turn|charge|apply|proceed|continue|come|do the|contact|reach)\b{_GAP}{MASK}"
)
_FRAGMENT = _rx(rf"{_LEAD}{_DET}{MASK}|^\W*(?!no\b|not\b|why\b)\w+\W+{MASK}\W*$")
_STATE_AFTER = _rx(
    rf"{MASK}(?:\W+[\w'’]+){{0,2}}?\W+(?:is|are|was|were|has|had|have|came|arrived|broke|does|doesn'?t|did|didn'?t|isn'?t|wasn'?t|won'?t|can|could|will|would|might|seems|looks|went|stopped|keeps|kept|got|gets|never|still|works|died|failed|you (?:sent|gave|offered|mentioned))\b"
)
_INFO_VERB = _rx(rf"\b(?:know|hear|understand|ask|asking|asked|find out|think about|decide|talk|wonder|question|read|told|said|mention|explain|worried|afraid|complain|about)\b{_GAP}{MASK}")


def condition(text: str) -> bool:
    """Whether a clause sets a condition that is more than politeness."""
    return bool(_IF.search(_POLITE_IF.sub(" ", text)))


_TAG_QUESTION = _rx(r"\b(?:do|does|is|are|was|were|ca|wo|would|has|have|did|ai)n'?t (?:it|they|that|you|we|he|she|i|there)\W*$")


def interrogative(text: str) -> bool:
    """Whether a clause has the form of a question for information, with or without its mark."""
    if _REQUEST.search(text) and not _ASK_INFO.search(text) and not _WH.search(text):
        return False
    return bool(_QUESTION_FORM.search(text) or _TAG_QUESTION.search(text))


def force(masked: str, *, asked: bool, conditional: bool, offered: bool) -> Force:  # noqa: PLR0911, PLR0912 - one rule a line, in order
    """What the customer does with the option that `masked` names as `ŧ`.

    `asked`: the clause ends in a question mark. `conditional`: a condition governs it. `offered`: the agent had
    put options of this dimension before the customer, so that a bare name answers.
    """
    text = masked.lower().replace("’", "'")
    if _TAG_QUESTION.search(text):
        return Force("name", 0.0)
    if _rejects(_ALONGSIDE.sub("", text)):
        return Force("reject", 0.9 if not asked else 0.4)
    if conditional:
        return Force("name", 0.0)
    request = _REQUEST.search(text) is not None and not _ASK_INFO.search(text) and not _WH.search(text)
    if request:
        return Force("take", 0.8)
    if _MAY_I.search(text):
        sure = 0.75 if offered or re.search(r"\b(?:please|pls|just|instead|then)\b", text) else 0.4
        return Force("take", sure) if not _QUESTION_FORM.search(text) else Force("name", 0.0)
    if _SUGGEST.search(text):
        return Force("take", 0.4)
    if interrogative(text):
        return Force("name", 0.0)
    if asked and not re.search(r"\b(?:please|pls|plz)\b", text):
        return Force("take", 0.3) if _FRAGMENT.search(text) and offered else Force("name", 0.0)
    decided = _DECIDED.search(text) is not None
    if _PAST.search(text) and not decided:
        return Force("name", 0.0)
    others = _OTHERS.search(text)
    if others and others.start() < text.index(MASK) and not _SELF_SUBJECT.search(_I_THINK.sub("", text[others.start() :])):
        return Force("name", 0.0)
    if _INFO_VERB.search(text) and not decided:
        return Force("name", 0.0)
    hedged = _HEDGE.search(text) is not None
    sure = _taking(text, offered)
    if hedged:
        return Force("take", 0.35) if sure else Force("name", 0.0)
    return Force("take", sure) if sure else Force("name", 0.0)


def _rejects(text: str) -> bool:
    before = _REJECT_BEFORE.search(text)
    if before and not re.search(r"\b(?:why not|not only|no problem|no worries|if not|whether or not|can'?t wait|don'?t mind|wouldn'?t mind|no objection|nothing against|not bad)\b", text):
        return True
    return _REJECT_AFTER.search(text) is not None


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


# --- acts that name no option --------------------------------------------------------------------------------------
_YES_WORD = (
    r"(?:yes|yeah|yea|yep|yup|yess+|ya|aye|ok|okay|okey|k|kk|sure|absolutely|definitely|certainly|of course|alright|all right|right|fine|great|good|perfect|super|excellent|lovely|brilliant|wonderful|cool|"
    r"fantastic|awesome|deal|done|agreed|sold|confirmed|approved|accepted|go|:\+1:|:thumbsup:|:white_check_mark:|:ok_hand:|:heavy_check_mark:|\+1|👍(?:🏻|🏼|🏽|🏾|🏿)?|👌|✅|✔️?|exactly|correct|sounds|oki|okie|"
    r"by all means|why not|with pleasure|gladly|amazing|nice|ja|si|oui|please|pls|plz|thanks|thank you|thx|ta|cheers|many thanks|then|so|oh|ah|well|ooh|and|do|that|it|please do|hi|hello|very much|so much|a lot|mate|guys|team|you|too|very kind)"
)
_ONLY_YES = _rx(rf"^\W*(?:{_YES_WORD}\b\W*|:\+1:\W*|:thumbsup:\W*|:ok_hand:\W*|:white_check_mark:\W*|👍\W*|👌\W*|✅\W*|\+1\W*)+$")
_THANKS_ONLY = _rx(
    r"^\W*(?:(?:ok|okay|oh|ah|great|good|perfect|lovely|super|thanks|thank you|thx|ta|cheers|many thanks|very kind|nice|cool|brilliant|wonderful|awesome|excellent|fantastic|so much|very much|a lot|for (?:the|your|letting|telling|all|that|being)|\w+)\b\W*)*$"
)
_REAL_YES = _rx(
    r"(?:^|\b)(?:yes|yeah|yea|yep|yup|ya|aye|sure|absolutely|definitely|certainly|of course|ok|okay|okey|oki|okie|k|alright|all right|fine|deal|agreed|sold|confirmed|approved|accepted|exactly|by all means|why not|gladly|ja|oui|si|please|please do|perfect|correct)\b|^\W*(?:that|this)(?: one)?\b"
    r"|:\+1:|:thumbsup:|:ok_hand:|:white_check_mark:|\+1\b|👍|👌|✅|✔"
)
_MILD_YES = _rx(r"\b(?:great|good|super|excellent|lovely|brilliant|wonderful|cool|fantastic|awesome|amazing|nice)\b")
GO = _rx(
    r"\b(?:go ahead|go for it|do (?:it|that|this|so)|please do|let'?s (?:do|go|try) ?(?:for |with )?(?:it|that|this)?|let'?s go|sounds? (?:good|great|fine|perfect|ok|okay|like a plan|lovely|reasonable|right|fair)|"
    r"(?:works|fine|good|ok|okay|great|perfect|alright|suits) (?:for|by|with) (?:me|us)|(?:that|it|this)(?:'s| is|'ll be| will be| would be|'d be)? ?(?:totally |perfectly |absolutely |just |really |also )?(?:fine|ok|okay|alright|all right|great|perfect|good|lovely|ideal|brilliant|wonderful|works?|suits|will do|do|does)(?: (?:for|by|with|me|us|nicely|then))?|"
    r"(?:i'?ll|we'?ll|i will|we will|i'?d|happy to) (?:take|have|do|accept|go (?:for|with)|like|love) (?:it|that|this|that one|this one|them|those|him|her|one)|(?:order|book|send|take|make|use|fix|run|ship|start|schedule|arrange|reserve|cancel|change|switch|install|set|put|process|proceed|confirm|fit|move|sign) (?:it|that|them|those|this|me|us|one)(?: up| in| down| through| out)?\b|"
    r"happy with (?:that|it)|suits (?:me|us)|i'?m in\b|count me in|proceed|i accept|i agree|we accept|we agree|sign (?:me|us) up|that one|this one|book (?:me|us) in|yes please|no objections?|go on then|go on|make it so|that please|carry on|crack on|fire away|i'?d (?:like|love|appreciate) that|"
    r"would be (?:great|perfect|good|lovely|brilliant|fine|ideal|wonderful|helpful|appreciated))\b"
)
_NO = _rx(
    r"^\W*(?:(?:hm+|oh|ah|um|sorry|thanks|thank you|thx|well|actually|ok|okay|uh|but|err+|nice try|hmm+)\W+)*(?:no|nope|nah|naw|no thanks|no thank you|rather not|i'?d rather not|please don'?t|don'?t|do not|not (?:really|for me|interested|needed|necessary|today|now|this time)|never|nein|non|pass|i'?ll pass|no way|certainly not|definitely not|absolutely not|by no means)\b"
)
_NO_WITH_YES = _rx(r"^\W*no\W+(?:problem|worries|objection|rush|idea|doubt|wonder|matter|\d)")
WITHDRAW = _rx(
    r"\b(?:(?:forget|scrap|ignore|disregard|cancel|undo|drop|strike|scratch|stop|withdraw|hold|pause) (?:about )?(?:what i (?:said|wrote|asked)|that|it all|it|this|my (?:last|previous|request|message|answer)|everything|the whole thing|all that)\b|"
    r"hold off|hold on (?:with|to)|don'?t do (?:anything|it|that)|do nothing|nothing (?:for now|yet)|not yet|never ?mind|nevermind|no need any ?more|not needed any ?more|no longer (?:need|want)|don'?t need (?:it|that|anything) any ?more|"
    r"(?:i|we)(?:'ve| have)? changed (?:my|our) minds?|on second thoughts?|wait with|leave it for now|leave everything|leave it as it (?:is|was)|put (?:it|that) on hold|sorted itself|please wait|wait (?:a bit|until|till|before))\b"
)
INSTEAD = _rx(r"\b(?:instead|actually|after all|on second thoughts?|changed (?:my|our) minds?|no wait|wait no|scratch that|make it|make that|rather|correction|better)\b")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a turn does without naming an option: accept or decline what was proposed, withdraw what it took."""

    accept: float = 0.0  # how surely
    decline: bool = False
    withdraw: bool = False
    quote: tuple[int, int] = (0, 0)


def answer(text: str, parts: Sequence[Clause]) -> Answer:
    """Read acceptance, refusal and withdrawal out of a turn's clauses."""
    lower = text.lower().replace("’", "'")
    if MOCK.search(lower):
        return Answer()
    withdrawn = WITHDRAW.search(lower)
    if withdrawn:
        inside = next((c for c in parts if c.start <= withdrawn.start() < c.end), None)
        return Answer(withdraw=True, quote=(inside.start, inside.end) if inside else (0, len(text)))
    if _NO.search(lower) and not _NO_WITH_YES.search(lower):
        return Answer(decline=True, quote=(parts[0].start, parts[0].end) if parts else (0, 0))
    deferred = DEFER.search(lower) is not None
    conditional = condition(lower)
    asked = any(part.asked and not _TAG.search(lower[part.start : part.end]) for part in parts)
    for part in parts:
        said = lower[part.start : part.end].strip()
        if condition(said):
            continue
        if part.asked and interrogative(said):
            continue
        go = GO.search(said)
        if go and not re.search(rf"\b{_NEG}\b", said[: go.start()]) and not interrogative(said):
            sure = 0.35 if deferred or conditional or _LAUGH.search(lower) else 0.9
            return Answer(accept=sure, quote=(part.start, part.end))
    first = next((part for part in parts), None)
    if first is None:
        bare = lower.strip()
        return Answer(accept=0.9 if _REAL_YES.search(bare) else 0.0, quote=(0, len(text)))
    whole = lower.strip()
    if _ONLY_YES.search(whole) and len(whole) < 80:
        if _REAL_YES.search(whole):
            return Answer(accept=0.9, quote=(0, len(text)))
        return Answer(accept=0.45 if _MILD_YES.search(whole) else 0.0, quote=(0, len(text)))
    opening = lower[first.start : first.end].strip()
    if _ONLY_YES.search(opening) and _REAL_YES.search(opening) and not re.fullmatch(r"\W*(?:ok|okay|k|alright|right|fine|perfect|sure|please|so)?\W*(?:thanks|thank you|thx|ta|cheers)?\W*", opening):
        sure = 0.4 if deferred or conditional or asked or _LAUGH.search(lower) else 0.85
        return Answer(accept=sure, quote=(first.start, first.end))
    if re.match(r"\W*(?:ok|okay|k|alright|fine|perfect|sure|please)\b", opening) and _ONLY_YES.search(opening):
        sure = 0.35 if deferred or conditional or asked else 0.6
        return Answer(accept=sure, quote=(first.start, first.end))
    return Answer()
