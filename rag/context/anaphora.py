"""Words that stand for something named before: pronouns, "this plan", "the official", "both"."""

import re

from pullquote.index import STOPWORDS
from pullquote.rag.context.people import definite_person, gender, people
from pullquote.rag.context.quotation import SAYS
from pullquote.rag.context.roles import named_before
from pullquote.rag.context.surroundings import Surroundings

REACH = 4  # sentences back within which a name is looked for
BE = (
    r"(?:is|was|are|were|be|been|has|had|have|will|would|could|can|cannot|may|might|must|should|shall|does|did|do|’s"
    r"|'s)"
)
NUMBER = r"(?:[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|\d+)"

# -- it, which may stand for nothing
_JUDGED = (
    r"(?:un)?(?:necessary|usual|clear|likely|known|certain|common|sure|wise|fair|true|safe|lawful|reasonable)"
    r"|(?:im)?(?:possible|probable|practical)|(?:il)?(?:legal|logical)|important|difficult|hard|easy|easier|harder"
    r"|false|obvious|rare|better|best|worth|wrong|right|dangerous|cheaper|essential|vital|crucial|customary"
    r"|forbidden|no longer|good|bad|time|late|early|a (?:pity|shame|mistake|crime|myth|fact|matter|tradition"
    r"|question)|no (?:secret|accident|surprise|coincidence|use|wonder)|up"
)
_REPORTED = (
    r"(?:\w+ly )?(?:un)?(?:expected|believed|thought|hoped|said|reported|estimated|feared|assumed|claimed|agreed"
    r"|decided|announced|planned|understood|clear|certain|known|proved|proven|shown|found|noted|suggested|rumou?red"
    r"|calculated|discovered|confirmed|recommended|argued|alleged|predicted|accepted|acknowledged|established"
    r"|written|ruled|true|likely|possible|probable|obvious|evident|apparent|doubtful|remarkable|strange|surprising)"
)
_ADVERBS = (
    r"(?:(?:not|also|now|still|only|often|usually|generally|widely|therefore|thus|long|even|never|always) |\w+ly )*"
)
EMPTY_IT = re.compile(
    rf"it (?:{BE}|has been|had been|will be|would be|may be|might be|can be|could be|became|becomes|seems?|remains?"
    rf"|remained|proved|felt) (?:be |been |become )?{_ADVERBS}(?:(?:{_JUDGED})\b[^.;]*?\b(?:to|that|whether|if|how|why"
    rf"|what"
    rf"|who|when|where|for|\w+ing)\b|{_REPORTED} (?:by [^,]{{1,40}} )?(?:that|whether|if|how|why|when|where|who"
    rf"|what)\b)|it (?:rain|snow|hail|thunder|pour|drizzl)\w*|it (?:is|was|had been"
    rf"|has been) (?:\w+ ){{0,2}}(?:raining|snowing|noon|midnight|dark|cold|hot|warm|late|early|spring|summer|autumn"
    rf"|winter|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|it (?:was|is) (?:not |only |also "
    rf"|just )?(?:until|in|on|at|because|by|from|here|there|during|after|before|with|through|under"
    rf"|thanks)\b[^.;]*?\b(?:that|when|who)\b|it (?:was|is)(?: not| only| also)? [^.;,]{{1,60}} who\b|it (?:takes?"
    rf"|took|costs?|will take|would take|can take|has taken) (?:\w+[ -]){{0,6}}?(?:years?|months?|weeks?|days?"
    rf"|hours?|minutes?|seconds?|decades?|million|euros|dollars|pounds|people)\b[^.;]*?\b(?:to|for|before|until)\b"
    rf"|it (?:seems?|seemed|appears?|appeared|turns? out|turned out|emerged|follows|followed|happens?"
    rf"|happened) (?:that|as (?:if|though)|likely|unlikely|clear)\b|it (?:matters|helps|hurts)\b",
    re.IGNORECASE,
)
CLEFT_NAME = re.compile(r"[Ii]t (?:was|is)(?: not| only| also)? [A-Z][^.;,]{1,50} (?:that|who|which)\b")
EMPTY_OBJECT = re.compile(r"it (?:\w+ly )?(?:clear|possible|impossible|hard|difficult|easy|easier|harder|illegal)\b")

