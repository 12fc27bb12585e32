"""Make documents out of documents: change bytes, tokens, elements, values."""

import json
import re
from itertools import islice

from . import vocabulary

# The start of an element, lines up to a blank one, and the value of a field in any of the formats.
_TAG = re.compile(rb"<([\w:-]{1,40})")
_LINES = re.compile(rb"^[^\n]+\n(?:[^\n]+\n){0,8}", re.MULTILINE)
_FIELD = re.compile(
    rb"(?<=>)[^<>]{1,2000}(?=<)|(?<=[\"'])[^\"'<>\n]{1,300}(?=[\"'])|(?<=: )[^\n]{1,300}|(?<=,)[^,\n]{1,300}(?=,)"
)


class Mutator:
    """Makes documents of a format's `own` documents and of `others`, with `words` that its parser looks for."""

    def __init__(self, rng, own, others, words, largest):
        self.rng, self.own, self.others, self.words, self.largest = rng, own, others, words, largest

    def document(self):
        name, content = self.rng.choice(self.own)
        # Every second one keeps its head, by which its format is recognised; else the parsers would see little.
        head = content[: self.rng.choice((40, 120, 400))] if self.rng.random() < 0.5 else b""
        content = content[len(head) :]
        for _ in range(self.rng.choice((1, 1, 2, 3, 5, 8))):
            ways = self._structured if self.rng.random() < 0.3 else self._ways
            content = self.rng.choice(ways)(self, head + content)[: self.largest]
            content = content.removeprefix(head) if content.startswith(head) else content[len(head) :]
        return name, head + content

    def _span(self, content, most=400):
        start = self.rng.randrange(len(content) + 1)
        return start, min(len(content), start + self.rng.randrange(1, most))

    def _put(self, content, new):
        start, end = self._span(content)
        return content[:start] + new + content[self.rng.choice((start, end)) :]

    def flip(self, content):
        found = bytearray(content)
        for _ in range(self.rng.randrange(1, 12)):
            if found:
                found[self.rng.randrange(len(found))] = self.rng.choice(
                    (self.rng.randrange(256), 0, 10, 34, 38, 60, 62, 255)
                )
        return bytes(found)

    def splice(self, content):
        _, other = self.rng.choice(self.own if self.rng.random() < 0.6 else self.others)
        start, end = self._span(other, 2000)
        return self._put(content, other[start:end])

    def token(self, content):
        return self._put(content, self.rng.choice(self.words))

    def swap(self, content):
        """Put a token where another token of the document stands."""
        places = list(re.finditer(rb"[\w:-]{2,30}|\"[^\"\n]{0,200}\"|>[^<>]{1,200}<", content[:200_000]))
        if not places:
            return content
        place = self.rng.choice(places)
        return content[: place.start()] + self.rng.choice(self.words) + content[place.end() :]

    def repeat(self, content):
        start, end = self._span(content, self.rng.choice((3, 20, 200, 3000)))
        size = self.rng.choice((200, 5000, 100_000, self.largest if self.rng.random() < 0.2 else 20_000))
        chunk = content[start:end] or b"x"
        return content[:start] + chunk * max(1, size // len(chunk)) + content[end:]

    def drop(self, content):
        start, end = self._span(content, self.rng.choice((3, 50, 2000)))
        return content[:start] + content[end:]

    def cut(self, content):
        start, _ = self._span(content)
        return content[:start] if self.rng.random() < 0.8 else content[start:]

    def nest(self, content):
        opening, closing = self.rng.choice(vocabulary.NESTS)
        depth = self.rng.choice((10, 100, 300, 1100, 5000, 60_000))
        start, end = self._span(content, 2000)
        return content[:start] + opening * depth + content[start:end] + closing * depth + content[end:]

    def swell(self, content):
        """Make a field, a word or an attribute huge."""
        unit = self.rng.choice(self.words)[:40] or b"x"
        return self._put(content, unit * (self.rng.choice((1000, 50_000, 400_000)) // len(unit)))

    def shuffle(self, content):
        mark = self.rng.choice((b"\n", b"<", b",", b" "))
        parts = content.split(mark)
        self.rng.shuffle(parts)
        return mark.join(parts)

    def recode(self, content):
        decoded = content.decode("utf-8", errors="replace")
        coding = self.rng.choice(
            ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp1252", "utf-7", "koi8-r")
        )
        coded = decoded.encode(coding, errors="replace")
        return self.rng.choice((b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\0\0")) + coded

    def break_text(self, content):
        """Put bytes of no character, or characters of no text, somewhere."""
        return self._put(content, self.rng.choice(vocabulary.CHARACTERS) * self.rng.choice((1, 1, 3, 1000)))

    def moment(self, content):
        """Put an odd date where a date stands, else anywhere."""
        new = self.rng.choice(vocabulary.DATES)
        places = list(re.finditer(rb"\d[\d:TZ+., /-]{5,40}", content[:200_000]))
        if not places:
            return self._put(content, new)
        place = self.rng.choice(places)
        return content[: place.start()] + new + content[place.end() :]

    def address(self, content):
        """Put an odd address where an address stands, else anywhere."""
        new = self.rng.choice(vocabulary.ADDRESSES)
        places = list(re.finditer(rb"https?://[^\s\"'<>]{1,200}", content[:200_000]))
        if not places:
            return self._put(content, new)
        place = self.rng.choice(places)
        return content[: place.start()] + new + content[place.end() :]

    def value(self, content):
        """Change one value of JSON, or of the JSON on one line, into another kind of value."""
        lines = content.split(b"\n")
        for at in (None, self.rng.randrange(len(lines))):
            try:
                whole = json.loads(content if at is None else lines[at])
            except (ValueError, RecursionError):
                continue
            try:
                new = json.dumps(self._changed(whole)).encode()
            except (ValueError, RecursionError):
                return content
            return new if at is None else b"\n".join((*lines[:at], new, *lines[at + 1 :]))
        return self.element(content)

    def _changed(self, value, depth=0):
        rng = self.rng
        if not isinstance(value, dict | list) or not value or depth > 50 or rng.random() < 0.1:
            word = rng.choice((*self.words, *vocabulary.DATES, *vocabulary.ADDRESSES)).decode(
                errors="replace"
            )
            odd = (
                None,
                True,
                -1,
                1e308,
                10**30,
                "",
                [],
                {},
                [[value]],
                [value, value],
                {"name": value},
                {"url": value},
            )
            return rng.choice((word, word, f"{value}{word}", rng.choice(odd)))
        if isinstance(value, list):
            at = rng.randrange(len(value))
            if rng.random() < 0.2:
                return value * rng.choice((0, 2, 50))
            return [*value[:at], self._changed(value[at], depth + 1), *value[at + 1 :]]
        key = rng.choice(list(value))
        if rng.random() < 0.2:
            other = rng.choice(list(value))
            return value | {key: value[other], other: value[key]}
        return value | {key: self._changed(value[key], depth + 1)}

    def element(self, content):
        """Put a whole element, or some lines, of any document of the format in the place of another, or beside it."""
        _, other = self.rng.choice(self.own)
        ways = self._an_element if b"<" in content and self.rng.random() < 0.7 else self._some_lines
        place, piece = ways(content), ways(other)
        if not place or not piece:
            return self.token(content)
        new = other[slice(*piece)] * self.rng.choice((0, 1, 1, 1, 1, 2, 40))
        return content[: place[0]] + new + content[self.rng.choice(place) :]

    def _an_element(self, content):
        places = [match for match in islice(_TAG.finditer(content), 500) if not match[1].startswith(b"?")]
        if not places:
            return None
        place = self.rng.choice(places)
        closing = b"</%s>" % place[1]
        end = content.find(closing, place.end(), place.end() + 5000)
        start = place.start()
        return (
            (start, end + len(closing))
            if end >= 0
            else (start, content.find(b">", start) + 1 or len(content))
        )

    def _some_lines(self, content):
        places = list(islice(_LINES.finditer(content), 500))
        return self.rng.choice(places).span() if places else None

    def words_of(self, content):
        """Put something odd where the words of an element or the value of an attribute stand, and nothing else."""
        places = list(islice(_FIELD.finditer(content[:50_000]), 2000))
        if not places:
            return self.token(content)
        place = self.rng.choice(places)
        new = self.rng.choice(
            (
                self.rng.choice(self.words),
                self.rng.choice(vocabulary.DATES),
                self.rng.choice(vocabulary.ADDRESSES),
                b"",
            )
        )
        return content[: place.start()] + new * self.rng.choice((1, 1, 30)) + content[place.end() :]

    _structured = (value, element, words_of)
    _ways = (
        flip, splice, splice, token, token, swap, swap, swap, repeat, drop, drop, cut, nest, swell, shuffle, recode,
        break_text, moment, moment, address,
    )  # fmt: skip
