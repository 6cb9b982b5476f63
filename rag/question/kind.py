"""The kind of answer that a question asks for, by the word that asks."""

import re

from pullquote.index import fold

# What comes before the question itself: "According to Haldane, did ...", "By what date ...", "and who ...".
_ASKING = re.compile(r"\b(?P<asking>who(?:m|se)?|what|which|when|where|why|how)\b")
_AUXILIARY = re.compile(
    r"(?:^|[,:] |\s[-–—] )(?:(?:and|so|but|or) )?(?:did|does|do|is|are|was|were|has|have|had|can|could|may|might|will"
    r"|would|should|must)(?:n['’]?t)? \w"
)
_LIST = re.compile(
    r"^(?:name|list)\b|\b(?:who|what|which) (?:are|were) (?:the|its|their|all)(?: \w+)? \w+s\b"
    r"|\b(?:which|what) (?:two|three|four|five|other)\b"
)
# After "what" or "which", up to four words on: "what was the estimated cost", "what share of the voters".
_NOUNS = (
    ("date", r"year|date|day|month|century|decade|time|deadline"),
    (
        "number",
        r"percentage|per ?cent|number|amount|share|fraction|proportion|price|cost|size|rate|quota|fee|fare|figure|total"
        r"|age|height|length|weight|speed|distance|depth|width|diameter|mass|quantity|budget|turnout|population|sum|toll",
    ),
    ("person", r"person|man|woman|official|minister|mayor|player|member|councillor|name of the (?!\w+ called)"),
    ("place", r"city|country|state|place|location|town|region|island|continent|county|street|village"),
    ("reason", r"reason|cause[ds]?|made"),
)
_WHAT = tuple(
    (kind, re.compile(rf"\b(?:what|which)(?: (?:is|was|are|were|the))*(?: [\w'-]+)? (?:{words})s?\b"))
    for kind, words in _NOUNS
)
_PAID = re.compile(r"\bwhat (?:do|does|did|will|would)\b.* (?:cost|pay|earn|charge|weigh)\b")
_COUNTED = re.compile(r"\bhow (?:many|much|long|old|far|large|big|tall|high|fast|often|wide|deep|heavy)\b")
_MEANT = re.compile(r"\bwhat (?:is|are|was|were) (?:an? )?[\w'-]+\W*$|\bwhat (?:does|do) .* (?:mean|stand for)\b")
_WHO = re.compile(r"^who (?:is|was) ")
_SIMPLE = {"when": "date", "where": "place", "why": "reason", "how": "manner"}


def kind_of(text: str) -> str:
    """date, number, person, place, reason, manner, list, definition, yes_no, or thing for what is none of these and for
    keywords."""
    folded = fold(text).strip()
    asking = _ASKING.search(folded)
    asks = _AUXILIARY.search(folded)
    if asks and (not asking or asks.start() < asking.start()):
        return "yes_no"
    if _LIST.search(folded):
        return "list"
    if not asking:
        return "thing"
    word, rest = asking["asking"], folded[asking.start() :]
    if word.startswith("who"):
        named = [part for part in text.split()[2:] if any(c.isalnum() for c in part)]
        whole = bool(_WHO.match(rest)) and bool(named) and all(part[0].isupper() for part in named)
        return "definition" if whole else "person"
    if _COUNTED.match(rest) or _PAID.match(rest):
        return "date" if rest.startswith("how long ago") else "number"
    if word in _SIMPLE:
        return _SIMPLE[word]
    if _MEANT.match(rest):
        return "definition"
    return next((kind for kind, pattern in _WHAT if pattern.match(rest)), "thing")
