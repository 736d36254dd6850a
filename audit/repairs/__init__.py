"""From gaps to repair: what to propose, the plans that organisations make of it, and whether they were carried out."""
