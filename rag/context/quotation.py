"""Who speaks: quotations that run over sentences, and the sentence that says whose words they are."""

import re
from collections.abc import Iterator

from pullquote.corpus import Span
from pullquote.rag.context.surroundings import Surroundings

SAYS = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|t(?:old|ells?)|ask(?:ed|s)|add(?:ed|s)|wr(?:ote|ites?|iting)|argu(?:ed|es?)"
    r"|expla(?:ined|ins?)|warn(?:ed|s)?|claim(?:ed|s)|insist(?:ed|s)?|repl(?:ied|ies)|recall(?:ed|s)?|not(?:ed"
    r"|es)|announc(?:ed|es)|declar(?:ed|es)|stat(?:ed|es)|remark(?:ed|s)|admit(?:ted|s)|conced(?:ed|es)"
    r"|complain(?:ed|s)|jok(?:ed|es)|shout(?:ed|s)|testif(?:ied|ies)|according to|reads?|quot(?:ed|es?)|th(?:ought"
    r"|inks?)|believ(?:ed|es?)|put it|conclud(?:ed|es?)|observ(?:ed|es)|predict(?:ed|s)?|promis(?:ed|es)|vow(?:ed|s)"
    r"|tweeted|posted|commented|called|describ(?:ed|es?)|continued|went on|alleg(?:ed|es?)|maintain(?:ed|s)?"
    r"|suggest(?:ed|s)?|assert(?:ed|s)?|contend(?:ed|s)?|agreed|answer(?:ed|s)|responded|words of)\b"
)
NAMED = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][\w’'-]+|^[A-Z][\w’'-]+ [A-Z]")
PAIRS = {"“": "”", "„": "“", "«": "»", '"': '"', "‘": "’"}
CLOSING = frozenset(PAIRS.values())
MARK = re.compile('[“”„«»"‘’]')
NEAR = 3  # sentences within which somebody is named before a quotation that nothing else attributes
# The sentence after says whose words these were.
SPOKEN = re.compile(
    r"(?:Or |But )?(?:[Tt]hat|[Tt]his|[Tt]hose|[Tt]hese|[Ss]o|[Ss]uch)\b(?:, (?:at least|in short|at any rate|anyway"
    r"|in essence),)?(?: (?:is|was"
    r"|are|were)(?: (?:how|what|the|all|a|an))?| at least is what)?(?: [\w-]+){0,3} ?\b(?:views?|opinion|claims?"
    r"|words|verdict|argument|belief|conclusion|account|version|assessment|warning|prediction|message|allegations?"
    r"|testimony|stor(?:y|ies)|tales?|picture|theor(?:y|ies)|reading|hope|plea|excuse|defence|complaint|boast|case"
    r"|doctrine|teaching|reasoning|explanation|diagnosis|line|position|says?|said|argues?|argued|believes?|believed"
    r"|insists?|insisted|told|wrote|writes|according to"
    r"|claimed|thinks?|maintains?|maintained|describes?|described|put it|puts it|sees"
    r"|tells?|alleges?|alleged|contends?|contended|runs|ran|goes|went|swears?|swore|testified|recalls?|recalled)\b"
)


def speaker(around: Surroundings, k: int) -> tuple[int, int]:
    """First and last sentence that are needed to tell who says sentence `k`; `k` and `k` where nothing is missing."""
    if k + 1 < len(around) and SPOKEN.match(around[k + 1]):
        return k, k + 1
    start, end = around.spans[k]
    own = [span for span, number in zip(around.spans, around.paragraph, strict=True) if number == around.paragraph[k]]
    if not MARK.search(around.text, own[0].start, own[-1].end):  # what is quoted begins anew in each paragraph
        return k, k
    regions = quotations(around)
    inside = [r for r in regions if r.start < end and start < r.end]
    if not inside:
        return k, k
    open_before = any(r.start < start for r in inside)
    open_after = any(r.end > end for r in inside)
    spoken = sum(min(r.end, end) - max(r.start, start) for r in inside)
    whole = spoken >= 0.9 * (end - start)
    if not (open_before or open_after or whole) or _attributed(around, k, regions):
        return k, k
    if not open_after and k + 1 < len(around) and _attributed(around, k + 1, regions, opening=True):
        return k, k + 1
    for i in range(k - 1, max(k - 1 - (2 * NEAR if open_before else NEAR), -1), -1):
        if _attributed(around, i, regions):
            return i, k
    if open_after:
        for i in range(k + 1, len(around)):
            if _attributed(around, i, regions):
                return k, i
    for i in range(k - 1, max(k - 1 - NEAR, -1), -1):
        if NAMED.search(_outside(around, i, regions)):
            return i, k
    return k, k


def _attributed(around: Surroundings, k: int, regions: tuple[Span, ...], *, opening: bool = False) -> bool:
    """Whether a sentence says outside its quotation marks who speaks; `opening`: at once, within a few words."""
    words = _outside(around, k, regions)
    found = SAYS.search(words)
    return bool(found) and (not opening or (found.start() < 40 and not words.startswith(" ")))  # type: ignore[union-attr]


def _outside(around: Surroundings, k: int, regions: tuple[Span, ...]) -> str:
    """A sentence with blanks in place of what is quoted in it."""
    start, end = around.spans[k]
    words = around[k]
    for region in regions:
        a, b = max(region.start, start) - start, min(region.end, end) - start
        if a < b:
            words = words[:a] + " " * (b - a) + words[b:]
    return words


def quotations(around: Surroundings) -> tuple[Span, ...]:
    """Where something is quoted, the marks with it. What is not closed in its paragraph goes on to the paragraph's
    end, and on through the next where that opens a quotation again."""
    found: list[Span] = []
    open_at, before = -1, None  # where a quotation began that was never closed, and in which paragraph
    edges: dict[int, Span] = {}
    for span, number in zip(around.spans, around.paragraph, strict=True):
        edges[number] = Span(edges[number].start if number in edges else span.start, span.end)
    for number, (start, end) in edges.items():
        regions = [Span(start + a, start + b) for a, b in _quotations(around.text[start:end])]
        if regions and open_at >= 0 and before == number - 1 and regions[0].start == start:
            regions[0] = Span(open_at, regions[0].end)
            found.pop()
        found += regions
        unclosed = regions and regions[-1].end == end and around.text[end - 1] not in CLOSING
        open_at, before = (regions[-1].start, number) if unclosed else (-1, None)
    return tuple(found)


def _quotations(text: str) -> Iterator[Span]:
    begin, close = -1, ""
    for mark in MARK.finditer(text):
        c, at = mark[0], mark.start()
        if begin >= 0 and c == close and not (c == "’" and text[at + 1 : at + 2].isalpha()):
            yield Span(begin, at + 1)
            begin = -1
        elif begin < 0 and c in PAIRS and not (c == '"' and text[at - 1 : at].isalnum()):
            begin, close = at, PAIRS[c]
    if begin >= 0:
        yield Span(begin, len(text))
