"""How far a quote must reach: to the sentence without which its own words would mislead.

Only words of closed classes tell: pronouns, demonstratives, connectives, marks. What else a sentence needs stands in
the sentences around it, which every face shows.
"""

import re
from itertools import islice, takewhile

from pullquote.corpus import Article, Span
from pullquote.rag.context.around import Around, around

LONGEST = 600  # characters of a widened quote
BACK = 2  # sentences that are looked back at
LONGEST_LIST = 12  # sentences of a list before an item

# At its head a sentence that has one of these hangs on the one before. Not "It is known that": there "it" is what is
# known.
PERSON = re.compile(r"(?:He|She|They|His|Her|Their)\b")
THING = re.compile(
    r"(?:It(?! (?:is|was|has|had|can|could|may|might|will|would) (?:[\w’']+ ){1,6}(?:that|who)\b)|Its|This|That|These"
    r"|Those|Such|Both|Neither|None of|The (?:former|latter|same|two|other|others))\b"
)
LINK = re.compile(
    r"(?:(?:But|Yet|So(?! far\b)|Thus|Therefore|Hence|Instead(?! of\b)|Otherwise|Nevertheless|Nonetheless|Then|Still"
    r"|Consequently|Accordingly)\b(?!-)"
    r"|(?:As a result|However|Even so|Even then|In turn|By contrast|In contrast|On the contrary|In that case),"
    r"|(?:For|In|At|On|By|With|After|Before|Because of|Despite|Instead of|Since|Until|Under|From|Of|To|Like)"
    r" (?:it|this|that|these|those|them|him|then|such)\b"
    r"|In (?:his|her|its|their) (?:place|stead|turn)\b)"
)
# The same further on: "The eastern herd, by contrast, eats kelp", "The water was safe, it said."
INSIDE = re.compile(
    r", (?:by contrast|in contrast|on the other hand|however|therefore|instead|too)[,.]"
    r"|, (?:it|he|she|they) \w+[.”\"]*$"
)
NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]+")
# What such a sentence says of those that come after holds for each of them.
FOLLOWS = re.compile(
    r":$|\b(?:follow(?:s|ing)(?: \w+)?|below|like (?:this|so)|in this way)[.:]$|\bas follows\b"
    r"|\b(?:what|that|which) follows\b(?! (?:an?|the|his|her|its|their)\b)"
)
# What begins like this, directly after a sentence, speaks of the sentence itself: doubts it, limits it, takes it back.
TAKES_BACK = re.compile(
    r"(?:(?:This|That|Those|These) (?:is|was|are|were|has|had|have|may|might|can|could|would|will|does|did|do)\b"
    r"|Whether (?:this|that|it|he|she|they)\b|So (?:\w+ )?(?:the|he|she|they|it)\b"
    r"|None of (?:this|that|it|these|those)\b|Nothing of\b|Not so\b|No[,:]|Neither\b|Nor\b|Only\b|Unless\b|Except\b"
    r"|Provided\b|If not\b|Otherwise\b|On the contrary\b|But\b|Yet\b|However,|In (?:fact|truth|reality)\b)"
)
OPENS, CLOSES = "“„«", "”»"


def widened(article: Article, chosen: Span) -> Span:
    """The chosen place in whole sentences, with what they hang on before and after if that is no longer than a quote
    may be. A sentence that was too long for a passage and was cut is quoted whole: what it says may turn at its end."""
    found = around(article, chosen)
    if found is None:
        return chosen
    own, start, end = found.place, _start(found), _end(found)
    for span in (Span(start, end), Span(start, own.end), Span(own.start, end)):
        if span.end - span.start <= LONGEST:
            return span
    return own


def _start(found: Around) -> int:
    text, own = found.article.text, found.place
    if found.is_item(own.start):
        return _list_head(found)
    before = list(islice(found.before(), BACK))
    words = text[slice(*own)]
    reach = 0
    if THING.match(words) or LINK.match(words) or INSIDE.search(words):
        hanging = takewhile(lambda span: PERSON.match(text, span.start) or THING.match(text, span.start), before)
        reach = 1 + len(list(hanging))
    if PERSON.match(words) or (_lacks_speaker(words) and not TAKES_BACK.match(_next(found))):
        reach = max(reach, _named(text, before))
    for number, span in enumerate(before, 1):
        if FOLLOWS.search(text[slice(*span)]) and not found.is_item(span.start):
            reach = number
    return before[min(reach, len(before)) - 1].start if reach and before else own.start


def _end(found: Around) -> int:
    text, own = found.article.text, found.place
    after = next(found.after(), None)
    if after is None or found.is_item(after.start):
        return own.end
    unnamed = _lacks_speaker(text[slice(*own)]) and not _named(text, list(islice(found.before(), BACK)))
    return after.end if unnamed or TAKES_BACK.match(text, after.start) else own.end


def _list_head(found: Around) -> int:
    """Where the sentence begins that a list belongs to; an item whose list has none stands alone."""
    for span in islice(found.before(), LONGEST_LIST):
        if not found.is_item(span.start):
            return span.start if found.article.text[span.end - 1] in ":," else found.place.start
    return found.place.start


def _named(text: str, before: list[Span]) -> int:
    """How many sentences back the nearest is that has a name; 0 where none has."""
    return next((number for number, span in enumerate(before, 1) if NAME.search(text[slice(*span)])), 0)


def _lacks_speaker(words: str) -> bool:
    """Whether a sentence is all in quotation marks, or one of a quotation that goes on over several."""
    whole = words[0] in OPENS + '"' and words[-1] in CLOSES + '"' and words.count('"') <= 2
    return whole or words.count("“") != words.count("”") or words.count('"') % 2 == 1


def _next(found: Around) -> str:
    after = next(found.after(), None)
    return found.article.text[slice(*after)] if after else ""
