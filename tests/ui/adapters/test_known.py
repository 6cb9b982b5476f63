"""A document's metadata are plain values; what is missing is said with the line that installs it."""

import json

from pullquote.index import Index
from pullquote.ui.adapters.known import metadata_of_hit, not_installed


def test_metadata_are_plain_values_and_own_fields_take_no_other_s_place(index: Index) -> None:
    (hit,) = index.search("Did the ferry sink?", 1)
    known = metadata_of_hit(hit)
    assert json.loads(json.dumps(known)) == known
    assert {"source", "start_index", "end_index", "sha256", "section", "score"} <= known.keys()
    assert "published" not in known and "url" not in known


def test_what_is_missing_is_named_with_what_to_run() -> None:
    said = str(not_installed("haystack", ImportError(name="haystack")))
    assert said == "haystack is not installed; run: pip install 'pullquote[haystack]'"
