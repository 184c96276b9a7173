import { useState } from "react";

import { BitmapCanvas } from "../../drawing/BitmapCanvas.tsx";
import type { ImageKind, Run } from "../../run/types.ts";
import { useImage } from "../../reading/loading.ts";
import { WipeFrame } from "../WipeFrame.tsx";

interface Props {
  readonly run: Run;
  readonly step: number;
  readonly other: Run;
  readonly otherStep: number;
}

/** Both runs' pictures in one frame, with a divider between them. */
export function WipeImages({ run, step, other, otherStep }: Props) {
  const [share, setShare] = useState(0.5);
  const [kind, setKind] = useState<ImageKind>(
    run.has.x0Images.some(Boolean) && other.has.x0Images.some(Boolean) ? "x0" : "latent",
  );
  const mine = useImage(run, kind, step);
  const theirs = useImage(other, kind, otherStep);
  return (
    <figure className="picture">
      <WipeFrame
        run={run}
        label="Divider between the two runs"
        left={<BitmapCanvas bitmap={mine.value} label={`${run.name}, step ${String(step + 1)}`} />}
        right={<BitmapCanvas bitmap={theirs.value} label={`${other.name}, step ${String(otherStep + 1)}`} />}
        names={[`${run.name} · ${String(step + 1)}`, `${other.name} · ${String(otherStep + 1)}`]}
        share={share}
        onShare={setShare}
      />
      <div className="row small">
        {(["latent", "x0"] as const).map((k) => (
          <button
            key={k}
            aria-pressed={kind === k}
            disabled={!(k === "latent" ? run.has.images : run.has.x0Images).some(Boolean)}
            onClick={() => {
              setKind(k);
            }}
          >
            {k === "latent" ? "x after the step" : "x̂₀ predicted"}
          </button>
        ))}
      </div>
    </figure>
  );
}
