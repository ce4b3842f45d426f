"""Why: a reply in the customer's language is one only if it is in the language that the customer wrote.

Which one that is shows in its small words, or in its letters. Where neither is plain, no language is named, and nothing
is translated: better English than the wrong language.
"""

from __future__ import annotations

import re

_WORDS: dict[str, frozenset[str]] = {
    "German": frozenset(
        """ich nicht und der die das den dem ist sind war mein meine meinen bitte wie wir sie ein eine einen auf mit für
        zu von im noch auch aber oder kann können möchte möchten haben hat habe wurde wird ihnen ihre ihr es was wenn
        hallo guten danke vielen dank nur bei nach wieder als""".split()
    ),
    "French": frozenset(
        """je ne pas est une un le la les des du mon ma mes vous nous bonjour merci pour avec dans que qui et ou où sur
        votre vos notre il elle cela ça ce cette au aux plus mais comment sont été être avez voulez puis""".split()
    ),
    "Spanish": frozenset(
        """el los las yo no es una un mi mis por para hola gracias con usted pero que y o se su sus le está qué cómo del
        al muy ya lo la de en ha he puede quiere prefiere nuestro más también hasta desde""".split()
    ),
    "Italian": frozenset(
        """il lo gli non sono mio mia ciao grazie per che è una un di da con del della dei nel alla le la si come ma
        anche ho ha questo questa può vuole preferisce buongiorno più ancora suo sua ci""".split()
    ),
    "Portuguese": frozenset(
        """não meu minha obrigado obrigada uma um os as do da dos das em no na com para por que é está você o e mas como
        seu sua também mais já foi olá bom dia pode prefere quer ou ao pelo""".split()
    ),
    "Dutch": frozenset(
        """ik het een niet mijn de en van is dat je jij u uw wij we met voor op te zijn heeft heb kan maar ook hallo
        dank wat hoe of aan bij er naar nog wilt liever graag weer deze""".split()
    ),
    "Polish": frozenset(
        """nie się na w z i jest to że do proszę dzień dobry moje mój moja mam czy jak ale dla od po za przez są już
        dziękuję może lub oraz pan pani państwo co""".split()
    ),
    "Swedish": frozenset(
        """det och inte jag är att på en ett som har med för av till min mitt mina hej tack kan vill eller men vi ni du
        er den om från var hur vad""".split()
    ),
    "Danish": frozenset(
        """det og ikke jeg er at på en et som har med for af til min mit mine hej tak kan vil eller men vi du den om fra
        var hvordan hvad noget""".split()
    ),
}
# Letters that only one language in common use is written in; of those that share a script, what tells them apart.
_LETTERS = (
    ("Japanese", re.compile(r"[\u3040-\u30ff]")),
    ("Korean", re.compile(r"[\uac00-\ud7af]")),
    ("Chinese", re.compile(r"[\u4e00-\u9fff]")),
    ("Greek", re.compile(r"[\u0370-\u03ff]")),
    ("Hebrew", re.compile(r"[\u0590-\u05ff]")),
    ("Thai", re.compile(r"[\u0e00-\u0e7f]")),
    ("Ukrainian", re.compile(r"[іїєґ]", re.IGNORECASE)),
    ("Russian", re.compile(r"[ыэё]", re.IGNORECASE)),
)
_FEWEST = 2  # small words that prove a language
_OUTNUMBERED = 0.3  # of the letters, from which a script counts as the text's
_LATIN = re.compile(r"[A-Za-z]")


def language(text: str) -> str:
    """The English name of the language that a text is in, or '' where that is not plain. English is not among them.

    >>> language("Meine Lampe ist kaputt, was kann ich tun?"), language("My lamp is broken.")
    ('German', '')
    """
    letters = [one for one in text if one.isalpha()]
    if sum(not _LATIN.match(one) and ord(one) > 0x24F for one in letters) > _OUTNUMBERED * len(letters):
        return next((name for name, shape in _LETTERS if shape.search(text)), "")
    words = re.findall(r"[^\W\d_]+", text.casefold())
    counts = sorted(((sum(word in of for word in words), name) for name, of in _WORDS.items()), reverse=True)
    (most, name), (second, _) = counts[:2]
    return name if most >= _FEWEST and most > second else ""
