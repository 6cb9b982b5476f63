"""A request's JSON, read strictly: what two readers could understand in two ways is refused before either sees it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pullquote.corpus import BadInputError, whole

_LONGEST_NUMBER = 30  # characters


def read_json(body: bytes) -> Any:
    """The value, with U+FFFD for every half character in a text. Raises BadInputError, also for a name that an object
    has twice, for NaN and infinities, and for what is nested too deep."""
    try:
        read = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_int=lambda digits: int(_of_some_length(digits)),
            parse_float=lambda digits: float(_of_some_length(digits)),
        )
        return _mended(read)
    except UnicodeDecodeError as error:
        raise BadInputError(f"the body is not UTF-8: byte {error.start} is not") from None
    except RecursionError:
        raise BadInputError("the body is nested too deep") from None
    except ValueError as error:
        raise BadInputError(f"the body is not JSON: {' '.join(str(error).split())[:100]}") from None


def write_json(value: Any) -> bytes:
    """The value as a body that any reader understands alike."""
    return json.dumps(value).encode("ascii")


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, Mapping):
        return {_mended(name): _mended(one) for name, one in value.items()}
    if isinstance(value, Sequence):
        return [_mended(one) for one in value]
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadInputError(f"the body says {twice!r:.60} twice; say it once")
    return found


def _no_number(name: str) -> float:
    raise BadInputError(f"the body has {name}, which is no number of JSON")


def _of_some_length(digits: str) -> str:
    if len(digits) > _LONGEST_NUMBER:
        raise BadInputError(f"the body has a number of {len(digits):,} characters; allowed: {_LONGEST_NUMBER}")
    return digits
