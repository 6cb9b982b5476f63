"""What is said of a sentence afterwards: that it is false, denied, doubted, or holds on a condition only."""

import re

from pullquote.rag.context.quotation import SAYS
from pullquote.rag.context.surroundings import Surroundings

AHEAD = 3  # sentences on to a denial

_CLAIM = (
    r"(?:claims?|rumou?rs?|reports?|stor(?:y|ies)|statements?|figures?|allegations?|assertions?|accounts?|estimates?"
    r"|numbers?|predictions?|suggestions?|theor(?:y|ies)|ideas?|beliefs?|charges?|accusations?|quotations?|quotes?"
    r"|posts?|messages?|documents?|letters?|photos?|photographs?|results?|findings?|stud(?:y|ies)|papers?"
    r"|announcements?|offers?|promises?|decisions?|rulings?|orders?|articles?|versions?|explanations?|measurements?"
    r"|readings?|records?|legends?|myths?|tales?|forecasts?|calculations?|conclusions?|verdicts?|convictions?|plans?"
    r"|proposals?|diagnos[ie]s|attributions?|dates?|totals?|data|tests?|trials?|experiments?|arguments?|assumptions?"
    r"|hypothes[ie]s|views?|deals?|agreements?|approvals?|permits?|bans?|increases?|sums?|effects?|benefits?"
    r"|schedules?|timetables?|targets?|demands?|evidence|analys[ie]s|surveys?|polls?|models?|prices?"
    r"|identifications?|interpretations?|readings?|links?|connections?|correlations?|counts?|census(?:es)?|testimon(?:y"
    r"|ies)|confessions?|rumou?rs?|sightings?|anecdotes?|notions?|impressions?|suspicions?|speculations?|guess(?:es)?"
    r"|assessments?|judge?ments?|quotations?|passages?|sentences?|inscriptions?|entr(?:y|ies)|dating|discover(?:y|ies)"
    r"|breakthroughs?|advertisements?|slogans?|boasts?|words|picture|projections?|schemes?|intentions?|purchases?"
    r"|bookings?|contracts?|sales?|transfers?|mergers?|appointments?|warnings?|remarks?|comments?)"
)
_WHOLE = (
    rf"(?:(?:None|Neither|Both|All|Most|Some|Much|Part|Little|Nothing|Not one|No part|Each|Either)(?: (?:of|about"
    rf"|in) (?:this|that|these|those|it|them|the))?(?: (?:two|three|four|five))?(?: {_CLAIM}| points| conditions)?)"
)
_POINTING = (
    rf"(?:[Tt]his|[Tt]hat|[Ii]t|[Tt]hey|[Tt]hese|[Tt]hose|[Ss]uch|{_WHOLE}|(?:[Tt]he|[Tt]his|[Tt]hat|[Tt]hese"
    rf"|[Tt]hose|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Ss]uch(?: an?)?)(?: [\w-]+){{0,3}}? {_CLAIM})"
)
_DOUBTED = (
    r"(?:false|untrue|wrong|incorrect|mistaken|fabricat\w+|invent(?:ed|ions?)|made up|hoax\w*|jokes?|li(?:e|es|ar|ed"
    r"|ing)|withdrawn|retracted|denied|disputed|rejected|dismissed|debunked|disprove[nd]|refuted|overturned|reversed"
    r"|cancell?ed|corrected|revised|unconfirmed|unverified|unproven|untested|speculat\w+|preliminary|provisional"
    r"|tentative|exaggerat\w+|misleading|misquoted|misread|misreported|inaccurate|baseless|unfounded|groundless"
    r"|doubt(?:ful|ed)?|contested|questioned|challenged|conditional|contingent|subject to|depends?|hinges?|no longer"
    r"|contradicted|scrapped|dropped|abandoned|shelved|quashed|annulled|rescinded|suspended|postponed|impossible"
    r"|unlikely|uncertain|unclear|nonsense|myths?|legends?|fiction\w*|rumou?rs?|guess\w*|estimates?|approximat\w+"
    r"|forger\w+|forged|fakes?|faked|satir\w+|parody|pending|awaits?|awaiting|remains? to be (?:seen|proven|proved"
    r"|confirmed)|never (?:happened|true|existed|took place|came|confirmed|proven|proved|published|built|carried out"
    r"|approved|been|opened|materiali[sz]ed|replicated)|too (?:early|soon|small|high|low|optimistic)|open to|up for"
    r"|only if|only when|only after|provided|unless|assum\w+|as long as|on condition|if the|applies only|apply only"
    r"|(?:rest|rel|com|stem|deriv|draw|stand|hang|bas|found|trac|depend)(?:y|e)?(?:s|ies|ied|ed|es|ing)? (?:back )?"
    r"(?:\w+ )?(?:on|upon|from|to) (?:only|just|solely|merely|nothing|little|no more|scarcely|hardly|barely|a single"
    r"|one"
    r"|a handful|a few|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+|hearsay|memory|guess\w*|an? \w*"
    r"(?:anonymous|unnamed|unsigned|unpublished|lone|sketch|rough|computer|small|short|incomplete|second-hand)\w*"
    r"|assumptions?|anonymous|unnamed|incomplete|second-hand|mice|rats|animals|models?)"
    r"|hangs? on|turns? on|rides? on|presuppos\w+|presum\w+|suppos\w+ that|tied to|rests? with|lies? with"
    r"|nothing but|(?:no|little) more than|(?:pure|sheer|mere|wild|utter|complete|simply) (?:\w+ )?(?:invention|fiction"
    r"|fantasy|nonsense|speculation|conjecture|guesswork|fabrication|imagination|propaganda|theory|gossip)|fantas\w+"
    r"|fables?|rubbish|bunk|bogus|spurious|apocryphal|erroneous|flawed|faulty|botched|discredited|dubious|suspect|shaky"
    r"|flims(?:y|ier)|implausible|improbable|far-?fetched|wishful|conjectur\w+|surmise|hunch|propaganda|sham|ruse"
    r"|pranks?"
    r"|spoofs?|typos?|misprints?|mis(?:underst|translat|interpret|remember|calculat|attribut|quot)\w+|error|mistake"
    r"|tricks?|swindle|taken back|called back|repudiated|disavowed|disowned|renounced|revoked|invalid\w*|void"
    r"|nullified|collapsed|fell through|came to nothing|comes to nothing|crumbl\w+|evaporated|unravell?ed|f[ae]ll apart"
    r"|without (?:any )?(?:foundation|basis|proof|evidence|merit|truth)|lacks? (?:any )?(?:foundation|basis|proof"
    r"|evidence"
    r"|support|confirmation|approval|funding)|has no (?:\w+ )?(?:basis|foundation|truth|support|truth|source)|bears? no"
    r"|(?:holds?|held) no water|far from|anything but|at odds|conflicts? with|contrary to|taken on trust|on the word of"
    r"|pinch of salt|grain of salt|with (?:great |some )?caution|not everyone|nobody|no one|peer[- ]review\w*|leaked"
    r"|(?:only|just|merely) (?:a|an|one|the) \w+|(?:takes?|came|comes?|enters?) (?:effect|into force) only"
    r"|holds only|hold only|valid only|for now|true only|hypothe\w+|theoretical|simulat\w+|imagin\w+|folklore"
    r"|hearsay|gossip|appeal(?:ed)?|under (?:review|investigation|appeal|dispute)|in (?:doubt|dispute|question)"
    r"|(?:un)?reliable|outdated|out of date|obsolete|superseded|struck (?:down|out)|voided|vetoed|blocked|repealed"
    r"|lapsed|expired|not (?:\w+ )?(?:survive|supported|borne out|backed|shared|settled|signed|ratified|published"
    r"|agreed|decided|funded)|not (?:the case|so|true|correct|accurate|certain|clear|final|official|binding|proven"
    r"|proved"
    r"|known|guaranteed|enough|yet|happen|last|hold up|exist|stand|survive|come true"
    r"|be (?:independently )?(?:confirmed|verified|replicated|repeated|reproduced|checked)|been|(?:\w+ )?(?:accept"
    r"|believe|support|agree|share|endorse|confirm|back|match|reflect|include|apply|find|prove|mean)\w*)"
    r"|n['’]t (?:true|the case|been|confirmed|happen|yet|so)|has yet|have yet|had yet|yet to be|still (?:needs?"
    r"|ha[sd] to|have to|await\w*|requires?|must)|(?:could|can)(?:not| not) be (?:\w+ )?(?:confirmed|verified"
    r"|replicated|repeated|reproduced|checked|true|proved|proven|ruled out)|require[sd]? (?:the )?(?:approval"
    r"|consent|a vote)|failed)"
)
DOUBTED_AFTER = re.compile(
    rf"[\"“]?(?:(?:But|However|Yet|Still|And|In (?:fact|reality|truth)|Actually|Later|Unfortunately|So far|To date"
    rf"|As yet|Then|Thus far|For now|For the moment|At present|In the end|To this day|Sadly|Alas),? (?:(?:though"
    rf"|however), )?)?(?:(?:[Aa]ll|[Bb]oth|[Nn]one"
    rf"|[Ee]ach) of )?{_POINTING}\b(?P<rest>[^.;]{{0,90}}?)\b{_DOUBTED}\b"
)
NEGATED_WHOLE = re.compile(
    r"\b(?:[Nn]one|[Nn]either|[Nn]othing|[Nn]ot one|[Nn]ot a (?:word|single one)|[Nn]o part) of (?:this|that|these"
    r"|those|it|them|the (?:two|three|four|five))\b|^(?:But |However, |Yet |So far |To date,? )?(?:[Nn]one"
    r"|[Nn]either)\b(?: (?:claim|statement|point|rumou?r|story|condition|proposal|prediction|demand|report"
    r"|figure))? (?:has|was|is|proved|turned|happened|came|will|can|could)\b"
)
# Said of anything that the sentence spoke of.
STRONGLY = re.compile(
    r"(?:But |However, |Yet )?The (?:[\w’'-]+ ){1,4}?(?:(?:is|was|were|are|proved|turned out)(?: to be"
    r"| later shown to be| in fact)?(?: an?| entirely| all| completely| later found to be)? (?:hoax|fakes?"
    r"|forger(?:y|ies)|jokes?|parody|satire|fabricat\w+|invented|made up|false|untrue|fiction|lies?|conditional"
    r"|contingent|subject to)|(?:depends?|hinges?) on|appl(?:y|ies) only|holds? only)\b|(?:But|However|Yet|Still"
    r"|Only),? .*\b(?:may be|might be|could be|chance|no control|too small|not yet|no evidence|doubts?|uncertain"
    r"|not (?:been )?(?:confirmed|proven|proved|verified)|must|needs?|ha(?:ve|s) to|only|unless|if|provided"
    r"|requires?|depends?|until)\b"
)
DENIES = re.compile(
    rf"\b(?:den(?:y|ies|ied)|reject(?:s|ed)?|disput(?:es?|ed)|dismiss(?:es|ed)?|withdr[ae]w|retract(?:s|ed)?"
    rf"|debunk(?:s|ed)?|refut(?:es?|ed)|contradict(?:s|ed)?|correct(?:s|ed)|apologi[sz]ed for|took back|question(?:s"
    rf"|ed)?|doubt(?:s|ed)?|challeng(?:es?|ed)|overturn(?:s|ed)|revers(?:es|ed)|quash(?:es|ed)|disprov(?:es?|ed)"
    rf"|rubbished|disown(?:s|ed)|exaggerated|called off|(?:made|invented|fabricated)(?= (?:all of )?(?:it|this|that"
    rf"|them|these)\b)|ruled out|rules out|struck down|annulled|threw out|scrapped|cancelled|disavowed|contest(?:s"
    rf"|ed)?|(?:(?:has|have|had|did|does|do|could|can|would) ?n[o’']t|cannot|never|no longer|nobody"
    rf"|no one) (?:\w+ ){{0,3}}?(?:accept|believe|support|share|endorse|confirm|back|verif|replicat|reproduc"
    rf"|corroborat|substantiat|prove|agree|approve|stand)\w*) (?:\w+ ){{0,3}}?(?:this|that|it|these|those|them"
    rf"|all of|both|(?:all |the |his |her |their |its ){{1,2}}(?:[\w-]+ )?(?:{_CLAIM}|two|three|four|five|lot)"
    rf"|with (?:this|that|the))\b"
)
# Said without a word for what is meant.
FLATLY = re.compile(
    r"\bThe (?:opposite|reverse|contrary|truth|reality|facts?) (?:is|was|are|were|turned out|look(?:s|ed)?)\b"
    r"|\b[Nn]othing"
    r" of the (?:kind|sort)\b|\b(?:print|publish|issu|r[au]n|carri|post|broadcast)\w* (?:a|an"
    r"|the) (?:\w+ )?(?:correction"
    r"|retraction|clarification|apology|denial|disclaimer|erratum)\b|^(?:A|An|The) (?:\w+ )?(?:denial|correction"
    r"|retraction"
    r"|disclaimer|apology|erratum|clarification)\b|\b(?:[Tt]ook|[Tt]aken?) (?:it|that|them|this|everything|(?:his|her"
    r"|their"
    r"|the) \w+)(?: all)? back\b|\b(?:swallow|ate|eaten?) (?:his|her|their|its) words\b|\b(?:no|little|scant|much less)"
    r" (?:faith|credence|weight|stock|trust|credit) (?:in|to|on)\b|\b(?:cast|casts|thr[eo]ws?|raise[sd]?|sow\w*|pour\w*"
    r"|express\w*|voice[sd]?|ha(?:ve|s|d)) (?:\w+ ){0,2}?(?:doubts?|cold water|reservations|misgivings)\b|\bThere (?:is"
    r"|was) (?:no|not a|little|scant|hardly any|nothing) (?:[\w-]+ ){0,3}?(?:truth|word of|shred|true|proof|trace"
    r"|sign|guarantee|certainty|record of|in (?:this|that|it)\b)|\b(?:[Nn]o|[Nn]obody|[Nn]one|[Nn]ot one|[Nn]either"
    r"|[Ff]ew)"
    r"\b[^.;]{0,40}\b(?:able|managed|succeeded) (?:to|in) (?:repeat|reproduc|confirm|verif|replicat|find|trac|check"
    r"|prov)\w*"
    r"|\b(?:has|have|had|could|can|would|did|does|do) (?:not|never|yet to)(?: \w+)? (?:confirm|verif|replicat|reproduc"
    r"|corroborat|substantiat|endors)\w*|\b(?:declin|refus)\w+ to (?:confirm|verify|endorse)\b"
    r"|^(?:Or )?[Ss]o,? (?:[\w, ]+,"
    r" )?(?:the|it|they|he|she|people|at least|say|says|goes|runs)\b[^.]{0,60}\b(?:goes|runs|says?|said|claims?|told"
    r"|seems?|hopes?"
    r"|thinks?|thought|believes?|believed|hoped|insists?|ha[sd] it)\b[^.]{0,30}\.|^(?:At least|That,? at (?:least"
    r"|any rate))\b"
    r"[^.]{0,20}(?:,|is|was|according|so|that|in)\b|^(?:In theory|On paper|In principle|Allegedly|Supposedly)\b"
    r"|\b(?:printing"
    r"|typing|clerical|translation|copying|spelling|counting|rounding|arithmetical|measuring) (?:error|mistake|slip)\b"
    r"|\b(?:misprint|misquoted|misread|misheard|misunderstood|miscounted|mistranslated|mix(?:ed)?[- ]up|decimal point"
    r"|(?:was|were|is|are|been) (?:joking|lying|bluffing|invented|exaggerating|mistaken|misinformed|misled"
    r"|wrong about))\b"
    r"|\b(?:one|a|another) (?:big |small |important )?(?:condition|proviso|snag|catch|hitch|caveat|qualification"
    r"|string)\b"
    r"|\b(?:ha(?:s|ve)|needs?|must) (?:still|yet|first)? ?(?:to )?(?:(?:still|first) )?(?:approve|ratify|consent|agree"
    r"|give (?:its|their|his|her) (?:consent|approval|blessing)|sign (?:it|off|the))\b|\b(?:only (?:while|if"
    r"|as long as|so long as|once|on"
    r" condition)|must first|first (?:must|has to|have to|needs? to)|(?:has|have|needs?) first to|so long as"
    r"|on condition"
    r" that)\b|\b(?:call|consider|regard|term|brand|describe|label|deem|judge|think|treat)\w* (?:it|that|this|them"
    r"|these"
    r"|such \w+|the \w+)(?: as| to be)? (?:\w+ ){0,2}?(?:nonsense|rubbish|myth|lie|lies|fiction|fantasy|invention|false"
    r"|wrong|absurd|premature|unlikely|implausible|exaggerated|misleading|unproven|speculation|folly|humbug|a joke)"
    r"|\b(?:taken?|took) (?:\w+ ){1,5}back\b|\b(?:has|have|had) since (?:\w+ )?(?:withdrawn|changed|admitted|corrected"
    r"|retracted|apologi|recanted|dropped|distanced|denied|revised|abandoned|backed|conceded|said)\w*"
    r"|\b[Oo]nly one (?:\w+ )?"
    r"(?:laboratory|study|source|witness|person|scholar|team|expert|group|test|trial|measurement|skeleton|sample)\b"
    r"|\b(?:contaminated|outlier|no control group|small sample|sample of \w+|conflict of interest|paid for by"
    r"|leaves? out"
    r"|ignores|not (?:yet )?peer)\b|\b(?:first|still|yet) (?:ha(?:s|ve) to"
    r"|must|needs? to) be (?:\w+ )?(?:found|raised|approved|ratified|signed|passed|tested|proved|proven|confirmed"
    r"|agreed"
    r"|granted|secured|changed|won|cleared|settled)\b"
)
THE_CLAIM = re.compile(
    rf"(?:But |However, |Yet )?(?:The|That|This|These|Those|All) (?:\w+ )?(?P<claim>{_CLAIM}|hoax|e-?mail|pamphlet"
    rf"|video)\b"
)
NO_EVIDENCE = re.compile(
    r"\b(?:no|little|scant|any|without|not enough|insufficient|hardly any) (?:\w+ ){0,3}?(?:evidence|proof|records?"
    r"|trace|sign|basis|truth|confirmation|support|documents?)\b[^.;]{0,60}\b(?:this|that|these|those|it|them"
    r"|claims?|story|rumou?rs?|theory|legend|either|any of|supports?|backs?|exists?|was (?:ever )?found"
    r"|has (?:ever )?been found|such)\b"
)
CAUTION = re.compile(
    r"\b(?:caution(?:s|ed)?|warn(?:s|ed)?|stress(?:es|ed)?|emphasi[sz]ed?|note(?:s|d)?|admit(?:s|ted)?|conced(?:es?"
    r"|ed)|acknowledg(?:es?|ed)|later said|points? out|pointed out|add(?:s|ed)?)\b[^.;]{0,60}?\b(?:preliminary"
    r"|only a guess|an estimate|too early|small sample|sample|more (?:research|data|tests|study|work|evidence)"
    r"|not (?:yet )?(?:be|been|prove\w*|mean|certain|sure|final|confirmed|imply|show|definitive)|no proof|uncertain"
    r"|could be wrong|may be wrong|might be wrong|had (?:lied|been wrong|been mistaken|made)|was (?:wrong|mistaken"
    r"|untrue|false|joking|lying|invented)|(?:further|independent) (?:research|tests?|study|trials?|confirmation)"
    r"|unreliable|correlation|in doubt|incomplete|depends?|only if|unless|need to be|needs to be|one (?:theory"
    r"|possibility|explanation)|speculat\w+|rough|margin of error|caution|with care)\b|\b(?:Not everyone|Others"
    r"|Not all|Some (?:\w+ )?(?:experts|historians|scholars|scientists|critics|researchers|doctors)"
    r"|Many (?:\w+ )?(?:experts|historians|scholars|scientists)|Other (?:\w+ )?(?:experts|historians|scholars"
    r"|scientists|researchers)|Critics|Historians|Experts|Scholars)\b[^.;]{0,40}\b(?:disagree|doubt|dispute|agree"
    r"|agrees|sceptical|skeptical|unsure|not sure|not convinced|unconvinced|convinced|divided|question|deny|reject"
    r"|contest)\b|^(?:But |However, |Yet )?(?:[Hh]e|[Ss]he|[Tt]hey) (?:was|were|later|had|has|turned out"
    r"|proved)\b[^.;]{0,40}\b(?:wrong|mistaken|joking|lying|lied|retracted|withdrew|recanted|made (?:it|this"
    r"|that) up|apologi[sz]ed|corrected|admitted (?:inventing|making|lying|he|she|they))\b|^(?:Not true|Not so|Wrong"
    r"|False|This is false|Only if|But only if|Unless|Provided|Or so|At least|Assuming|That is|If\b[^,]*$|Except"
    r"|Only then|But not|Though not|Although not|Perhaps|Maybe|Possibly|Probably)\b(?=.{0,90}$)|^(?:It|This|That|He"
    r"|She|They) never (?:happened|did|came|was|were|existed|opened|took)"
)


