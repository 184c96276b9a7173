import { type PointerEvent, useRef, useState } from "react";

import { BitmapCanvas } from "../../drawing/BitmapCanvas.tsx";
import type { ImageKind, Run } from "../../dataset/types.ts";
import { useImage } from "../../state/loading.ts";
import { aspect } from "../Picture.tsx";

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
  const frame = useRef<HTMLDivElement>(null);
  const drag = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (box && event.buttons & 1) setShare(Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)));
  };
  return (
    <figure className="picture">
      <div
        className="frame"
        ref={frame}
        style={aspect(run)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag(event);
        }}
        onPointerMove={drag}
      >
        <BitmapCanvas bitmap={mine.value} label={`${run.name}, step ${String(step + 1)}`} />
        <div className="over" style={{ clipPath: `inset(0 0 0 ${String(100 * share)}%)` }}>
          <BitmapCanvas bitmap={theirs.value} label={`${other.name}, step ${String(otherStep + 1)}`} />
        </div>
        <div className="divider" style={{ left: `${String(100 * share)}%` }} aria-hidden />
        <span className="tag left a">
          {run.name} · {step + 1}
        </span>
        <span className="tag right b">
          {other.name} · {otherStep + 1}
        </span>
      </div>
      <input
        type="range"
        className="wipe"
        aria-label="Divider between the two runs"
        min={0}
        max={100}
        value={Math.round(100 * share)}
        onChange={(event) => {
          setShare(Number(event.target.value) / 100);
        }}
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
