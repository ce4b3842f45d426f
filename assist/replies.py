"""Why: half of all choices name no option: "go ahead then", "no thanks", "forget what I said".

`answer` reads what such a turn does to what was proposed. Beside it stand the signs that a turn decides nothing
yet (`DEFER`), means the opposite (`MOCK`) or corrects itself (`INSTEAD`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assist.clauses import Clause, clause_at
from assist.moods import ASK_INFO, NEGATION, condition, interrogative, pattern

_TAG = pattern(
    r"^\W*(?:ok|okay|k|right|yeah|yes|please|pls|alright|can you|could you|would you|if (?:that'?s|possible).*|"
    r"thanks|thx|deal|is that (?:ok|okay|alright|possible)|eh|no)\W*$"
)
DEFER = pattern(
    r"\b(?:(?:need|have|want|got|going) to (?:run|put|take|bring) (?:it|this|that|them) (?:past|by|to|up)|"
    r"(?:i'?ll|we'?ll|will) (?:ping|get back|circle back|come back)|let me (?:think|check|see|ask|talk|"
    r"sleep|get back|have a think|discuss|consult|look|read|speak|"
    r"run it)|sleep on it|think (?:about it|it over|on it|it through)|"
    r"have a think|get back to you|(?:i|we)(?:'ll| will) (?:ask|see|discuss|decide|let you know|"
    r"come back to|report back|think)|"
    r"(?:have|need|want|got|has|like) to (?:see|ask|check|think|talk|discuss|decide|consult|wait and see|"
    r"clear|know (?:first|more|what|how|whether|if))|"
    r"(?:i'?ll|we'?ll|will|gotta|must|going to|gonna|shall) (?:have to )?(?:ask|check (?:with|and|it|that|"
    r"first|back)|come back|get back|revert|let you know|talk to|speak (?:to|with)|discuss|think|consult|"
    r"see (?:what|how|on|whether|if))|"
    r"before (?:i|we) (?:answer|decide|say|commit|choose|pick|order|book)|(?:find|work|sort) (?:it |"
    r"that )?out (?:first|by)|"
    r"(?:read|hear|see|ask|think|check|look|compare|talk|speak)\b[^.!?\n]{0,25}\bfirst\b(?=\W*$|[.,;!?]|\s(?:and|"
    r"then|before|if)\b)|(?:shall|will|'ll) (?:decide|see)\b|"
    r"let (?:him|her|them|my \w+) (?:say|decide|choose|pick)|(?:can'?t|cannot|couldn'?t|haven'?t|"
    r"not) (?:yet )?decided?|(?:still|yet) (?:to decide|deciding|thinking|unsure)|"
    r"decide (?:later|tonight|tomorrow|on|next|after|when)|don'?t know yet|no idea yet|undecided|"
    r"not (?:so |quite |entirely )?sure (?:yet|though|about)|"
    r"up to (?:my|him|her|them)|(?:you|u) (?:\w+ )?(?:decide|choose|pick)|your call|surprise me|"
    r"don'?t mind which|i'?m easy|no preference|don'?t care)\b"
)
MOCK = pattern(
    r"🙄|😒|🤡|🤦|(?<!\S)/s\b|\byeah,? right\b|\bas if\b|\b(?:oh|wow|yay|great|wonderful|brilliant|fantastic|"
    r"lovely|super|marvellous|marvelous|terrific|hooray|yippee|sure|yes|yeah|perfect|"
    r"amazing|awesome|nice|bravo|congrats|splendid|of course)\b[^.!?\n]{0,60}\b(?:because (?:that|the|it|"
    r"who|what|i|nothing)|so (?:i|we) can|just what (?:i|we)|exactly what (?:i|we) (?:needed|wanted|"
    r"always)|"
    r"(?:third|fourth|fifth|sixth|tenth) time|my whole life|worked so well|that'?ll (?:teach|fix|help|"
    r"show)|what could (?:possibly )?go wrong|finally my|dream come true|how generous|lucky me)\b"
    r"|\b(?:because|cause) that'?s (?:exactly |just )?what (?:one|i|we|everyone|everybody|you) (?:needs?|"
    r"wants?)\b|\bjust what (?:i|we) (?:always )?(?:need|needed|wanted)\b|\bmy whole life'?s\b|\b(?:third|"
    r"fourth|fifth|tenth) time(?:'s)? (?:lucky|the charm)\b|\bhow (?:generous|kind|thoughtful) of you\b|"
    r"\bworked (?:so|out so) well\b|\bwhat (?:a|an) (?:joke|treat|generous)\b|\bare you (?:kidding|joking|"
    r"serious)\b|\bvery funny\b|\byou must be (?:joking|kidding)\b|\bnice try\b|"
    r"\bslow clap\b|👏\s*👏|\bi'?m sure (?:it|that|the)\b[^.!?\n]{0,40}\bthis time\b|\bfor once\b|"
    r"\bi (?:just |really |do )?love (?:waiting|paying|queu|being|it when|how)"
)
_LAUGH = pattern(r"😂|🤣|\b(?:lol|lmao|rofl|haha+|hahaha+|ha ha)\b")

_YES_WORD = (
    r"(?:ye+a+h+|ye+s+|yu+p+|ye+p+|su+re+|o+k+|oka+y+|bye|goodbye|see you|kind regards|best regards|regards|xx+|"
    r"yes|yeah|yea|yep|yup|yess+|ya|aye|ok|okay|okey|k|kk|sure|absolutely|definitely|certainly|"
    r"of course|alright|all right|right|fine|great|good|perfect|super|excellent|lovely|brilliant|wonderful|"
    r"cool|"
    r"fantastic|awesome|deal|done|agreed|sold|confirmed|approved|accepted|go|:\+1:|:thumbsup:|"
    r":white_check_mark:|:ok_hand:|:heavy_check_mark:|\+1|👍(?:🏻|🏼|🏽|🏾|🏿)?|👌|✅|✔️?|exactly|correct|sounds|"
    r"oki|okie|"
    r"by all means|why not|with pleasure|gladly|amazing|nice|ja|si|oui|please|pls|plz|thanks|thank you|thx|"
    r"ta|cheers|many thanks|then|so|oh|ah|well|ooh|and|do|that|it|please do|hi|hello|very much|so much|"
    r"a lot|mate|guys|team|you|too|very kind|sir|madam|have a (?:nice|good|lovely) \w+|best|cu|noted)"
)
_ONLY_YES = pattern(
    rf"^\W*(?:{_YES_WORD}\b\W*|:\+1:\W*|:thumbsup:\W*|:ok_hand:\W*|:white_check_mark:\W*|👍\W*|👌\W*|✅\W*|"
    rf"\+1\W*)+$"
)
_REAL_YES = pattern(
    r"(?:^|\b)(?:ye+a+h+|ye+s+|yu+p+|ye+p+|su+re+|o+k+|oka+y+|yes|yeah|yea|yep|yup|ya|aye|sure|absolutely|"
    r"definitely|certainly|of course|ok|okay|okey|"
    r"oki|okie|k|alright|all right|fine|deal|agreed|sold|confirmed|approved|accepted|exactly|by all means|"
    r"why not|gladly|ja|oui|si|please|please do|perfect|correct)\b|^\W*(?:that|this)(?: one)?\b"
    r"|:\+1:|:thumbsup:|:ok_hand:|:white_check_mark:|\+1\b|👍|👌|✅|✔"
)
_MILD_YES = pattern(
    r"\b(?:great|good|super|excellent|lovely|brilliant|wonderful|cool|fantastic|awesome|amazing|nice)\b"
)
GO = pattern(
    r"\b(?:we have a deal|it'?s a deal|that'?s a deal|sorted(?: then)?(?=\W*$)|that settles it|then (?:yes|fine|"
    r"good|do)|fine then|"
    r"there (?:we|you) go|good enough|that'?ll do|makes sense|(?:leave|keep) it (?:till|until|for|at|"
    r"like) (?:then|that)|go ahead|go for it|do (?:it|that|this|so)|please do|let'?s (?:do|go|"
    r"try) ?(?:for |with )?(?:it|"
    r"that|this)?|let'?s go|sounds? (?:good|great|fine|perfect|ok|okay|like a plan|lovely|reasonable|right|"
    r"fair)|"
    r"(?:works|fine|good|ok|okay|great|perfect|alright|suits) (?:for|by|with) (?:me|us)|(?:that|it|"
    r"this)(?:'s| is|'ll be| will be| would be|'d be)? ?(?:totally |perfectly |absolutely |just |really |"
    r"also )?(?:fine|ok|okay|alright|all right|great|perfect|good|lovely|ideal|brilliant|wonderful|works?|"
    r"suits|will do|do|does)(?: (?:for|by|with|me|us|nicely|then))?|"
    r"(?:i'?ll|we'?ll|i will|we will|i'?d|happy to) (?:take|have|do|accept|go (?:for|with)|like|"
    r"love) (?:it|that|this|that one|this one|them|those|him|her|one)|(?<!to )(?<!they )(?:order|"
    r"book|send|take|make|use|fix|"
    r"run|ship|start|schedule|arrange|reserve|cancel|change|switch|install|set|put|process|proceed|confirm|"
    r"fit|move|sign) (?:it|that|them|those|this|me|us|one)(?: up| in| down| through| out)?\b|"
    r"happy with (?:that|it)|suits (?:me|us)|i'?m in\b|count me in|proceed|i accept|i agree|we accept|"
    r"we agree|sign (?:me|us) up|that one|this one|book (?:me|us) in|yes please|no objections?|go on then|"
    r"go on|make it so|that please|carry on|crack on|fire away|i'?d (?:like|love|appreciate) that|"
    r"(?:would|'d|will|'ll) be (?:most |very |really |so |much |more than )?(?:welcome|appreciated|kind)|"
    r"would be (?:great|perfect|good|lovely|brilliant|fine|ideal|wonderful|helpful|appreciated))\b"
)
_DO_IT = pattern(  # any verb will do: "wrap it up for me", "provision us there"
    r"^\W*(?:(?:ok|okay|yes|so|then|and|please|pls|just|well|right|now|good|fine|great)\W+)*"
    r"(?!(?:is|was|does|did|if|i|we|you|it|that|this|they|he|she|has|have|had|are|thank|thanks|let|tell|give|excuse|trust|believe|call|love|"
    r"hate|like|liked|forget|stop|leave|hope|keep|see|saw|got|get|said|what|who|why|how|when|where|which|not|no|don'?t|but|because|since|"
    r"as|for|with|to|of|in|on|at|by|from|about|than|all|both|will|would|can|could|should|may|or|the|a|an|my|your|think|thought|know|guess|"
    r"ask|check|discuss|consider|compare|explain|show|describe|remind|help|answer|read|heard|told|after|before|until|while|once|wish|want|"
    r"need|appreciate|hold|cancel|drop|scrap|ignore|doubt|enjoy|missed|broke|lost|found|means?|sounds?|looks?|seems?)\b)"
    r"[a-z]{2,}(?:\W+(?:us|me|him|her))?\W+(?:it|that|those|them|there|that one|this one)"
    r"(?:\W+(?:please|pls|for (?:me|us|him|her|them)|up|in|out|off|down|over|on|then|now|today|tomorrow|tonight|"
    r"again|instead|by \w+|right away|"
    r"asap|straight away|with \w+|to \w+|thanks|thank you|here|there)){0,3}\W*$"
)
_NO = pattern(
    r"^\W*(?:(?:hm+|oh|ah|um|sorry|thanks|thank you|thx|well|actually|ok|okay|uh|but|err+|nice try|"
    r"hmm+)\W+)*(?:no|nope|nah|naw|no thanks|no thank you|rather not|i'?d rather not|please don'?t|don'?t|"
    r"do not|not (?:really|for me|interested|needed|necessary|today|now|this time)|never|nein|non|pass|"
    r"i'?ll pass|no way|certainly not|definitely not|absolutely not|by no means)\b"
)
_CLOSING_NO = pattern(
    r"[.!?,…]\s*(?:so |just |but )?(?:no|nope|nah|no sir|no ma'?am|no thanks?|no thank you|certainly not|"
    r"i'?d rather not)\W*$"
)
_NO_WITH_YES = pattern(r"^\W*no\W+(?:problem|worries|objection|rush|idea|doubt|wonder|matter|\d)")
WITHDRAW = pattern(
    r"\b(?:(?:forget|scrap|ignore|disregard|cancel|undo|drop|strike|scratch|stop|withdraw|hold|"
    r"pause) (?:about )?(?:what i (?:said|wrote|asked)|that|it all|it|this|my (?:last|previous|request|"
    r"message|answer)|everything|the whole thing|all that)\b|"
    r"hold off|hold on (?:with|to)|don'?t do (?:anything|it|that)|do nothing|nothing (?:for now|yet)|"
    r"not yet|never ?mind|nevermind|no need any ?more|not needed any ?more|no longer (?:need|want)|"
    r"don'?t need (?:it|that|anything) any ?more|"
    r"(?:i|we)(?:'ve| have)? changed (?:my|our) minds?|on second thoughts?|wait with|leave it for now|"
    r"leave everything|leave it as it (?:is|was)|put (?:it|that) on hold|sorted itself|please wait|"
    r"wait (?:a bit|until|till|before))\b"
)
_ONLY_IF = pattern(r"\b(?:only if|as long as|provided|unless)\b")
_PLAIN_YES = pattern(r"\b(?:yes|yeah|yea|yep|yup|sure|absolutely|definitely|of course|certainly|gladly)\b")
_LUKEWARM = pattern(
    r"^(?=.*\b(?:thanks?|thx|ta|cheers|great|good|cool)\b)(?!.*\b(?:yes|yeah|yea|yep|yup|sure|please|pls|"
    r"absolutely|definitely|of course|"
    r"agreed|deal|go|do|certainly|why not|confirmed|approved)\b)"
)
_REPORTED = pattern(r"\b(?:says?|said|told|thinks|wants|asked)\b")
_SHORT = 80  # letters
INSTEAD = pattern(
    r"\b(?:instead|actually|after all|on second thoughts?|changed (?:my|our) minds?|no wait|wait no|"
    r"scratch that|make it|make that|or rather|correction|hang on|wait|oops|i meant?)\b"
)


_NOT_AFTER = pattern(r"\W*not\b")


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
    whole = (0, len(text))
    if MOCK.search(lower):
        return Answer()
    if not parts:  # nothing but signs: a lone thumb
        return Answer(accept=0.9 if _REAL_YES.search(lower) else 0.0, quote=whole)
    first = parts[0]
    withdrawn = WITHDRAW.search(lower)
    if withdrawn:
        inside = clause_at(parts, withdrawn.start())
        return Answer(withdraw=True, quote=(inside.start, inside.end) if inside else whole)
    if (_NO.search(lower) and not _NO_WITH_YES.search(lower)) or _CLOSING_NO.search(lower):
        return Answer(decline=True, quote=(first.start, first.end))
    return _go(lower, parts) or _yes(lower, parts)


def _unclear(lower: str) -> bool:
    return any(sign.search(lower) for sign in (DEFER, _LAUGH, _ONLY_IF))


def _go(lower: str, parts: Sequence[Clause]) -> Answer | None:
    """ "Go ahead", "book it", "sounds good", in whatever clause."""
    open_if = {part.sentence for part in parts if condition(lower[part.start : part.end])}
    for part in parts:
        said = lower[part.start : part.end].strip()
        idle = (
            part.sentence in open_if
            or len(said) > _SHORT
            or ASK_INFO.search(said)
            or _REPORTED.search(said)
            or interrogative(said)
        )
        go = None if idle else GO.search(said)
        if go is None and not idle and _DO_IT.search(said):
            return Answer(accept=0.35 if _unclear(lower) else 0.8, quote=(part.start, part.end))
        if go and not re.search(rf"\b{NEGATION}\b", said[: go.start()]) and not _NOT_AFTER.match(said, go.end()):
            return Answer(accept=0.35 if _unclear(lower) else 0.9, quote=(part.start, part.end))
    return None


def _yes(lower: str, parts: Sequence[Clause]) -> Answer:
    """A turn that is, or opens with, nothing but yes in one of its many forms."""
    said = lower.strip()
    if len(said) < _SHORT and _ONLY_YES.search(said):
        return Answer(
            accept=0.9 if _REAL_YES.search(said) else 0.45 if _MILD_YES.search(said) else 0.0, quote=(0, len(lower))
        )
    first = parts[0]
    opening = lower[first.start : first.end].strip()
    if len(opening) > _SHORT or not _ONLY_YES.search(opening) or not _REAL_YES.search(opening):
        return Answer()
    asked = any(part.asked and not _TAG.search(lower[part.start : part.end]) for part in parts)
    conditional = any(part.sentence == first.sentence and condition(lower[part.start : part.end]) for part in parts)
    doubting = any(part.asked and part.sentence == first.sentence and part is not first for part in parts) and asked
    hollow = _unclear(lower) or conditional or doubting or (asked and not _PLAIN_YES.search(opening))
    sure = 0.38 if hollow else 0.6 if _LUKEWARM.search(opening) else 0.85
    return Answer(accept=sure, quote=(first.start, first.end))
