"""Showing runs: where the built viewer lies, a server for it on this machine, and reports of one file."""
