# ruff: noqa: Q000 (tables of data, quoted as the attacks need it)
"""Markdown made to hurt: front matter with bombs of aliases, and marks in endless rows."""

from .markup import fill


def markdown(size):
    front = b"---\ntitle: A\ndate: 2021-10-05\n%s---\n%s"
    for title, block in (
        ("aliases", b"a: &a [x,x,x,x,x,x,x,x]\n" + b"".join(b"a%d: &a%d [%s]\n" % (i, i, b",".join([b"*a" if not i else b"*a%d" % (i - 1)] * 8)) for i in range(9)) + b"tags: *a8\n"),
        ("aliases named", b"tags: &a [x]\n" + fill(b"b: *a\n", min(15_000, size))),
        ("merge keys", b"a: &a {title: x}\n" + fill(b"b: {<<: *a}\n", min(15_000, size))),
        ("alias to itself", b"tags: &a [*a]\n"),
        ("alias to itself in a table", b"params: &a {title: *a}\n"),
        ("flow nested", b"a: " + b"[" * 490 + b"]" * 490 + b"\n"),
        ("blocks nested", b"".join(b" " * i + b"a:\n" for i in range(170))),
        ("lists nested", b"tags: " + b"- " * 7000 + b"\n"),
        ("questions", b"? " * 7000 + b"\n"),
        ("long key", b"a" * 16000 + b": x\n"),
        ("quotes", b"a: '" + b"''" * 8000 + b"\n"),
        ("anchors", b"".join(b"a%d: &a%d x\n" % (i, i) for i in range(800))),
        ("tags", b"a: !<" + b"x" * 15000 + b"> y\n"),
        ("directives", b"a: x\n%YAML 99999999999999999999.1\n"),
        ("long", fill(b"a: b\n", size)),
        ("spaces", b"a:" + b" " * 15000 + b"b\n"),
        ("comments", fill(b"#\n", min(15_000, size))),
        ("colons", b"a: " + b":" * 15000 + b"\n"),
        ("line of hyphens", b"-" * size + b"\n"),
    ):  # fmt: skip
        yield (f"yaml {title}", front % (block, b"Text.\n"))
    for title, block in (
        ("dots", b".".join([b"a"] * min(7000, size // 4)) + b" = 1\n"),
        ("tables", b"".join(b"[%s]\n" % b".".join([b"a%d" % i] * 20) for i in range(240))),
        ("arrays nested", b"a = " + b"[" * 490 + b"]" * 490 + b"\n"),
        ("inline nested", b"a = " + b"{a=" * 490 + b"1" + b"}" * 490 + b"\n"),
        ("numbers", b"a = " + b"1" * 15000 + b"\n"),
        ("dates", fill(b"a = 2021-10-05\n", min(15_000, size))),
        ("strings", b'a = """' + b'\\' * 15000 + b'"""\n'),
        ("underscores", b"a = 1" + b"_1" * 7000 + b"\n"),
        ("date of a bad offset", b"date = 2021-10-05T10:00:00+23:59\n"),
    ):  # fmt: skip
        yield (f"toml {title}", b"+++\ntitle = 'A'\n" + block + b"+++\nText.\n")
    for title, unit in (
        ("references", b"[a]: b\n"), ("references apart", b"[a]: b\n\n"), ("reference uses", b"[a][b] "), ("brackets", b"["), ("pictures", b"![a](b.jpg) "), ("bangs", b"!["), ("closing", b"]("), ("stars", b"*a **b "),
        ("stars alone", b"*"), ("underscores", b"_a __"), ("tildes", b"~~a "), ("ticks", b"`a"), ("ticks of all lengths", b"".join(b"`" * i + b" " for i in range(1, 400))), ("quotes", b"> "), ("lists", b"- "), ("lists in lines", b"- a\n"), ("list in list", b"".join(b" " * i + b"- a\n" for i in range(300))),
        ("tables", b"|a|b|\n|-|-|\n|1|2|\n\n"), ("cells", b"|"), ("table rows", b"a|b\n-|-\n"), ("rules", b"---\n"), ("headings", b"# a\n"), ("underlined", b"a\n="), ("html", b"<div>\n"), ("html open", b"<a "), ("html comments", b"<!-- "), ("autolinks", b"<http:"), ("entities", b"&amp;"), ("entity starts", b"&#"),
        ("escapes", b"\\"), ("fences", b"```\n"), ("fence open", b"~~~ "), ("tabs", b"\t"), ("code", b"    a\n"), ("templates", b"{{<"), ("liquid", b"{% "), ("outputs", b"{{ "), ("attributes", b"{: "), ("hard breaks", b"a  \n"), ("lines", b"a\n"), ("blank", b"\n \n"), ("paragraphs", b"Some words here.\n\n"),
        ("quoted lists", b"> - > - "), ("ordered", b"1. "), ("links", b"[a](b"), ("link titles", b'[a](b "'), ("nested links", b"[a]("), ("emphasis both", b"*_"), ("declarations", b"<!A"), ("instructions", b"<?"), ("cdata", b"<![CDATA["), ("more", b"<!--more"), ("imports", b"import x\n"), ("definitions open", b"[a]: <b\n"), ("definition titles", b"[a]: b '\n"),
    ):  # fmt: skip
        for length in (size // 8, size):
            yield (f"{title} ({length // 1024} KB)", front % (b"", fill(unit, length)))
    yield ("json nested", b'{"a":' * (size // 10))
    yield ("json front", b'{"title":"A","tags":' + b"[" * 900 + b"]" * 900 + b"}\nText")
    yield ("json numbers", b'{"title":"A","date":' + b"1" * size + b"}\nText")
    yield ("pelican", b"title: a\n" + fill(b"date: b\n", size))
    yield ("never closed", b"---\ntitle: a\n" + fill(b"- b\n", size))
    yield ("key spaces", b"---\ntitle: a\n" + b"a" + b" " * size + b": b\n---\n")
    yield ("many blocks", fill(b"---\ntitle: a\ndate: b\n", size))
