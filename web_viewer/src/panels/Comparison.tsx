import type { ComponentType } from "react";

import { useAlignment } from "../reading/aligned.ts";
import { sameScale } from "../run/prediction.ts";
import type { Run } from "../run/types.ts";
import { useSeen } from "../state/store.ts";
import { AlignChoice, OTHER_SCALE } from "./AlignChoice.tsx";
import { ComparedCurves } from "./comparison/ComparedCurves.tsx";
import { ComparedMaps } from "./comparison/ComparedMaps.tsx";
import { DivergenceMatrix } from "./comparison/DivergenceMatrix.tsx";
import { PromptDiff } from "./comparison/PromptDiff.tsx";
import { Verdict } from "./comparison/Verdict.tsx";
import { WipeImages } from "./comparison/WipeImages.tsx";
import { WordChoice } from "./comparison/WordChoice.tsx";
import { Missing } from "./Panel.tsx";

interface Props {
  readonly run: Run;
  readonly step: number;
}

interface Both extends Props {
  readonly other: Run;
  /** The other run's step whose prediction, and whose latent, stands beside this step's. */
  readonly otherStep: number;
  readonly otherLatent: number;
}

/** A panel that shows both runs, at steps that belong together; without a second run it says how to open one. */
function ofBoth(Shown: ComponentType<Both>) {
  return function OfBoth({ run, step }: Props) {
    const other = useSeen((s) => s.compared);
    const alignment = useAlignment();
    if (!other)
      return (
        <Missing>Open a second run and choose it under “compare with” to see where the two differ.</Missing>
      );
    const last = Math.min(step, other.steps - 1);
    return (
      <Shown
        run={run}
        step={step}
        other={other}
        otherStep={alignment.evaluated[step] ?? last}
        otherLatent={alignment.stepped[step] ?? last}
      />
    );
  };
}

const SAME = { sigma: "Same noise level", step: "Same step" };

/** How two runs differ: the verdict, and both beside their difference for one word, at one step, in one layer. */
export const Comparison = ofBoth(({ run, step, other, otherStep }) => (
  <div className="comparison">
    <Verdict run={run} other={other} />
    <div className="row spread">
      <WordChoice run={run} other={other} />
      <AlignChoice label="Alignment of the two runs" names={SAME} />
    </div>
    {!sameScale(run, other) && (
      <p className="small soft">{OTHER_SCALE}. So steps stand beside each other by number.</p>
    )}
    <ComparedMaps run={run} step={step} other={other} otherStep={otherStep} />
  </div>
));

export const ComparisonCurves = ofBoth(ComparedCurves);
export const ComparisonLayers = ofBoth(DivergenceMatrix);
export const ComparisonPrompts = ofBoth(PromptDiff);
export const ComparisonPictures = ofBoth(WipeImages);
