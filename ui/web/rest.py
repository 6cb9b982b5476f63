"""Plain routes for programs: named arguments, one request, the wire form back, and a mistake in one line."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from pullquote.corpus import BadInputError, BusyError, DamagedError, NotFoundError, PullquoteError, StoppedError
from pullquote.rag import package_versions, to_json
from pullquote.ui.api import MOST, Api
from pullquote.ui.web import parameters as p
from pullquote.ui.web.rest_page import api_page

STATUSES: Mapping[type[PullquoteError], int] = {
    BadInputError: 400,
    NotFoundError: 404,
    DamagedError: 500,
    BusyError: 503,
    StoppedError: 503,
}
_LONGEST_LINE = 500  # characters of a mistake
_NAMES = "Any part of the name; may be repeated."


class AskRequest(BaseModel):
    """A question and what it is asked of."""

    model_config = ConfigDict(extra="forbid")
    question: p.Text = Field(description=p.QUESTION, examples=["Who is Taro Kono?"])
    history: p.History = Field([], description=p.HISTORY)
    publisher: p.NameList = Field([], description=p.PUBLISHER)
    author: p.NameList = Field([], description=p.AUTHOR)
    after: p.Day = Field("", description=p.AFTER)
    before: p.Day = Field("", description=p.BEFORE)
    as_of: p.Day = Field("", description=p.AS_OF)
    articles: p.NameList = Field([], description=p.ARTICLES)
    where: p.Where = Field({}, description=p.WHERE)
    top: p.Top = Field(3, description=p.TOP_CLAIMS)


class SearchRequest(BaseModel):
    """What to look for, and among what, as an address says it."""

    model_config = ConfigDict(extra="forbid")
    question: str
    publisher: list[str] = Field([], description=_NAMES)
    author: list[str] = Field([], description=_NAMES)
    after: str = Field("", description=p.DAY)
    before: str = Field("", description=p.DAY)
    where: list[str] = Field([], description=p.WHERE_LINES)
    top: int = Field(5, ge=1, le=MOST, description=p.TOP_PASSAGES)


def mount_api(app: FastAPI, api: Api) -> None:
    """Put the routes and the page that describes them on an application."""

    @app.post("/api/ask", summary="Ask a question", response_class=JSONResponse)
    def ask(asked: AskRequest) -> Response:
        """What the articles say, as claims with their quotes, the newest first, or a refusal with its kind: the form
        that `pullquote ask --json` prints."""
        return _json(api.ask(**asked.model_dump()).to_dict())

    @app.get("/api/search", summary="Find passages", response_class=JSONResponse)
    def search(asked: Annotated[SearchRequest, Query()]) -> Response:
        """The passages that speak most to a question, best first, whether they answer it or not."""
        return _json(api.search(**asked.model_dump()))

    @app.get("/api/article/{id:path}", summary="Read an article", response_class=JSONResponse)
    def article(id: str) -> Response:
        """The canonical text, which all offsets count in, by the article's id or the name of its file."""
        return _json(api.article(id))

    @app.get("/api/articles", summary="List the articles", response_class=JSONResponse)
    def articles() -> Response:
        """What is known of every article, without the texts."""
        return _json(api.articles())

    @app.get("/api/health", summary="Whether it is up", response_class=JSONResponse)
    def health() -> Response:
        """How much is loaded, and the versions that answers depend on."""
        return _json(api.health())

    @app.get("/api/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(api_page(app.openapi()))

    @app.exception_handler(PullquoteError)
    def mistake(_request: Request, error: PullquoteError) -> Response:
        return PlainTextResponse(f"{str(error)[:_LONGEST_LINE]}\n", status_of(error), _retry(error))

    @app.exception_handler(RequestValidationError)
    def wrong_types(_request: Request, error: RequestValidationError) -> Response:
        return PlainTextResponse(f"{p.first_mistake(error.errors())}\n", 400)


def status_of(error: PullquoteError) -> int:
    """The status for the kind of an error; 400 for one of no kind."""
    return next((status for kind, status in STATUSES.items() if isinstance(error, kind)), 400)


def _retry(error: PullquoteError) -> dict[str, str]:
    return {"Retry-After": "5"} if isinstance(error, BusyError | StoppedError) else {}


def application(**settings: Any) -> FastAPI:
    """An application whose description is ours: FastAPI's own pages load scripts from elsewhere."""
    about = "Answers from a folder of articles, in the articles' own words."
    version = package_versions()["pullquote"]
    return FastAPI(title="Pullquote", description=about, version=version, docs_url=None, redoc_url=None, **settings)


def _json(value: object) -> Response:
    """As `--json` prints it: half characters are written as escapes, which no other encoder takes."""
    return Response(to_json(value, indent=None), media_type="application/json")
