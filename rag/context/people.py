"""Who could be meant by he or she: names and nouns of persons in a text, told by their shape and a few lists."""

import re
from collections.abc import Iterator

from pullquote.index import STOPWORDS
from pullquote.rag.question.parse import COMMON

NAME = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Prof|St)\.? )?[A-Z][\w’'-]*[a-z](?:\.(?= [A-Z]))?(?: (?:[A-Z]\."
    r"|[A-Z][\w’'-]+|de|van|von|der|bin|al|la|el|da|di|du))*"
)
PLACED = re.compile(
    r"\b(?:in|at|near|across|around|outside|inside|off|via|through|into|towards?|over|[Tt]he|between|throughout"
    r"|[Ii]n|[Aa]t) (?:the )?$"
)
LOOSELY_PLACED = re.compile(r"\b(?:of|from|to) $")
NO_PERSON = frozenset(
    "university council ministry company club museum party bank court school hospital river street road bridge lake"
    " mount island islands sea ocean union association institute agency office department committee commission group"
    " ltd inc corp airlines army navy parliament senate congress house city town county harbour harbor station"
    " airport park valley north south east west northern southern eastern western europe asia africa america britain"
    " england scotland wales ireland france germany spain italy norway sweden denmark finland china india russia"
    " canada mexico brazil japan australia league cup prize award festival games olympics championship trust"
    " foundation society academy college church cathedral temple abbey castle palace theatre theater gallery library"
    " centre center hall square tower avenue lane hotel works mill mine dam act treaty agreement plan project times"
    " post herald news press journal gazette chronicle magazine records systems energy motors foods industries"
    " holdings technologies labs laboratory laboratories board authority service services police force fund"
    " federation alliance network channel radio television states kingdom republic district province region state"
    " coast bay gulf peninsula desert forest mountain mountains hills canal railway line rovers united athletic"
    " wanderers fc village mars venus jupiter saturn moon earth sun internet bible saint".split()
)
PEOPLES = re.compile(r"[A-Z]\w+(?:ish|ese|ench|utch|eek|ian|ean|ican|tan|ndic)(?:s)?$")
VERB_AFTER = re.compile(
    r" (?:said|says|was|is|has|had|will|would|won|lost|took|made|became|began|wrote|told|left|went|came|did|does"
    r"|\w+ed|never|also|then|later|could|can|may|might|must|should|and)\b|[’']s "
)
MALE = frozenset(
    "mr sir king prince emperor lord bishop pope man boy father son brother husband uncle grandfather nephew actor"
    " fisherman chairman spokesman businessman policeman monk widower james john robert michael william david"
    " richard joseph thomas charles daniel matthew anthony mark paul steven andrew peter george edward henry simon"
    " martin stephen alan frank tom tim ben sam jack harry oliver lukas lucas jan erik lars karl hans otto piotr"
    " pavel ivan igor dmitri carlos juan jose luis miguel pedro antonio marco paolo giovanni luca pierre jean henri"
    " jacques ahmed mohammed muhammad ali omar hassan ibrahim yusuf kofi kwame raj ravi arjun vikram hiroshi kenji"
    " wei tomas jonas anders nils olav bjorn diego rafael mateo hugo felix victor viktor arthur walter patrick kevin"
    " brian eric adam noah joshua".split()
)
FEMALE = frozenset(
    "mrs ms miss dame lady queen princess empress woman girl mother daughter sister wife aunt grandmother niece"
    " actress chairwoman spokeswoman businesswoman policewoman nun widow waitress mary elizabeth jennifer susan"
    " margaret sarah karen nancy helen ruth sharon carol alice grace rose jane jean anne ann kate katherine"
    " catherine claire ellen emily charlotte sophie marie ingrid astrid sigrid karin birgit greta maren solveig"
    " carmen isabel ines pilar beatriz mei yuki keiko naomi miriam rachel rebecca judith edith agnes irene joan"
    " joyce lucy amy hannah abigail mercy ngozi fatou zainab leyla noor shirin priya lakshmi deborah louise julie"
    " nicole michelle danielle chloe zoe eve ebony".split()
)
NOUNS = (
    "official minister president mayor governor chancellor senator deputy spokes(?:man|woman"
    "|person) director manager chair(?:man|woman"
    "|person)? executive founder co-founder owner author writer novelist poet artist painter sculptor composer"
    " conductor singer musician pianist actor actress striker goalkeeper midfielder defender captain coach trainer"
    " rider runner swimmer skier cyclist sprinter athlete player champion boxer doctor surgeon nurse patient"
    " scientist researcher professor physicist chemist biologist astronomer geologist archaeologist engineer"
    " inventor explorer architect designer historian lawyer judge magistrate prosecutor defendant suspect victim"
    " witness driver pilot sailor soldier general admiral officer detective commander king queen prince princess"
    " emperor bishop priest pope monk teacher headteacher student pupil farmer fisherman baker butcher carpenter"
    " miner man woman boy girl teenager child candidate lawmaker ambassador diplomat envoy secretary treasurer"
    " analyst economist banker activist campaigner leader veteran activist curator librarian journalist reporter"
    " editor photographer chef clerk merchant shepherd gardener accountant auditor inspector councillor legislator"
    " representative commissioner chief boss head principal dean rector newcomer predecessor successor rival"
    " opponent winner runner-up tenant landlord heir heiress monarch sovereign duke duchess earl countess knight"
    " sultan tsar warden ranger keeper verger organist violinist cellist drummer guitarist choreographer dancer"
    " filmmaker playwright translator publisher producer presenter columnist correspondent blogger surveyor builder"
    " blacksmith tailor weaver brewer grocer trader broker investor entrepreneur tycoon billionaire millionaire"
    " philanthropist midwife dentist vet psychiatrist paramedic firefighter mountaineer climber rower diver jockey"
    " golfer umpire referee potter mathematician botanist zoologist ornithologist ecologist refugee migrant prisoner"
    " inmate convict murderer thief burglar forger smuggler hacker whistleblower spy twin sibling pensioner orphan"
    " cousin niece nephew centenarian politician statesman minister-president"
    r" father mother son daughter brother sister husband wife uncle aunt widow widower [\w-]*-year-old"
).split()
PERSON = rf"(?:{'|'.join(NOUNS)})"
PERSON_NOUN = re.compile(
    rf"\b(?P<det>[Aa]n?|[Oo]ne|[Aa]nother|[Ee]ach|[Ee]very|[Tt]he|[Tt]his|[Tt]hat|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts"
    rf"|[Nn]o|[Ss]ome) (?:[\w-]+ ){{0,3}}?(?P<noun>{PERSON}|\w+(?:ist|ician|woman|man))\b(?! of the)|\b(?:someone"
    rf"|somebody|anyone|nobody|whoever)\b"
)


