import { type PointerEvent, useRef } from "react";

import { BitmapCanvas } from "../drawing/BitmapCanvas.tsx";
import type { Run } from "../dataset/types.ts";
import { useImage } from "../state/loading.ts";
import { useSeen } from "../state/sight.ts";
import { show, useAppStore } from "../state/store.ts";
import { Missing } from "./Panel.tsx";

interface Props {
  readonly run: Run;
  readonly step: number;
}

/** The latent after a step, and beside a divider the step's prediction of the clean image. */
export function Picture({ run, step }: Props) {
  const app = useAppStore();
  const wipe = useSeen((s) => s.wipe);
  const noisy = useImage(run, "latent", step);
  const clean = useImage(run, "x0", step);
  const both = run.has.images[step] === true && run.has.x0Images[step] === true;
  const frame = useRef<HTMLDivElement>(null);
  const drag = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (!box || !(event.buttons & 1)) return;
    show(app, { wipe: Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) });
  };
  const error = noisy.error ?? clean.error;
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
        {run.has.images[step] ? (
          <BitmapCanvas bitmap={noisy.value} label={`Latent after step ${String(step + 1)}, decoded`} />
        ) : (
          <Missing>No image of this step is listed.</Missing>
        )}
        {run.has.x0Images[step] && (
          <div
            className="over"
            style={both ? { clipPath: `inset(0 0 0 ${String(100 * wipe)}%)` } : undefined}
          >
            <BitmapCanvas
              bitmap={clean.value}
              label={`Prediction of the clean image at step ${String(step + 1)}, decoded`}
            />
          </div>
        )}
        {both && <div className="divider" style={{ left: `${String(100 * wipe)}%` }} aria-hidden />}
        {both && (
          <>
            <span className="tag left">x after the step</span>
            <span className="tag right">x̂₀ predicted</span>
          </>
        )}
      </div>
      {both && (
        <input
          type="range"
          className="wipe"
          aria-label="Divider between the latent and the predicted clean image"
          min={0}
          max={100}
          value={Math.round(100 * wipe)}
          onChange={(event) => {
            show(app, { wipe: Number(event.target.value) / 100 });
          }}
        />
      )}
      {error && <Missing>{error}</Missing>}
    </figure>
  );
}

/** The image's shape, known before any image is. */
export function aspect(run: Run): { aspectRatio: string } {
  const { width, height } = run.generator;
  const usable = typeof width === "number" && typeof height === "number" && width > 0 && height > 0;
  return { aspectRatio: usable ? `${String(width)} / ${String(height)}` : "1" };
}
