"""A pass while it is sampled, for panels that watch: a small summary of each step, and a store of the last passes."""

from .store import LiveStore
from .summary import pass_summary, step_summary

__all__ = ["LiveStore", "pass_summary", "step_summary"]
