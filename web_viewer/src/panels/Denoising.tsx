import type { Run } from "../run/types.ts";
import { FilmStrip } from "./FilmStrip.tsx";
import { Picture } from "./Picture.tsx";

/** The picture at a step, and how it came there. */
export function Denoising({ run, step }: { run: Run; step: number }) {
  return (
    <div className="stack">
      <Picture run={run} step={step} />
      <FilmStrip run={run} />
    </div>
  );
}
