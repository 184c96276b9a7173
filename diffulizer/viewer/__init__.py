"""Showing runs: the files of the built viewer, a server for it on this machine, and reports of one file."""
