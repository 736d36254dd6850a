"""From measures and findings to the full rating: indicators, criteria, totals, levels. Exact arithmetic; no clock."""
