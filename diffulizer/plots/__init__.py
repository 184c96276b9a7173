"""Figures of recordings and runs, as pictures of exactly the size asked for.

``facts`` gathers the numbers, each of the other modules makes one figure of them, and ``page.Page.pixels`` is the
picture. matplotlib is imported when the first figure is made.
"""
