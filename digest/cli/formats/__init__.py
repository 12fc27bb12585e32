"""Results of the services as text for people and as values for JSON."""
