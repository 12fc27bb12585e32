"""Which topic an article belongs to."""
