import type { Run } from "../run/types.ts";
import { FilmStrip } from "./FilmStrip.tsx";
import { NormCurves } from "./NormCurves.tsx";
import { Picture } from "./Picture.tsx";

/** The picture at a step, and how it came there. */
export function Denoising({ run, step }: { run: Run; step: number }) {
  return (
    <div className="stack">
      <Picture run={run} step={step} />
      <Films run={run} />
    </div>
  );
}

/** All steps: the model's guesses or the noisy pictures, and the norms of both. */
export function Films({ run }: { run: Run }) {
  return (
    <>
      <FilmStrip run={run} />
      <NormCurves run={run} />
    </>
  );
}
