"""Other forms of a question: as people type it; and of question or text, so that the text no longer answers it."""

import random
import re
from collections.abc import Sequence

from pullquote.corpus import Span
from pullquote.index import sentences

# Not the STOPWORDS of the index: with another list other keywords would be drawn than the weights were trained on.
LEFT_OUT = frozenset(
    """a an the is are was were be been being do does did of in on at to for from by with and or that this these
    those it its as has have had what which who whom whose when where why how many much there""".split()
)
LEAST = 150  # characters
PREPOSITION = re.compile(r"(?:in|on|at|by|near|from|to|between|during|since|around|under|after|before) ", re.IGNORECASE)
AUXILIARY = r"(?P<auxiliary>is|are|was|were|do|does|did|has|have|had|can|could|will|would)"
ADVERB = re.compile(
    r"(?P<when>when|in (?:what|which) year|what year|on (?:what|which) (?:day|date)|where|why|how) "
    rf"{AUXILIARY} (?P<rest>.+)",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"(?:who|what) (?P<auxiliary>is|are|was|were|has|have|had|can|could|will|would) (?!(?:the|some|one|an?) (?:\w+ )?"
    r"(?:names?|terms?|types?|kinds?|number|reasons?|examples?|years?)\b)(?P<rest>.+)",
    re.IGNORECASE,
)
EXCHANGED = 0.5  # of the questions with two names that can change places have them do so
TOLD = 0.5  # of the questions for yes or no that could name the answer name it
LONG_NAME = 5  # words that are more than a name
OWN = 0.5  # of the names that are swapped in are the text's own
NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
# What begins a phrase that a sentence can do without; "of" does not: what is left of "the capital of" says nothing.
LINK = re.compile(
    r"(?:because of|because|due to|owing to|thanks to|according to|as|at|by|during|for|from|in|into|near|on|since"
    r"|through|to|under|until|with|after|before|around|about)\s(?:(?:the|an?|his|her|its|their)\s)?$"
)
PHRASE_ENDS = re.compile(
    r"[,.;:)]|\s(?:and|but|when|while|where|who|which|in|on|at|by|to|for|from|with|after|before|as)\s"
)
NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][a-z]+(?: (?:of |the )?[A-Z][a-z]+)*\b")


def as_typed(question: str, rng: random.Random) -> str:
    """Mostly the question itself; now and then lower-cased, cut to keywords, or with one slip of the fingers."""
    kind = rng.random()
    if kind < 0.06:
        return question.rstrip("?").lower()
    if kind < 0.10:
        words = [word for word in question.rstrip("?").lower().split() if word not in LEFT_OUT]
        return " ".join(words) if len(words) >= 2 else question
    if kind < 0.14:
        words = question.split()
        long = [i for i, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
        if long:
            i = rng.choice(long)
            at = rng.randrange(1, len(words[i]) - 1)
            word = words[i]
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            words[i] = rng.choice((swapped, word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]))
        return " ".join(words)
    return question


def edited(
    question: str, context: str, answers: Sequence[str], others: Sequence[str], rng: random.Random
) -> str | None:
    """The question with a number or name swapped for another of its kind, so that `context` does not answer it.

    Only a part that the context holds is swapped. A number is taken from `others`, and the context lacks it. A name
    comes from there or, as often, from the context: something is said of that other one too, and not what is asked
    (now and then it is: a wrong label). None when there is none such.
    """
    if rng.random() < EXCHANGED:
        swapped = exchanged(question, context)
        if swapped:
            return swapped
    kinds = [NUMBER, NAME]
    rng.shuffle(kinds)
    for kind in kinds:
        parts = [match for match in kind.finditer(question) if match.group() in context]
        if not parts:
            continue
        part = rng.choice(parts)
        own = kind is NAME and rng.random() < OWN
        texts = [context] if own else rng.sample(others, min(4, len(others)))
        told = question + " ".join(answers)
        pool = sorted(
            {
                found
                for text in texts
                for found in kind.findall(text)
                if (own or found not in context) and found not in told and alike(found, part.group())
            }
        )
        if pool:
            swap: str = rng.choice(pool)
            return question[: part.start()] + swap + question[part.end() :]
    return None