PRONOUN = re.compile(
    r"\b(he|she|him|her|his|hers|they|them|their|theirs|it|its)\b(?!['’](?:s|ll|d) not a)", re.IGNORECASE
)
PLURALS = ("they", "them", "their", "theirs")
SINGULARS = ("it", "its")
BOUNDARY = re.compile(
    r"[,;:–—(]|\b(?:that|which|who|whom|whose|and|but|or|because|when|if|after|before|while|as|since|until|unless"
    r"|although|though|where|whether|so|than|once|how|why|what)\b"
)
SUBJECT_AFTER = re.compile(rf"\s(?:{BE}|\w+ed|\w+s|also|never|still|now|later|soon|often|then|\w+ly)\b")
# A phrase without a verb before the comma that names nothing the pronoun could stand for.
ADVERBIAL = re.compile(
    r"(?:In|On|At|After|Before|During|Since|By|Within|From|Under|Until|Over|For|Throughout|Despite|Without|Following"
    r"|Last|Next|Earlier|Later|Yesterday|Today|Eventually|Finally|Initially|Then|Now|Soon|Still|However|But|Instead"
    r"|Yet|Two|Three|Four|Five|Six|Seven|Ten|A|One|Nearly|About)\b[^,]{0,70}?,? "
)
VERB = re.compile(
    r"\b(?:was|were|is|are|had|has|have|did|does|do|went|came|left|began|fell|won|lost|took|made|became|opens?"
    r"|\w+ing|\w+ed)\b"
)
SUBORDINATE = re.compile(
    r"(?:(?:Even |Just |Soon |Shortly |Long )?(?:When|While|Although|Though|when|if|though|as|after|before)"
    r"|However(?= \w)|Whatever|Whenever|Wherever|Before|After|As|Since|Despite|With|In|Like|For|If|Because|Unlike|By"
    r"|During|On|At|Until|Once|Having|Among|Of|From|To|Through|Thanks to)\b"
)
PLURAL = re.compile(
    r"\b(?!(?:was|is|has|as|its|his|this|us|does|says|across|always|perhaps|plus|towards|unless|thus"
    r"|news)\b)[A-Za-z]*[a-z]{2}(?<![sui])s\b|\b(?:people|police|men|women|children|staff|crew|team|couple|family"
    r"|cattle|mice)\b|\band\b"
)
DETERMINED = re.compile(
    r"\b(?:a|an|the|this|that|each|every|another|one|its|his|her|their|our|no) (?:[\w-]+ ){0,2}?[\w-]*[^\Ws]\b"
    r"|(?<=[\w,;] )[A-Z][\w’'-]+|^[A-Z][\w-]+ [A-Z]|^(?!The|In|On|At|But|And)[A-Z][\w-]*[^\Ws] (?:said|says|will|has"
    r"|is)\b|\b\w+(?:ss|us|is)\b"
)

