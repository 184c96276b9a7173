"""Sweeps: the runs of a study, drawn by one ComfyUI or many, each once, in a folder that can be gone on with.

A study (``study``) becomes items (``items``), which a crew of workers (``crew``, ``worker``, ``cluster``) takes from a
queue (``pending``). Each run is packed (``keeping``), put into a store (``stores``) and entered in the ledger
(``ledger``). ``sweep`` holds it together.
"""
