"""What a sentence says of those behind it: they are rumours, guesses, mistakes, a list, or somebody else's words."""

import re

from pullquote.rag.context.people import people
from pullquote.rag.context.quotation import SAYS
from pullquote.rag.context.surroundings import Surroundings

REACH = 5  # sentences back to an announcement
NEAR = 2  # sentences back to a rumour, or to somebody who begins to tell what he has to say
VAGUE = 9  # sentences that "several" may count
COUNTS = {
    **{"two": 2, "a couple of": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8},
    **dict.fromkeys(["several", "some", "many", "a number of", "a few"], VAGUE),
    **{
        f"{a} {row} of": VAGUE for a in ("a", "the", "another", "a long") for row in ("list", "series", "set", "string")
    },
    **{f"a {row} of": VAGUE for row in ("catalogue", "litany", "range", "host", "raft", "handful", "flood", "stream")},
}
# What nobody vouches for; the other nouns announce only when they are counted.
LOADED = (
    r"points|claims|arguments|demands|conditions|proposals|allegations|accusations|promises|predictions|warnings"
    r"|scenarios|possibilities|rumou?rs|myths|statements|assertions|charges|suggestions|objections|complaints"
    r"|requests|exceptions|theories|misconceptions|beliefs|legends|falsehoods|errors|mistakes|lies|pledges"
    r"|assumptions|hypotheses|grievances|criticisms|threats|excuses|fears|hopes|wishes|conjectures|guesses|tales"
    r"|superstitions|fallacies|inventions|untruths|contentions|reproaches"
)
ANNOUNCED = re.compile(
    rf"\b(?P<count>{'|'.join(COUNTS)}) (?:of (?:the|these|its|his|her) )?(?:[\w-]+ ){{0,2}}?(?:(?P<loaded>{LOADED})"
    rf"|things|changes|steps|options|questions|outcomes|consequences|recommendations|requirements|lessons"
    rf"|explanations|stories|ideas|tips|rules|concessions|alternatives|views|opinions|reasons|goals|aims|findings"
    rf"|conclusions|results|effects|measures|risks|problems|follow|answers|exceptions|offers)\b",
)
FOLLOWING = re.compile(
    rf"\bfollowing (?:[\w-]+ ){{0,3}}?(?:claims?|statements?|points?|things?|conditions?|cases?|is|are|was|were"
    rf"|applies|apply|holds?|account|story|terms|theory|rumou?rs?|reasons?|figures?|rules?|scenario|sentences?"
    rf"|demands?|changes?|arguments?|proposals?|allegations?|predictions?|passage|words|text|facts?|steps?|items?"
    rf"|measures?|results?|estimates?)\b|\b(?:as follows|what follows|follows? (?:is|from)|things? (?:would |will "
    rf"|may |could )?follow|the following[.:]|(?:runs|goes|went|ran|reads|read|says|look|looks|be) (?:like this"
    rf"|as follows|something like this|this way|thus)|told (?:it )?like this|like this|this way)\b"
    rf"|\b(?:{LOADED})(?:,? [^.]{{1,60}}?,?)? (?:are|were) (?:simple|clear|plain|short|modest|many|well known"
    rf"|serious|stark|these)\b",
)
# Words for what nobody vouches for, and for what is only made up.
TALE = re.compile(
    r"\b(?:rumou?rs?|rumou?red|legends?|myths?|hoax(?:es)?|folklore|superstitions?|conspiracy theor\w+|hearsay|gossip"
    r"|speculat(?:ion|ions|ed?|ing)|urban legend|tall (?:story|tales?)|old (?:tales?|wives)|fairy[- ]tales?|satir\w+"
    r"|(?:one|another|a|a popular|a fringe|an old|a local|a rival|a bold|an early) (?:theory|story|belief|hypothesis"
    r"|account|version|tradition|claim|tale|anecdote)(?! of)|fake (?:news|story|post|video|report)s?|false (?:story"
    r"|report|claim|post|article|alarm)s?|unconfirmed reports?|(?:unverified|unproven|untested|unsubstantiated) \w+"
    r"|scenario|simulat\w+|hypothetical|thought experiment|nobody (?:really )?knows(?: for (?:sure|certain))?"
    r"|guess(?:es|work|ed|ing)?|conjectures?|surmised?|suppositions?|(?:mere|pure|sheer) (?:theory|fantasy|invention)"
    r"|hunch|april fool\w*|prank\w*|spoof\w*|parody|word (?:went round|spread|has it)|the story (?:goes|went|is told)"
    r"|grapevine|whisper(?:s|ed|ing)?|tabloids?|horoscope|fortune[- ]teller|clairvoyant|so-called prophec\w+"
    r"|(?:science fiction|in (?:the|his|her|this|a|one) (?:novel|film|play|dream|poem|short story|comic|video game))"
    r"|it is only a guess|not (?:been )?(?:confirmed|verified))\b",
)
WRONG = re.compile(
    r"\b(?:(?:wrong|false|mistaken|hasty|rash|faulty|fatal) (?:lesson|conclusion|impression|idea|belief|notion"
    r"|inference"
    r"|reading|picture|assumption)s?|get(?:s|ting)? (?:it|this|one thing|(?:\w+ ){1,3}) ?(?:badly |quite )?wrong"
    r"|got (?:it|this|one thing|much|most) (?:badly |quite )?wrong|(?:common|frequent|popular|widespread|old|classic"
    r"|persistent) (?:mistakes?|errors?|misconceptions?|misunderstandings?|fallac\w+|beliefs?|assumptions?|prejudices?)"
    r"|misreading|misconceptions?|misunderstandings?|fallacy|(?:errs|erred) (?:in|on|when|about)|one (?:might|may|could"
    r"|would) (?:think|suppose|believe|imagine|conclude)|tempt(?:ing|ed) to (?:think|believe|conclude|assume|say)"
    r"|at first (?:sight|glance)|used to be (?:thought|believed|taught|assumed|said)|once (?:thought|believed|taught"
    r"|assumed|held)|(?:long|wrongly|mistakenly|falsely|erroneously) (?:thought|believed|assumed|taught|claimed|held"
    r"|reported|told|said)|(?:do|should|must) not (?:believe|trust|be fooled)|cannot be trusted|in error|debunk\w*"
    r"|discredited|forger(?:y|ies)|forged|long since (?:abandoned|rejected|dropped))\b"
)
SUPPOSED = re.compile(
    r"(?:Suppose|Supposing|Imagine|Assume|Assuming|Picture|Consider|Let us (?:say|suppose|imagine|assume)|What if"
    r"|Now suppose|Say (?:that|the|a|an|it|he|she|they|nobody|there|\w+s)|Now imagine|Take (?:a|an|the case|as"
    r"|for example)|Think of)\b|.*\b(?:suppose|imagine|assume|let us say) (?:that|for a moment|a|an|the)\b"
    r"|.*\b[Ww]hat (?:happens|follows|is done|to do)\b.*\b(?:when|once|after)\b|.*\b(?:what|how|consequences?|effects?"
    r"|plans?|drills?|emergency|prepar\w+|worst case|orders|instructions)\b"
    r"[^.;]{0,90}\b(?:if|unless|should|in case|in the event|were to)\b(?![^.]*\b(?:would|will|could)\b)"
)
ENUMERATED = re.compile(
    r"(?:First|Firstly|First of all|Second|Secondly|Third|Thirdly|Fourth|Finally|Lastly|Next|One|Another|A second"
    r"|A third|The (?:first|second|third|fourth|fifth|last|final|other))\b(?:,| (?:is|was|would|concerns?|says|said"
    r"|reason|point|claim|demand|condition|argument|theory|step|change|thing|option|proposal|rule|promise|that)\b)"
)

