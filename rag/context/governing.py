"""What governs a sentence from outside: a connective, a condition, an announcement, the head of a list."""

import re

from pullquote.rag.context.announcing import announced
from pullquote.rag.context.quotation import SAYS
from pullquote.rag.context.surroundings import ITEM, Surroundings

SHORT_LINE = 160  # characters of a line that may be an item without a mark

HANGS = re.compile(
    r"[\"“'‘]?(?:(?:However|Instead|Therefore|Otherwise|Consequently|Nevertheless|Nonetheless|Still|Rather"
    r"|Conversely|Thus|Hence|Accordingly|Regardless|Likewise|Alternatively|Unfortunately|Fortunately|Luckily"
    r"|Ironically|Except|Admittedly|Granted|Indeed|Actually|Elsewhere|Then again|Even then|Even now|Even so|If so"
    r"|If not|As such|If that happens|Failing that|That said|All the same|At the same time|By contrast|In contrast"
    r"|By comparison|On the contrary|On the other hand|In (?:that|this|which|either|such a) (?:case|event|sense|way"
    r"|respect|scenario)|As a result|As a consequence|In response|In return|In turn|In reality|In truth|In fact"
    r"|In other words|For example|For instance|For (?:that|this|the same) reason|Because of (?:this|that)"
    r"|Despite (?:this|that)|In spite of (?:this|that)|Under (?:that|this) (?:scenario|plan|condition)|Only then"
    r"|Above all|Yes|No|So|Now|Until then|Even here|Too),|(?:Nor|Yet|Or|Thus|Hence|Therefore|Nevertheless"
    r"|Nonetheless|Consequently)\b(?! another)|Otherwise (?:the|it|they|he|she|there|we|a|no)\b|Only then\b"
    r"|Still (?:the|it|they|he|she)\b|(?:But|And)\b(?! for\b)(?! (?:in|by|after|when|if|while|although|because"
    r"|unless) [^,]+ [A-Z])|So (?!far|long|many|much|few|little|called|that|did|do|was|were|is|are|as)[a-z]+ "
    r"|(?:That|This|Which) is (?:why|because|how|when|where)\b|Hardly\b|(?:Not|Only) (?:so|any more|anymore|yet"
    r"|until|before|after|if|when|because|always|quite)\b(?!.*, )|Not [a-z]+[,.]|In (?:that|this|either"
    r"|such a) case\b|If so\b|Even so\b(?! \w+ly)|As a result(?! of)\b|In that event\b|Because (?!.*,)"
    r"|Unless (?!.*,)|Provided (?!.*,)|Only if (?!.*,)|If only (?!.*,)|(?:Instead|However|Even so|All the same"
    r"|Conversely|By contrast|In (?:return|exchange|turn|revenge|consequence)|Consequently|On that condition"
    r"|In (?:such|those|these|that|either) (?:circumstances|cases?|conditions|event)|(?:That|This) way|Or else"
    r"|By way of \w+|Without (?:it|them|that|this)|(?:Apart|Aside) from (?:that|this)|Beyond (?:that|this)"
    r"|To (?:this|that) end|For (?:this|that) purpose|For all that|By the same token),? (?:the|it|they|he|she|there"
    r"|we|a|an|no|nobody|nothing|this|its|his|her|their|only|one|both|all|\d+|[a-z]+s)\b|(?:The|One|Another)"
    r" (?:only |sole |main |final |likely )?(?:exceptions?|results?|consequences?|upshot|alternative|opposite"
    r"|reverse) (?:is|was|are|were)\b)"
)
HANGS_LATER = re.compile(
    r"\w, (?:however|though|therefore|instead|nevertheless|nonetheless|in turn|by contrast|in contrast|consequently"
    r"|on the other hand|too|then|as a result)(?:,|[.!?]?[\"”’]?$)|(?<!and )(?<!but )(?<!; )\b(?:therefore"
    r"|nevertheless|nonetheless|consequently)\b|\b(?:is|was|were|are|has|have|had|will|would) (?:thus|instead)\b"
    r"|\b(?:instead|otherwise|either|nonetheless|nevertheless|regardless|as well|if so)[.!]?[\"”]?$"
)
OF_ITSELF = re.compile(r"\b(?:if|unless|whether|either|neither|not|no|both|never)\b", re.IGNORECASE)
OWN_CLAUSE = re.compile(r"; |: | [–—] |, (?:but|and|yet|so|or)\b|\b(?:because|although|though|while|since|when)\b")

