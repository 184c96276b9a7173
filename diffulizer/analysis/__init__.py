"""What a recording shows, as numbers and maps: of words, of places, of two runs beside each other.

Everything takes a ``SamplingPass``, in memory or read from disk, and nothing here knows where it comes from.
"""

NOT_CAUSATION = "Attention is what layers look at, not what causes the picture."
"""What every text says that shows attention."""