# -- other people's words
HELD = re.compile(
    r"(?:According to|In the (?:view|opinion|eyes|words) of|As .{3,40} (?:tells?|sees?|told|saw) it|In (?:his|her"
    r"|their|its) (?:view|account|telling|version))\b|[^,]{3,60}? (?:claims?|claimed|alleges?|alleged|believes?"
    r"|believed|argues?|argued|insists?|insisted|contends?|contended|suspects?|suspected|accuses?|accused)\b"
    r"|(?:[\w’'-]+ ){1,6}(?<!was )(?<!is )(?<!are )(?<!were )(?<!been )(?<!be )(?:outlined|listed|summed up"
    r"|recounted|recalled|testified|laid out|set out|described|remembers?|remembered|put (?:it|the case))\b"
)
# Somebody begins: what he has to say is still to come.
BEGINS = re.compile(
    r".{3,110}? (?:g[ai]ves?|offer(?:ed|s)?|told|tells|paint(?:ed|s)|present(?:ed|s)|made|makes|put"
    r" forward|puts forward|took|takes|drew|draws|produced|comes? to|came to|came up with|stuck to"
    r"|sticks to|advanc(?:es|ed)|submitted) (?:[\w’'-]+ ){0,4}?(?:version|account|view|explanation|testimony|assessment"
    r"|verdict|opinion|picture|theory|answer|reply|case|argument|claim|point|prediction|promise|story|tale|take|excuse"
    r"|statement|defence|confession|reasons?|objections?|complaints?|allegations?|accusations?|grievances?|conclusion"
    r"|diagnosis|interpretation|stance|position|side)\b"
    r"|.{3,110}? (?:ha[sd]|have|holds?|held) (?:[\w’'-]+ ){0,3}?(?:version|account|explanation|theory|answer|story"
    r"|excuse"
    r"|view|opinion|complaints?|objections?|grievances?|verdict|take on)\b"
    r"|.{3,110}? (?:(?:was|is|were|remain(?:s|ed)?|sound(?:s|ed)) (?:[\w’'-]+ )?(?:blunt|clear|categorical|unequivocal"
    r"|scathing|adamant|unimpressed|sceptical|skeptical|convinced|direct|certain|sure|in no doubt|outspoken|frank|angry"
    r"|furious|optimistic|pessimistic|defiant|unrepentant)[.,]|(?:disagree[sd]?|begs? to differ|begged to differ"
    r"|sees? (?:it|things|\w+ \w+) (?:\w+ )?(?:differently|otherwise|(?:in|from) (?:an?other|a different|quite"
    r" another) \w+)|saw (?:it|things|\w+ \w+) (?:\w+ )?(?:differently|otherwise|(?:in|from) (?:an?other|a different)"
    r" \w+)|(?:do|does|did) not agree|minced no words|did not mince \w+ words|spoke (?:plainly|out|up|bluntly|freely)"
    r"|(?:took|takes) (?:a|the) (?:different|opposite|other|darker|brighter|dim) (?:view|line|side)|ha[sd] no doubts?"
    r"|know(?:s)? why|knew why|blames? (?:it|them|others)|(?:was|were) asked|took the (?:stand|floor)|gave evidence"
    r"|pleaded|protested|defend(?:s|ed) (?:him|her|it)sel(?:f|ves)|(?:wrote|writes) (?:back|home|to)))\b"
)
# A writing that tells: the letter, the brochure, the lawsuit.
WRITING = (
    r"(?:letters?|reports?|memo(?:randum)?s?|petitions?|leaflets?|brochures?|pamphlets?|notes?|diar(?:y|ies)|journals?"
    r"|chronicles?|manuscripts?|articles?|blogs?|posts?|advert\w*|prospectus|complaints?|lawsuits?|statements?|plaques?"
    r"|testimon(?:y|ies)|indictments?|e-?mails?|messages?|articles?|editorials?|columns?|memoirs?|autobiograph(?:y|ies)"
    r"|guide ?books?|guides?|posters?|banners?|placards?|press releases?|affidavits?|depositions?|confessions?|wills?"
    r"|manifestos?|open letter|circulars?|bulletins?|inscriptions?|telegrams?|dossiers?|reviews?|stud(?:y|ies)|papers?"
    r"|documents?|websites?|newsletters?|submissions?|pleadings?|prosecut(?:ion|ors?)|plaintiffs?|defence|defendants?)"
)
WRITTEN = re.compile(
    rf"(?:[\w’'“”-]+,? ){{0,6}}?{WRITING}\b[^.;]{{0,70}}? (?:lists?|listed|claims?|claimed|alleges?|alleged|paints?"
    rf"|painted|sets? out|tells?|told|speaks?|spoke|describes?|described|complains?|complained|accuses?|accused"
    rf"|asserts?"
    rf"|asserted|argues?|argued|promis(?:es|ed)|boasts?|boasted|warns?|warned|went (?:on|further)|goes (?:on|further)"
    rf"|has it|reads?|ran|runs|puts? it|leaves? no doubt|left no doubt|makes? (?:bold|grave|serious|startling|strong"
    rf"|sweeping|several|some|other)|made (?:bold|grave|serious|startling|strong|sweeping|several|some|other)"
    rf"|does not mince|pulls no punches)\b"
)
# Much less is needed to govern a sentence that names nothing of its own.
NAMES = re.compile(
    r"(?<=[\w,;”’)] )(?!(?:I|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Easter|Christmas|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b)[A-Z][\w’'-]+|^(?!It)[A-Z][\w-]+[’']s\b"
)
TOLD = re.compile(
    r"\b(?:brochures?|leaflets?|letters?|pamphlets?|memoirs?|diar(?:y|ies)|adverts?|advertisements?|prospectus|posters?"
    r"|complaints?|lawsuits?|indictment|plaque|clauses?|small print|manuals?|handbooks?|guide ?books?|folders?|drills?"
    r"|instructions|regulations|emergency|contingenc\w+|testimony|sermons?|speech(?:es)?|lectures?|verse|ballads?"
    r"|proverbs?|sayings?|adages?|catechism|textbooks?|schoolbooks?|slogans?|headlines?|petitions?|blog"
    r"|salesm[ae]n|agents?|believers|supporters|opponents|critics|adherents|devotees|locals|villagers|enthusiasts"
    r"|lawyers?|prosecutors?|counsel|plaintiffs?|defendants?|defence|witness(?:es)?|spokes\w+|blam(?:es?|ed|ing)"
    r"|swears?|swore|prais(?:es?|ed)|denounc(?:es?|ed)|complain(?:s|ed)?|lament(?:s|ed)?|boast(?:s|ed)?|prophe\w+"
    r"|lists? what|listed what|enumerat\w+|sum(?:s|med) up|plead(?:s|ed)?|defend(?:s|ed)|protest(?:s|ed)"
    r"|preach\w*|taught|advertis\w+|account|version|explanations?|excuses?|verdict|diagnosis"
    r"|ask(?:s|ed)? (?:why|what|about)|wonder(?:s|ed)|hop(?:es?|ed) (?:for|that)|dream(?:s|t|ed)? of|fear(?:s|ed)?"
    r"|expect(?:s|ed) (?:that|the)|forecast\w*|predict\w*|project(?:s|ed|ions?)|models?|estimate[sd]?|calculat(?:es|ed"
    r"|ions?)|suspect\w*|suspicions?"
    r"|hypothes\w+|possibilit\w+|perhaps|maybe|in theory|on paper|draft|(?<!as )propos(?:es|ed|als?)|plans?|vision"
    r"|what (?:happens|follows|awaits|is done|to do)|in (?:such|that) an? (?:case|event))\b"
)
NAMES_ITSELF = re.compile(r"(?:The )?[A-Z][\w’'-]+ [A-Z]|The [A-Z]")


