"""Why: taking and refusing have many forms of words, and they are the same whatever the topic.

The patterns by which a clause takes the option that stands in it as `MASK`, refuses it, praises it, or tells of it.
"""

from __future__ import annotations

from assist.moods import MASK, NEGATION, OTHER, pattern

# --- ruling out
BETWEEN = (  # what may stand between a refusal and the name it refuses, but no new act and no other option
    r"(?:\W+(?!đ|(?:send|give|please|just|let|let's|rather|only|i|we|i'll|i'd|we'll)\b)\w+(?:'\w+)?)"
)
REJECT_BEFORE = pattern(
    rf"\b{NEGATION}\b{BETWEEN}{{0,6}}?\W*{MASK}|"
    r"\b(?:rather than|instead of|anything but|as opposed to|sick of|fed up with|tired of|done with|enough of|"
    r"hates?|dislike|avoid|refuse|decline|not a fan of|no fan of|steer clear of|stay away from)\b"
    rf"{BETWEEN}{{0,5}}?\W*{MASK}|"
    r"\b(?:forget(?: about)?|drop|skip|scrap|ditch|tak(?:e|ing) back|withdraw|retract|leave out|spare me|"
    r"keep your|(?:am|'m|are|'re|is) against|over|than|"
    r"except|no more|(?:back |it |them |me |us )off|away from|ruled out|rule out|minus|lose|turn down|say no to|"
    r"pass on|disable|deactivate|remove|get rid of|"
    r"(?:turn|switch|take) off|unsubscribe from|opt out of|cancel)"
    r"(?:\W+(?:the|a|an|that|this|your|any|another|more|those|these|to|being|getting|with|about|idea|of|all|by|have|"
    rf"having)){{0,4}}\W*{MASK}"
)
NO_REFUSAL = pattern(
    r"\b(?:why not|not only|no problem|no worries|if not|whether or not|can'?t wait|don'?t mind|wouldn'?t mind|"
    r"no objection|nothing against|not bad)\b"
)
SWITCHED_OFF = pattern(
    rf"\b(?:take|taking|pull|call)\W+(?:\w+\W+)?{MASK}(?:\W+\w+)?\W+back\b|\b(?:turn|switch|take|leave|keep|have)\W+(?:\w+\W+){{0,2}}?{MASK}(?:\W+\w+){{0,2}}?\W+off\b"
)
LEAVING = pattern(rf"\bfrom\W+(?:\w+\W+)?{MASK}(?:\W+\w+){{0,2}}?\W+to\b")  # "from the weekly one to …"
UNDECIDED = pattern(rf"{MASK}\W+or\W+(?:\w+\W+)?{OTHER}|{OTHER}\W+or\W+(?:\w+\W+)?{MASK}")
ALONGSIDE = pattern(rf"{OTHER}\W+(?:(?:or|and|nor|&)\W+)?(?=(?:(?:the|a|an)\W+)?{MASK})")
REJECT_AFTER = pattern(
    rf"{MASK}(?:\W+(?!ŧ|(?:tho|though|but|because|cause|cos|cuz|thanks|thx)\b)"
    rf"\w+(?:['’]\w+)?){{0,4}}?\W+(?:(?:is|are|was|'s|would be|seems?|sounds|looks|feels|"
    rf"gets)(?:n'?t| not)? ?(?:\w+ ){{0,2}}?(?:no use|no good|useless|pointless|out|worthless|"
    rf"off the table|no option|"
    r"not for (?:me|us)|nothing for|too \w+|a no|rubbish|nonsense|overkill|no help|a waste|impossible|"
    r"out of the question|a pain|a nightmare|awful|terrible|the worst|a bit (?:too )?\w+|a bit much|"
    r"ridiculous|not an option|silly|stupid|void|moot|history|cancelled|dead|obsolete)\b|"
    r"(?:won'?t|wont|doesn'?t|doesnt|don'?t|dont|isn'?t|isnt|aren'?t|wouldn'?t|can'?t|cannot|does not|"
    r"is not|are not|do not|will not|would not|not really|never|hardly|barely)\b"
    r"(?! (?:matter|hurt|be a problem|sound bad|look bad))|not |not\W*$|"
    r"no$|no thanks|no thank|nope|makes no sense|"
    r"only makes? )"
)
# --- taking
GAP = r"(?:\W+(?!ŧ)[\w'’]+){0,6}?\W*"
LEAD = (
    r"^\W*(?:(?:haha+|lol|aw+|pity|shame|too bad|fair enough|no worries|you'?re right|got it|ok|okay|yes|"
    r"yeah|yep|yup|ya|sure|alright|right|well|then|so|fine|great|good|perfect|super|"
    r"cool|hm+|hmm+|ah|oh|ooh|argh|ugh|um|hi|hello|hey|no|nope|nah|actually|"
    r"please|pls|plz|thanks|thank you|in that case|and|but|or|just|simply|maybe just|for (?:me|us)|"
    r"definitely|absolutely|i guess|i think|i suppose|guess|def|defo|all right|"
    r"sorry|wait|oh well|either way|honestly|tbh|also|again|still|lovely|excellent|brilliant|wonderful|"
    r"to be honest|if possible|ideally|kindly|now|instead)\b\W*)*"
)
DET = (
    r"(?:(?:the|a|an|my|your|this|that|in|by|via|on|at|to|with|for|another|only|just|it|one|back to|over|"
    r"through|per|as|against|option|both|some|like|every|each|definitely|rather|preferably|better|full|all)\W+){0,3}"
)
INTENT = (
    r"(?:have|take|taking|go|going|do|doing|use|using|stick|sticking|keep|keeping|stay|staying|choose|"
    r"choosing|pick|picking|opt|opting|prefer|lean|like|love|want|need|"
    r"accept|buy|order|book|switch|switching|change|settle|be|rather|come|get|try|say|vote|leave|remain|"
    r"wait|bring|see|start|return|make|appreciate|request|favou?r|decided|settled|gone|chosen|opted|select|"
    r"selecting)"
)
AUX = (
    r"(?:'ll|'d|'m|'re| will| would| should| shall| am| are|ll|'ve to| have to| has to|'ve got to| must| gotta|"
    r"'m gonna| better)"
)
WANTING = (
    r"(?:prefer|like|love|want|need|accept|choose|pick|opt|take|vote|go (?:for|with)|request|favou?r|decided|"
    r"settled|gone|chosen|opted|decide|select|stick|would|rather)"
)
STRONG = pattern(
    rf"\b(?:i|we){AUX}(?:\W+(?!not\b|never\b|only if\b)[\w'’]+){{0,3}}?\W+{INTENT}\b{GAP}{MASK}"
    rf"|\b(?:i|we)(?:'ve| have)?(?:\W+(?:really|much|also|then|now|definitely|always|usually|still|just|"
    rf"would|strongly|think|guess|say|hereby|do|therefore|\w+ly)){{0,2}}\W+{WANTING}\b{GAP}{MASK}"
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
    rf"yes to|be so (?:kind|good) as to){GAP}{MASK}"
    rf"|\bfrom\W+(?:the\W+)?{OTHER}\W+to\W+(?:the\W+|a\W+)?{MASK}"
    rf"|{MASK}{GAP}(?:please|pls|plz|pleas|it (?:is|shall be|has to be|must be)|it(?:'?ll|"
    rf" will) (?:have to )?be|instead|for (?:me|us|him|her|"
    rf"now)\b|suits me|is what (?:i|we)(?: would|'d)? (?:want|need|like|prefer))"
    rf"|{MASK}\W+(?:then|it)\W*$"
    rf"|{LEAD}{MASK}\W+(?:me|us|it|them|him|her|my|our)\b"
)
GOOD = pattern(
    rf"{MASK}(?:\W+(?!ŧ)[\w'’]+){{0,8}}?\W*\b(?:(?:is|are|'s|sounds?|seems?|looks?|would be|will be|would|"
    rf"makes?|feels|'d be|suits?|works?|wins)\W+(?:like )?(?:(?:the|a|an|really|very|absolutely|just|much|"
    rf"more|most|totally|quite|pretty|far|also|for me|for us|definitely|by far|always|perfectly|to be|"
    rf"more like|my|our) )*"
    r"(?:good|great|fine|ok|okay|nice|fun|cool|tempting|interesting|a dream|best|better|perfect|ideal|"
    r"right|way to go|suit|suitable|work|do|excellent|"
    r"wonderful|easier|easiest|sense|more sense|most sense|fit|better fit|best fit|fit|approach|one|winner|"
    r"mandatory|required|compulsory|essential|a must|sufficient|needed|called for|most welcome|"
    r"preferred|favou?rite|choice|worth|what we need|what i need|brilliant|appealing|effective|intriguing|"
    r"great idea|me|us|well|wonderful|fantastic|lovely|enough|simplest|safest|relaxing|refreshing|"
    r"up my alley|option|match|idea)|"
    r"works|suits|suffices?|will suffice|would suffice|will serve|will do|would do|wins|it is|makes sense|fits|"
    r"appeals)\b"
    rf"|{MASK}(?:\W+(?!ŧ)[\w'’]+){{0,8}}?\W*\b(?:is|'s|would be|'d be|will be|sounds like|looks like|"
    rf"seems like|seems|feels like)\W+(?:a|an|the|my|our)\W+"
    r"(?:[\w'’-]+\W+){0,4}?(?:choice|option|fit|approach|match|pick|solution|way|one|idea|bet|alternative|"
    r"plan|preference|favou?rite)\b"
)
RESOLVED = pattern(  # "we shall file jointly", "I must begin in spring", "they are to be filed separately"
    rf"\b(?:i|we)(?:'ll|'d rather| will| shall| must| have to| need to| want to|'ve got to| am going to|"
    rf"'m going to|'re going to|"
    rf" are going to|'m gonna| would rather|'m| am|'re| are)\W+(?:then |therefore |just |both |all |rather |\w+ly )?"
    rf"(?!(?:ask|know|think|see|check|talk|speak|discuss|decide|consider|wonder|wondering|find|hear|let|read|look|compare|never|not|no|tell|"
    rf"sure|afraid|glad|happy|sorry|used|told|aware|unsure|getting|having (?:trouble|problem|issue|difficult|a|"
    rf"second|no|to)|thinking|still|missing|waiting|hoping|looking|reading|told|"
    rf"sick|tired|on|in|at|out|the|a|an|so|too|very|done|currently|already|back)\b)"
    rf"[a-z]+(?:\W+(?!ŧ|(?:whether|if|how|what|which|when|why|about)\b)[\w'’]+){{0,5}}?\W*{MASK}|"
    rf"\b(?:is|are|it's|has|have|needs?|should|must|ought)\W+(?:to\W+)?be\W+\w+(?:\W+(?!ŧ)[\w'’]+){{0,3}}?\W+{MASK}"
)
CONTENT = pattern(
    rf"\b(?:i'm|we're|i am|we are)\W+(?:\w+ly |very |quite |so )?(?:happy|content|fine|good|ok|okay|pleased|"
    rf"cool) (?:with|to (?:have|take|go (?:for|with)))\b{GAP}{MASK}"
)
REPORTED_OF = pattern(
    rf"{MASK}\W+(?:\w+ly\W+)?(?:would|does|did|can|could|will|might|has|had)\W+(?:\w+ly\W+)?(?!be|do|suit|suffice|"
    rf"work|serve|have to be|it)\w+"
)
IMPERATIVE = pattern(
    rf"{LEAD}(?:send|give|make|do|use|go|put|book|take|order|switch|change|keep|leave|set|start|move|"
    rf"bring|mail|write|get|arrange|schedule|cancel|sign|try|stick|stay|pick|choose|fit|install|ship|add|"
    rf"pop|post|drop|run|have|let|reserve|sort|process|issue|transfer|swap|turn|charge|apply|proceed|"
    rf"continue|come|do the|contact|reach)\b{GAP}{MASK}"
)
REPORTS = (  # a verb after a bare name makes it the subject of a report, not an answer
    r"(?:[a-z]{2,}[^s\W]s|get|expire|take|cost|break|go|make|need|look|feel|last|run|come|annoy|fail|end|"
    r"stop|start|hide|show)"
)
FRAGMENT = pattern(
    rf"{LEAD}{DET}{MASK}(?!\W+(?!works|sounds|suits|thanks|as\b|is\b|yes\b|this\b){REPORTS}\W+\w)|"
    rf"^\W*(?!no\b|not\b|why\b)\w+\W+{MASK}\W*$"
)
STATE_AFTER = pattern(
    rf"{MASK}(?:\W+[\w'’]+){{0,2}}?\W+(?:is|are|was|were|has|had|have|came|arrived|broke|does|doesn'?t|did|"
    rf"didn'?t|isn'?t|wasn'?t|won'?t|can|could|will|would|might|seems|looks|went|stopped|keeps|kept|got|"
    rf"gets|never|still|works|died|failed|you (?:sent|gave|offered|mentioned))\b"
)
INFO_VERB = pattern(
    rf"\b(?:know|hear|understand|ask|asking|asked|find out|think about|decide|talk|wonder|question|read|told|"
    rf"said|mention|explain|tell|confirm|clarify|remind|advise|describe|compare|let me know|worried|afraid|"
    rf"complain|about)\b{GAP}{MASK}"
)


SELF = pattern(r"\b(?:i|we|me|us|my|our|mine|ours|let'?s|i'?ll|i'?d|i'?m|we'?ll|we'?d|we'?re)\b")
SHALL = pattern(
    r"\b(?:will|shall|would|should|must|have to|has to|need|needs|got to|gotta|'ll|'d|are to|is to|going to)\b"
)
OTHER_HALF = pattern(OTHER)
NOT = pattern(rf"\b{NEGATION}\b")
MILDLY = pattern(  # praise that commits to nothing
    rf"{MASK}\W+(?:\w+\W+){{0,3}}?(?:would be|'d be|sounds?|looks?|is|are|'s|could be|"
    rf"seems?)\W+(?:\w+\W+){{0,2}}?(?:lovely|beautiful|heavenly|nice|"
    rf"unreal|balm|amazing|gorgeous|wonderful|tempting|cool|great|brilliant|fantastic|pretty|interesting|fun|"
    rf"dreamy|a dream|attractive|unbelievable)\b"
)
EXCLAIMS = pattern(r"^\W*(?:oh|ooh+|wow|aw+|ah|yum|mmm+)\b")
