"""The customer's word doubted.

A question that the case needs, a photo or a receipt asked for, and a claim in an insurer's sense pass.
"""

from __future__ import annotations

from assist.dialogue.rules import Rule, words

SUSPICION: tuple[Rule, ...] = (
    Rule(
        name="you claim",
        pattern=words(
            "you (?:only |now |suddenly )?claim(?:ed)? (?:that|to have|to be|not to|it|they|you|never)",
            "you (?:now )?claim(?:ed)? (?:the|your|our) (?:[\\w-]+ ){1,4}(?:was|is|were|are|had|has|did|never"
            "|arrived|came|broke)",
            "(?:as|what) you (?:now )?claim(?:ed)?(?= (?:is|was|happened)|[,.!])",
            "you (?:allegedly|supposedly)",
            "(?:your|the|this|an?|which|that) (?:[\\w-]+ )?(?:alleged(?:ly)?|supposed(?:ly)?) "
            "(?:damage[d]?|broken?|faulty|fault|defect(?:ive)?|arrived (?:broken|damaged)|purchase)",
            "your (?:version of (?:events|what happened|things)|so-called)",
            "your story (?:doesn't|does not|isn't|is not|keeps|has changed|makes no|sounds|seems)",
        ),
        spares=words(
            "claim(?:ed)? (?:it|that|they) (?:back|on|with|within|from|through|online|by)", "you can claim", "to claim"
        ),
        should_note=(
            "You claim that the box arrived empty.",
            "The allegedly damaged lamp was packed with care.",
            "Your story doesn't match our records.",
            "You supposedly sent it back in May.",
        ),
        should_pass=(
            "Your claim has been paid out.",
            "You claimed 40 pounds in May, and that was paid.",
            "You can claim that back from the bank.",
            "The update is supposedly on its way.",
            "Thank you, we loved your story.",
            "Your account doesn't have access yet.",
        ),
        softer=(
            (words("you (?:only |now |suddenly )?claim(?=(?:ed)? (?:that|it|they|you))"), "you write"),
            (words("you (?:only |now |suddenly )?claimed(?= (?:that|it|they|you))"), "you wrote"),
        ),
    ),
    Rule(
        name="disbelief",
        pattern=words(
            "(?:hard|difficult|impossible|struggling) to believe(?: that)? (?:you|your|it|this|that|what|a)",
            "find (?:it|this|that|your \\w+) (?:very |rather |quite )?(?:hard|difficult"
            "|impossible) to believe(?! too| myself)",
            "(?:I|we) (?:really |seriously |very much |honestly )?doubt (?:that )?"
            "(?:your|you(?!'ll| (?:will|would|can|could|need|want))|it (?:was|is|happened|broke|came)|this|what"
            "|(?:any of )?(?:our|my) [\\w-]+ (?:said|told|promised|agreed|wrote|offered|would))",
            "(?:I|we) (?:just |simply |really )?(?:don't|do not|can't|cannot) believe "
            "(?:you|your|what you|that you|you're)(?! had| were| have had| went)",
            "(?:I'm|I am|we're|we are|I remain|we remain) (?:not (?:at all |really |quite )?convinced|sceptical"
            "|skeptical) (?:that (?:you|it (?:was|broke|came|happened|arrived)|your)|(?:by|of|about) your)",
            "(?:seems?|looks?|sounds?|find (?:it|this|that)) (?:rather |very |a bit |quite |highly )?"
            "(?:suspicious|implausible|far-fetched|dubious|fishy|unbelievable) that you",
            "your (?:[\\w-]+ ){0,2}(?:is|seems?|looks?|sounds?) (?:rather |very |a bit |quite |highly )?"
            "(?:suspicious|implausible|far-fetched|dubious|fishy)",
            "how (?:do|can|could|should) we (?:know|be sure)(?: that)? "
            "(?:you (?:didn't|did not|haven't|weren't|really|actually)|it (?:was|arrived|came|broke))",
            "(?:I|we) (?:really |seriously |very much )?doubt that the [\\w-]+ (?:was|arrived|came|broke|never)",
            "(?:no reason to|why should (?:I|we)) (?:believe|trust) (?:you|your)",
        ),
        conditional=True,
        asking=True,
        spares=words(
            "how upset",
            "lucky",
            "been through",
            "going through",
            "loyal",
            "waited",
            "(?:had|have|having|has) (?:had )?to",
            "(?:were|was) left",
        ),
        should_note=(
            "It is hard to believe that you never got the parcel.",
            "I doubt that you followed every step.",
            "I find that hard to believe.",
            "I doubt that our clerk said so.",
            "We are not convinced that it broke by itself.",
            "How do we know that you didn't drop it?",
            "We doubt that the item arrived damaged.",
            "We have no reason to believe you.",
        ),
        should_pass=(
            "I don't doubt that you followed every step.",
            "It's hard to believe that you had to wait that long.",
            "I doubt that the older model would fit.",
            "We saw suspicious activity on your account and have locked it.",
            "How do I know which plan is the right one, you ask?",
            "I find it hard to believe too, but it was our server.",
            "We have no reason to believe that it will be late.",
        ),
        severity="high",
    ),
    Rule(
        name="tell the truth",
        pattern=words(
            "if (?:what you(?:'re| are)? (?:say|saying|write|wrote|told us)|that|this|it|your \\w+)(?: is| was|'s) "
            "(?:really |actually |even |in fact )+(?:true|the case|what happened|so)",
            "if what you(?:'re| are)? (?:say|saying|write|wrote|told us) (?:is|was) (?:true|correct)",
            "(?:if|assuming|provided)(?: that)? you(?:'re| are| were) (?:being )?(?:honest|truthful|telling (?:us "
            "|me )?the truth)",
            "(?:please |just )?(?:be honest with (?:us|me)"
            "|tell (?:us|me) the (?:whole |real )?truth(?=[.,!?]|$| (?:now|this time|about (?:how|what))))",
            "you(?:'re| are| were| must be) (?:clearly |obviously |simply |just )?(?:lying|making (?:this|that"
            "|it) up|dishonest)",
            "you(?:'re| are) (?:clearly |obviously |just |simply |only |probably )+trying to get (?:a|an|another"
            "|more) \\w+",
            "you(?:'re| are) (?:clearly |obviously |just |simply |only |probably )*trying to (?:cheat|scam|trick"
            "|defraud|take advantage|get (?:something|it|one|a \\w+) for (?:free|nothing)|get out of)",
            "(?:our |the )?(?:system|tracking|records?|logs?|scan) (?:doesn't|does not|don't|do not|never) lies?",
            "(?:interesting|convenient)(?:ly)?(?: enough)?,?(?: how| that)? (?:this|it|you|your \\w+) "
            "(?:always|only|never|just)",
            "you (?:say|write|said|wrote)\\b[^.!?]{0,60}\\b(?:yet|but|and) (?:somehow|strangely|oddly|mysteriously)",
            "(?:many|most|some|lots of|a lot of|plenty of) (?:people|customers|buyers|callers|users) "
            "(?:just |only )?(?:say|claim|write|tell us) (?:this|that|so)\\b[^.!?]{0,30} to get",
        ),
        conditional=True,
        asking=True,
        spares=words("not to (?:lie|be)", "I'll be honest", "to be honest"),
        should_note=(
            "If what you say is true, we'll send another.",
            "If that is really what happened, please explain the scratches.",
            "Please be honest with us about how it broke.",
            "You're just trying to get one for free.",
            "The tracking doesn't lie.",
            "Many customers say that to get a second one.",
            "Interesting that it only happens on Fridays.",
            "You say that you sent it, yet somehow it never got here.",
        ),
        should_pass=(
            "To be honest with you, I don't know yet.",
            "If that's the case, I'll send another one.",
            "If this is still true tomorrow, ring us.",
            "Be honest: did you like the new menu?",
            "Many people try this to get the lid off: warm water.",
            "You are trying to get a refund, and here is how.",
            "You said that the clerk told you “you are lying”.",
            "I know that you're not trying to get one for free.",
        ),
        severity="high",
    ),
    Rule(
        name="are you sure you didn't",
        pattern=words(
            "(?:are you|you're) (?:really |quite |absolutely |completely |100 ?% )?(?:sure|certain)(?: that)? "
            "(?:you|it wasn't you who|it was not you who|nobody in your \\w+) (?:didn't|did not|haven't|have not"
            "|hasn't|has not) (?!been|get|got|receive|have|had|see|seen|want|mean|need|miss|change|forget)\\w+",
            "did you (?:really|actually|honestly) "
            "(?:follow (?:the|our|all|every|each|my)|read|try|check|send|pay|return|look|set|do|press|call)",
            "did you even",
            "(?:only|just) (?:have )?your word for",
            "heard that one before",
            "any (?:evidence|proof) that (?:there|it) (?:was|were|ever)",
            "^(?:but |and )?(?:so you say|according to you)(?! and)",
            "(?:can|could) you (?:even |actually )?prove (?:it|that|this)(?=[?]| you (?:didn't|did not)| was| wasn't)",
        ),
        asking=True,
        should_note=(
            "Are you sure you didn't drop it?",
            "Did you really follow all the steps?",
            "Can you prove that?",
            "We have only your word for that.",
            "According to you, the parcel never came.",
        ),
        should_pass=(
            "Are you sure you want to cancel?",
            "Are you sure you haven't got another account?",
            "Did you get a code by text message?",
            "Did you really order two? I see three on the invoice.",
            "Could you send a photo of the crack, so that I can order the right part?",
            "Please add the proof of purchase.",
        ),
        softer=((words("did you (?:really|actually|honestly|even)"), "did you"),),
    ),
)
