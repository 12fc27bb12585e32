"""One module for each thing the commands do; the only package below the commands that takes a Config."""
