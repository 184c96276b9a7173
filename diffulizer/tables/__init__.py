"""Tables of many runs: finding them, reading a run as rows, frames, and files that are written bit by bit.

``format/columns.json`` says what each column holds.
"""
