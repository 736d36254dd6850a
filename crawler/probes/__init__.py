"""Whether what stands on a page works: each probe takes a page of the browser and plain data, gives plain data."""