# -- this, both, the two, others, ...
TIMES = (
    r"(?:year|month|week|day|morning|afternoon|evening|night|summer|winter|spring|autumn|fall|season|century|decade"
    r"|time|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july"
    r"|august|september|october|november|december|article|newspaper|page|website|site|country|term|is where)s?\b"
)
LEAD = r"(?:(?:But|And|Yet|So|Still|Even|Only|Not|Perhaps|Today|Now|However),? |(?:In|On|By|At) [^,]{1,40}, )?"
POINTS = re.compile(
    rf"{LEAD}(?:[Tt]his|[Tt]hese)(?: (?!{TIMES})(?P<this>[\w-]+)|[,.])|{LEAD}(?:[Tt]hat"
    rf"|[Tt]hose)(?: (?:same )?(?P<that>[\w-]+)|[,.])|[Ss]uch (?!as\b)(?:an? )?(?P<such>[\w-]+)"
    rf"|[Nn]o such (?P<none>[\w-]+)|{LEAD}[Bb]oth (?:{BE}|\w+ed|of (?:them|these|those)|say|said|want|agree|came"
    rf"|took|won|lost|left|went|(?:the )?(?!.*\band\b)[a-z-]+s)\b|{LEAD}[Tt]he (?:former|latter|two|three|pair|duo"
    rf"|trio|others?|rest|same|second|third|fourth|other (?:two|three)|last (?:two|three)|first two)\b(?! (?:of the"
    rf"|largest|biggest|most|year|day|week|month|time|half|quarter|world|edition|floor|world))|(?:Only |About "
    rf"|Nearly |Almost |At least |More than |Fewer than |Just |Another |The other )?(?:One|[Oo]thers?|[Ss]ome"
    rf"|[Mm]ost|[Mm]any|[Ff]ew|All|None|Neither|Either|Each|Several|[Hh]alf|A (?:third|quarter)|[Tt]wo-thirds"
    rf"|{NUMBER}(?! (?:is|was|has))) (?:{BE}|(?:agreed?|survived|died|remain|remained|came|went|took|say|says|said"
    rf"|voted|failed|want|think|believe|fear|refused|left)\b|of (?:them|these|those)\b)|All {NUMBER} (?:{BE}"
    rf"|\w+ed)\b|(?:Neither|Each|Either) (?:side|team|man|woman|party|group|company|of them|one|country)\b"
    rf"|Another (?:is|was|would|said|says)\b|There, |So (?:did|do|does|was|were|is|are|has|have)\b|(?:One"
    rf"|The (?:first|second|third|last|next|best|oldest|largest|smallest|longest)) (?:{BE}|says|said|concerns"
    rf"|involves|sold|came|won|took|made|went|\w+ed)\b"
)
LATER_POINTS = re.compile(
    rf"\b(?:because of|after|before|despite|by|for|from|since|in addition to|besides|with|about|of|than|to"
    rf"|like) (?:this|these)(?: (?!{TIMES})(?P<a>[a-z-]+)|[,.])|\b(?:say|says|said|argue|argues|argued|believe"
    rf"|believes|warn|warned|think|deny|denies|denied|oppose|opposed|support|supports|reject|rejected|rejects|call"
    rf"|called|calls|that) (?:this|these) (?!{TIMES})(?P<b>[a-z-]+)|\b(?:said|says?|think|believe"
    rf"|called?) that (?:was|is|had|would|will)\b|\bof (?:them|those)(?=[ ,.])|\b(?:did|do|does|doing|done) so\b"
    rf"|\b(?:that|the same|the (?:next|following|previous)) (?:day|week|month|year|night|morning|evening|summer"
    rf"|winter|spring|autumn|season|decade)\b(?! (?:that|when|of|as|after|before))"
)
APPOSED = re.compile(r" (?:[\w-]+ ){0,3}?[\w-]+, (?:[A-Z]|a |an |the )[^,]*,")  # "Its chairman, Ada Obi, ..."
TIME_LATER = re.compile(
    r"(?:(?:[\w-]+ ){1,3}(?:days?|weeks?|months?|years?|hours?|minutes?|decades?) (?:later|earlier|afterwards"
    r"|before(?=,))|(?:By|Since|Until|Before|After|From|At) (?:then|that(?: (?:point|time|moment))?)|At the time"
    r"|Soon after(?:wards)?|Afterwards|Shortly after(?:wards)?|Later that)\b(?=,| )"
)


def antecedent(around: Surroundings, k: int, *, opening: bool = False) -> int:
    """The sentence that names what sentence `k` only points to, at most REACH back; `k` where nothing is missing.

    `opening`: only what its first words point to, as matters for a sentence that is itself there for another.
    """
    if k == 0:
        return k
    words = around[k]
    found = [k, named_before(around, k, opening=opening)]
    if points := POINTS.match(words):
        found.append(_pointed(around, k, points))
    elif TIME_LATER.match(words) or (not opening and (points := LATER_POINTS.search(words)) and not _held(points)):
        found.append(_pointed(around, k, points) if points else k - 1)
    for pronoun in PRONOUN.finditer(words):
        if opening and (
            (pronoun.start() > 0 and pronoun[1].lower() not in ("he", "she")) or APPOSED.match(words, pronoun.end())
        ):
            continue
        if _outside(words, pronoun):
            found.append(_holder(around, k, pronoun[1].lower()))
    return min(found)


def _held(points: re.Match[str]) -> bool:
    """Whether the noun that is pointed to stands earlier in the sentence."""
    noun = next(filter(None, points.groupdict().values()), None)
    return bool(noun) and noun.rstrip("s") in points.string[: points.start()]  # type: ignore[union-attr]


