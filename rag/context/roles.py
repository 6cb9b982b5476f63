"""Definite nouns whose name stands before: "the official said", "the tunnel opened" once "a tunnel" was spoken of."""

import re

from pullquote.index import STOPWORDS
from pullquote.rag.context.people import PERSON, people
from pullquote.rag.context.quotation import SAYS
from pullquote.rag.context.surroundings import Surroundings

REACH = 4  # sentences back
GROUPS = (
    "ministry|company|firm|group|agency|organi[sz]ation|charity|council|committee|commission|board|administration"
    "|department|authority|union|party|club|team|side|squad|band|orchestra|museum|gallery|university|college|school"
    "|hospital|bank|airline|brewery|factory|plant|mill|retailer|supermarket|manufacturer|maker|publisher|newspaper"
    "|tribunal|regulator|watchdog|institute|laboratory|foundation|trust|society|association|federation|alliance"
    "|coalition|start-?up|business|shop|operator|developer|contractor|supplier|co-?operative|family|crew|broadcaster"
    "|lender|insurer|[a-z]*maker|carrier|chain|giant|conglomerate|subsidiary|network|studio|monastery|convent|abbey"
    "|parish|diocese|guild|choir|troupe|ensemble|orchestra|quartet|trio|regiment|garrison|militia|consortium|cartel"
    "|brewer|brewery|builder|shipyard|clinic|theatre|academy|archive|restaurant|inn|hotel|quartet|outfit|franchise"
    "|utility|wholesaler|importer|exporter|producer|owners|provider|community|tribe|order|sect|movement|faction"
)
DEEDS = (
    "plan|proposal|scheme|project|programme|program|decision|ruling|verdict|move|measure|policy|deal|agreement"
    "|contract|merger|takeover|offer|bid|work|discovery|finding|incident|accident|attack|vote|ban|change|increase"
    "|rise|reduction|result|outcome|reason|cause|aim|goal|problem|claim|allegation|accusation|theory|idea|report"
    "|study|survey|trial|experiment|test|system|device|machine|method|technique|technology|tool|drug|medicine"
    "|vaccine|treatment|compound|vessel|ship|boat|craft|aircraft|plane|animal|species|creature|fossil|spacecraft"
    "|probe|satellite|rocket|mission|building|structure|monument|film|book|novel|play|album|song|painting|festival"
    "|event|ceremony|match|tournament|disease|illness|storm|blaze|quake|disaster|crash|explosion|eruption|mineral"
    "|substance|material|rumou?r|scandal|dispute|strike|protest|investigation|inquiry|lawsuit|case|fine|penalty"
    "|sentence|appeal|charge|law|bill|rule|tax|fee|chemical|product|object|item|gas|metal|statue|journey|trip|voyage"
    "|flight|expedition|tour|show|series|race|concert|speech|interview|visit|meeting|summit|election|campaign|battle"
    "|siege|raid|rescue|search|operation|transfer|sale|purchase|move|pesticide|toxin|brand|breed|parasite|instrument"
    "|weapon|manuscript|sculpture|exhibition|competition|award|prize|freighter|ferry|tanker|trawler|submarine|yacht"
    "|schooner|frigate|steamer|liner|vehicle|lorry|locomotive|airliner|jet|helicopter|airship|balloon|blueprint|reform"
    "|levy|subsidy|grant|loan|pact|accord|treaty|truce|ceasefire|decree|statute|amendment|petition|referendum"
    "|initiative|venture|undertaking|virus|bacterium|fungus|disorder|syndrome|condition|infection|bird|fish|insect"
    "|beetle|moth|shrub|herb|reptile|mammal|predator|comet|asteroid|meteorite|volcano|app|software|website|platform"
    "|algorithm|robot|sensor|telescope|procedure|therapy|jab|pill|dish|recipe|drink|poem|opera|symphony|documentary"
    "|magazine|novella|letter|document|scroll|portrait|fresco|mosaic|necklace|gem|diamond|flood|landslide|avalanche"
    "|drought|famine|epidemic|outbreak|pandemic|collision|sinking|derailment|spill|leak|shooting|murder|theft"
    "|burglary|robbery|heist|kidnapping|forgery|hoax|boycott|uprising|revolt|rebellion|coup|riot|demonstration"
    "|closure|shutdown|expansion|renovation|restoration|upgrade|relocation|appointment|resignation|dismissal"
    "|donation|legacy|bequest|ritual|custom|feature|landmark|attraction|facility|relic|artefact|artifact|specimen"
    "|newcomer|invention|innovation|breakthrough|gadget|appliance|remedy|product"
)
ONE_LISTED = re.compile(rf"(?:{PERSON}|{GROUPS}|{DEEDS})")
PERSONS = re.compile(PERSON)
WHEN = (
    r"[A-Z][\w-]*(?: [\w-]+){0,3}? (?:dawn|dusk|noon|midnight|night|morning|afternoon|evening|days?|weeks?|months?"
    r"|years?|hours?|minutes?|decades?|weekend|spring|summer|autumn|winter|later|earlier|ago|(?:Mon|Tues|Wednes|Thurs"
    r"|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December|\d{4})"
    r"|Today|Yesterday|Tomorrow|Later|Eventually|Finally|Soon|Now|Meanwhile|Once|When|If|Because|Although|While|Should"
)
# Where a subject stands: first, after a phrase of time or place, after somebody says.
PLACES = re.compile(
    rf"^(?:[\"'“‘(–-] ?)?(?:(?:But|And|Yet|So|Still|Then|However|Instead|Therefore|Otherwise|Nor),? )?"
    rf"(?:(?:{WHEN}),? |(?:In|On|At"
    rf"|By|After|Before|During|Since|Last|Next|Under|For|From|Over|Within|Until|As)\b[^,]{{1,50}}, |(?:In|By|Since"
    rf"|After|Until|From|On) \w+(?: \w+)?,? )?[Tt]he (?=[a-z\d])|(?:{SAYS.pattern})(?: that)? the (?=[a-z\d])"
    rf"|[”\"’',] the (?=[a-z\d])"
)
NO_MODIFIERS = frozenset("of in at on over for to from with between said was is has had will would were are".split())
TOKEN = re.compile(r"[\w’'-]+|[^\w\s]")
MOST_WORDS = 4  # up to the noun: "the new high-speed railway line"
# What follows a noun and says which one it is.
SPECIFIED = re.compile(
    r",? (?:of|in|at|on|over|for|to|from|with|between|near|that|who|whose|which|where|called|named|known|under"
    r"|against|by|about|into|across|along|behind|beside|outside|inside|around|through|towards?|within|without)\b"
    r"|,? [A-Z“\"‘]"
)
# "The first bridge over the Lisk", "the largest known prime": the only one of its kind needs no name.
UTMOST = frozenset("first only most best worst largest biggest smallest oldest highest longest earliest".split())
POINTING = frozenset("former latter two three others other rest same second third pair".split())
# "The Norwegian finished": a person by where she comes from.
FROM = re.compile(
    r"(?:[^,]{1,40}, )?The (?:[A-Z]\w+(?:ian|ean|man|woman|ese|can)|Dane|Swede|Finn|Pole|Czech|Greek|Turk|Scot"
    r"|Briton|Spaniard|German|Swiss|Croat|Serb|Slovak|Thai|Iraqi|Kiwi) (?:said|was|is|has|had|will|would|won|lost"
    r"|took|came|led|beat|ran|made|went|wants|plans|began|became|left|set|held|wrote|\w+ed)\b"
)


