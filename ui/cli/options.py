"""The options that several commands share, in groups that a command takes as one value each."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

if TYPE_CHECKING:  # at run time only where it is needed, as these imports take a moment
    from pullquote.index import Filters
    from pullquote.rag import Config, Refuse

Command = Callable[..., int | None]

QuestionWords = Annotated[
    list[str], typer.Argument(metavar="QUESTION", help="The question; quotation marks are optional.")
]
STORE = "PULLQUOTE_STORE"  # the environment variable that says where the index is, unless an option does
IndexFolder = Annotated[
    Path | None,
    typer.Option(
        "--index",
        "--store",
        envvar=STORE,
        metavar="PLACE",
        help="The index to use: a folder, milvus://HOST:PORT/NAME, or a .db file of milvus-lite; without it, that of"
        " the bundled articles.",
    ),
]
NamedIndex = Annotated[
    Path,
    typer.Option(
        "--index",
        "--store",
        envvar=STORE,
        metavar="PLACE",
        help="Where the index is: a folder, milvus://HOST:PORT/NAME, or a .db file of milvus-lite.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
ReaderName = Annotated[
    str | None,
    typer.Option(
        "--reader",
        metavar="NAME",
        help="What finds answers: careful (the default), quick, nearest (without a network), or a question-answering"
        " model of transformers, by its folder or cached name.",
    ),
]

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="Answer with what was known on DATE (2017-12-31 or 2017): nothing later counts."
    ),
]


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """Which articles are asked."""

    publisher: Annotated[
        list[str] | None,
        typer.Option("--publisher", metavar="NAME", help="Only outlets with NAME in their name; may be repeated."),
    ] = None
    author: Annotated[
        list[str] | None,
        typer.Option("--author", metavar="NAME", help="Only authors with NAME in their name; may be repeated."),
    ] = None
    after: Annotated[
        str | None,
        typer.Option("--after", metavar="DATE", help="Only articles from DATE on (2020-06-26 or 2020)."),
    ] = None
    before: Annotated[
        str | None,
        typer.Option("--before", metavar="DATE", help="Only articles up to DATE, that day included."),
    ] = None
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="NAME=TEXT",
            help="Only articles with TEXT in their own field NAME, such as section=sport; may be repeated: of one field"
            ' any text will do. Or JSON, such as {"section": {"not": "sport"}}.',
        ),
    ] = None

    def filters(self) -> "Filters":
        """As an index and a bot take them. Raises BadInputError for what is no date, or no field and its text."""
        from pullquote.index import Filters
        from pullquote.ui.api import where_of

        named = Filters.of(self.publisher, self.author, self.after, self.before)
        return Filters.of_mapping(where_of(self.where or ())).merged(named)


@dataclass(frozen=True, slots=True)
class AnswerOptions:
    """From when, and how much."""

    as_of: AsOf = None
    top: Annotated[
        int,
        typer.Option(
            "--top",
            metavar="N",
            min=1,
            help="At most N claims: different things that the articles say, with their quotes.",
        ),
    ] = 3


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """Which reader finds the answers, and how sure it must be."""

    reader: ReaderName = None
    refuse: Annotated[
        str | None,
        typer.Option(
            "--refuse",
            metavar="SETTING",
            help="How sure an answer must be: strict, balanced (the default), or everything (answers whatever there"
            " is). Excludes --risk.",
        ),
    ] = None
    risk: Annotated[
        float | None,
        typer.Option(
            "--risk",
            metavar="SHARE",
            help="Refuse so often that at most SHARE of the answers are wrong (0.05: 5 %), with 90 % confidence, for"
            " questions like those that `pullquote calibrate` was given, or those behind the shipped calibration.",
        ),
    ] = None
    calibration: Annotated[
        Path | None,
        typer.Option(
            "--calibration",
            metavar="FILE",
            help="A file that `pullquote calibrate --out` wrote; without it, that in the index, else the shipped one.",
        ),
    ] = None

    def config(self) -> "Config":
        """How a bot is put together with these. Raises BadInputError for a risk that is none."""
        from pullquote.rag import Config

        calibration = str(self.calibration) if self.calibration else None
        return Config(
            reader=self.reader or Config().reader,
            refuse=cast("Refuse | None", self.refuse),  # any text: `Config` says what is allowed
            risk=self.risk,
            calibration=calibration,
        )


def with_groups(command: Command) -> Command:
    """The command as Typer takes it: each parameter that is a group is replaced by the options of the group."""
    signature = inspect.signature(command)
    groups: dict[str, Any] = {
        name: one.annotation for name, one in signature.parameters.items() if is_dataclass(one.annotation)
    }
    options = [
        option.replace(kind=option.KEYWORD_ONLY)
        for name, one in signature.parameters.items()
        for option in (inspect.signature(groups[name]).parameters.values() if name in groups else (one,))
    ]

    @wraps(command)
    def run(**values: Any) -> int | None:
        for name, group in groups.items():
            values[name] = group(**{field.name: values.pop(field.name) for field in fields(group)})
        return command(**values)

    run.__dict__["__signature__"] = signature.replace(parameters=options)
    run.__annotations__ = {option.name: option.annotation for option in options}
    return run


def question_text(words: list[str]) -> str:
    r"""The question as text: bytes in it that are none are written as escapes, such as \udcff."""
    return " ".join(words).encode("utf-8", "backslashreplace").decode("utf-8")
