"""A rule as the whole answer: a draft that refuses, names a rule, and stops there.

It takes the whole draft to tell. One sentence that explains, offers, asks or says what comes next, and the rule is no
longer the whole answer; so does a figure in it, which makes a rule a fact that people can work with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assist.dialogue.rules import words
from assist.projection.sentences import Sentence

_NOUN = r"(?: \w+){0,2} (?:polic(?:y|ies)|rules?|terms|guidelines|regulations)"
# A rule that itself forbids what was asked.
_FORBIDS = words(
    rf"(?:violat(?:es?|ed)|breache[sd]|breaks?|broke|in (?:breach|violation) of)(?: \w+)? (?:our|the|company){_NOUN}",
    rf"(?:against|not (?:possible|allowed|permitted) (?:under|by|per|within|as per|due to)|outside)"
    rf" (?:our|the|company|store|shop|house|\w+'s){_NOUN}",
    "against (?:polic(?:y|ies)|the rules)",
    r"(?:(?:our|the|company|store)(?: \w+){0,2} )?(?:polic(?:y|ies)|rules?|terms"
    r"|guidelines) (?:(?:simply|strictly|clearly) )?"
    r"(?:(?:does|do)(?: not|n't) (?:allow|permit|let|cover|provide|include)|prohibits?|prevents?|forbids?"
    r"|rules? (?:it|that|this) out|won't allow)",
    r"(?:we|i) have (?:a (?:strict )?policy|rules) (?:of not|against|not to)",
    r"(?:we|i) have a (?:strict )?no[- ][\w-]+(?: [\w-]+)? policy",
)
# A rule merely named: it takes a refusal beside it, since rules speak for customers too.
_NAMES = words(
    r"(?:that's|that is|this is|it's|it is|those are|these are) (?:(?:just|simply|unfortunately) )?"
    r"(?:our|the|company|standard|store)(?: \w+){0,2} (?:policy|rules?|terms|procedure)",
    rf"(?:as |due to |because of |per |under |owing to |according to |in line with ){{1,3}}(?:our|the|company"
    rf"|store){_NOUN}",
    rf"as (?:stated|written|laid down|described) in (?:our|the){_NOUN}",
    "(?:due to|because of|per) (?:company|store) policy",
    "(?:company|house|store|shop|hotel) (?:policy|rules)(?=[.!]?$)",
    "(?:rules are rules|policy is policy)(?=[.,!]|$)",
)
_REFUSES = words(
    "can't|cannot|can not|won't|will not|couldn't|unable to|not able to|don't|do not|not possible|impossible"
    "|not allowed",
    "we only|declined?|denied|refused?|nothing (?:more )?(?:I|we) can do|final"
    "|no (?:refunds|returns|exchanges|exceptions)",
)
_FAVOURS = words(r"(?:don't|do not|won't|will not|no) (?:\w+ )?(?:charges?|fees?|costs?|sell|share|pass|ask|extra)")
_FEW_WORDS = 2  # beside a rule's name: "sorry", "I'm afraid"
# Beside a rule these say nothing: a greeting, and one clause of regret or thanks, or an ending.
_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|dear|good (?:morning|day|afternoon|evening))\b[^,.!:]{0,40}(?:[,!.:]\s*|$))+", re.IGNORECASE
)
_COURTESY = re.compile(
    r"^(?:(?:many )?thanks?|sorry|(?:I'm|I am|we're|we are) (?:very |so |really |truly )?(?:sorry|afraid)"
    r"|(?:my |our |please accept (?:my|our) )?(?:sincere )?apolog\w+"
    r"|(?:I|we) (?:do |can |fully |really )?(?:apologi[sz]e|understand|appreciate|hear|realise|realize|hope|regret)"
    r"|unfortunately|have a|(?:there (?:is|are) )?no exceptions?|please (?:note|understand|accept))\b[^,;:–—]*,?$",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"^(?:(?:(?:if|should) you have (?:any )?(?:other |further |more )?questions"
    r"|(?:please )?(?:let (?:me|us) know|feel free|don't hesitate|contact us) (?:if|to|with|when|should)"
    r"|(?:is there )?anything else|(?:can|may) I help (?:you )?with anything else)\b[^;:–—]*"
    r"|(?:(?:kind|best|warm) )?(?:regards|wishes|best|cheers|sincerely|yours(?: \w+)?)\b.{0,40})$",
    re.IGNORECASE,
)
_EXPLAINS = words(
    "because|since|so that|so as to|in order to|the reason|which means|that way|this way|to (?:protect|keep|avoid"
    "|make sure)",
    "but|however|instead|alternatively|otherwise|though|although|except|unless|until|if|when|once|what (?:I|we) can",
    "(?:you|we|I) (?:can|could|may|might|are able to|am able to|will|would)(?!'t| not)|(?:we|I|you)'ll|I've|we've"
    "|here(?:'s| is| are)",
    "within|between|up to|for the (?:first|next)|law|legal|safety|manufacturer",
    "would you|could you|do you|please (?!accept|note|understand|be advised)|happy to|glad to|offer|option|open to you",
)
_ASKED = words("polic(?:y|ies)|rules?|terms|conditions|allowed|permitted|guidelines")

_OPENING = re.compile(
    r"^[^,.]{0,40}\b(?:sorry|afraid|unfortunately|regret|understand)\b[^,.]{0,40},? but ", re.IGNORECASE
)
_NOT_SO = words(
    r"(?:isn't|aren't|wasn't|not|nothing) (?:\w+ )?(?:against|outside)",
    r"(?:isn't|aren't|wasn't|not) (?:\w+ )?(?:our|the|company) (?:policy|rules?)",
)
DECIDES = (_FORBIDS, _NAMES, _REFUSES, _FAVOURS, _GREETING, _COURTESY, _ENDING, _EXPLAINS, _ASKED, _OPENING, _NOT_SO)
SHOULD_NOTE = (
    "That's against company policy.",
    "Hi Ana, I'm sorry, but we can't refund that. It's our policy. Kind regards, Tom",
    "Unfortunately our policy does not allow returns. Is there anything else I can help you with?",
    "As per our policy we cannot accept this. There are no exceptions.",
    "We only ship to companies, that's our policy.",
    "We have a strict no refund policy.",
    "I understand your frustration, but this is our policy.",
    "Good morning. We don't lend keys, company rules. Thank you for your understanding.",
    "Our terms do not allow the return of opened bottles.",
)
SHOULD_PASS = (
    "That's against company policy, but we can send you a new one.",
    "Our policy is that returns are free within 30 days.",
    "Refunds in cash are not allowed under our rules, because the till is counted at night.",
    "It's our policy. Would a voucher or an exchange suit you?",
    "I can't refund that. Let me ask my manager whether an exception is possible.",
    "This isn't against our policy at all. Go ahead.",
    "It is not our policy to charge for that.",
    "Company policy: we answer within a day.",
    "Hi Jo, the money is on its way to you. Fees are against our policy.",
    "Thanks, we sent the second key. Copies are against our policy.",
    "That is our policy, so your money is on its way.",
    "As per our policy the refund has been sent.",
    "The driver said “that's against our policy”.",
    "We don't charge for that, that's our policy.",
    "Rules are rules, and they are on your side here: the fee is gone.",
)


def bare_policy(sentences: Sequence[Sentence], texts: Sequence[str], message: str) -> Sentence | None:
    """The sentence that names the rule, where rule, refusal and courtesy are the whole draft; else None.

    `texts` are the sentences with straight apostrophes and without what is quoted in them. A customer who asked for
    the rule is answered by it.
    """
    if _ASKED.search(message):
        return None
    found: Sentence | None = None
    for sentence, whole in zip(sentences, texts, strict=True):
        text = _OPENING.sub("", _GREETING.sub("", whole))
        if _NOT_SO.search(text) or _FAVOURS.search(text) or any(character.isdigit() for character in text):
            return None
        beside = _NAMES.sub("", _FORBIDS.sub("", text))
        if _EXPLAINS.search(beside) or text.endswith("?"):
            if not _ENDING.search(text):
                return None
        elif _FORBIDS.search(text) or (_NAMES.search(text) and (_REFUSES.search(beside) or _is_little(beside))):
            found = found or sentence
        elif not (_says_nothing(text) or _REFUSES.search(text)):
            return None
    return found


def _is_little(beside: str) -> bool:
    return len(re.findall(r"\w+", beside)) <= _FEW_WORDS


def _says_nothing(text: str) -> bool:
    return bool(_is_name(text) or _ENDING.search(text) or _COURTESY.search(text))


def _is_name(text: str) -> bool:
    """A signature or a name by itself: a few words, each with a capital; or nothing at all."""
    each = text.rstrip(".,!").split()
    return len(each) <= 3 and all(word[0].isupper() for word in each)
