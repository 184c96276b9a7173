"""What is shown of a pass while it is sampled: a small summary of each step, and the last few passes of them."""

from .store import LiveStore
from .summary import pass_summary, step_summary

__all__ = ["LiveStore", "pass_summary", "step_summary"]
