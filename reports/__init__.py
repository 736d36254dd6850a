"""Show what was found; no judgement here."""
