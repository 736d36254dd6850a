"""Documents to text: every byte of them is hostile, so they are opened in a child process with limits."""