def announced(around: Surroundings, k: int) -> int:
    """The sentence before `k` that says what `k` is, a claim or a rumour; `k` where there is none."""
    for i in range(k - 1, max(k - REACH - 1, -1), -1):
        if not around.together(i, k) and not (i == k - 1 or around.together(i + 1, k)):
            break
        words, away = around[i], k - i
        lower = words.lower()
        if away == 1 and words.rstrip('"”*_ ').endswith(":"):
            return i
        if away <= 3 and FOLLOWING.search(lower):
            return i
        if away <= 3 and around.together(i, k) and SUPPOSED.match(words):
            return i
        if away <= NEAR and around.together(i, k) and _unvouched(around, i, k, lower):
            return i
        count = ANNOUNCED.search(lower)
        if count and away <= COUNTS[count["count"]] and (count["loaded"] or COUNTS[count["count"]] != VAGUE):
            return i
    if ENUMERATED.match(around[k]):
        starts = [i for i in range(k - 1, max(k - REACH, 0) - 1, -1) if "first" in around[i].lower()]
        return max(starts[0] - 1, 0) if starts and ENUMERATED.match(around[starts[0]]) else k - 1
    return k


def _unvouched(around: Surroundings, i: int, k: int, lower: str) -> bool:
    """Whether sentence `i` makes `k` a rumour, a mistake or somebody's words; not where `k` has a source of its own."""
    sourced = any(SAYS.search(around[j]) for j in range(i + 1, k + 1))
    named = any(NAMES.search(around[j]) or people(around[j]) for j in range(i + 1, k + 1))
    if TALE.search(lower):
        return not (sourced and named)
    if sourced:
        return False
    if k - i == 1 and WRONG.search(lower):
        return True
    if NAMES_ITSELF.match(around[k]):
        return False
    if not named and k - i == 1 and TOLD.search(lower):
        return True
    begins = BEGINS.match(around[i]) or WRITTEN.match(around[i])
    return bool(begins or (k - i == 1 and HELD.match(around[i])))