def _pointed(around: Surroundings, k: int, points: re.Match[str]) -> int:
    noun = next(filter(None, points.groupdict().values()), "").rstrip("s")
    if (that := points.groupdict().get("that")) and re.match(
        r"(?:who|in|on|with|at|of|from|under|over|living|working|said)$", that
    ):
        return k
    low = max(k - REACH, 0)
    if len(noun) > 3 and noun not in STOPWORDS:
        holders = [i for i in range(k - 1, low - 1, -1) if noun in around[i].lower()]
        if holders and k - holders[0] <= 2:
            return holders[0]
    if re.search(r"[Bb]oth|two|pair|former|latter|Neither|Either", points[0]) and k >= 2:
        before = around[k - 1]
        if len(set(people(before))) < 2 and not re.search(r"\b(?:and|or|two|nor)\b|, ", before):
            return k - 2
    return k - 1


def _outside(words: str, pronoun: re.Match[str]) -> bool:
    """Whether nothing in the sentence can be what the pronoun stands for."""
    word, before = pronoun[1].lower(), words[: pronoun.start()]
    after = words[pronoun.end() :]
    if word in ("he", "she", "him", "his", "her", "hers"):
        if _cataphora(words, pronoun) and people(after, gender(word)):
            return False
        held = people(before, gender(word), nouns=True)
        if word == "him" or (
            word == "her" and re.match(r"\W*(?:$|[.,;:]|(?:to|for|of|in|on|at|as|that|and|with)\b)", after)
        ):
            clause = [m.end() for m in BOUNDARY.finditer(before)]
            earlier = people(before[: clause[-1]], gender(word), nouns=True) if clause else []
            return not earlier and len(held) < 2
        return not held
    if word == "it":
        if EMPTY_IT.match(words, pronoun.start()) or CLEFT_NAME.match(words, pronoun.start()):
            return False
        if EMPTY_OBJECT.match(words, pronoun.start()):
            return False
    if _cataphora(words, pronoun):
        return False
    bare = before.strip("\"'“‘(-–—* ").rstrip(",")
    if bare and (lead := ADVERBIAL.fullmatch(bare + " ")) and not VERB.search(lead[0].split(" ", 1)[1]):
        return True
    if not bare or bare in ("But", "And", "Yet", "So", "Still", "Then", "Now"):
        return True
    if word in ("its", "their", "theirs"):
        return False
    candidates = (PLURAL if word in ("they", "them") else DETERMINED).findall(before)
    if word == "they" or (word == "it" and SUBJECT_AFTER.match(after)):
        return not candidates
    return not BOUNDARY.search(before) and len(candidates) < 2 and not re.search(r"\bto\b|ing\b", before)


def _cataphora(words: str, pronoun: re.Match[str]) -> bool:
    """ "When she retired, Ada Obi ..." and the like: the name follows at once."""
    if not SUBORDINATE.match(words):
        return False
    comma = words.find(",", pronoun.end())
    rest = words[comma + 1 :].lstrip()
    named = re.match(r"(?:the |a |an )?(?:[\w-]+ ){0,2}?[A-Z][\w’'-]+|(?:the|a|an) [a-z]+", rest)
    return comma > 0 and "," not in words[: pronoun.start()] and bool(named) and not SAYS.match(rest)


def _holder(around: Surroundings, k: int, word: str) -> int:
    """The nearest sentence before that names what the pronoun may stand for."""
    low = max(k - REACH, 0)
    before = range(k - 1, low - 1, -1)
    if word in ("he", "she", "him", "his", "her", "hers"):
        for wanted in (gender(word), ""):
            for i in before:
                if people(around[i], wanted):
                    return i
            for i in before:
                if people(around[i], wanted, nouns=True) and not definite_person(around[i]):
                    return i
        return next((i for i in before if people(around[i], nouns=True)), k)
    kind = PLURALS if word in PLURALS else SINGULARS
    held = (
        i
        for i in before
        if (kind is SINGULARS or PLURAL.search(around[i]))
        and not any(_outside(around[i], p) for p in PRONOUN.finditer(around[i]) if p[1].lower() in kind)
    )
    return next(held, k - 1)
