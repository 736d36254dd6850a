"""What changed between two audits: two campaigns, two homes, two bundles. Reads them, judges nothing anew."""
