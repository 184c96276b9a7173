import { useState } from "react";

import { readable } from "../../text/numbers.ts";
import { BitmapCanvas } from "../../drawing/BitmapCanvas.tsx";
import type { ImageKind, Run } from "../../run/types.ts";
import { levelsOf } from "../../maths/align.ts";
import { useImage } from "../../reading/loading.ts";
import { WipeFrame } from "../WipeFrame.tsx";

interface Props {
  readonly run: Run;
  readonly step: number;
  readonly other: Run;
  /** The other run's step whose prediction, and whose latent, stands beside this step's. */
  readonly otherStep: number;
  readonly otherLatent: number;
}

/** Both runs' pictures in one frame, with a divider between them. */
export function WipeImages({ run, step, other, otherStep, otherLatent }: Props) {
  const [share, setShare] = useState(0.5);
  const [kind, setKind] = useState<ImageKind>(
    run.has.x0Images.some(Boolean) && other.has.x0Images.some(Boolean) ? "x0" : "latent",
  );
  const theirStep = kind === "latent" ? otherLatent : otherStep;
  const mine = useImage(run, kind, step);
  const theirs = useImage(other, kind, theirStep);
  const level = kind === "latent" ? "stepped" : "evaluated";
  const sigmas = [levelsOf(run, level)?.[step], levelsOf(other, level)?.[theirStep]];
  return (
    <figure className="picture">
      <WipeFrame
        run={run}
        label="Divider between the two runs"
        left={<BitmapCanvas bitmap={mine.value} label={`${run.name}, step ${String(step + 1)}`} />}
        right={<BitmapCanvas bitmap={theirs.value} label={`${other.name}, step ${String(theirStep + 1)}`} />}
        names={[`${run.name} · ${String(step + 1)}`, `${other.name} · ${String(theirStep + 1)}`]}
        share={share}
        onShare={setShare}
      />
      <div className="row small">
        {(["latent", "x0"] as const).map((k) => (
          <button
            key={k}
            title={k === "latent" ? "x" : "x̂₀"}
            aria-pressed={kind === k}
            disabled={!(k === "latent" ? run.has.images : run.has.x0Images).some(Boolean)}
            onClick={() => {
              setKind(k);
            }}
          >
            {k === "latent" ? "noisy picture" : "the model’s guess"}
          </button>
        ))}
        {sigmas[0] !== undefined && sigmas[1] !== undefined && (
          <span className="soft">
            {kind === "latent" ? "stepped to" : "evaluated at"} σ {readable(sigmas[0])} and{" "}
            {readable(sigmas[1])}
          </span>
        )}
      </div>
    </figure>
  );
}