def named_before(around: Surroundings, k: int, *, opening: bool = False) -> int:
    """The nearest sentence that names what a definite noun of sentence `k` stands for; `k` where there is none."""
    words = around[k]
    found = [k]
    for place in PLACES.finditer(words):
        if opening and place.start() > 0:
            break
        head, listed = _head(around, k, place.end())
        # Of a sentence that is there for another, only what was introduced before, or a person.
        listed = listed and not (opening and not PERSONS.fullmatch(head))
        if head and not _named_inside(words[: place.end() - 4], head):
            found.append(_introduced(around, k, head, listed=listed))
    if FROM.match(words):
        found.append(next((i for i in range(k - 1, max(k - REACH, 0) - 1, -1) if people(around[i])), k))
    return min(found)


def _head(around: Surroundings, k: int, at: int) -> tuple[str, bool]:
    """The noun after "the" where nothing behind it says which one, and whether it is one that always needs a name."""
    words = around[k]
    before = " ".join(around[i] for i in range(max(k - REACH, 0), k)).lower()
    head = ("", False)
    for n, token in enumerate(TOKEN.finditer(words, at, at + 60)):
        word = token[0]
        if (
            n == MOST_WORDS
            or word in NO_MODIFIERS
            or (n == 0 and word in UTMOST)
            or not (word[0].islower() or (n == 0 and word[0].isdigit()))
        ):
            break
        bare = word.removesuffix("’s").removesuffix("'s")
        stem = bare if ONE_LISTED.fullmatch(bare) else bare.rstrip("s")
        listed = bool(ONE_LISTED.fullmatch(stem))
        told = len(stem) > 3 and word not in STOPWORDS and re.search(rf"\b{re.escape(stem)}(?:e?s)?\b", before)
        if listed or told:
            head = ("", False) if SPECIFIED.match(words, token.end()) or word in POINTING else (stem, listed)
        elif head[0]:
            break
    return head


def _named_inside(before: str, head: str) -> bool:
    """Whether the part of the sentence before the noun names what it stands for."""
    if re.search(rf"\b{re.escape(head)}", before, re.IGNORECASE):
        return True
    if PERSONS.fullmatch(head):
        return bool(people(before))
    groups = re.fullmatch(GROUPS, head)
    return bool(groups) and bool(
        re.search(r"(?<=\w )[A-Z]\w+|^(?!The|In|On|At|But|And|By)[A-Z]\w+ (?:said|says)", before)
    )


def _introduced(around: Surroundings, k: int, head: str, *, listed: bool) -> int:
    low = max(k - REACH, 0)
    again = re.compile(
        rf"\b(?P<the>(?:[Tt]he|[Tt]his|[Tt]hat) (?:[a-z-]+ ){{0,2}})?(?P<head>(?i:{re.escape(head)})(?:e?s)?)\b"
    )
    for i in range(k - 1, low - 1, -1):
        words = around[i]
        if any(not m["the"] or m["head"][0].isupper() for m in again.finditer(words)):
            return i
    if not listed:
        return k
    person = bool(PERSONS.fullmatch(head))
    if not person and not re.fullmatch(GROUPS, head) and around.together(k - 1, k):
        return k - 1  # what was done or made is what the sentence before tells
    for i in range(k - 1, low - 1, -1):
        named = people(around[i]) if person else re.search(r"(?<=[\w,] )[A-Z]\w+|^[A-Z]\w+ [A-Z]", around[i])
        if named:
            return i
    return k - 1 if around.together(k - 1, k) else k
