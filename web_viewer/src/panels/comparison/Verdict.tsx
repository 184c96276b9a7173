import { useMemo } from "react";

import { alignmentOf } from "../../maths/align.ts";
import { verdictOf } from "../../maths/verdict.ts";
import { useAlign } from "../../reading/aligned.ts";
import { useMeasured } from "../../reading/measured.ts";
import type { Run } from "../../run/types.ts";

/** How the two runs differ, in sentences: at once what was asked, then what their latents and their maps say. */
export function Verdict({ run, other }: { run: Run; other: Run }) {
  const align = useAlign();
  const { measured, read, total } = useMeasured(run, other, align, "verdict");
  const sentences = useMemo(
    () => verdictOf(run, other, alignmentOf(run, other, align), measured),
    [run, other, align, measured],
  );
  return (
    <section className="run-verdict" aria-label="Verdict" aria-busy={!measured.whole}>
      <p>
        {sentences.map((sentence) => (
          <span key={sentence}>{sentence} </span>
        ))}
      </p>
      {!measured.whole && (
        <p className="small soft">
          {measured.cosines
            ? `Reading maps … ${String(read)} of ${String(total)} steps`
            : "Reading latents …"}
        </p>
      )}
      {measured.whole && read > 0 && read < run.steps && (
        <p className="small soft">
          Attention was compared at {read} of {run.steps} steps.
        </p>
      )}
    </section>
  );
}
