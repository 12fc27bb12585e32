"""The benchmarks run, and say so when they cannot."""

import re
import sys

from programs import run, run_module

FAILING = """\
from functools import partial
from benchmarks.__main__ import print_lines
from benchmarks.timing import Line

def works():
    yield Line("a line", "1 s")

def fails():
    yield Line("before", "2 s")
    raise ValueError("no such attribute")

print(print_lines([partial(fails), partial(works)]))
"""


def test_every_line_of_our_own_can_be_measured():
    done = run_module("benchmarks", "--quick")
    assert done.returncode == 0, done.stdout + done.stderr
    measured = re.findall(r"^\S.*\s\d[\d.,]* ?(?:ms|s|MB|MB/s|/s)\b", done.stdout, re.MULTILINE)
    assert len(measured) > 20, done.stdout


def test_a_line_that_cannot_be_measured_is_an_error_and_the_others_go_on():
    done = run(sys.executable, "-c", FAILING)
    assert "ERROR, not measured: __main__.fails: ValueError: no such attribute" in done.stdout
    assert "a line" in done.stdout
    assert done.stdout.splitlines()[-1] == "1"
