"""A pass while it is sampled, for panels that watch: a small summary of each step, and a store of the last passes."""

from .clearest import ClearestLayer
from .maps import MEAN, step_maps
from .store import LiveStore
from .summary import pass_summary, step_summary

__all__ = ["MEAN", "ClearestLayer", "LiveStore", "pass_summary", "step_maps", "step_summary"]
