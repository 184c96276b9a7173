import { useAlignment } from "../reading/aligned.ts";
import { useSeen, show, useAppStore } from "../state/store.ts";
import { readable } from "../text/numbers.ts";
import type { Run } from "../run/types.ts";
import { AttentionDifference } from "./comparison/AttentionDifference.tsx";
import { DivergenceMatrix } from "./comparison/DivergenceMatrix.tsx";
import { PromptDiff } from "./comparison/PromptDiff.tsx";
import { Verdict } from "./comparison/Verdict.tsx";
import { WipeImages } from "./comparison/WipeImages.tsx";
import { Missing, Panel } from "./Panel.tsx";

/** Two runs at steps that belong together: pictures, prompts, attention. Curves of both are in the metrics. */
export function Comparison({ run, step }: { run: Run; step: number }) {
  const app = useAppStore();
  const other = useSeen((s) => s.compared);
  const align = useSeen((s) => s.align);
  const alignment = useAlignment();
  if (!other) {
    return (
      <Missing>Open a second run and choose it under “compare with” to see where the two differ.</Missing>
    );
  }
  const last = other.steps - 1;
  const otherStep = alignment.evaluated[step] ?? Math.min(step, last);
  const otherLatent = alignment.stepped[step] ?? Math.min(step, last);
  const sigmas = run.sigmas && other.sigmas;
  return (
    <div className="comparison">
      <Verdict run={run} other={other} />
      <div className="row">
        <div className="row small" role="group" aria-label="Alignment of the two runs">
          {(["sigma", "step"] as const).map((way) => (
            <button
              key={way}
              aria-pressed={align === way}
              disabled={way === "sigma" && !sigmas}
              title={sigmas ? undefined : "One of the runs does not state its noise levels"}
              onClick={() => {
                show(app, { align: way });
              }}
            >
              {way === "sigma" ? "at the same noise level" : "at the same step"}
            </button>
          ))}
        </div>
        <p className="small soft">
          step {step + 1} (σ {readable(run.sigmas?.[step])}) beside step {otherStep + 1} of {other.steps} (σ{" "}
          {readable(other.sigmas?.[otherStep])})
          {otherLatent !== otherStep && <>; its latent beside that of step {otherLatent + 1}</>}
        </p>
      </div>
      <div className="comparison-grid">
        <Panel id="compare-images" title="Pictures">
          <WipeImages run={run} step={step} other={other} otherStep={otherStep} otherLatent={otherLatent} />
        </Panel>
        <Panel id="compare-attention" title="Difference of the attention to a word">
          <AttentionDifference run={run} step={step} other={other} otherStep={otherStep} />
        </Panel>
        <Panel id="compare-prompts" title="Prompts and settings">
          <PromptDiff run={run} other={other} />
        </Panel>
        <Panel
          id="compare-divergence"
          title="Where and when attention differs"
          about="How differently the two runs divide their attention between tokens: the Jensen-Shannon divergence, mean over the picture. 0 is equal, and 0.69 (ln 2) is nothing in common."
        >
          <DivergenceMatrix run={run} other={other} />
        </Panel>
      </div>
    </div>
  );
}
