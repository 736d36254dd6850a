"""What Glasnost costs, and against what it is measured."""
