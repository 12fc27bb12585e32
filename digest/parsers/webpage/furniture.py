"""Elements that belong to the page and to no article: navigation, footers, share bars, hidden parts."""

from __future__ import annotations

import functools
import re

from digest.parsers.webpage import tree

_FURNITURE_WORD = re.compile(
    r"nav|navbar|navigation|menu|menus|megamenu|submenu|breadcrumbs?|cookies?|consent|gdpr|pager|pagination|share|sharing|"
    r"shares|social|addtoany|footer|newsletter|subscribe|subscription|signup|related|recommended|advert|advertisement|"
    r"sponsor|skip|comments|respond|toolbar|offcanvas|sidebar|popup|modal|login|searchform|visually|sr|tooltip|"
    r"masthead|trending|popular|mostread|switcher|paginacion|migas|compartir"
)
_CARD_WORDS = frozenset(
    {"card", "entry", "post", "item", "article", "teaser", "node", "story", "media", "panel", "box", "blog"}
)
_NEGATIONS = ("no", "not", "has", "with", "one", "two")  # "no-sidebar", "has-menu" describe the page
_HIDDEN_CLASS = re.compile(r"(?:is-|u-)?hidden|d-none|screen-reader-text")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "dialog", "menu", "menubar", "complementary", "alert"}
)


def is_furniture(element: tree.Element, share: float) -> bool:
    """Return True if an element belongs to the page and to no article.

    Args:
        element: An element of the page.
        share: The element's share of the page's text, from 0 to 1. One that holds more than half
            of it is not furniture, however it is named.
    """
    tag = tree.name(element)
    if tag in tree.SILENT or element.get("hidden") is not None:
        return True
    if share > 0.5:
        return False
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(style):
        return True
    return _is_furniture_by_tag(element, tag) or _is_furniture_by_name(element)


def _is_furniture_by_tag(element: tree.Element, tag: str) -> bool:
    if tag in ("nav", "footer") and not _is_in_article(element):
        return True
    if tag == "header" and next(element.iter("nav"), None) is not None:
        return True
    return element.get("role") in _ROLES


def _is_furniture_by_name(element: tree.Element) -> bool:
    classes, element_id = element.get("class") or "", element.get("id") or ""
    return bool(classes or element_id) and _are_furniture(
        classes, element_id, in_article=_is_in_article(element)
    )


@functools.lru_cache(maxsize=4096)
def _are_furniture(classes: str, element_id: str, *, in_article: bool) -> bool:
    for name in (*tree.class_names(classes), element_id):
        if _HIDDEN_CLASS.fullmatch(name):
            return True
        words = [word.lower() for word in tree.name_words(name)]
        if not words or words[0] in _NEGATIONS:
            continue
        is_card_footer = words[-1] == "footer" and (in_article or words[0] in _CARD_WORDS)
        if not is_card_footer and any(_FURNITURE_WORD.fullmatch(word) for word in words):
            return True
    return False


def _is_in_article(element: tree.Element) -> bool:
    return next(element.iterancestors("article", "li", "tr"), None) is not None
