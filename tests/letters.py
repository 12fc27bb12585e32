"""A workspace with three topics in two languages, and messages to its subscribers."""

import re

from conftest import item, rss
from small_issue import SmallIssue

SETTINGS = """
[publication]
title = "The Test"
home = "https://test.example/"
languages = ["en", "es"]
timezone = "America/Costa_Rica"

[mail]
unsubscribe = "https://test.example/leave"
greeting = { en = "Hello {name|reader} of {city|the coast},", es = "Hola {name}," }

[topics.health]
title = { en = "Health", es = "Salud" }

[topics.water]
title = { en = "Water", es = "Agua" }

[topics.boats]
title = "Boats"
"""


def entry(title, topic, more=""):
    """Return an item with a topic and an address of its own."""
    link = f"https://n.example/{re.sub(r'[^a-z]', '-', title.lower())}"
    return item(title, more=f"<category>{topic}</category><link>{link}</link>{more}")


def make(root):
    made = SmallIssue(root)
    (made.root / "digest.toml").write_text(SETTINGS)
    entries = (entry("Clinic opens", "Health"), entry("A well is dug", "Water"), entry("Other", "x"))
    made.put("feeds/a.xml", rss(*entries))
    made.build()
    return made


def send_letters(workspace, lines, *options):
    """Send to the subscribers of these lines; return the result and all messages delivered so far."""
    workspace.put("s.csv", "email,name,language,topics,city\n" + lines)
    done = workspace.send("--subscribers", "s.csv", "--via", "mbox:box", *options)
    return done, workspace.delivered() if (workspace.root / "box").exists() else []
