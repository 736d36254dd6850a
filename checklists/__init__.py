"""What must be published, as data with act and clause; just enough code to read it strictly."""
