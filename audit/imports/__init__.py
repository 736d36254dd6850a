"""What is measured beside the site, out of files: surveys, inspections, calls, targets, points; writes measures."""
