"""digest.toml to one frozen Config: the only reader of settings."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import msgspec

from digest import periods
from digest.errors import ConfigError, PeriodError
from digest.model import MailSettings, Publication, Rule, Theme, Topic, TopicOrder, Untranslated
from digest.text import fold

NAME = "digest.toml"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_FUNCTION = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*", re.ASCII)
# A star ends a word, which has two letters at least: "v*" would be half of the dictionary.
_STAR = re.compile(r"[^*]*\w{2}\*")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ORDERS = tuple(TopicOrder)
_Words = str | dict[str, str]
_CONNECTIONS = 20
UNTRANSLATED = tuple(Untranslated)


class _Publication(msgspec.Struct, forbid_unknown_fields=True):
    title: _Words
    home: str
    languages: list[str] = msgspec.field(default_factory=lambda: ["en"])
    timezone: str = "UTC"
    tagline: _Words = ""
    address: _Words = ""
    untranslated: str = "leave-out"
    first_issue: str | None = None
    feed_length: int = 30
    classifier: str = ""
    also: _Words = msgspec.field(
        default_factory=lambda: {
            "en": "Also this month",
            "es": "También este mes",
            "fr": "Aussi ce mois-ci",
            "pt": "Também neste mês",
            "ar": "أيضًا هذا الشهر",
        }
    )
    rest: _Words = msgspec.field(
        default_factory=lambda: {
            "en": "More stories",
            "es": "Más noticias",
            "fr": "Autres articles",
            "pt": "Mais notícias",
            "ar": "أخبار أخرى",
        }
    )


class _Mail(msgspec.Struct, forbid_unknown_fields=True):
    sender: _Words = msgspec.field(default="", name="from")
    to: _Words = ""
    unsubscribe: _Words = ""
    greeting: _Words = ""
    list_id: _Words = ""
    together: bool = False
    bounces: _Words = ""
    login: str = ""
    connections: int = 1
    per_minute: int = 0


class _Theme(msgspec.Struct, forbid_unknown_fields=True):
    accent: str = Theme().accent
    logo: str = ""
    serif: str = Theme().serif
    sans: str = Theme().sans


class _Topic(msgspec.Struct, forbid_unknown_fields=True):
    title: _Words
    aliases: list[str] = msgspec.field(default_factory=list)
    keywords: list[str] | dict[str, list[str]] = msgspec.field(default_factory=list)
    colour: str | None = None
    most: int | None = None
    least: int = 0
    order: str = "date"


class _Checks(msgspec.Struct, forbid_unknown_fields=True):
    waive: dict[str, str] = msgspec.field(default_factory=dict)


class _Rule(msgspec.Struct, forbid_unknown_fields=True):
    source: str | None = None
    language: str | None = None
    label: str | None = None
    word: str | None = None
    topic: str | None = None


class _Source(msgspec.Struct, forbid_unknown_fields=True):
    path: str | None = None
    url: str | None = None
    language: str | None = None
    topics: list[str] = msgspec.field(default_factory=list)
    allow_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSetting:
    """One `[[sources]]`: a path or a pattern of paths that stands on the workspace, or an address."""

    path: str | None
    url: str | None
    language: str | None
    topics: tuple[str, ...]
    allow_private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A workspace's settings, checked. `root` is the folder that holds digest.toml.

    `classifier` names a function of the workspace's own, as "module:function", or is empty.
    `waived` are the codes of checks whose findings the publication lets be, with its reasons.
    """

    root: Path
    publication: Publication
    mail: MailSettings
    theme: Theme
    sources: tuple[SourceSetting, ...]
    classifier: str = ""
    waived: Mapping[str, str] = field(default_factory=dict)


def find(start: Path) -> Path:
    """Return the nearest folder upwards from `start` that holds digest.toml; ConfigError without one."""
    for folder in (start, *start.parents):
        if (folder / NAME).is_file():
            return folder
    raise ConfigError(f"workspace: {str(start)!r}: no {NAME} here or above; `digest init DIR` makes one")


def load(root: Path) -> Config:
    """Return the settings of the workspace `root`.

    Raises ConfigError with the file, the line, what was found and what was expected.
    """
    path = root / NAME
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8; expected a TOML file") from error
    try:
        data = tomllib.loads(text)
    except ValueError as error:
        raise ConfigError(f"{path}: {error}; expected TOML") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: holds brackets too deep in each other; expected TOML") from error
    return _Loader(path, text).config(data)


def wrong(root: Path, section: str, key: str, why: str) -> ConfigError:
    """Return the error for a setting whose fault shows only when it is used, with its line."""
    path = root / NAME
    return _Loader(path, path.read_text(encoding="utf-8-sig")).wrong(section, key, f"{key}: {why}")