def gender(word: str) -> str:
    """ "m", "f", or nothing where it cannot be told: of a pronoun, a first name, a title or a noun."""
    lower = word.lower().strip(".")
    if lower in ("he", "him", "his") or lower in MALE:
        return "m"
    return "f" if lower in ("she", "her", "hers") or lower in FEMALE else ""


def people(text: str, wanted: str = "", *, nouns: bool = False) -> list[str]:
    """Names of persons in a text (and nouns for them), but those of the other gender."""
    found = [name for name in _names(text) if not (wanted and _gender(name) not in ("", wanted))]
    if nouns:
        words = [(m["noun"] or m[0]) for m in PERSON_NOUN.finditer(text)]
        found += [word for word in words if not (wanted and gender(word) not in ("", wanted))]
    return found


def definite_person(text: str) -> bool:
    """Whether the persons that a text has are only pointed to: "the minister", not "a minister"."""
    nouns = [m["det"] for m in PERSON_NOUN.finditer(text) if m["det"]]
    return bool(nouns) and all(det.lower() not in ("a", "an", "one", "another") for det in nouns)


def _gender(name: str) -> str:
    first, *others = name.split()
    known = gender(first)
    if known or not others:
        return known
    return (
        "f" if first.endswith("a") and len(first) > 3 and first not in ("Joshua", "Mustafa", "Nikita", "Luca") else ""
    )


def _names(text: str) -> Iterator[str]:
    for match in NAME.finditer(text):
        words = match[0].split()
        opens = not text[: match.start()].strip("\"'“”‘’([ -–—*") or text[: match.start()].rstrip()[-1:] in ".?!:"
        while words and words[0].lower() in STOPWORDS | OPENERS:
            words = words[1:]
        plain = [word.lower().strip(".,") for word in words]
        if not words or plain[-1] == "bill" or set(plain) & (NO_PERSON | COMMON):
            continue
        before = text[: match.end() - len(" ".join(words))]
        if PLACED.search(before) or (len(words) == 1 and (LOOSELY_PLACED.search(before) or PEOPLES.match(words[0]))):
            continue
        single = len(words) == 1 and len(words) == len(match[0].split())
        if single and opens and not (VERB_AFTER.match(text, match.end()) and not words[0].endswith("s")):
            continue
        if len(words) == 1 and len(words[0]) > 1 and words[0].isupper():
            continue
        yield " ".join(words)


OPENERS = frozenset(
    "the in on at by for from after before during since when while although though because if but and so yet still"
    " then however instead as with without under over until unless despite according last next earlier later this"
    " that these those such both each every all some most many few one two three four five six seven eight nine ten"
    " a an it he she they we i you his her their its our my your there here not no yes nor or either neither other"
    " another only even police officials residents critics supporters experts scientists researchers doctors workers"
    " people farmers engineers historians economists investigators inspectors officers witnesses parents teachers"
    " students visitors voters nobody everyone somebody nothing everything today yesterday tomorrow meanwhile"
    " finally first second third once twice how why what who where which whose rain snow work construction water"
    " money prices sales inside outside near back".split()
)
