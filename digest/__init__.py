"""A newsletter digest generator: one closed period of a newsroom, as email, pages and feeds."""

__version__ = "0.1.0"