def no_check(root: Path, code: str, known: Sequence[str]) -> ConfigError:
    """Return the error for a waiver of a check that there is not, with its line."""
    path = root / NAME
    loader = _Loader(path, path.read_text(encoding="utf-8-sig"))
    return loader.wrong(*loader.waiver(code), f"waive: {code!r}: no such check{nearest(code, known)}")


def readdress(root: Path, moves: Mapping[str, str]) -> None:
    """Write the new address of each `[[sources]]` that moved into digest.toml; all else stays as it stands.

    Raises ConfigError when the file cannot be read or written.
    """
    import tomlkit  # noqa: PLC0415 (only for a source that moved)

    path = root / NAME
    try:
        text = path.read_bytes().decode("utf-8")
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        settings = tomlkit.parse(text.removeprefix(mark))
        for table in settings.get("sources", []):
            if table.get("url") in moves:
                table["url"] = moves[table["url"]]
        draft = path.with_name(f".{path.name}.tmp")
        draft.write_bytes((mark + tomlkit.dumps(settings)).encode())
        draft.chmod(path.stat().st_mode)
        draft.replace(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error


_Raw = TypeVar("_Raw", bound=msgspec.Struct)


class _Loader:
    """Turns the parsed file into values; knows the text, to name the line of what is wrong."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text

    def config(self, data: dict[str, Any]) -> Config:
        known = ("publication", "mail", "theme", "topics", "include", "exclude", "sources", "checks")
        for name in data:
            if name not in known:
                raise self.wrong("", name, f"{name!r}: no such section{nearest(name, known)}")
        if "publication" not in data:
            raise ConfigError(f"{self.path}: has no [publication]; expected one with title and home")
        settings = self._section("publication", data["publication"], _Publication)
        publication = self._publication(settings)
        topics = self._topics(data.get("topics", {}))
        mail = self._section("mail", data.get("mail", {}), _Mail)
        theme = self._section("theme", data.get("theme", {}), _Theme)
        if not _COLOUR.fullmatch(theme.accent):
            raise self.wrong(
                "theme", "accent", f"accent: {theme.accent!r}: expected a colour such as #0b5cad"
            )
        for key in ("serif", "sans"):
            if re.search(r"[;{}<>\\]", getattr(theme, key)):
                raise self.wrong("theme", key, f"{key}: expected a list of font names")
        if theme.logo and not theme.logo.startswith("https://"):
            raise self.wrong(
                "theme", "logo", f"logo: {theme.logo!r}: expected an address that starts with https://"
            )
        return Config(
            root=self.path.parent,
            publication=replace(
                publication,
                topics=topics,
                include=self._rules("include", data, topics),
                exclude=self._rules("exclude", data, topics),
            ),
            mail=self._mail(mail, publication),
            theme=Theme(accent=theme.accent.lower(), logo=theme.logo, serif=theme.serif, sans=theme.sans),
            sources=tuple(self._source(i, raw) for i, raw in enumerate(self._list(data.get("sources", [])))),
            classifier=self._classifier(settings.classifier),
            waived=self._waived(data.get("checks", {})),
        )

    def _section(self, name: str, data: Any, kind: type[_Raw]) -> _Raw:
        try:
            return msgspec.convert(data, kind)
        except msgspec.ValidationError as error:
            raise self._translated(name, kind, str(error)) from error

    def _translated(self, section: str, kind: type[msgspec.Struct], why: str) -> ConfigError:
        """Turn msgspec's words into file, line, what was found and what was expected."""
        names = [field.encode_name for field in msgspec.structs.fields(kind)]
        unknown = re.search(r"unknown field `(.+?)`", why)
        if unknown:
            return self.wrong(
                section,
                unknown[1],
                f"{unknown[1]!r}: no such key in [{section}]{nearest(unknown[1], names)}",
            )
        missing = re.search(r"required field `(.+?)`", why)
        if missing:
            return self.wrong(section, None, f"[{section}] has no {missing[1]!r}; expected one")
        at = re.search(r"at `\$\.?([\w-]*)", why)
        key = at[1] if at else None
        expected = re.sub(r" - at .*", "", why).replace("Expected ", "expected ").replace("`", "")
        expected = expected.replace("str | object", "a text, or a table of them by language")
        return self.wrong(section, key, f"{key or section}: {expected}")

    def wrong(self, section: str, key: str | None, why: str) -> ConfigError:
        """Return the error for `key` of `section`, with its line."""
        current, line = "", None
        for number, raw in enumerate(self.text.splitlines(), 1):
            header = re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", raw)
            if header:
                current = header[1].replace('"', "").replace("'", "")
                if current == section and line is None:
                    line = number
                if not section and current.split(".")[0] == key:
                    line = number
                    break
            elif current == section and key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]", raw):
                line = number
                break
        return ConfigError(f"{self.path}{f':{line}' if line else ''}: {why}")

    def _publication(self, raw: _Publication) -> Publication:
        place = "publication"
        self._check_home(raw.home)
        if not raw.languages or not all(_LANGUAGE.fullmatch(code) for code in raw.languages):
            raise self.wrong(
                place, "languages", f'languages: {raw.languages!r}: expected codes such as ["en", "es"]'
            )
        if len(set(raw.languages)) < len(raw.languages):
            raise self.wrong(place, "languages", f"languages: {raw.languages!r}: names one twice")
        if raw.untranslated not in UNTRANSLATED:
            raise self.wrong(
                place,
                "untranslated",
                f"untranslated: {raw.untranslated!r}: expected one of {', '.join(UNTRANSLATED)}",
            )
        texts = {
            key: self._texts(place, key, getattr(raw, key), raw.languages)
            for key in ("title", "tagline", "address")
        }
        if not all(texts["title"].values()):
            raise self.wrong(place, "title", "title: is empty; expected the newsletter's name")
        if raw.feed_length < 1:
            raise self.wrong(place, "feed_length", f"feed_length: {raw.feed_length}: expected 1 or more")
        try:
            periods.timezone(raw.timezone)
        except PeriodError as error:
            raise self.wrong(place, "timezone", str(error)) from error
        if raw.first_issue is not None:
            try:
                periods.named(raw.first_issue, raw.timezone)
            except PeriodError as error:
                raise self.wrong(place, "first_issue", f"first_issue: {error}") from error
        return Publication(
            title=texts["title"][raw.languages[0]],
            home=raw.home.rstrip("/") + "/",
            languages=tuple(raw.languages),
            timezone=raw.timezone,
            tagline=texts["tagline"].get(raw.languages[0], ""),
            address=texts["address"].get(raw.languages[0], ""),
            first_issue=raw.first_issue,
            feed_length=raw.feed_length,
            few=Topic(slug="also", titles=_words(raw.also, raw.languages[0])),
            rest=Topic(slug="more", titles=_words(raw.rest, raw.languages[0])),
            also={
                code: {key: said[code] for key, said in texts.items() if code in said}
                for code in raw.languages[1:]
            },
            untranslated=Untranslated(raw.untranslated),
        )

    def _check_home(self, home: str) -> None:
        """Raise ConfigError for an address no site has, or whose host is not written in ASCII (RFC 3490)."""
        host = ascii_host = ""
        with suppress(ValueError):
            parts = urlsplit(home)
            if parts.scheme in ("http", "https") and not parts.query and not parts.fragment:
                host = parts.hostname or ""
                ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
        if not ascii_host:
            raise self.wrong(
                "publication",
                "home",
                f"home: {home!r}: expected the address of the site, such as https://news.example.org/",
            )
        if host != ascii_host:
            raise self.wrong(
                "publication",
                "home",
                f"home: {home!r}: has a host beyond ASCII; expected its ASCII form, {ascii_host}",
            )

    def _texts(self, section: str, key: str, words: _Words, languages: Sequence[str]) -> dict[str, str]:
        """Return a setting by language, its text on one line; the first language must have one."""
        table = {languages[0]: words} if isinstance(words, str) else words
        if languages[0] not in table:
            raise self.wrong(
                section, key, f"{key}: has none in {languages[0]!r}, the publication's first language"
            )
        return {code: " ".join(text.split()) for code, text in table.items()}

    def _classifier(self, name: str) -> str:
        if name and not _FUNCTION.fullmatch(name):
            raise self.wrong(
                "publication",
                "classifier",
                f"classifier: {name!r}: expected a module and a function such as 'our_topics:topic_of'",
            )
        return name

    def _waived(self, data: Any) -> dict[str, str]:
        """Return the reasons by the codes of checks; whether there are such checks is for those to say."""
        found = self._section("checks", data, _Checks).waive
        for code, reason in found.items():
            if not reason.strip():
                raise self.wrong(
                    *self.waiver(code),
                    f"waive: {code!r}: gives no reason; expected one, as whoever reads it next asks why",
                )
        return {code: " ".join(reason.split()) for code, reason in found.items()}

    def waiver(self, code: str) -> tuple[str, str]:
        """Return the section and the key under which a waiver stands."""
        own = re.search(r"^\s*\[\s*checks\s*\.\s*waive\s*\]", self.text, re.MULTILINE)
        return ("checks.waive", code) if own else ("checks", "waive")

    def _topics(self, data: Any) -> tuple[Topic, ...]:
        if not isinstance(data, Mapping):
            raise self.wrong("", "topics", "topics: expected tables such as [topics.health]")
        topics = []
        for slug, raw in data.items():
            place = f"topics.{slug}"
            if not _SLUG.fullmatch(slug) or slug in ("more", "also"):
                raise self.wrong(
                    place,
                    None,
                    f"[{place}]: expected a name of small letters, figures and hyphens other than 'more' and 'also'",
                )
            topic = self._section(place, raw, _Topic)
            if topic.colour is not None and not _COLOUR.fullmatch(topic.colour):
                raise self.wrong(
                    place, "colour", f"colour: {topic.colour!r}: expected a colour such as #1a7f5a"
                )
            if topic.order not in _ORDERS:
                raise self.wrong(place, "order", f"order: {topic.order!r}{nearest(topic.order, _ORDERS)}")
            if topic.least < 0 or (topic.most is not None and topic.most < max(1, topic.least)):
                raise self.wrong(
                    place, "most", f"most: {topic.most}: expected 1 or more, and no fewer than least"
                )
            titles = _words(topic.title, "")
            if not titles:
                raise self.wrong(place, "title", "title: is empty; expected a heading")
            topics.append(
                Topic(
                    slug=slug,
                    titles=titles,
                    aliases=tuple(topic.aliases),
                    keywords=self._keywords(place, topic.keywords),
                    colour=topic.colour.lower() if topic.colour else None,
                    most=topic.most,
                    least=topic.least,
                    order=TopicOrder(topic.order),
                )
            )
        return tuple(topics)

    def _rules(self, name: str, data: Mapping[str, Any], topics: tuple[Topic, ...]) -> tuple[Rule, ...]:
        found = data.get(name, [])
        if not isinstance(found, list):
            raise self.wrong(name, None, f"{name}: expected [[{name}]]")
        slugs = [*(topic.slug for topic in topics), "more"]
        rules = []
        for one in found:
            raw = self._section(name, one, _Rule)
            if raw.topic is not None and raw.topic not in slugs:
                raise self.wrong(
                    name, "topic", f"topic: {raw.topic!r}: no such topic{nearest(raw.topic, slugs)}"
                )
            if not (raw.source or raw.language or raw.label or raw.word):
                raise self.wrong(
                    name, None, f"[[{name}]] says nothing; expected source, language, label or word"
                )
            rules.append(Rule(**msgspec.structs.asdict(raw)))
        return tuple(rules)

    def _keywords(self, place: str, raw: list[str] | dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
        """Return the keywords by language, "" for those that stand under none."""
        table = raw if isinstance(raw, dict) else {"": raw}
        for code, keywords in table.items():
            if isinstance(raw, dict) and not _LANGUAGE.fullmatch(code):
                raise self.wrong(
                    place,
                    "keywords",
                    f"keywords: {code!r}: expected codes of languages such as en, or one list for every language",
                )
            for keyword in keywords:
                if not fold(keyword):
                    raise self.wrong(
                        place,
                        "keywords",
                        f"keywords: {keyword!r}: has no letters; expected a word or a phrase",
                    )
                if not all(_STAR.fullmatch(word) for word in keyword.split() if "*" in word):
                    raise self.wrong(
                        place,
                        "keywords",
                        f"keywords: {keyword!r}: expected * only after two letters or more, such as 'vaccin*'",
                    )
        return {code: tuple(keywords) for code, keywords in table.items() if keywords}

    def _mail(self, raw: _Mail, publication: Publication) -> MailSettings:
        """Return the mail's settings; a language whose list has no name of its own is `es.` of the first's."""
        languages = publication.languages
        host = urlsplit(publication.home).hostname or "localhost"
        slug = re.sub(r"[^a-z0-9]+", "-", publication.title.lower()).strip("-") or "news"
        said: dict[str, dict[str, str]] = {code: {} for code in languages}
        for name in ("sender", "to", "unsubscribe", "greeting", "list_id", "bounces"):
            key = "from" if name == "sender" else name
            words = getattr(raw, name)
            table = {languages[0]: words} if isinstance(words, str) else words
            for code, text in table.items():
                if name != "greeting":
                    self._check_mail(key, text)
                said.setdefault(code, {})[name] = text
        if not 1 <= raw.connections <= _CONNECTIONS:
            raise self.wrong(
                "mail", "connections", f"connections: {raw.connections}: expected 1 to {_CONNECTIONS}"
            )
        if raw.per_minute < 0:
            raise self.wrong(
                "mail", "per_minute", f"per_minute: {raw.per_minute}: expected 0 (no limit) or more"
            )
        first = said[languages[0]]
        list_id = first.get("list_id") or f"{slug}.{host}"
        also: dict[str, dict[str, str]] = {}
        for code in languages[1:]:
            also[code] = {name: text for name, text in said[code].items() if text}
            also[code].setdefault("list_id", f"{code}.{list_id}")
            if not first.get("sender"):
                title = publication.in_language(code).title
                also[code].setdefault("sender", f"{title} <newsletter@{host}>")
        return MailSettings(
            sender=first.get("sender") or f"{publication.title} <newsletter@{host}>",
            to=first.get("to", ""),
            unsubscribe=first.get("unsubscribe", ""),
            greeting=first.get("greeting", "").strip(),
            list_id=list_id,
            also=also,
            together=raw.together,
            bounces=first.get("bounces", ""),
            login=raw.login,
            connections=raw.connections,
            per_minute=raw.per_minute,
        )

    def _check_mail(self, key: str, value: str) -> None:
        if re.search(r"[\x00-\x1f\x7f]", value):
            raise self.wrong(
                "mail", key, f"{key}: holds a line break or a control character; expected one line"
            )
        if not value:
            return
        if key in ("from", "to") and not re.fullmatch(r"(?:[^<>@]*<)?[^\s<>@,]+@[^\s<>@,]+>?", value):
            raise self.wrong(
                "mail", key, f"{key}: {value!r}: expected an address such as News <news@example.org>"
            )
        if key == "bounces" and not re.fullmatch(r"[^\s<>@,\-][^\s<>@,]*@[^\s<>@,]+", value):
            raise self.wrong(
                "mail", key, f"{key}: {value!r}: expected an address alone, such as bounces@example.org"
            )
        if key == "unsubscribe" and not re.match(r"(https?://|mailto:)\S+$|[\[{*]", value):
            raise self.wrong("mail", key, f"{key}: {value!r}: expected an https or mailto address")
        if key == "list_id" and not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", value):
            raise self.wrong("mail", key, f"{key}: {value!r}: expected a name such as news.example.org")

    def _list(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            raise self.wrong("sources", None, "sources: expected [[sources]]")
        return data

    def _source(self, index: int, data: Any) -> SourceSetting:
        raw = self._section("sources", data, _Source)
        if (raw.path is None) == (raw.url is None):
            raise self.wrong(
                "sources", None, f"[[sources]] number {index + 1}: expected either a path or a url"
            )
        path, url = raw.path, raw.url
        for key, value in (("path", path), ("url", url)):
            if value is not None and value.lower().startswith("file:"):
                path, url = self._file(key, value), None
        if path is not None and (not path.strip() or "\0" in path):
            raise self.wrong("sources", "path", f"path: {path!r}: expected a path such as feeds/news.xml")
        if url is not None and urlsplit(url).scheme not in ("http", "https"):
            raise self.wrong("sources", "url", f"url: {url!r}: expected an address that starts with https://")
        if url is not None and "@" in urlsplit(url).netloc:
            raise self.wrong(
                "sources", "url", "url: holds a user and a password; expected an address that needs none"
            )
        if raw.allow_private and url is None:
            raise self.wrong("sources", "allow_private", "allow_private: is for a url; a path needs none")
        if raw.language is not None and not _LANGUAGE.fullmatch(raw.language):
            raise self.wrong("sources", "language", f"language: {raw.language!r}: expected a code such as es")
        return SourceSetting(
            path=path,
            url=url,
            language=raw.language,
            topics=tuple(raw.topics),
            allow_private=raw.allow_private,
        )

    def _file(self, key: str, address: str) -> str:
        """Return the path that a file address names (RFC 8089, section 2)."""
        parts = urlsplit(address)
        if parts.netloc not in ("", "localhost") or not parts.path.startswith("/"):
            raise self.wrong(
                "sources",
                key,
                f"{key}: {address!r}: expected a file of this machine, such as file:///srv/news.xml",
            )
        return unquote(parts.path)


def _words(words: _Words, language: str) -> dict[str, str]:
    table = {language: words} if isinstance(words, str) else words
    return {code: text for code, raw in table.items() if (text := " ".join(raw.split()))}


def nearest(name: str, known: Any) -> str:
    """Return the end of a sentence that says which of `known` a wrong name may mean."""
    close = difflib.get_close_matches(name, known, 1)
    return f"; did you mean {close[0]!r}?" if close else "; expected one of " + ", ".join(known)
