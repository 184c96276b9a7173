"""Figures of recordings and runs, as pictures of exactly the requested size.

``diffulizer.analysis`` gathers the numbers and knows nothing of this package. Each module here makes one figure of
them, and ``page.Page.pixels`` returns its picture. matplotlib is imported when the first figure is made.
"""
