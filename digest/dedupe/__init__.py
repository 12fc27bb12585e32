"""Find articles that tell the same story: features, similarity, duplicate groups."""
