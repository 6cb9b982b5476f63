"""How web debris looks in a single line: by words and by shape, for a word alone may be the article's subject."""

import re
from functools import cache

_SHORT = 200  # characters; a longer line is prose, whatever its words
_COOKIE_NOTICE = 400  # characters; those are wordy

# Words that icons, and the files they are exported to, are named with.
_ASSET = {"icon", "icons", "logo", "arrow", "chevron", "burger", "artboard", "svg", "sprite", "glyph", "sketch"}
_PART = (
    r"facebook|twitter|instagram|linkedin|youtube|whatsapp|pinterest|reddit|tumblr|telegram|google|plus|rss|e?mail|print"
    r"|search|menu|close|cross|eye|share|quote|opinion|contact|play|pause|user|title|site|path|layer|shape|group|fill"
    r"|left|right|up|down|positive|negative|created|with|home|phone"
)
_WORD = r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+"
_TOOL = (
    r"print|e?mail|share|tweet|comments?|save|facebook|twitter|whatsapp|linkedin|pinterest|reddit|copy|link|pin|bookmark"
    r"|subscribe|menu|search|home|login|rss"
)
_TOOL_ALONE = r"print|share|tweet|advertise?ments?|advertising"
_INLINE_CODE = r"`[^`]*`"
_BRACES = r"\{\{.{1,80}?\}\}"

_READING = r"(?:articles?|stor(?:y|ies)|content|pages?|posts?)"
_WHOLE = r"(?:this|the full|the rest of the|our|all|all our|all of our)"
_PLEA = (
    r"subscribe(?: now| today| here)?[!.]?",
    r"subscribe(?: now| today)? (?:to|for|and) (?:\w+ ){0,3}?(?:unlimited|premium|full access|newsletters?|journalism"
    rf"|continue reading|keep reading|read (?:more|on|{_WHOLE})|digital edition|all {_READING}|our)\b.{{0,80}}",
    r"(?:get|enjoy|unlock|buy) unlimited(?: digital)? access\b.{0,60}",
    r"(?:get|enjoy|unlock) (?:full|all|digital)(?:[- ]digital)? access\b[^.]{0,40}",
    rf"you(?:['’]ve| have)? .{{0,50}}\bfree\b.{{0,20}} ?{_READING}\b"
    r".{0,40}\b(?:left|remaining|this month)\b.{0,20}",
    r"you(?:['’]ve| have) (?:read|reached|used|hit) .{0,40}\b(?:free|monthly|complimentary)\b"
    rf".{{0,20}}\b(?:limit|{_READING})\b.{{0,30}}",
    r"you need an? (?:\w+ )?subscription(?: to)? ?[:.…]{0,3}",
    rf"you need an? (?:\w+ )?subscription to (?:read|continue|view|access|see) {_WHOLE} ?{_READING}\b.{{0,20}}",
    r"your (?:[\w-]+ ){0,3}?(?:access|trial(?: period)?|subscription|membership)(?: to .{1,60}?)?"
    r" (?:has|have) (?:expired|ended)[.!]?",
    r"\d+ (?:days?|weeks?|months?|years?) for (?:only |just )?[$€£¥] ?\d[\d.,]*\*?",
    r"see (?:all |our |all our )(?:offers|plans|subscription options|subscriptions)\b[^.]{0,40}",
    r"by subscribing,? you (?:can|help|agree|support|are helping|will|get)\b.{0,120}",
    r"already (?:an? (?:\w+ )?(?:subscriber|member)|have an? (?:account|subscription)|subscribed|registered)"
    r" ?\?.{0,40}",
    r"(?:to )?(?:continue|keep) reading\b.{0,80}\b(?:subscri\w+|log in|sign (?:in|up)|register|account)\b.{0,60}",
    r"(?:to )?(?:continue|keep) reading(?: (?:this|the) (?:article|story|full story))?[.…:]{0,3}",
    rf"this {_READING} is (?:only |exclusively )?(?:for|available to|reserved for) (?:\w+ )?(?:subscribers|members)"
    r"(?: only)?[.!]?",
    r"(?:please )?(?:support|help (?:us )?(?:support|fund|sustain)) (?:our|independent|quality|local|nonprofit)"
    r" journalism\b.{0,60}",
    r"sign up (?:now |here |today )?(?:for|to (?:receive|get)) (?:our|the|free|daily|weekly)\b.{0,40}"
    r"\b(?:newsletters?|alerts|briefings?|updates)\b.{0,60}",
    r"(?:sign|log) in (?:to (?:continue|read|comment)|or (?:register|subscribe|sign up))\b[^.]{0,40}",
    r"enter your e-?mail(?: address)?\b[^.]{0,40}",
)
_PLEA_BESIDE_ANOTHER = (
    r".*\b(?:quality|independent|trusted|local|investigative|award-winning) journalism\b.*",
    r".*\b(?:subscribe|subscription|unlimited access|newsletter|free trial|cancel any ?time)\b.*",
    r"(?:only |just |from )?[$€£¥] ?\d[\d.,]* ?(?:/|per|an?|every) ?(?:week|month|year)\b[^.]*",
)
_POINTER = (
    r"(?:read|see|learn|view) more(?: ?[:|»›→].*| ?(?:\.\.\.|…|»|›|→)?)",
    r"(?:also read|read also|read next|up next|see also|don['’]t miss|related"
    r"|related (?:articles?|stor(?:y|ies)|posts?|links?|content|topics?|coverage|news|reading)) ?(?:[:|»›→].*)?",
    r"(?:most (?:read|popular|viewed|shared)|trending(?: now)?|popular (?:now|posts|stories)|editors?['’]s? picks?"
    rf"|top stories|recommended (?:for you|{_READING})|you (?:may|might) also (?:like|enjoy)"
    r"|in case you missed it) ?:?",
    r"(?:share|tweet|email|print|save) this(?: (?:article|story|page|post|link))?(?: (?:on|via|by|with) \w+)? ?:?",
    r"(?:share|tweet) (?:on|via) \w+(?: \w+)?",
    r"follow (?:us|me|him|her|them)(?: on [^.]{2,60})? ?:?",
    r"(?:skip to (?:main )?(?:content|navigation)|back to top|sponsored content|loading ?(?:\.{3}|…))",
    r"(?:(?:story|article) continues (?:below|after)|advertisement ?[-–—:]).{0,60}",
    r"\d+ comments?|leave a (?:comment|reply)",
    r"(?:view|show|hide|see|load|read|add|post|join) (?:all |more |the )?(?:\d+ )?"
    r"(?:comments?|conversation|discussion)",
    r"(?:accept|allow|reject|manage|decline) (?:all |optional |necessary )?cookies",
    r"cookie (?:settings|preferences|notice|consent)",
    r"(?:filed under|tags) ?: ?[^.;()]{1,150}",
)
_MORE_IN = r"(?:More|MORE) (?:[Ii]n|IN|[Ff]rom|FROM|[Oo]n|ON)(?: (?:[A-Z0-9][\w&'’./-]*|&|of|the|and|for)){1,6}"
_COPYRIGHT = (
    r"copyright ?(?:©|\(c\))? ?(?:19|20)\d\d\b.{0,140}",
    r"copyright ?(?:©|\(c\)) .{0,160}",
    r"(?:©|\(c\)) ?.{0,60}?\b(?:19|20)\d\d\b.{0,120}",
    r"(?:©|\(c\)|copyright).{0,120}\ball rights reserved\b.{0,60}",
    r".{0,60}\ball rights reserved\.?",
)
_COOKIES = (
    r"(?:this|our) (?:web ?)?site uses cookies\b.*",
    r"we (?:and our (?:\w+ )?partners )?use cookies\b.*",
    r"by (?:continuing|clicking|using|browsing|closing|accepting)\b.*\bcookies\b.*",
)


