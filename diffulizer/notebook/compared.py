"""Two runs beside each other, as ``Run.compare`` returns them."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from ..analysis.comparison import Comparison, compare
from ..analysis.comparison_text import text
from ..analysis.verdict import Verdict, verdict_of
from ..comfyui.graph_diff import graph_differences
from ..dataset.read.disk_pass import DiskPass
from ..dataset.read.run import Run


@dataclass(frozen=True)
class ComparedRuns:
    """Differences of two runs. As a text, it is what ``diffulizer compare`` prints.

    Attributes:
        comparison: every step, layer and setting.
        verdict: the facts that tell most; ``verdict.sentences()`` writes them.
    """

    comparison: Comparison
    verdict: Verdict

    def __str__(self) -> str:
        return text(self.comparison)

    def _repr_html_(self) -> str:
        """Show the verdict in a notebook."""
        return "".join(f"<p>{escape(sentence)}</p>" for sentence in self.verdict.sentences())


def compared(a: Run, b: Run) -> ComparedRuns:
    """Compare two runs. Exceptions are those of ``Run.compare``."""
    passes = DiskPass(a.path), DiskPass(b.path)
    found = compare(*passes, names=(str(a.path), str(b.path)), further=graph_differences(*passes))
    return ComparedRuns(found, verdict_of(found))
