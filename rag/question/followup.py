"""A follow-up becomes a question of its own, completed by rule from what was asked and answered before."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pullquote.corpus import BadInputError, check_whole
from pullquote.index import LONGEST_QUESTION, terms
from pullquote.rag.question.parse import WORDS, makes_no_name
from pullquote.rag.question.times import SOME_DAY, times

MOST_TURNS = 50  # looked at; a follow-up leans on the last, seldom on the fifth before it
NAMES_COMPARED = 20  # an ordinary question has one or two, and each is embedded
NAME = re.compile(r"\b[A-Z][\w-]*(?:[’'](?!s\b)\w+)?(?: (?:of |the )?[A-Z][\w-]*(?:[’'](?!s\b)\w+)?)*")
ASKING = re.compile(
    r"^(?:who|what|when|where|why|how(?: (?:many|much|long))?|which)\b *(?:did|does|do|is|are|was|were|has|have|had|can"
    r"|will|would|should|could)?\b *|^(?:did|does|do|is|are|was|were|has|have|had|can|will)\b *",
    re.IGNORECASE,
)
OPENING = re.compile(
    r"^\W*(?:(?:and|but|so|then|ok(?:ay)?|or)\W*)?(?:what|how) about\b\W*|^\W*(?:and|but|so|then|or)\b\W*", re.I
)
PERSON = re.compile(r"\b(?:he|she|him|her)\b", re.IGNORECASE)
OWNED = re.compile(r"\b(?:his|hers)\b", re.IGNORECASE)
THEY = re.compile(r"\b(?:they|them|their|theirs)\b", re.IGNORECASE)
THING = re.compile(r"\bit\b(?! (?:is|was)? ?(?:that|true))", re.IGNORECASE)
THAT = re.compile(r"\b(?:this|that|so)\b(?=\W*$)", re.IGNORECASE)
ITS = re.compile(r"\bits\b", re.IGNORECASE)
THERE = re.compile(r"\bthere\b(?! (?:is|are|was|were|any|be))", re.IGNORECASE)
PREPOSITION = re.compile(r"^(?:with|for|from|by|of|in|at|to|on|about)\b ")
FEW_TERMS = 2  # a question with more of them says what it is about
FEW_WORDS = 4  # what is longer is a question of its own
VAGUE = (THEY, ITS, THING, THERE, THAT)
ASKS = re.compile(r"\b(?:who|what|when|where|why|how|which|did|does|do|is|are|was|were|has|have|had|can|will)\b", re.I)

Closest = Callable[[str, Sequence[str]], int]  # as Vocabulary.closest


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked before and its short answer, empty where it was refused."""

    question: str
    answer: str = ""


def first(_name: str, _others: Sequence[str]) -> int:
    """Takes the first name where nothing tells which is closest."""
    return 0


def check_history(history: Sequence[Turn]) -> None:
    """Raises BadInputError for more turns, or longer ones, than are looked at, and for half of a character in one."""
    if not isinstance(history, Sequence):
        raise BadInputError(f"the history is {history!r:.60}; needed: a list of Turns")
    if len(history) > MOST_TURNS:
        raise BadInputError(f"the history has {len(history):,} turns; allowed: {MOST_TURNS}, so hand in the last ones")
    for number, turn in enumerate(history, 1):
        if not isinstance(turn, Turn) or not isinstance(turn.question, str) or not isinstance(turn.answer, str):
            raise BadInputError(f"turn {number} of the history is {turn!r:.60}; needed: a Turn of two texts")
        for what, text in (("question", turn.question), ("answer", turn.answer)):
            if len(text) > LONGEST_QUESTION:
                raise BadInputError(
                    f"the {what} of turn {number} has {len(text):,} characters; allowed: {LONGEST_QUESTION:,}"
                )
            check_whole(f"{what} of turn {number}", text)


