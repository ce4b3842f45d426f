"""Why: a customer's text is material; where it speaks to the assistant instead of to us, the agent should know.

Nothing hangs on finding it: the text never stands where instructions stand, and what a model writes is verified either
way. What is found here is reported, and makes the verification stricter.
"""

from __future__ import annotations

import re

IGNORED = "The message holds instructions to the assistant; they were ignored."

_WHOSE = r"(?:all\s+|any\s+|every\s+)?(?:of\s+)?(?:the\s+|your\s+|my\s+|these\s+|those\s+)?"
_ORDERS = re.compile(
    rf"""\b(?:ignore|disregard|forget|override|bypass|skip)\s+{_WHOSE}(?:previous|prior|above|earlier|preceding|system|other
        |former|existing|given)?\s*(?:instruction|prompt|rule|direction|guideline|polic|constraint|context)\w*
    |\b(?:system|developer)\s*(?:prompt|message|instruction)\w*
    |^\s*(?:system|assistant|developer)\s*[:>\]]
    |</?\s*(?:system|assistant|instructions?|message|user|s|inst)\s*>|<\|[a-z_]+\|>|\[/?INST\]|\#\#\#\s*(?:instruction|system)
    |\byou\s+are\s+(?:now|no\s+longer)\s+(?:an?\b|the\b|in\b|bound)
    |\b(?:act|behave|respond|answer|reply)\s+as\s+(?:if\s+you\s+were\s+|though\s+you\s+were\s+)?(?:an?\s+)?
        (?:\w+\s+)?(?:ai|assistant|bot|model|system|admin\w*|developer|dan)\b
    |\b(?:reveal|print|show|repeat|output|leak|tell\s+me)\s+(?:me\s+)?(?:all\s+)?(?:the|your)\s+(?:\w+\s+)?(?:prompt|instructions|rules
        |configuration|hidden)\b
    |\b(?:note|instructions?|message|attention|dear|hey|hello|to)\s*(?:to|for)?\s*(?:the\s+)?
        (?:ai|llm|language\s+model|chat\s*bot|bot|gpt|chatgpt|assistant)\b\s*[:,-]
    |\bas\s+an?\s+(?:ai|language\s+model|llm)\b
    |\b(?:jailbreak|prompt\s+injection|do\s+anything\s+now)\b
    |\b(?:respond|reply|answer|output)\s+(?:only\s+(?:with|in)|with\s+(?:only|exactly|the\s+following|json))\b
    |\b(?:you|the\s+(?:assistant|bot|ai|model))\s+(?:must|have\s+to|are\s+required\s+to|will)\s+(?:now\s+)?
        (?:say|write|reply|answer|respond|state|include|output)\s*(?:that\b|exactly\b|only\b|[:"“'])""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)


def holds_instructions(text: str) -> bool:
    """Whether a text gives orders to an assistant, as far as their usual wordings show it."""
    return bool(_ORDERS.search(text))
