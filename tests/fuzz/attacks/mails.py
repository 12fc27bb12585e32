"""Mails and mailboxes made to hurt: odd headers, encodings, nested parts."""

import base64

from .markup import fill, of_markup


def mail(size):
    head = b"From: a@b.example\nDate: Tue, 05 Oct 2021 10:00:00 +0000\nSubject: A boat\nMIME-Version: 1.0\n"
    yield from of_markup(lambda inner: head + b"Content-Type: text/html\n\n" + inner, size, size // 4)
    yield from of_markup(lambda inner: head + b"\n" + inner, size)
    for title, more in (
        ("parts nested", b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(size // 69))),
        ("parts nested with one boundary", fill(b"Content-Type: multipart/mixed; boundary=b\n\n--b\n", size)),
        ("parts", b"Content-Type: multipart/mixed; boundary=b\n\n" + fill(b"--b\n\nx\n", size)),
        ("parts of parts", b"Content-Type: multipart/mixed; boundary=b\n\n" + fill(b"--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--c--\n", size)),
        ("html parts", b"Content-Type: multipart/mixed; boundary=b\n\n" + fill(b"--b\nContent-Type: text/html\n\n<p>x<br><table><tr><td>y\n", size)),
        ("no boundary", b"Content-Type: multipart/mixed\n\n" + fill(b"--b\nContent-x\n", size)),
        ("boundary beginnings", b"Content-Type: multipart/mixed; boundary=b\n\n" + fill(b"--b ", size)),
        ("fields", fill(b"X: y\n", size)),
        ("fields odd", fill(b"X: y\n\n Y", size)),
        ("one field", b"X-A: " + fill(b"a", size)),
        ("one field folded", b"X-A: a\n" + fill(b" a\n", size)),
        ("blank folds", b"X-A: a\n" + fill(b" \n", size)),
        ("field name", fill(b"a", size) + b": b\n"),
        ("encoded words", b"Subject: " + fill(b"=?utf-8?Q?a?= ", size) + b"\n\n"),
        ("encoded words open", b"Subject: " + fill(b"=?utf-8?Q?", size) + b"\n\n"),
        ("encoded words of all charsets", b"Keywords: " + b" ".join(b"=?%s?B?2AA=?=" % c for c in (b"utf-16", b"utf-7", b"hz", b"iso-2022-jp", b"punycode", b"idna", b"x", b"utf-32")) + b"\n\n"),
        ("addresses", b"Sender: x\nFrom: " + fill(b"a@b,", size) + b"\n\n"),
        ("brackets", b"Reply-To: " + fill(b"(", size) + b"\n\n"),
        ("parameters", b"Content-Type: text/plain; " + b"; ".join(b"a*%d*=b" % i for i in range(size // 13)) + b"\n\n"),
        ("parameters of quotes", b"Content-Type: text/plain; a=" + fill(b'"\\', size) + b"\n\n"),
        ("answers", b"Subject: " + fill(b"Re: ", size) + b"\n\n"),
        ("list names", b"List-Id: a <a>\nKeywords: " + fill(b"[a] ", size) + b"\n\n"),
        ("base64", b"Content-Transfer-Encoding: base64\n\n" + base64.b64encode(fill(b"a b ", size))),
        ("base64 soup", b"Content-Transfer-Encoding: base64\n\n" + fill(b"a-", size)),
        ("quoted-printable", b"Content-Transfer-Encoding: quoted-printable\n\n" + fill(b"=C3=A9=\n", size)),
        ("quoted-printable soup", b"Content-Transfer-Encoding: quoted-printable\n\n" + fill(b"= ", size)),
        ("flowed", b"Content-Type: text/plain; format=flowed; delsp=yes\n\n" + fill(b"> a \n", size)),
        ("flowed quotes", b"Content-Type: text/plain; format=flowed\n\n" + fill(b">", size)),
        ("utf-7", b"Content-Type: text/plain; charset=utf-7\n\n" + fill(b"+2AA-", size)),
        ("hz", b"Content-Type: text/plain; charset=hz\n\n" + fill(b"~{", size)),
        ("iso-2022-jp", b"Content-Type: text/plain; charset=iso-2022-jp\n\n" + fill(b"\x1b$B", size)),
        ("utf-16 surrogates", b"Content-Type: text/plain; charset=utf-16\n\n" + fill(b"\xd8\x00", size)),
        ("signatures", b"\n" + fill(b"-- \n", size)),
        ("rules", b"\n" + fill(b"_" * 50 + b"\n", size)),
        ("rules almost", b"\n" + fill(b"-", size) + b"x"),
        ("leaving", b"\n" + fill(b"unsubscribe https://x \n\n", size)),
        ("browser words", b"\n" + fill(b"view ", 500) + b"in browser https://x.example/ \n\n"),
        ("long paragraphs", b"\n" + fill(b"view a a a ", size)),
        ("hidden", b"Content-Type: text/html\n\n" + fill(b"<p style='display:none'>x</p>", min(400_000, size))),
        ("leaves", b"Content-Type: text/html\n\n" + fill(b"<div>x", min(90_000, size))),
        ("cells", b"Content-Type: text/html\n\n" + fill(b"<table><tr><th>x<td>y</table>", size)),
        ("tables nested with th", b"Content-Type: text/html\n\n" + fill(b"<table><tr><td><th>", min(200_000, size))),
        ("deep and broad", b"Content-Type: text/html\n\n" + b"<div>" * 200 + fill(b"<p>x", min(70_000, size))),
        ("deep links", b"Content-Type: text/html\n\n" + b"<div>" * 230 + fill(b"<a>x</a>", min(70_000, size))),
    ):  # fmt: skip
        yield (title, head + more)
    yield ("blank lines before", b"\n" * size + head)


def mailboxes(size):
    yield ("mailbox of separators", fill(b"From a Mon Jan  1 00:00:00 2021\n", size))
    yield (
        "mailbox",
        fill(b"From a Mon Jan  1 00:00:00 2021\nSubject: x\nContent-Type: text/html\n\n<p>y\n", size),
    )
    yield (
        "mailbox of quoted",
        b"From a Mon Jan  1 00:00:00 2021\nSubject: x\n\n" + fill(b">>>From \n", size),
    )