@cache
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Compiled when first needed, for an import should take no time."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def is_sentence_end(text: str) -> bool:
    """It ends in a full stop or its like, perhaps in quotation marks or brackets."""
    return bool(re.search(r"[.!?][\"”’')\]]*$", text))


def is_prose(text: str) -> bool:
    """A run of mostly lower-case words with its full stop: what people write."""
    return len(text) >= 60 and is_sentence_end(text) and len(re.findall(r"\b[a-z]+\b", text)) > len(text.split()) // 2


def is_plea(text: str) -> bool:
    """It asks for a subscription or stands before a paywall."""
    return len(text) <= _SHORT and bool(_any(_PLEA).fullmatch(text))


def is_plea_beside_another(text: str) -> bool:
    """It asks for a subscription when a plea stands beside it; alone it may be prose about subscriptions."""
    return len(text) <= _SHORT and bool(_any(_PLEA_BESIDE_ANOTHER).fullmatch(text))


def is_cookie_notice(text: str) -> bool:
    """It may be a sentence of a privacy policy; at the edge of a longer page it is a notice."""
    return len(text) <= _COOKIE_NOTICE and bool(_any(_COOKIES).fullmatch(text))


def is_page_element(text: str) -> bool:
    """It is a part of the page, not of the article: names of icons, template braces, links to other pages, footers."""
    if len(text) > _SHORT:
        return _is_icon_run(text)
    return bool(
        _any(_POINTER).fullmatch(text)
        or re.fullmatch(_MORE_IN, text)
        or _any(_COPYRIGHT).fullmatch(text)
        or (re.search(_BRACES, re.sub(_INLINE_CODE, "", text)) and not is_prose(text))
        or _is_toolbar(text)
        or _is_icon_run(text)
    )


def _is_toolbar(text: str) -> bool:
    words = set(re.split(r"[\s|/·•,]+", text.lower().strip("|/·•, ")))
    return all(re.fullmatch(_TOOL_ALONE if len(words) == 1 else _TOOL, word) for word in words)


def _is_icon_run(text: str) -> bool:
    """Sketch's mark on the pictures it exports, or nearly nothing but names of icons and their parts."""
    if "Created with Sketch." in text and not is_prose(text):
        return True
    words = [word.lower() for word in re.findall(_WORD, text[:4000])]
    assets = sum(word in _ASSET for word in words)
    if not assets or len(words) < 2:
        return False
    return assets + sum(bool(re.fullmatch(_PART, word)) for word in words) >= 0.9 * len(words)
