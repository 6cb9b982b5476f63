"""Plain routes for programs: named arguments, one request, the wire form back, 400 with one line for a mistake."""

from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from pullquote.corpus import PullquoteError
from pullquote.rag.question.followup import MOST_TURNS
from pullquote.rag.receipts.make import to_json, versions
from pullquote.ui.web.calls import MOST, Calls
from pullquote.ui.web.rest_page import api_page

DAY = "a day, month or year: 2020-06-26, 2020-06 or 2020"
Names = Annotated[list[str], Query(description="Any part of the name; may be repeated.")]
Day = Annotated[str, Query(description=DAY)]


class Asked(BaseModel):
    """One turn before the question: what was asked and its short answer, empty where there was none."""

    model_config = ConfigDict(extra="forbid")
    question: str
    answer: str = ""


class Question(BaseModel):
    """A question and what it is asked of."""

    model_config = ConfigDict(extra="forbid")
    question: str = Field(description="The question, as a person would ask it.", examples=["Who is Taro Kono?"])
    history: list[Asked] = Field([], description=f"What was asked before, oldest first; at most {MOST_TURNS} turns.")
    publisher: list[str] | str = Field([], description="Only outlets with one of these in their name.")
    author: list[str] | str = Field([], description="Only authors with one of these in their name.")
    after: str = Field("", description=f"Only articles from this on: {DAY}.")
    before: str = Field("", description=f"Only articles up to this, included: {DAY}.")
    as_of: str = Field("", description=f"As things were known then, the newest first: {DAY}.")
    articles: list[str] = Field([], description="Only articles with these ids.")
    top: int = Field(3, ge=1, le=MOST, description="At most so many quotes.")


def mount_api(app: FastAPI, calls: Calls) -> None:
    """Put the routes and the page that describes them on an application."""

    @app.post("/api/ask", summary="Ask a question", response_class=JSONResponse)
    def ask(asked: Question) -> Response:
        """Quotes that answer it, best first, or a refusal with its kind: `Answer.to_dict()`."""
        values = asked.model_dump()
        for name in ("publisher", "author"):
            values[name] = [values[name]] if isinstance(values[name], str) else values[name]
        return _json(calls.ask(**values))

    @app.get("/api/search", summary="Find passages", response_class=JSONResponse)
    def search(
        question: str,
        publisher: Names = [],  # noqa: B006  # FastAPI copies it
        author: Names = [],  # noqa: B006
        after: Day = "",
        before: Day = "",
        top: Annotated[int, Query(ge=1, le=MOST)] = 5,
    ) -> Response:
        """The passages that speak most to a question, best first, whether they answer it or not."""
        return _json(calls.search(question, publisher, author, after, before, (), top))

    @app.get("/api/article/{id:path}", summary="Read an article", response_class=JSONResponse)
    def article(id: str) -> Response:
        """The canonical text, which all offsets count in, by the article's id or the name of its file."""
        return _json(calls.article(id))

    @app.get("/api/articles", summary="List the articles", response_class=JSONResponse)
    def articles() -> Response:
        """What is known of every article, without the texts."""
        return _json(calls.articles())

    @app.get("/api/health", summary="Whether it is up", response_class=JSONResponse)
    def health() -> Response:
        """How much is loaded, and the versions that answers depend on."""
        return _json(calls.health())

    @app.get("/api/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(api_page(app.openapi()))

    @app.exception_handler(PullquoteError)
    def mistaken(request: Request, error: PullquoteError) -> Response:
        missing = request.url.path.startswith("/api/article/")
        return PlainTextResponse(f"{error}\n", 404 if missing else 400)

    @app.exception_handler(RequestValidationError)
    def misshapen(request: Request, error: RequestValidationError) -> Response:
        return PlainTextResponse(f"{_one_line(error)}\n", 400)


def application(**settings: Any) -> FastAPI:
    """An application whose description is ours: FastAPI's own pages load scripts from elsewhere."""
    about = "Answers from a folder of articles, in the articles' own words."
    version = versions()["pullquote"]
    return FastAPI(title="Pullquote", description=about, version=version, docs_url=None, redoc_url=None, **settings)


def _json(value: object) -> Response:
    """As `--json` prints it: half characters are written as escapes, which no other encoder takes."""
    return Response(to_json(value, indent=None), media_type="application/json")


def _one_line(error: RequestValidationError) -> str:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return 'the body is not JSON; needed: an object such as {"question": "Who is Taro Kono?"}'
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query"))
    message = " ".join(str(first["msg"]).split())
    return f"{where or 'the body'}: {message[:1].lower()}{message[1:]}"
