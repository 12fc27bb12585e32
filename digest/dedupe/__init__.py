"""Articles that tell the same story: how similar two are, and the groups they form."""
