"""The same issue as other mail tools take it: with their placeholders, and safe from their template languages.

To add a tool: one line in TOOLS. What an article says must reach readers as it is, so inside every
sign that would begin something in the tool's language stands a zero width non-joiner, which nobody
sees. Escapes of the language itself, and character references, would be undone by editors and HTML
parsers on the way.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from digest.model import Artifact
from digest.render import RenderContext, render
from digest.render.context import Sibling, subject
from digest.render.environment import Templates

_NOTHING = "\u200c"
_APART = re.compile(
    r"""(?P<style><style\b.*?</style\s*>)|(?P<head>\b(?:href|src)=")(?P<address>[^"]*)""", re.DOTALL
)
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+")


@dataclass(frozen=True, slots=True)
class Tool:
    """One line of the table: what it puts in the place of two addresses, and what begins something in its language.

    Without a placeholder of its own the mail leads to our page on the web. `campaign` says that its
    interface takes a campaign as JSON.
    """

    name: str
    unsubscribe: str
    browser: str
    signs: tuple[str, ...]
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
        # It takes away what it does not know; the page in the browser needs a plugin.
        Tool("phplist", "[UNSUBSCRIBEURL]", "", ("[",)),
        # Liquid, and what its relatives take for a comment.
        Tool("keila", "{{ unsubscribe_link }}", "{{ campaign.public_link }}", ("{{", "{%", "{#")),
        # Its own tags (tools.js, formatTemplate), and Handlebars in its templates.
        Tool("mailtrain", "[LINK_UNSUBSCRIBE]", "[LINK_BROWSER]", ("[", "{{")),
    )
}


def write(
    tool: Tool, materials: Sequence[RenderContext], templates: Templates, siblings: Sequence[Sibling]
) -> Iterator[Artifact]:
    """Yield the mails of a period as `tool` takes them: HTML, text, and the subject in a file of its own.

    They go below `mail/PERIOD/for/TOOL/`. Raises TemplateError.
    """
    # Nobody can write words that depend on all that is written.
    word = "zq" + hashlib.sha256(repr([one.issue for one in materials]).encode()).hexdigest()[:20]
    places = {f"{word}leave": tool.unsubscribe, f"{word}browser": tool.browser}
    leave, browser = places
    ours = [
        replace(one, mail=replace(one.mail, unsubscribe=leave, browser=browser if tool.browser else ""))
        for one in materials
    ]
    written: dict[str, str] = {}
    for artifact in render(ours, templates, siblings, only="mail"):
        text = b"".join(artifact.parts).decode()
        text = _as_html(tool, text) if artifact.path.endswith(".html") else _as_text(tool, text)
        for mark, placeholder in places.items():
            text = text.replace(mark, placeholder)
        written[artifact.path.replace("/digest", f"/for/{tool.name}/digest")] = text
    words = {one.language: one.words for one in siblings}
    for material, path in zip(ours, _stems(written), strict=False):
        issue = material.issue
        following = [words[one.issue.language] for one in ours[1:]] if material.mail.together else []
        written[f"{path}.subject.txt"] = _harmless(tool, subject(issue, words[issue.language], following))
        if tool.campaign:
            written[f"{path}.json"] = _campaign(material, written, path)
    for path, text in written.items():
        yield Artifact(path=path, parts=(text.encode(),))


def _stems(paths: Iterable[str]) -> list[str]:
    return [path.removesuffix(".html") for path in paths if path.endswith(".html")]


def _harmless(tool: Tool, text: str) -> str:
    """Return text in which nothing begins anything in the tool's language, and which looks the same."""
    for sign in tool.signs:
        text = re.sub(f"{re.escape(sign[0])}(?={re.escape(sign[1:])})", sign[0] + _NOTHING, text)
    return text


def _address(tool: Tool, address: str) -> str:
    """Return an address in which nothing begins anything, and which leads to the same place."""
    for sign in tool.signs:
        address = re.sub(f"{re.escape(sign[0])}(?={re.escape(sign[1:])})", quote(sign[0], safe=""), address)
    return address.replace("*", "%2A") if "*|" in tool.signs else address


def _as_html(tool: Tool, html: str) -> str:
    """Return a document with all texts and attributes harmless; style sheets are ours alone."""
    result, at = [], 0
    for found in _APART.finditer(html):
        result.append(_harmless(tool, html[at : found.start()]))
        result.append(found["style"] or found["head"] + _address(tool, found["address"]))
        at = found.end()
    return "".join([*result, _harmless(tool, html[at:])])


def _as_text(tool: Tool, text: str) -> str:
    result, at = [], 0
    for found in _ADDRESS.finditer(text):
        result += [_harmless(tool, text[at : found.start()]), _address(tool, found[0])]
        at = found.end()
    return "".join([*result, _harmless(tool, text[at:])])


def _campaign(material: RenderContext, written: dict[str, str], path: str) -> str:
    """Return what listmonk's `POST /api/campaigns` takes; `lists` is for the sender to fill in."""
    issue = material.issue
    return json.dumps(
        {
            "name": f"{issue.publication.title} {issue.period.name} {issue.language}",
            "subject": written[f"{path}.subject.txt"],
            "lists": [],
            "type": "regular",
            "content_type": "html",
            "body": written[f"{path}.html"],
            "altbody": written[f"{path}.txt"],
            "tags": [issue.period.name, issue.language],
        },
        ensure_ascii=False,
        indent=1,
    )
