"""JSON feeds and JSON of any shape made to hurt: deep, long, broken, with huge numbers."""

import json

from .markup import fill, of_markup


def jsonfeed(size):
    def feed(items, more=""):
        return ('{"version":"https://jsonfeed.org/version/1.1","items":' + items + more + "}").encode()

    yield from of_markup(lambda inner: feed(json.dumps([{"id": "a", "content_html": inner.decode()}])), size)
    yield ("lists nested", feed("[" * size))
    yield ("objects nested", feed('{"a":' * (size // 5)))
    yield ("broken items nested", feed("[" + '{"a":1},' * (size // 20) + "[" * (size // 2)))
    yield ("900 deep", feed("[" + ",".join(["[" * 900 + "]" * 900] * 500) + "]"))
    yield ("numbers", feed('[{"id":' + "1" * size + "}]"))
    yield ("numbers with points", feed('[{"id":1.' + "1" * size + "}]"))
    yield ("numbers of 4300", feed("[" + ",".join(['{"id":' + "1" * 4299 + "}"] * 240) + "]"))
    yield ("surrogates", feed('[{"id":"a","title":"' + "\\ud800" * (size // 6) + '"}]'))
    yield ("keys", feed("[{" + ",".join(f'"a{i}":1' for i in range(size // 11)) + "}]"))
    yield ("no ends", feed('[{"id":"' + "a" * size))
    yield ("items again", b"{" + fill(b'"items":[{}],', size))
    yield (
        "authors of the feed",
        feed(
            json.dumps([{"id": str(i)} for i in range(size // 209)]),
            ',"authors":' + json.dumps([{"name": f"A {i}"} for i in range(size // 209)]),
        ),
    )
    yield ("blank lines", feed(json.dumps([{"id": "a", "content_text": "\n" * size}])))
    yield (
        "blank lines and spaces",
        feed(json.dumps([{"id": "a", "content_text": "\n " * (size // 3) + "x"}])),
    )
    yield ("white space between", b'{"items"' + b" " * size + b'"items":[]}')
    yield ("many items words", b"{" + fill(b'"items"' + b" " * 2000, size))


def jsonl(size):
    for title, text in (
        ("objects open", '{"title":"a","date":"b","x":' * (size // 28)),
        ("lists open", '{"articles":[{"title":"a","url":"b"},' + "[" * size),
        ("lines of broken", '{"title":"a","url":"b"}\n' + '{"title":\n' * (size // 10)),
        ("nested lines", '{"title":"a","url":"b"}\n' + ("[" * 5000 + "\n") * 200),
        ("broken elements", '[{"title":"a","url":"b"},\n' + '{"title":"a",,},\n' * (size // 17)),
        ("broken at the end", '{"articles":[{"title":"a","url":"b"},' + '{"title":"a"},' * (size // 15) + "x"),
        ("many lists", '{"title":"a","url":"b",' + '"items":[{"a":1}],"data":[{"title":1}],' * (size // 40)),
        ("list of one name", "{" + '"data":[{"title":"a","url":"b"},' * (size // 32)),
        ("brackets", '[{"title":"a","url":"b"}' + "]" * size),
        ("commas", '[{"title":"a","url":"b"}' + "," * size + "]"),
        ("closing", '[{"title":"a","url":"b"},{"a' + "} ," * (size // 3)),
        ("spaces before", " " * size + '[{"title":"a","url":"b"}]'),
        ("numbers", '[{"title":"a","url":"b","id":' + "1" * size + "}]"),
        ("numbers of 4300", '[{"title":"a","url":"b","date":' + "1" * 4400 + "}]"),
        ("roles nested", '[{"title":"a","url":"b","tags":' + "[" * 800 + "]" * 800 + "}]"),
        ("pictures", '[{"title":"a","url":"b","image":[' + '"x",' * (size // 4) + '"y"]}]'),
        ("topics", '[{"title":"a","url":"b","tags":"' + "a;" * (size // 2) + '"}]'),
        ("authors", '[{"title":"a","url":"b","author":"' + "by " * (size // 3) + '"}]'),
        ("keys", '[{"title":"a","url":"b",' + ",".join(f'"title{i}":"x"' for i in range(size // 17)) + "}]"),
        ("keys of one role", '[{"title":"a","url":"b",' + ",".join(f'"{"_" * i}tags":"x"' for i in range(size // 873)) + "}]"),
        ("html or not", '[{"title":"a","url":"b","body":"' + "<a " * (size // 3) + '"}]'),
        ("html or not, long", '[{"title":"a","url":"b","body":"' + "<a b" * (size // 4) + '"}]'),
        ("terms", '[{"title":"a","link":"b","_embedded":{"wp:term":[[' + '{"name":"a"},' * (size // 13) + "1]]}}]"),
        ("short dates", '[{"title":"a","url":"b","date":"' + "1 " * (size // 2) + '"}]'),
        ("date of slashes", '[{"title":"a","url":"b","date":"' + "1/" * (size // 2) + '2021"}]'),
        ("date of words", '[{"title":"a","url":"b","date":"' + "5 October 2021 " * (size // 15) + '"}]'),
    ):  # fmt: skip
        yield (title, text.encode())
    yield from of_markup(
        lambda inner: json.dumps({"title": "a", "url": "b", "body": inner.decode()}).encode(), size
    )
