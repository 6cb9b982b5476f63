"""Our own format: questions whose gold is characters of the articles, every offset checked."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, get_args

from pullquote.corpus import Article, BadInputError, PullquoteError, bundled_folder, last_day
from pullquote.evals.example import Example, Place, Suite
from pullquote.evals.metrics.evidence import evidence_scorer
from pullquote.evals.suites import onestopqa
from pullquote.evals.suites.corpora import ArticleNames, read_folder
from pullquote.evals.suites.records import Record, read_jsonl, unique
from pullquote.rag import RefusalKind, Turn, check_history

BUNDLED = Path(__file__).with_name("questions.jsonl")
DEVELOPMENT = (
    "A development set: these questions were looked at while pullquote was built. What it does on questions that nobody"
    " has looked at may be worse; ask your own with --data."
)
# Types whose short answer is not one string, in letters only: "yes/no", "yes_no" and "Yes-No" are one type.
SCORED_ON_EVIDENCE = {"yesno", "whyhow", "why", "how", "list", "comparison"}


def load(data: Sequence[Path], corpus: Path | None, *, closed: bool = False) -> Suite:
    """The bundled questions over the bundled articles, or anybody's over theirs; a `.json` file is OneStopQA's."""
    if closed:
        raise BadInputError("the suite 'questions' is asked of all its articles; leave out --closed")
    if [path.suffix for path in data] == [".json"]:
        if corpus:
            raise BadInputError(f"{data[0]} brings its own articles; leave out --corpus")
        return onestopqa.load(data[0])
    articles, unread = read_folder(corpus or bundled_folder(), but=data)
    examples = read_questions(data or (BUNDLED,), articles)
    return Suite("questions", articles, examples, evidence_scorer, unread=unread, note="" if data else DEVELOPMENT)


def read_questions(paths: Sequence[Path], articles: Sequence[Article]) -> tuple[Example, ...]:
    """Raises BadInputError, naming file and line, for whatever does not fit the format or the articles."""
    names = ArticleNames(articles)
    read = [(record, example_of(record, names)) for path in paths for record in read_jsonl(path)]
    unique(record for record, _ in read)
    drafts = [record for record, _ in read if record.get("draft", bool, False)]
    if drafts:
        drafts[0].fault(
            f"a draft yet, as are {len(drafts)} of {len(read)} questions; word each as a reader would ask, check its"
            " gold and delete its 'draft', or the line"
        )
    return tuple(example for _, example in read)


def example_of(record: Record, names: ArticleNames) -> Example:
    """One question of the format. Raises BadInputError as `read_questions`."""
    answers = [(item, place_in(item, names)) for item in record.items("answers", [])]
    evidence = [(item, place_in(item, names)) for item in record.items("evidence", [])] or answers
    answerable = record.get("answerable", bool)
    if answerable and not evidence:
        record.fault("answerable, but neither 'evidence' nor 'answers'")
    type = record.get("type", str, "")
    short = [*record.texts("acceptable_short_answers"), *(item.fields["text"] for item, _ in answers)]
    several = record.get("all_required", bool, False) and len(answers) > 1  # which no one short answer can be
    measured = answerable and not several and "".join(filter(str.isalpha, type.lower())) not in SCORED_ON_EVIDENCE
    return Example(
        id=record.word("id"),
        question=record.word("question"),
        type=type,
        article=names.find(evidence[0][1].article).source.file if evidence else "",
        answerable=answerable,
        answers=tuple(dict.fromkeys(short)) if measured else (),
        evidence=tuple(dict.fromkeys(place for _, place in evidence)),
        all_required=record.get("all_required", bool, False),
        history=_history(record),
        as_of=_day(record, "as_of"),
        refusal_kinds=_kinds(record.fields.get("refusal")),
        gold={k: v for k, v in record.fields.items() if k not in ("id", "question", "type", "answerable")},
    )


def _history(record: Record) -> tuple[Turn, ...]:
    history = tuple(Turn(turn.word("question"), turn.get("answer", str)) for turn in record.items("history", []))
    try:
        check_history(history)  # before hours of questions, not in the middle of them
    except PullquoteError as error:
        record.fault(str(error))
    return history


def _kinds(value: Any) -> tuple[str, ...]:
    """The kinds of refusal that are right. Other sets may mean another thing by the field, which is then ignored."""
    named = value if isinstance(value, list) else [value]
    return tuple(named) if all(kind in get_args(RefusalKind) for kind in named) else ()


def place_in(record: Record, names: ArticleNames) -> Place:
    """Where an object says that its text stands. Raises BadInputError, naming file and line, where it does not."""
    text, start, end = record.word("text"), record.get("start", int), record.get("end", int)
    try:
        article = names.find(record.word("article"))
    except PullquoteError as error:
        record.fault(str(error).removeprefix(f"{record.where}: "))
    found = article.text[start:end] if 0 <= start < end else ""
    if found != text:
        at = article.text.find(text)
        instead = f"; it stands at {at}..{at + len(text)}" if at >= 0 else "; it stands nowhere in the article"
        record.fault(f"offset {start}..{end} of {article.source.file} holds {found!r:.60}, not {text!r:.60}{instead}")
    _day(record, "as_of")
    return Place(article.id, start, end)


def _day(record: Record, name: str) -> date | None:
    value = record.get(name, str, "")
    try:
        return last_day(value) if value else None
    except BadInputError as error:
        record.fault(f"{name!r}: {error}")
