"""From classified articles and the draft to an Issue. Values in, values out."""
