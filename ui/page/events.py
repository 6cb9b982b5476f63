"""What Gradio calls when something happens on the page: its values in, what its components show next out."""

from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import gradio as gr
from markupsafe import Markup

from pullquote.corpus import BadInputError, PullquoteError, stopping_when
from pullquote.ui.api import SECONDS
from pullquote.ui.page.actions import Actions, Shown
from pullquote.ui.page.sent import exchanges, form, number, text
from pullquote.ui.page.sessions import COOKIE
from pullquote.ui.page.uploads import SECONDS as UPLOAD_SECONDS
from pullquote.ui.page.waited_for import why_over

Updates = tuple[Any, ...]  # one for each component that an event changes
Given = ParamSpec("Given")
Returned = TypeVar("Returned")


def in_one_line(seconds: float = SECONDS) -> Callable[[Callable[Given, Returned]], Callable[Given, Returned]]:
    """Handlers whose mistakes Gradio hands on in their own words, without a traceback in the log, and which stop when
    nobody waits for them or their time is up."""

    def handling(handler: Callable[Given, Returned]) -> Callable[Given, Returned]:
        @wraps(handler)
        def handled(*args: Given.args, **kwargs: Given.kwargs) -> Returned:
            try:
                with stopping_when(why_over(seconds)):
                    return handler(*args, **kwargs)
            except PullquoteError as error:
                raise gr.Error(str(error), print_exception=False) from None

        return handled

    return handling


class Events:
    """The actions as event handlers. Gradio hands in what their annotations ask for."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions

    @in_one_line()
    def find_examples(self, request: gr.Request) -> Updates:
        """The page is open and has no questions to begin with yet."""
        return _all(self._actions.find_examples(_session(request)))

    @in_one_line()
    def ask(self, request: gr.Request, event: gr.EventData) -> Updates:
        """A question was asked."""
        values = sent(event)
        typed, id = text(values, "typed") == "yes", text(values, "id")
        return _all(self._actions.ask(_session(request), text(values, "question"), form(values), as_typed=typed, id=id))

    @in_one_line()
    def restore(self, request: gr.Request, event: gr.EventData) -> Updates:
        """The page was loaded anew, and kept what was asked before."""
        return _all(self._actions.restore(_session(request), exchanges(sent(event))))

    @in_one_line()
    def restart(self, request: gr.Request) -> Updates:
        """The page was opened, or a new conversation asked for."""
        return _all(self._actions.restart(_session(request)))

    @in_one_line()
    def show_source(self, request: gr.Request, event: gr.EventData) -> Markup:
        """A citation was clicked."""
        values = sent(event)
        return self._actions.show_source(_session(request), text(values, "key"), number(values, "quote"))

    @in_one_line()
    def read(self, request: gr.Request, event: gr.EventData) -> Markup:
        """An article of the list was clicked."""
        return self._actions.read(_session(request), text(sent(event), "article"))

    @in_one_line()
    def vote(self, request: gr.Request, event: gr.EventData) -> None:
        """A thumb was clicked, or a reason given afterwards."""
        values = sent(event)
        right, reason = text(values, "vote") == "up", text(values, "reason")
        self._actions.vote(_session(request), text(values, "key"), right, reason)

    @in_one_line(UPLOAD_SECONDS + SECONDS)
    def upload(
        self,
        paths: list[str] | None,
        request: gr.Request,
        progress: gr.Progress = gr.Progress(),  # noqa: B008  # by this default Gradio knows the parameter
    ) -> Updates:
        """Files were dropped: what became of them, an empty place for more, the articles there are now."""

        def track(what: str, total: int) -> Callable[[int], None]:
            done = 0

            def advance(by: int) -> None:
                nonlocal done
                done += by
                progress((done, total), desc=what, unit="passages")

            return advance

        progress(0, desc="reading")
        result, shown = self._actions.upload(_session(request), [Path(path) for path in paths or ()], track)
        return result, None, shown.news, _or_as_before(shown.sources)

    @in_one_line()
    def remove(self, request: gr.Request, event: gr.EventData) -> Updates:
        """An article of the visitor's own is no longer wanted."""
        return _all(self._actions.remove(_session(request), text(sent(event), "article")))

    @in_one_line()
    def leave(self, request: gr.Request) -> None:
        """The page was closed."""
        self._actions.end(_session(request))


def sent(event: gr.EventData) -> Mapping[str, Any]:
    """All that came with an event, by name."""
    return event._data if isinstance(event._data, dict) else {}


def _all(shown: Shown) -> Updates:
    """For the news, the source pane and the list of articles."""
    return shown.news, _or_as_before(shown.source_pane), _or_as_before(shown.sources)


def _or_as_before(part: Markup | None) -> Any:
    return gr.skip() if part is None else part


def _session(request: gr.Request) -> str:
    """Who the visitor is, and the name that Gradio gives each open page: that stands in addresses, and a page makes it
    up itself. Raises BadInputError for a caller that is none."""
    if not request.session_hash:
        raise BadInputError("no session; open the page")
    return f"{request.cookies.get(COOKIE, '')}:{request.session_hash}"