def exchanged(question: str, context: str) -> str | None:
    """The question with its first two names in each other's place: who did what to whom is another thing then (of a few
    verbs it is not: a wrong label). None where it has no two that the context holds, or they are of one rank: joined by
    "and" or "or", or with "between" before them."""
    found = [match for match in NAME.finditer(question) if match.group() in context]
    if len(found) < 2:
        return None
    (a, b), (c, d) = found[0].span(), found[1].span()
    between, one, other = question[b:c], question[a:b], question[c:d]
    ranked = {"and", "or", "&"} & set(between.split()) or "between" in question.lower()
    if ranked or len(between.split()) < 2:  # one word between them makes them one: the Pope of Rome
        return None
    return question[:a] + other + between + one + question[d:] if alike(one, other) else None


def polar(question: str, answer: str, rng: random.Random) -> str | None:
    """A question for yes or no that the same words decide: "When was Orellana born?" becomes "Was Orellana born?" or
    "Was Orellana born in 1511?", "Who was mayor?" "Was Orellana mayor?". With another's answer it is one that they
    deny. None where the question is of another form."""
    text = question.strip().rstrip("?").strip()
    found = ADVERB.fullmatch(text)
    if found:
        when = found["when"].lower()
        tells = when not in ("why", "how") and (when == "where" or rng.random() < TOLD)
        if not answer and when == "where":
            return None
        told = f" {answer}" if PREPOSITION.match(answer) else f" in {answer}"
        return f"{found['auxiliary'].capitalize()} {found['rest']}{told if answer and tells else ''}?"
    found = SUBJECT.fullmatch(text)
    if found and answer and answer.count(" ") < LONG_NAME:
        return f"{found['auxiliary'].capitalize()} {answer} {found['rest']}?"
    return None


def rival(answer: str, context: str, rng: random.Random) -> str | None:
    """Another name or number of the text that could stand in the answer's place; None where there is none."""
    for kind in (NUMBER, NAME):
        if kind.fullmatch(f", {answer}", 2):
            pool = sorted({one for one in kind.findall(context) if one not in answer and alike(one, answer)})
            return rng.choice(pool) if pool else None
    return None


def without_detail(context: str, spans: Sequence[tuple[int, int]], answers: Sequence[str]) -> tuple[str, int] | None:
    """The text less the phrase that answers ("in 1542", "because of the flood", "by Orellana"), and where it stood.

    What happened is still said, and no longer when, why or by whom.

    None when the answer is no such phrase, or the text still holds one of the answers.
    """
    if len(spans) != 1:
        return None
    start, end = spans[0]
    link = LINK.search(context[max(0, start - 40) : start].lower())
    follows = PHRASE_ENDS.match(context, end)
    if not link or not (follows or end == len(context)):
        return None
    at = start - (link.end() - link.start())
    before, after = context[:at].rstrip(" "), context[end:]
    if before and context[at - 1] not in " (":
        return None  # the link is the end of a longer word
    if not before or before[-1] in ".?!":  # the phrase began the sentence
        after = after.lstrip(" ,")
        after = (" " if before else "") + after[:1].upper() + after[1:]
    elif before[-1] in ",(":
        before = before[:-1].rstrip(" ")
        after = after.removeprefix(")").removeprefix(",")
    text = before + after
    if any(answer.lower() in text.lower() for answer in answers):
        return None
    return text, min(len(before), len(text) - 1)


def without_answer(context: str, answers: Sequence[str]) -> str | None:
    """The text less every sentence that holds one of the answers: still on the subject, and no longer saying it.

    None when fewer than two sentences, or fewer than 150 characters, are left.
    """
    lowered = [answer.lower() for answer in answers]
    whole = [context[slice(*span)] for span in sentences(context, Span(0, len(context)))]
    kept = [one for one in whole if not any(answer in one.lower() for answer in lowered)]
    text = " ".join(kept)
    return text if 2 <= len(kept) < len(whole) and len(text) >= LEAST else None


def alike(one: str, other: str) -> bool:
    """Whether two parts are of one kind, and not the same in other words: numbers of the same number of digits; names
    of about as many words, none of which begins as one of the other's does (India, Indian; Burke, Edmund Burke)."""
    if one[0].isdigit():
        return len(one) == len(other)
    beginnings, others = ({word[:4] for word in name.split() if word[0].isupper()} for name in (one, other))
    return abs(one.count(" ") - other.count(" ")) <= 1 and not beginnings & others
