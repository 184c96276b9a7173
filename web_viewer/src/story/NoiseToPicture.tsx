import { useEffect, useState } from "react";

import { BitmapCanvas } from "../drawing/BitmapCanvas.tsx";
import { FIELDS, SETTLED, type Settling } from "../maths/settling.ts";
import { Formulas } from "../panels/Formulas.tsx";
import { Missing } from "../panels/Panel.tsx";
import { Fitted } from "../panels/Fitted.tsx";
import { useImage, useLatents } from "../reading/loading.ts";
import { isFlow } from "../run/prediction.ts";
import type { Run } from "../run/types.ts";
import { useApp, useSeen } from "../state/store.ts";
import { percent } from "../text/numbers.ts";
import { perform } from "../worker/perform.ts";
import { Screen } from "./Screen.tsx";
import { useScrub } from "./useScrub.ts";

/** One picture that comes out of noise. */
export function NoiseToPicture({ run }: { run: Run }) {
  const scrub = useScrub(run.steps);
  const step = useApp((s) => s.step);
  return (
    <Screen
      id="noise-to-picture"
      number={1}
      title="Noise to picture"
      scrub={scrub}
      prose={
        <>
          <p className="prompt">“{run.conditions[0]?.text ?? ""}”</p>
          <p>
            {beginning(run)} {run.steps} {run.steps === 1 ? "time" : "times"} the model says{" "}
            {isFlow(run)
              ? "which way leads from this noise to a picture, and each time the picture goes some of that way."
              : "what in it is noise, and each time some of that noise is taken away."}
          </p>
          <NoiseLeft run={run} step={step} />
          <Settled run={run} />
          {scrub.length > 0 && <p className="hint small soft">Scroll to go through it step by step.</p>}
        </>
      }
      maths={
        <>
          <Formulas run={run} step={step} />
          <p className="small soft">
            Large shapes are the means over square fields of the guess, an eighth of its shorter side long;
            detail is the rest. Each counts as settled from the step after which it stays within{" "}
            {percent(1 - SETTLED)} of its way from the first guess to the last ({FIELDS} fields along the
            shorter side, Euclidean distance, in the latent).
          </p>
        </>
      }
    >
      <Shown run={run} />
    </Screen>
  );
}

function beginning(run: Run): string {
  const { denoise, start_step: start } = run.generator;
  const partly = (typeof denoise === "number" && denoise < 1) || (typeof start === "number" && start > 0);
  return partly ? "This run began with an earlier picture under noise." : "A picture begins as pure noise.";
}

function Shown({ run }: { run: Run }) {
  const step = useSeen((s) => s.step);
  const kind = run.has.images[step] ? "latent" : "x0";
  const listed = kind === "latent" || run.has.x0Images[step] === true;
  const image = useImage(run, kind, step);
  return (
    <figure className="one-picture">
      <Fitted run={run}>
        <div className="frame">
          {listed ? (
            <BitmapCanvas
              bitmap={image.value}
              label={
                kind === "latent"
                  ? `Noisy picture after step ${String(step + 1)}`
                  : `The model’s guess at step ${String(step + 1)}`
              }
            />
          ) : (
            <Missing>No image of this step is listed.</Missing>
          )}
        </div>
      </Fitted>
      {image.error && <Missing>The image can’t be read: {image.error}</Missing>}
    </figure>
  );
}

/** How much of the noise is still there after the step, of that at the beginning. */
function NoiseLeft({ run, step }: { run: Run; step: number }) {
  const [first, now] = [run.sigmas?.[0], run.sigmas?.[step + 1]];
  const left = first && now !== undefined ? now / first : null;
  const noise =
    left === null ? "." : left === 0 ? ", with no noise left." : `, with ${percent(left)} of the noise left.`;
  return (
    <p className="noise-left" aria-live="off">
      {run.has.images[step] ? "You see the picture" : "You see the model’s guess at it; this is"} after step{" "}
      <b>{step + 1}</b> of {run.steps}
      {noise}
    </p>
  );
}

/** How long the first picture is there before all latents of a run are read, in milliseconds. */
const QUIET_MS = 300;

/** When shapes and detail of a finished run were settled; the picture comes first. Undefined until it is known. */
function useSettling(run: Run): Settling | null | undefined {
  const pictured = useImage(run, run.has.images[0] ? "latent" : "x0", 0).value !== undefined;
  const [quiet, setQuiet] = useState(false);
  useEffect(() => {
    if (!pictured) return;
    const timer = setTimeout(() => {
      setQuiet(true);
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [pictured]);
  const x0 = useLatents(quiet && run.complete ? run : null).value?.x0;
  const [found, setFound] = useState<Settling | null>();
  useEffect(() => {
    if (!x0) return;
    let wanted = true;
    void perform("settling", x0).then((value) => {
      if (wanted) setFound(value);
    });
    return () => {
      wanted = false;
    };
  }, [x0]);
  return found;
}

/** When large shapes and detail were decided, where the run's own predictions tell. */
function Settled({ run }: { run: Run }) {
  const found = useSettling(run);
  if (found === null || !run.complete || !run.has.latents) return null;
  // Its room is kept, so that nothing moves once it is known.
  return (
    <p style={{ visibility: found ? "visible" : "hidden" }}>
      At every step the model also guesses the finished picture. In this run, that guess hardly changes its{" "}
      <b>large shapes from step {(found?.shapes ?? 0) + 1}</b> on, and its{" "}
      <b>detail from step {(found?.details ?? 0) + 1}</b> on.
    </p>
  );
}
