"""Whether a text reads as English, which is what the default embedder and the networks were made for."""

from pullquote.index import STOPWORDS, words

# The share of function words among all words: .29 and more in each of 600 articles in English, .13 and less in a few
# lines each of German, French, Spanish, Dutch and Japanese.
FUNCTION_WORDS = 0.2
LETTERS, MOST = 200, 5_000  # characters: a shorter text tells nothing, of a longer one its beginning is looked at


def reads_as_english(text: str) -> bool:
    """Whether enough of the words are English function words; also where the text is too short to tell."""
    said = [word for word in words(text[:MOST]) if word.isalpha()]
    if sum(map(len, said)) < LETTERS:
        return True
    return sum(word in STOPWORDS for word in said) >= FUNCTION_WORDS * len(said)
