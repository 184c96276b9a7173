"""Analyses of a recording, as numbers and maps: of words, of positions in the image, of two runs beside each other.

Every analysis takes a ``SamplingPass``, in memory or read from disk, and does not know where it comes from.
"""

NOT_CAUSATION = "Attention is what layers look at, not what causes the picture."
"""Sentence that goes with every display of attention."""
