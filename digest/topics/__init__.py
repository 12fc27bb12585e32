"""Classify articles under topics, and suggest keywords."""
