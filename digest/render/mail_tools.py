"""The issue for other mail tools, with their merge fields, and no other template code of theirs.

To add a tool, add one line to TOOLS. A tool must not run the text of an article as template code, and
readers must see that text unchanged. So an invisible zero width non-joiner splits every delimiter of the
tool's template language. Escapes and character references do not help: editors and HTML parsers undo them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from digest.model import Artifact, Issue
from digest.render.environment import Templates
from digest.render.inputs import LanguagePages, RenderContext
from digest.render.outputs import Scope, render
from digest.render.subject import subject

_NON_JOINER = "\u200c"
_STYLE_OR_ADDRESS = re.compile(
    r"""(?P<style><style\b.*?</style\s*>)|(?P<attribute>\b(?:href|src)=")(?P<address>[^"]*)""", re.DOTALL
)
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+")


@dataclass(frozen=True, slots=True)
class Tool:
    """One mail tool: its placeholders and the delimiters of its template language.

    `unsubscribe` and `browser` are the placeholders of two addresses. Without `browser` the mail
    links to the page on the site. `campaign`: its API takes a campaign as JSON.
    """

    name: str
    unsubscribe: str
    browser: str
    delimiters: tuple[str, ...]
    campaign: bool = False


TOOLS = {
    tool.name: tool
    for tool in (
        # Go templates, and a shorthand that makes a link a tracked one (listmonk, models.go).
        Tool("listmonk", "{{ UnsubscribeURL }}", "{{ MessageURL }}", ("{{", "@TrackLink"), campaign=True),
        # Merge tags begin and end alike.
        Tool("mailchimp", "*|UNSUB|*", "*|ARCHIVE|*", ("*|", "|*")),
        # Django's template language.
        Tool("buttondown", "{{ unsubscribe_url }}", "{{ email.absolute_url }}", ("{{", "{%", "{#")),
        # It removes unknown placeholders; its page in the browser needs a plugin.
        Tool("phplist", "[UNSUBSCRIBEURL]", "", ("[",)),
        # Liquid, and the comments of its relatives.
        Tool("keila", "{{ unsubscribe_link }}", "{{ campaign.public_link }}", ("{{", "{%", "{#")),
        # Its own tags (tools.js, formatTemplate), and Handlebars in its templates.
        Tool("mailtrain", "[LINK_UNSUBSCRIBE]", "[LINK_BROWSER]", ("[", "{{")),
    )
}


def write(
    tool: Tool,
    contexts: Sequence[RenderContext],
    templates: Templates,
    languages: Sequence[LanguagePages],
) -> Iterator[Artifact]:
    """Yield the mails of a period for a tool, below `mail/PERIOD/for/TOOL/`: HTML, text and subject.

    Args:
        tool: The mail tool.
        contexts: The issues, one for each language that has one, the main language first.
        templates: The templates of the workspace.
        languages: Every language that has pages.

    Raises:
        TemplateError: A template is missing or wrong.
    """
    files = dict(_mails(tool, contexts, templates, languages))
    locales = {pages.language: pages.locale for pages in languages}
    stems = [path.removesuffix(".html") for path in files if path.endswith(".html")]
    # One mail may hold the issues of all languages: then there is one stem.
    for context, stem in zip(contexts, stems, strict=False):
        issue = context.issue
        others = contexts[1:] if context.mail.together else ()
        following = [locales[other.issue.language] for other in others]
        text = subject(issue, locales[issue.language], following)
        files[f"{stem}.subject.txt"] = _break_delimiters(tool, text)
        if tool.campaign:
            files[f"{stem}.json"] = _campaign(issue, files, stem)
    for path, text in files.items():
        yield Artifact(path=path, parts=(text.encode(),))


def _mails(
    tool: Tool,
    contexts: Sequence[RenderContext],
    templates: Templates,
    languages: Sequence[LanguagePages],
) -> Iterator[tuple[str, str]]:
    """Yield path and text of the rendered mails, with the tool's placeholders in place of addresses."""
    # These words stand for the tool's placeholders until the text is safe. They are made of a hash of
    # the issues, so no article can contain one.
    word = "zq" + hashlib.sha256(repr([context.issue for context in contexts]).encode()).hexdigest()[:20]
    unsubscribe, browser = f"{word}leave", f"{word}browser"
    marked = [
        replace(
            context,
            mail=replace(context.mail, unsubscribe=unsubscribe, browser=browser if tool.browser else ""),
        )
        for context in contexts
    ]
    for artifact in render(marked, templates, languages, only=Scope.MAIL):
        text = b"".join(artifact.parts).decode()
        text = _safe_html(tool, text) if artifact.path.endswith(".html") else _safe_text(tool, text)
        text = text.replace(unsubscribe, tool.unsubscribe).replace(browser, tool.browser)
        yield artifact.path.replace("/digest", f"/for/{tool.name}/digest"), text


def _break_delimiters(tool: Tool, text: str) -> str:
    """Return text that looks the same and holds no template code of the tool."""
    return _substitute_first(tool, text, lambda first: first + _NON_JOINER)


def _safe_address(tool: Tool, address: str) -> str:
    """Return an address without the tool's delimiters that leads to the same place."""
    address = _substitute_first(tool, address, lambda first: quote(first, safe=""))
    # Without a star there is no merge tag of Mailchimp.
    return address.replace("*", "%2A") if "*|" in tool.delimiters else address


def _substitute_first(tool: Tool, text: str, replacement: Callable[[str], str]) -> str:
    """Return text with the first character of each delimiter replaced."""
    for delimiter in tool.delimiters:
        first, rest = delimiter[0], delimiter[1:]
        text = re.sub(f"{re.escape(first)}(?={re.escape(rest)})", replacement(first), text)
    return text


def _safe_html(tool: Tool, html: str) -> str:
    """Return HTML without template code. Style sheets stay as they are: they hold no text of articles."""
    result, position = [], 0
    for match in _STYLE_OR_ADDRESS.finditer(html):
        result.append(_break_delimiters(tool, html[position : match.start()]))
        result.append(match["style"] or match["attribute"] + _safe_address(tool, match["address"]))
        position = match.end()
    return "".join([*result, _break_delimiters(tool, html[position:])])


def _safe_text(tool: Tool, text: str) -> str:
    """Return plain text without template code."""
    result, position = [], 0
    for match in _ADDRESS.finditer(text):
        result.append(_break_delimiters(tool, text[position : match.start()]))
        result.append(_safe_address(tool, match[0]))
        position = match.end()
    return "".join([*result, _break_delimiters(tool, text[position:])])


def _campaign(issue: Issue, files: dict[str, str], stem: str) -> str:
    """Return a mail as JSON for listmonk's `POST /api/campaigns`; the sender fills in `lists`."""
    return json.dumps(
        {
            "name": f"{issue.publication.title} {issue.period.name} {issue.language}",
            "subject": files[f"{stem}.subject.txt"],
            "lists": [],
            "type": "regular",
            "content_type": "html",
            "body": files[f"{stem}.html"],
            "altbody": files[f"{stem}.txt"],
            "tags": [issue.period.name, issue.language],
        },
        ensure_ascii=False,
        indent=1,
    )
