"""What will be, said as certain, of a thing or of the customer, with nothing that makes it so.

What agents will do themselves is in their hands and passes; so does a plain forecast, and what somebody else has said.
"""

from __future__ import annotations

import re

from assist.dialogue.rules import Rule, words

_COMES = (
    "arrive|be there|be with you|be delivered|be fixed|be resolved|be sorted|be solved|be repaired|be refunded"
    "|be approved"
    "|be accepted|be ready|be back|be gone|be over|be credited|be done|be safe|be fine|work|happen|occur|come|reach"
    "|land|show up|go through|last|fit|fix|solve|resolve|stop|break|fail|lose|have|get|receive"
)
_OURS = (
    "hear (?:from|back)|take|get an? (?:answer|reply|call)|be (?:quick|brief|short|honest)"  # in the agent's own hands
)
_OF_WHAT = r"(?:you|it|this|that|they|he|she|everything|nothing|(?:the|your|our) (?:[\w-]+ ){0,3}?[\w-]+)"
_WILL = r"(?:will|'ll|won't|will not|is going to|are going to|'s going to|'re going to)"
_SURE = r"(?:definitely|certainly|absolutely|undoubtedly|surely|100 ?%|for sure|without fail|guaranteed)"
# What seals a sentence at its end.
_SEALED = (
    r"(?:guaranteed|that's a promise|(?:I|we) (?:promise|guarantee|swear|(?:can )?assure)(?: (?:it|you|that))?"
    r"|you have my word|no ifs or buts|trust me|believe me|100 ?%|no doubt about it)(?=[.!]*\W*$)"
)
OVERPROMISE: tuple[Rule, ...] = (
    Rule(
        name="never again",
        pattern=words(
            rf"(?:this|it|that|such \w+|{_OF_WHAT}) (?:will never|won't ever|won't|will not|is never going to"
            rf"|'ll never) "
            r"(?:ever )?(?:happen|occur|come up|break|fail|go wrong)(?: to you)? (?:again|any more|anymore)"
            r"(?! (?:before|until|unless|on|in)\b)",
            r"(?:you|you'll|you will)(?: will)? never (?:ever )?(?:have (?:this|that|any|a|such) |see |face "
            r"|experience )(?:[\w-]+ ){0,3}again",
            r"(?:you(?: will|'ll) (?:have|see)|there will be) no (?:more|further) (?:problems?|issues?|trouble"
            r"|errors?)",
        ),
        spares=words(
            "so that", "make sure", "ensure", "hope(?:fully)?", "should", "to see", "try(?:ing)?", "work(?:ing)?"
        ),
        should_note=(
            "This will never happen again.",
            "You will never have this problem again.",
            "You will have no further issues.",
        ),
        should_pass=(
            "I'd like to make sure that this won't happen again.",
            "We hope it won't happen again.",
            "I can't promise that this will never happen again.",
            "If you update the app, this won't happen again.",
        ),
        softer=(
            (words("this (?:will never|won't ever|won't|will not) happen again"), "this should not happen again"),
            (words("it (?:will never|won't ever|won't|will not) happen again"), "it should not happen again"),
        ),
    ),
    Rule(
        name="guaranteed",
        pattern=words(
            rf"(?:I|we)(?: can| do|'ll| will)? (?:\w+ )?(?:guarantee|promise|swear|give you my word)(?: to)?(?: you)?"
            rf"(?: that)?,? {_OF_WHAT}(?: {_WILL}|'ll|'s going to) (?!{_OURS})\w+",
            rf"(?:I|we)(?: can)? assure you(?: that)?,? {_OF_WHAT}(?: {_WILL}|'ll) (?:{_COMES})",
            rf"(?:trust me|believe me|mark my words|no doubt about it|without a doubt)[,:]? (?:that )?"
            rf"{_OF_WHAT}(?: {_WILL}|'ll) (?!{_OURS})\w+",
            rf"{_OF_WHAT}(?: {_WILL}|'ll) (?!{_OURS})[^.!?;:]{{0,60}}?,? {_SEALED}",
            rf"(?:you have my word|I give you my word)(?: that)?,? {_OF_WHAT}(?: {_WILL}|'ll)",
        ),
        should_note=(
            "You'll have it tomorrow, guaranteed.",
            "I promise you that it will arrive before the party.",
            "We guarantee that the new one will last for years.",
            "Your parcel will be there on Friday, you have my word.",
            "Trust me, it'll be gone in a week.",
        ),
        should_pass=(
            "I can't guarantee that it will arrive before the party.",
            "I promise that I'll look at it today.",
            "As promised, here is the form.",
            "I promise you'll hear from me today.",
            "You'll hear from me today, I promise.",
            "All our pans are guaranteed for two years.",
            "The courier says that it will be there on Friday, guaranteed.",
            "We have a money-back guarantee.",
            "Do you want me to promise that it will arrive?",
            "I assure you that we take this seriously.",
        ),
        severity="high",
        softer=(
            (
                re.compile(
                    rf"^(.*?)(?: will|'ll)\b([^.!?;:]*?),? {_SEALED}",
                    re.IGNORECASE,
                ),
                r"\1 should\2",
            ),
        ),
    ),
    Rule(
        name="definitely will",
        pattern=words(
            rf"{_OF_WHAT}(?: {_WILL}|'ll) {_SURE} (?:{_COMES})",
            rf"{_OF_WHAT} {_SURE} (?:will|won't) (?:{_COMES})",
            rf"{_OF_WHAT}(?: {_WILL}|'ll) be (?:absolutely|completely|perfectly|totally|100 ?%) "
            "(?:fine|safe|ok|okay|gone|healed|cured|back|fixed|sorted)",
            rf"{_OF_WHAT}(?: {_WILL}|'ll) (?:{_COMES})\b[^.!?;:,]{{0,50}} (?:for sure|without fail|100 ?%"
            rf"|no matter what"
            r"|with absolute certainty)",
            rf"(?:I'm|I am|we're|we are) (?:100 ?% |absolutely |completely )(?:sure|certain|confident)(?: that)? "
            rf"{_OF_WHAT}(?: {_WILL}|'ll) (?:{_COMES})",
        ),
        should_note=(
            "It will definitely arrive on Friday.",
            "You'll get the money back by Monday for sure.",
            "I am 100% certain that your claim will be approved.",
        ),
        should_pass=(
            "It should arrive on Friday.",
            "It will arrive on Friday.",
            "We will definitely look into it.",
            "If it ships today, it will definitely arrive on Friday.",
            "The tracking shows that it will definitely arrive on Friday.",
            "I don't know whether it will definitely arrive on Friday.",
        ),
        softer=((words(r"(?:will|'ll) (?:definitely|certainly|absolutely|undoubtedly|surely)"), "should"),),
    ),
)
