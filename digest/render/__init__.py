"""Issues to files: RenderContext in, artifacts out. Nothing here reads a clock, a locale or the environment."""
