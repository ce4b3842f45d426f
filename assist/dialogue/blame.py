"""What the customer left undone or did, said as their fault.

What merely happened ("the form came back empty"), our own fault, and what one could not know pass.
"""

from __future__ import annotations

import re

from assist.dialogue.rules import Rule, words

_LEFT_UNDONE = (
    "read|checked|told|informed|notified|contacted|called|known|asked|followed|noticed|thought|waited|kept|mentioned"
    "|listened|looked|realised|realized|measured|tested|paid (?:more )?attention|been more careful|let us know"
    "|made sure|raised|reported|backed|saved|planned|spoken|said"
)
_TO_DO_FIRST = "sent|kept|booked|used|signed|chosen|bought|brought"
_DONE_WRONG = (
    "done|opened|used|tried|touched|removed|changed|deleted|clicked|installed|ordered|thrown|waited|left|ignored|let"
    "|signed|given|shared|assumed|expected"
)
BLAME: tuple[Rule, ...] = (
    Rule(
        name="should have",
        pattern=words(
            r"you (?:really |clearly |simply |of course )?"
            r"(?:should(?:'ve| (?:really |simply |at least )?have)|ought to have) "
            rf"(?:first |already |at least )?(?:{_LEFT_UNDONE}|{_TO_DO_FIRST})",
            rf"you (?:really |clearly |simply )?(?:shouldn't|should not|should never) have (?:{_DONE_WRONG})",
            rf"you could (?:at least |easily |simply |just )(?:have )(?:{_LEFT_UNDONE})",
        ),
        spares=words(
            "by now",
            "thank(?:s| you)",
            "I'd have",
            "been told",
            "(?:from|by) (?:us|me|our \\w+)",
            "here first",
            "for (?:not )?having to",
            "feel(?:s|ing)? (?:like|that|as)",
        ),
        should_note=(
            "You should have read the care label before washing it.",
            "You should've told us sooner.",
            "You shouldn't have opened the casing yourself.",
            "You could at least have checked the opening hours.",
        ),
        should_pass=(
            "You should have received an e-mail from us.",
            "You shouldn't have to wait that long.",
            "You should have heard it from us first.",
            "You should've read it here first, and not in the paper.",
            "You should have been told sooner, and that was our job.",
            "We should have read your note more carefully.",
            "I'm not saying that you should have known that.",
            "You should not have been charged twice.",
        ),
    ),
    Rule(
        name="the customer's fault",
        pattern=words(
            "your own (?:fault|mistake|error|negligence|carelessness|doing)",
            "(?:is|was|it's|that's|were|clearly|entirely|due to|because of|down to|caused by) your (?:own )?"
            "(?:fault|mistake|error|negligence|carelessness|oversight)",
            "(?:fault|mistake|error|oversight) (?:is|was|lies|lay) (?:\\w+ )?(?:yours|with you|on your (?:side|part"
            "|end))",
            "(?:an?|the) (?:\\w+ )?(?:fault|mistake|error|oversight) (?:made )?(?:on|from) your (?:side|part|end)",
            "(?:is|was|it's|that's) (?:just |simply |clearly |plain )?(?:a )?user error",
            "you (?:are|were|'re) (?:clearly |entirely |solely )?(?:to blame|at fault)",
            "yourself to blame",
            "(?:fault|mistake|error|problem|issue) (?:sits|lies|lay) (?:\\w+ )?with you",
            "(?:that's|that is|that one's) on you(?=[.!,]|$)",
            "your own (?:responsibility|problem)",
            "brought (?:this|it) on yourself",
            "(?:due to|because of|result of|caused by) your (?:failure|refusal|inability) to",
            "(?:not|isn't) our problem",
        ),
        should_note=(
            "This was your own mistake.",
            "The delay is entirely due to your error.",
            "That's your fault, not the courier's.",
            "I'm afraid this is simply user error.",
            "You only have yourself to blame for the late fee.",
            "The door was left open, and that's on you.",
            "The late fee is the result of your failure to cancel in time.",
        ),
        should_pass=(
            "This is not your fault.",
            "It was our mistake, and no fault of yours.",
            "It isn't your mistake at all.",
            "None of this was your fault.",
            "There was an error on our side.",
            "Your error log shows a timeout.",
            "Your failure to connect is caused by our outage.",
            "The garden key is on you from now on.",
            "You wrote that it was your fault.",
            "Please don't think this was your fault.",
        ),
        severity="high",
    ),
    Rule(
        name="failed to",
        pattern=words(
            "you (?:have |had |clearly |simply |again )*(?:failed|neglected|refused) to",
            "you (?:clearly |obviously |simply |just )?(?:didn't|did not|haven't|have not|don't|do not) "
            "(?:even |bother to |bothered to |care to )+(?:read|check|look|follow|listen|reply|answer|try|tell)",
            "you (?:clearly |obviously |simply )(?:didn't|did not|haven't|have not) "
            "(?:read|check|checked|look|looked|follow|followed|listen|listened)",
            "(?:because|since|as) you (?:didn't|did not) (?:read|listen|bother|pay attention|follow|care)",
            "you (?:have |'ve )?(?:chose to ignore|chosen to ignore|ignored|disregarded) "
            "(?:our|my|the|all|every|several|both|one|two|three|four|\\d+)",
            "you never (?:bothered|told|informed|notified|mentioned|said|asked|replied|answered)",
            "you couldn't be bothered",
            "you can't just [^.!?]{3,60} and (?:then |still )?(?:expect|complain|demand)",
            "^(?:well,? |but |so |no,? )?you (?:didn't|did not) "
            "(?:pay attention|read(?! \\w+ wrong)|listen|bother|care)",
            "you (?:clearly|obviously|evidently|apparently) (?:used|chose|entered|typed|forgot|missed|ignored|broke"
            "|dropped"
            "|damaged|overlooked|misread|misunderstood|mixed|confused|clicked|pressed|deleted|waited|assumed|expected)",
            "you were (?:supposed|meant|told) to (?!get|receive|have|be|hear|see|find|pay|expect)\\w+",
        ),
        spares=words(
            "system", "app", "so (?:that )?I", "thank you", "right(?:ly)?", "correct(?:ly)?", "(?:my|our) mistake"
        ),
        should_note=(
            "You failed to provide the serial number.",
            "You clearly didn't read the instructions.",
            "Because you did not follow the steps, the update broke.",
            "You ignored our reminders.",
            "You never told us that you had moved.",
            "You obviously used the wrong cable.",
            "You can't just leave it out in the rain and then complain.",
            "You didn't read the fine print.",
            "You were supposed to sign both pages.",
        ),
        should_pass=(
            "The payment failed to go through.",
            "We failed to send you the form.",
            "You were supposed to get a letter from us.",
            "You clearly deserved better.",
            "Sorry, my mistake: you obviously chose the right one.",
            "If you have not read the guide yet, here it is.",
            "It looks as if you haven't received the code yet.",
            "I can see that you didn't get an answer.",
            "Your bank refused the payment.",
        ),
    ),
    Rule(
        name="if you had only",
        pattern=re.compile(
            rf"\bif (?:only )?you(?:'d| had) (?:only |simply |just |actually |bothered to )?(?:{_LEFT_UNDONE}"
            rf"|bothered)\b"
            r"|(?:^|[,;:] |\bbut )had you (?:only |simply |just |not )?"
            r"(?!(?:an?|any|the|got|been|wanted|preferred|rather)\b)\w+",
            re.IGNORECASE,
        ),
        spares=words(
            "glad", "happy", "gladly", "any questions", "(?:I|we)(?:'d| would) (?:still|also|have (?:done|given|said))"
        ),
        conditional=True,
        should_note=(
            "If you had read the terms, this would not have happened.",
            "Had you told us earlier, we could have stopped the parcel.",
            "If only you'd checked the size chart.",
        ),
        should_pass=(
            "If you have read the terms, you can skip this page.",
            "If you had the older model, it would not fit.",
            "You asked whether you had told us: yes, in May.",
        ),
    ),
    Rule(
        name="be more careful",
        pattern=re.compile(
            r"(?:^|[,;:] |\b(?:please|kindly|must|need to|have to|should|ask you to) )(?:try to |do )?"
            r"(?:be (?:a bit |a little |much )?more careful|pay (?:more|better|closer) attention"
            r"|(?:read|check|look at)\b[^.!?]{0,40}\bmore (?:carefully|closely))(?!\w)"
            r"|^(?:next time|in (?:the )?future),? (?:please )?(?:(?:read|check|follow|listen to) (?:the|our"
            r"|your|it|this)|be careful|listen|think)\b"
            r"|^(?:please |kindly )?(?:(?:read|check) (?:the|our|your|it|this)|be careful|listen|think)\b[^.!?]{0,40}"
            r"\b(?:next time|in (?:the )?future)\b",
            re.IGNORECASE,
        ),
        spares=words(
            "I", "I'll", "I'm", "we", "we'll", "we're", "packers?", "team", "colleagues?", "courier", "driver"
        ),
        should_note=(
            "Please be more careful with your login data.",
            "You need to read the listing more carefully.",
            "Next time, please read the description first.",
        ),
        should_pass=(
            "We'll be more careful next time.",
            "I have asked the driver and our packers to be more careful.",
            "It is a good reminder to be more careful.",
            "I'll read your message more carefully next time.",
            "Next time, you can order by phone too.",
            "In future, read receipts can be turned off.",
            "Next time please use the other code.",
        ),
    ),
    Rule(
        name="told you already",
        pattern=words(
            "as (?:I|we)(?:'ve| have)? (?:already |clearly |repeatedly )+told you",
            "(?:I|we)(?:'ve| have)? (?:already |clearly |repeatedly )?(?:told|explained(?: this| that| it)? to) you "
            "(?:this |that )?(?:already|before|several times|many times|repeatedly|twice|three times)",
            "how (?:many times|often) (?:do|must|should) (?:I|we) (?:have to |need to )?(?:tell|explain|repeat|say)",
            "why (?:didn't you|did you not) (?:call|tell|contact|read|check|ask|report|say|wait|let us know)",
        ),
        asking=True,
        should_note=(
            "As I already told you, the part is not in stock.",
            "We have told you several times that this takes a week.",
            "Why didn't you call us earlier?",
        ),
        should_pass=(
            "As mentioned, the part comes in May.",
            "I told my colleague about it already.",
            "As my colleague told you, the part comes in May.",
            "As I told you this morning, the part is here.",
            "How often do I have to take the tablets, you ask: twice a day.",
        ),
        softer=((words("as (?:I|we)(?:'ve| have)? (?:already |clearly |repeatedly )+told you"), "as I wrote"),),
    ),
)
