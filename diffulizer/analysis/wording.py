"""What several texts say alike."""

NOT_CAUSATION = "Attention is what layers look at, not what causes the picture."