# -- conditions
MODAL = re.compile(r"\b(?:would|could|might|’d)\b|\bwill\b|\b(?:can|may|must|shall|cannot|won['’]t)\b")
WOULD = re.compile(r"\b(?:would|could have|might have)\b")
CONDITION = re.compile(
    r"(?:If|Unless|Should|Were|Had|Suppose|Supposing|Imagine|Assume|Assuming|Say|Picture|Consider|Let us (?:say"
    r"|suppose|imagine|assume)|Provided|In the event|In case|Once|Without|With|As long as|Under|Only if|Even if"
    r"|What if)\b"
)
IF = re.compile(r"\b(?:if|unless|whether|in case|in the event|provided|as long as|were to|should the)\b", re.IGNORECASE)
BELOW = re.compile(r"\b(?:that|which|who|so|ensuring|because|since|where)\b")
VIEW = re.compile(
    r"\b(?:would|could|if|unless|plans?|planned|propos\w+|bill|scheme|idea|wants?|wanted|hopes?|hoped|fears?|feared"
    r"|predict\w*|forecasts?|expects?|expected|imagin\w+|suppose|dreams?|dreamed|offers?|offered|promis\w+|threat\w*"
    r"|campaign\w*|vision|draft|alternative|option|scenario|deal|referendum)\b",
    re.IGNORECASE,
)


def before(around: Surroundings, k: int) -> int:
    """The first sentence before `k` that governs it; `k` where it stands alone."""
    found = [k, _head_of_list(around, k)]
    if k:
        found += [_hanging(around, k), announced(around, k), _conditioned(around, k)]
    return min(found)


def _hanging(around: Surroundings, k: int) -> int:
    words = around[k]
    if HANGS.match(words):
        return k - 1
    later = HANGS_LATER.search(words)
    # What is contrasted or concluded from may stand in the same sentence.
    if later and not OF_ITSELF.search(words[: later.start()]) and not OWN_CLAUSE.search(words[: later.start()]):
        return k - 1
    asked = around[k - 1].rstrip("\"'”’").endswith("?")
    return k - 1 if asked and len(words) < 60 and around.together(k - 1, k) else k


def _conditioned(around: Surroundings, k: int) -> int:
    words = around[k]
    modal = MODAL.search(words)
    # What is said under a verb of saying, or in a clause of its own, is not governed by the sentence before.
    inside = IF.search(words) or SAYS.search(words) or (modal and BELOW.search(words, 0, modal.start()))
    if modal and not inside:
        if CONDITION.match(around[k - 1]) and IF.search(around[k - 1]) and around.together(k - 1, k):
            return k - 1
        if WOULD.search(words):
            for i in range(k - 1, max(k - 4, -1), -1):
                if VIEW.search(around[i]) or SAYS.search(around[i]):
                    if IF.search(around[i]) or SAYS.search(around[i]) or not WOULD.search(around[i]):
                        return i
                elif i < k - 1:
                    break
    return k


def _head_of_list(around: Surroundings, k: int) -> int:
    """The line that a list's items hang on, for an item marked as one or a short line under a colon."""
    at = around.paragraph[k]
    firsts = {number: around.paragraph.index(number) for number in dict.fromkeys(around.paragraph)}
    marked = around.is_item(k)
    for number in range(at - 1, at - 13, -1):
        if number not in firsts:
            break
        end = firsts[number + 1] - 1  # the last sentence of that paragraph
        words = around[end]
        if words.rstrip("*_ ").endswith(":"):
            return end
        gap = around.text[around.spans[end].end : around.spans[end + 1].start]
        if ITEM.match(around[firsts[number]]):
            if not marked:
                break
        elif marked:
            return end
        elif end > firsts[number] or not (
            words.endswith((",", ";")) or ("\n\n" not in gap and len(words) <= SHORT_LINE)
        ):
            break
    return k
