"""Fetch organisations' sites into the archive; knows nothing of laws or scores."""
