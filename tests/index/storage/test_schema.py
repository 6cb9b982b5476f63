"""SQLite counts the terms that it was given."""

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from pullquote.index import terms
from pullquote.index.storage.schema import SCHEMA


@given(st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("ab1,.’' ")), max_size=60))
def test_the_lexical_table_holds_just_the_terms_it_was_given(text: str) -> None:
    db = sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    found = terms(text)
    db.execute("INSERT INTO lexical (rowid, terms) VALUES (1, ?)", [" ".join(found)])
    counted = dict(db.execute("SELECT term, cnt FROM vocabulary"))
    db.close()
    assert counted == {term: found.count(term) for term in found}
