"""Tables and listings made to hurt: open quotes, endless lines, dates without end."""

from .markup import MARKUP, fill


def table(size):
    row = b"title,date,url\n"
    yield from (
        ("one cell", row + b'"' + fill(b"a", size) + b'",x,y\n'),
        ("quotes", row + fill(b'"', size)),
        ("quotes open", row + fill(b'"a,2021-10-05,c\n', size)),
        ("quotes open in turn", row + fill(b'a,"2021-10-05,c\n"a,b,c\n', size)),
        ("quote open once", row + b'"' + fill(b"a,2021-10-05,c\n", size)),
        ("quotes within", row + fill(b'a,"b""",c\n', size)),
        ("quotes and wide rows", row + fill(b'"a\n\n,,,,,\n', size)),
        ("quotes odd at the end", row + fill(b"a,b,c\n", size) + fill(b'"x\n', size)),
        ("header of many columns", b"title,date," + fill(b"a,", size) + b"\n" + b"A,2021-10-05\n"),
        ("header of long cells", b"title,date," + fill(b"a b ", size) + b"\nA,2021-10-05\n"),
        ("header of many titles", fill(b"title,date,", size) + b"\n" + fill(b"a,b,", size)),
        ("row of many cells", row + fill(b"a,", size)),
        ("rows of many cells", row + fill(b"a," * 1000 + b"\n", size)),
        (
            "wide table of empty cells",
            b"title,date," + b"," * 1000 + b"\n" + fill(b"a,2021-10-05" + b"," * 999 + b"\n", size),
        ),
        ("commas", fill(b",", size)),
        ("lines of commas", row + fill(b",,\n", size)),
        ("empty lines", row + fill(b"\n", size)),
        ("rules", row + fill(b"---,---,---\n", size)),
        ("rule of hyphens", row + fill(b"-", size) + b"x\n"),
        ("sep", b"sep=;" + fill(b";", size) + b"\ntitle;date\na;2021-10-05\n"),
        ("returns", row + fill(b"\r", size)),
        ("topics", b"title,tags,date\n" + b'a,"' + fill(b"a,", size) + b'",b\n'),
        (
            "dates that differ",
            row
            + b"".join(
                b"a%d,%d/%d/20%02d,c\n" % (i, i % 12 + 1, i % 13 + 1, i % 100) for i in range(size // 26)
            ),
        ),
        (
            "dates of nonsense",
            row + b"".join(b"a%d,5 de oct %d 1 1,c\n" % (i, i) for i in range(size // 349)),
        ),
        ("marks", row + fill("e\u0301\u0327".encode(), size) + b",x,y\n"),
        ("nul", row + fill(b"\0", size)),
        ("html cells", b"title,body,date\n" + b'a,"' + fill(b"<a b ", size) + b'",c\n'),
    )


def listing(size):
    lines = (
        b"word",
        b"Word",
        b"A",
        b"1",
        b"2021",
        b"5 October 2021",
        b"October",
        b"Read more",
        b"By Ana Maria",
        b"By Aa Bb",
        b"- x",
        b"x.",
        b"x,",
        b"Photo: A",
        b"Page 1",
        b"Ana Maria",
        b"\xc3\xa9",
        "\u0301".encode(),
        b"The boat comes into the harbour",
        b"Filed under: Water",
        b"1/2/2021",
        b"Themes: X",
        b"yesterday",
        b"5 de octubre",
        b"https://x.example/a",
        b"x.jpg",
        b"Read more about The boat comes in",
    )
    for line in lines:
        yield (f"lines of {line.decode()!r}", fill(line + b"\n", size))
        yield (
            f"one line of {line.decode()!r}",
            b"A headline of some words\n\n5 October 2021\n\n" + fill(line + b" ", size),
        )
        yield (
            f"lines of 199 of {line.decode()!r}",
            fill((line + b" ") * (199 // (len(line) + 1)) + b"\n", size),
        )
        yield (
            f"lines of 1190 of {line.decode()!r}",
            fill((line + b" ") * (1190 // (len(line) + 1)) + b"\n", size),
        )
    for title, make in MARKUP.items():
        yield (title, b"A headline of some words\n\n5 October 2021\n\n" + make(size))
    for unit in (
        b"_",
        b"-",
        b"a-",
        b"A",
        b"a ",
        b"A ",
        b"\xc3\x81 ",
        b"1 ",
        b"1:",
        b"de ",
        b"y ",
        b"Aa, ",
        b"Aa de ",
        b"Aa/",
        b"|",
        b"| a ",
        b"x | ",
        b"next_",
        b"share ",
        b"x.y",
        b"(",
        b"more ",
        b".",
        b". A",
        b"5 de ",
        b"5th ",
        b"at ",
        b", ",
        b"<",
        b":",
        b"Posted: ",
        b"aRegion",
        b"aThemes-",
        b"Published ",
    ):
        filled = (unit * 200)[:180]
        for end in (b"", b"!", b"2021", b" 5 October 2021", b"1", b":x", b"@"):
            yield (
                f"lines of 180 of {unit.decode()!r} and {end.decode()!r}",
                fill(filled + end + b"\n", min(300_000, size)),
            )
    article = b"The boat number %d comes into the harbour\n5 October 2021\nIt came in today, and everybody went to see it at the old quay, with music and dances till the night.\n\n"
    yield ("articles", b"".join(article % i for i in range(size // 174)))
    yield ("articles of one title", fill(article % 1, size))
    yield (
        "articles that read on",
        b"".join(
            b"It came in today, and everybody went to see it at the old quay. Read more about The boat number %d comes in\n\n"
            % i
            for i in range(size // 116)
        ),
    )
    yield (
        "broken lines",
        b"A headline of some words\n\n5 October 2021\n" + fill(b"some words that go on\n", size),
    )
    yield (
        "broken lines with commas",
        b"A headline of some words\n\n5 October 2021\n" + fill(b"Some words that go on,\n", size),
    )
    yield ("utf-16", ("A headline of some words\n\n" * (size // 52)).encode("utf-16"))