def recent_turns(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """Of a conversation that goes on, the last turns that are looked at: those before fall out of it one by one, and
    so does what was said before a turn that is too long."""
    kept: list[Turn] = []
    for turn in reversed(history[-MOST_TURNS:]):
        if max(len(turn.question), len(turn.answer)) > LONGEST_QUESTION:
            break
        kept.append(turn)
    return tuple(reversed(kept))


def hangs(question: str) -> bool:
    """Whether the question says too little without one before it: "and in 2020?", "why?", "who replaced him?"."""
    opening = OPENING.match(question)
    rest = question[opening.end() :] if opening else question
    said = rest.strip().rstrip("?!. ")
    if ASKING.fullmatch(said) or (opening and not ASKS.search(rest)):
        return True
    leans = any(pattern.search(rest) for pattern in (PERSON, OWNED, *VAGUE))
    return leans and not _names("x " + rest) and len(terms(rest)) <= FEW_TERMS


def speaks_of(question: str) -> bool:
    """Whether it asks, opens as what goes on from a question does, or has a pronoun for somebody or something. "There",
    "that" and "so" alone are none: "hello there", "thanks for that"."""
    pronoun = any(pattern.search(question) for pattern in (PERSON, OWNED, THEY, THING, ITS))
    return bool(pronoun or ASKS.search(question) or OPENING.match(question))


def completed(question: str, history: Sequence[Turn], closest: Closest = first) -> str:
    """The question with what it leaves out, taken from the last turns; unchanged when it stands by itself.

    "and in 2020?" keeps the last question and changes its time; "what about Poland?" changes its name; "who replaced
    him?" takes the person last answered or asked about, "it" the name last asked about. `closest` picks the name that
    "Poland" takes the place of, where the last question has several.
    """
    turns: list[Turn] = []
    for turn in history:  # it may have been a follow-up itself: each is completed once, by those before it
        turns.append(Turn(follow(turn.question, turns, closest), turn.answer))
    return follow(question, turns, closest)


def follow(question: str, turns: Sequence[Turn], closest: Closest = first) -> str:
    """`completed`, after turns that are complete. What would grow longer than a question may be stays as it is."""
    if not turns:
        return question
    whole = _followed(question, turns, closest)
    return whole if len(whole) <= LONGEST_QUESTION else question


def _followed(question: str, turns: Sequence[Turn], closest: Closest) -> str:
    last = turns[-1]
    opening = OPENING.match(question)
    rest = question[opening.end() :] if opening else question
    said = rest.strip().rstrip("?!. ")
    if ASKING.fullmatch(said):  # "why?"
        return f"{said.capitalize()} {ASKING.sub('', last.question)}"
    if (opening or _elliptic(said)) and not ASKS.search(rest):
        return _changed(last.question, said, closest) or question
    whole = _with_antecedents(rest, turns)
    lone = opening and not _names("x " + whole) and len(terms(whole)) <= 3
    if lone and whole == rest:
        whole = _with_topic(whole, turns)
    return whole[:1].upper() + whole[1:] if whole != question else question


def _is_time(said: str) -> bool:
    """Whether it is a time and nothing else."""
    return any(time.span == (0, len(said)) for time in times(said, SOME_DAY))


def _elliptic(said: str) -> bool:
    """Whether a few words are no question of their own but take the place of some in the last: a time, a name, or what
    begins with a preposition."""
    if len(WORDS.findall(said)) > FEW_WORDS:
        return False
    name = NAME.fullmatch(said)
    return bool(_is_time(said) or (name and _names("x " + said)) or PREPOSITION.match(said))


def _changed(before: str, part: str, closest: Closest) -> str:
    """The earlier question with its element of the same kind replaced by `part`, or `part` added."""
    if not part:
        return ""
    if _is_time(part):
        time = next(iter(times(before, SOME_DAY)), None)
        if time:
            return before[: time.span.start] + _joined(part, before[slice(*time.span)]) + before[time.span.end :]
        return f"{before.rstrip(' ?.!')} {part if ' ' in part else f'in {part}'}?"
    name = PREPOSITION.sub("", part)
    name = re.sub(r"^(?:the|a|an) (?=.*[A-Z])", "", name, flags=re.IGNORECASE)
    old_names = _names(before)[:NAMES_COMPARED]
    if _names("x " + name) and old_names:
        start, end = old_names[closest(name, [before[a:b] for a, b in old_names])]
        return before[:start] + name + before[end:]
    bare = re.sub(r"^(?:the|a|an) ", "", name, flags=re.IGNORECASE)
    head = bare.split(" ")[-1]
    # From the beginning of a word: "the minister" holds no "he minister", and a long word is looked at once
    alike = re.search(rf"(?:(?<![\w-])(?!(?:the|of|a)\b)[\w-]++ )?{re.escape(head)}\b", before, re.IGNORECASE)
    topic = re.search(r"(?<=\babout )[^?]+", before)
    old = alike if alike and " " in bare else topic
    if old:  # "the foreign minister" for "defense minister", "cyberspace" for what was spoken about
        return before[: old.start()] + (bare if old is alike else name) + before[old.end() :]
    return f"{before.rstrip(' ?.!')} {part}?"


def _joined(part: str, old: str) -> str:
    """`part` with the preposition of what it replaces, when it brings none."""
    preposition = re.match(r"(?:in|on|by|during|since|before|after|as of) ", old, re.IGNORECASE)
    own = re.match(r"(?:in|on|by|during|since|before|after|as of) ", part, re.IGNORECASE)
    return part if own or not preposition else preposition[0] + part


def _names(text: str) -> list[tuple[int, int]]:
    """Where names stand, the opening word of the question left out."""
    found = []
    for match in NAME.finditer(text):
        words = match[0].split(" ")
        named = next((n for n, word in enumerate(words) if not makes_no_name(word.lower())), len(words))
        start = match.start() + sum(len(word) + 1 for word in words[:named])
        if words[named:] and not _is_time(" ".join(words[named:])):
            found.append((start, match.end()))
    return found


def _with_antecedents(question: str, history: Sequence[Turn]) -> str:
    """Pronouns replaced by the names they can stand for, when the question has no name before them; where there is
    none to be sure of, the last question is added."""
    person, thing = _person(history), _thing(history[-1])
    for pattern, by, possessive in (
        (OWNED, person, True),
        (PERSON, person, False),
        (ITS, thing, True),
        (THING, thing, False),
        (THERE, f"in {thing}" if thing else "", False),
    ):
        found = pattern.search(question)
        if found and by and not _names("x " + question[: found.start()]):
            # "her" owns when a noun follows: "her plan", not "replaced her?"
            owns = possessive or (found[0].lower() == "her" and bool(re.match(r" [a-z]", question[found.end() :])))
            question = question[: found.start()] + by + ("'s" if owns else "") + question[found.end() :]
    if any(p.search(question) for p in VAGUE) and not _names("x " + question):
        return _with_topic(question, history)
    return question


def _with_topic(question: str, history: Sequence[Turn]) -> str:
    return f"{question.rstrip('?!. ')} ({history[-1].question.rstrip('?!. ')})?"


def _person(history: Sequence[Turn]) -> str:
    """The name last answered to a question for a person, else last asked about."""
    for turn in reversed(history):
        if re.search(r"\bwho\b", turn.question, re.IGNORECASE) and turn.answer and len(turn.answer) <= 60:
            names = _names("x " + turn.answer)
            return ("x " + turn.answer)[slice(*names[0])] if names else turn.answer
        names = _names(turn.question)
        if names:
            return turn.question[slice(*names[0])]
    return ""


def _thing(last: Turn) -> str:
    """What was answered to a question for a thing, when it is a name, else the name that the last question ends in."""
    asked_for_thing = re.match(r"\W*(?:what|which)\b", last.question, re.IGNORECASE)
    if asked_for_thing and _names("x " + last.answer) and len(last.answer.split()) <= 5:
        return re.sub(r"^(?:a|an|the) ", "", last.answer)
    names = _names(last.question)
    ends = bool(names) and names[-1][1] == len(last.question.rstrip("?!. "))
    return last.question[slice(*names[-1])] if ends else ""