def after(around: Surroundings, k: int) -> int:
    """The last sentence after `k` that denies it, doubts it or puts a condition on it; `k` where none does."""
    last = k
    if around.is_item(k):
        while last + 1 < len(around) and around.is_item(last + 1):
            last += 1
    if last + 1 < len(around) and _doubts(around[last + 1]):
        return last + 1
    for i in range(last + 2, min(last + AHEAD + 1, len(around))):
        words = around[i]
        if not around.together(last + 1, i):
            break
        claim = THE_CLAIM.match(words)
        doubted = claim and (DOUBTED_AFTER.match(words) or STRONGLY.match(words) or DENIES.search(words))
        if NEGATED_WHOLE.search(words) or (claim and doubted and _same_claim(around, last, i, claim["claim"])):
            return i
    return k


def _doubts(words: str) -> bool:
    """Whether a sentence denies or doubts the one before, or puts a condition on it."""
    return any(sign.match(words) for sign in (DOUBTED_AFTER, STRONGLY)) or any(
        sign.search(words) for sign in (NEGATED_WHOLE, DENIES, FLATLY, NO_EVIDENCE, CAUTION)
    )


def _same_claim(around: Surroundings, k: int, i: int, words: str) -> bool:
    """Whether no sentence between them could be what the later one speaks of."""
    stem = words.lower().rstrip("s")
    return all(stem not in around[j].lower() and not SAYS.search(around[j]) for j in range(k + 1, i))
