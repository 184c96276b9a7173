"""Figures of recordings and runs, as pictures of exactly the size asked for.

``diffulizer.analysis`` gathers the numbers and knows nothing of this package; each module here makes one figure of
them, and ``page.Page.pixels`` is the picture. matplotlib is imported when the first figure is made.
"""
