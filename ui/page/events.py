"""What Gradio calls when something happens on the page: its values in, what its components show next out."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import gradio as gr
from markupsafe import Markup

from pullquote.corpus import BadInputError, PullquoteError, stopping_when
from pullquote.ui.page.actions import Actions, Choices, PageState
from pullquote.ui.page.links import MOST_EARLIER, FilterForm, Link
from pullquote.ui.page.sessions import COOKIE
from pullquote.ui.page.uploads import SECONDS as UPLOAD_SECONDS
from pullquote.ui.page.waited_for import SECONDS, why_over

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
    def ask(  # noqa: PLR0913  # one for each component of the page
        self,
        question: str,
        outlets: list[str] | None,
        articles: list[str] | None,
        after: str,
        before: str,
        as_of: str,
        request: gr.Request,
    ) -> Updates:
        """A question was typed."""
        return _state(self._actions.ask(_session(request), question, _form(outlets, articles, after, before, as_of)))

    @in_one_line()
    def ask_example(  # noqa: PLR0913
        self,
        outlets: list[str] | None,
        articles: list[str] | None,
        after: str,
        before: str,
        as_of: str,
        request: gr.Request,
        event: gr.EventData,
    ) -> Updates:
        """An example was clicked, or a question is asked again as it was typed."""
        form, typed = _form(outlets, articles, after, before, as_of), _text(event, "typed") == "yes"
        return _state(self._actions.ask(_session(request), _text(event, "question"), form, as_typed=typed))

    @in_one_line(SECONDS * (1 + MOST_EARLIER))
    def open(self, request: gr.Request) -> Updates:
        """The page was opened, perhaps by a link."""
        link = Link.read(list(request.query_params.multi_items())) if request else Link()
        state, form = self._actions.open(_session(request), link), link.form
        return (
            state.conversation,
            state.source_pane,
            "",
            gr.update(choices=state.choices.outlets, value=list(form.outlets)),
            gr.update(choices=state.choices.articles, value=list(form.articles)),
            form.after,
            form.before,
            form.as_of,
        )

    @in_one_line()
    def show_source(self, request: gr.Request, event: gr.EventData) -> Markup:
        """A citation was clicked."""
        return self._actions.show_source(_session(request), _text(event, "key"), _number(event, "quote"))

    @in_one_line()
    def vote(self, request: gr.Request, event: gr.EventData) -> None:
        """A thumb was clicked, and perhaps a reason given."""
        key, right, reason = _text(event, "key"), _text(event, "vote") == "up", _text(event, "reason")
        self._actions.vote(_session(request), key, right, reason)

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
        result, choices = self._actions.upload(_session(request), [Path(path) for path in paths or ()], track)
        return result, None, gr.update(choices=choices.articles)

    @in_one_line()
    def choices(self, request: gr.Request) -> Updates:
        """The filters were opened."""
        return _offered(self._actions.choices(_session(request)))

    @in_one_line()
    def clear_filters(self) -> Updates:
        """No filters."""
        return [], [], "", "", ""

    @in_one_line()
    def restart(self, request: gr.Request) -> Updates:
        """A new conversation was asked for."""
        return _state(self._actions.restart(_session(request)))[:3]

    @in_one_line()
    def leave(self, request: gr.Request) -> None:
        """The page was closed."""
        self._actions.end(_session(request))


def _state(state: PageState) -> Updates:
    """For the conversation, the source pane, the question's box, which is emptied, and the two filters by name."""
    return state.conversation, state.source_pane, "", *_offered(state.choices)


def _offered(choices: Choices) -> Updates:
    return gr.update(choices=choices.outlets), gr.update(choices=choices.articles)


def _form(outlets: list[str] | None, articles: list[str] | None, *days: str) -> FilterForm:
    """`days` are after, before and as_of."""
    return FilterForm(tuple(outlets or ()), tuple(articles or ()), *(day or "" for day in days))


def _session(request: gr.Request) -> str:
    """Who the visitor is, and the name that Gradio gives each open page: that stands in addresses, and a page makes it
    up itself. Raises BadInputError for a caller that is none."""
    if not request.session_hash:
        raise BadInputError("no session; open the page")
    return f"{request.cookies.get(COOKIE, '')}:{request.session_hash}"


def _text(event: gr.EventData, name: str) -> str:
    """What the event says under the name; empty where it says none or no text."""
    value = event._data.get(name) if isinstance(event._data, dict) else None
    return value if isinstance(value, str) else ""


def _number(event: gr.EventData, name: str) -> int:
    value = event._data.get(name) if isinstance(event._data, dict) else None
    return value if isinstance(value, int) and 0 <= value < 1_000_000 else 0
