import { BitmapCanvas } from "../drawing/BitmapCanvas.tsx";
import type { Run } from "../run/types.ts";
import { useImage } from "../reading/loading.ts";
import { useSeen, show, useAppStore } from "../state/store.ts";
import { EditedBoxes } from "./EditedBoxes.tsx";
import { Fitted } from "./Fitted.tsx";
import { Missing } from "./Panel.tsx";
import { WipeFrame } from "./WipeFrame.tsx";
import { text } from "../text/text.ts";

interface Props {
  readonly run: Run;
  readonly step: number;
  /** The step whose latent is shown, where that is another one: latents of two runs are paired by themselves. */
  readonly latentStep?: number;
}

/** The latent after a step, and beside a divider the step's prediction of the clean image. */
export function Picture({ run, step, latentStep = step }: Props) {
  const app = useAppStore();
  const wipe = useSeen((s) => s.wipe);
  const noisy = useImage(run, "latent", latentStep);
  const clean = useImage(run, "x0", step);
  const [hasNoisy, hasClean] = [run.has.images[latentStep] === true, run.has.x0Images[step] === true];
  const left = (
    <BitmapCanvas
      bitmap={noisy.value}
      label={text("Noisy picture after step {step}", { step: latentStep + 1 })}
    />
  );
  const right = (
    <BitmapCanvas
      bitmap={clean.value}
      label={text("The model’s guess at the finished picture at step {step}", { step: step + 1 })}
    />
  );
  const error = noisy.error ?? clean.error;
  return (
    <figure className="picture">
      {hasNoisy && hasClean ? (
        <WipeFrame
          run={run}
          label={text("Divider between the noisy picture and the model’s guess")}
          left={left}
          right={right}
          names={[text("noisy picture"), text("the model’s guess")]}
          symbols={["x", "x̂₀"]}
          share={wipe}
          onShare={(share) => {
            show(app, { wipe: share });
          }}
        >
          <EditedBoxes run={run} />
        </WipeFrame>
      ) : (
        <Fitted run={run}>
          <div className="frame">
            {hasNoisy && left}
            {hasClean && right}
            <EditedBoxes run={run} />
            {!hasNoisy && !hasClean && <Missing>{text("No image of this step is listed.")}</Missing>}
          </div>
        </Fitted>
      )}
      {error && <Missing>{text("The image can’t be read: {reason}", { reason: error })}</Missing>}
    </figure>
  );
}
