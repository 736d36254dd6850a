"""Archive and check-list in, findings and scores out; no network, no clock."""
