/** The paths to draw: as stored, or of both runs in one basis when comparing. */
import { useEffect, useMemo, useState } from "react";

import type { ImageKind, LatentArray, Run } from "../run/types.ts";
import type { SharedPca } from "../maths/pca.ts";
import { perform } from "../worker/perform.ts";
import { useAlignment } from "./aligned.ts";
import { useLatents } from "./loading.ts";

export interface Path {
  readonly run: Run;
  readonly kind: ImageKind;
  readonly name: string;
  readonly colour: string;
  readonly dashed: boolean;
  /** Its steps are the steps that the slider goes through. */
  readonly primary: boolean;
  readonly points: readonly (readonly [number, number] | null)[];
  /** The step of this path that belongs to a step of the primary run. */
  readonly stepAt: (step: number) => number;
}

export interface TrajectoryData {
  readonly paths: readonly Path[];
  readonly explained: readonly [number | null, number | null];
  readonly why: string;
}

/** The common basis of two runs' latents, or why there is none. */
interface Computed {
  readonly a: LatentArray;
  readonly b: LatentArray;
  readonly pca: SharedPca | null;
  readonly error?: string;
}

const same = (step: number) => step;

export function useTrajectory(run: Run, compared: Run | null): TrajectoryData {
  const mine = useLatents(compared ? run : null);
  const theirs = useLatents(compared);
  const alignment = useAlignment();
  const [computed, setComputed] = useState<Computed | null>(null);
  const a = mine.value?.latents ?? null;
  const b = theirs.value?.latents ?? null;
  useEffect(() => {
    if (!a || !b || !fits(a, b)) return;
    let wanted = true;
    perform("sharedPca", [a, b], [mine.value?.x0 ?? null, theirs.value?.x0 ?? null]).then(
      (pca) => {
        if (wanted) setComputed({ a, b, pca });
      },
      (error: unknown) => {
        if (wanted)
          setComputed({ a, b, pca: null, error: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => {
      wanted = false;
    };
  }, [a, b, mine.value, theirs.value]);
  const current = computed?.a === a && computed?.b === b ? computed : null;
  const shared = current?.pca ?? null;
  const error = mine.error ?? theirs.error ?? current?.error ?? null;
  return useMemo(() => {
    const path = (of: Run, kind: ImageKind, points: Path["points"], primary: boolean): Path => ({
      run: of,
      kind,
      primary,
      points,
      name: `${kind === "x0" ? "x̂₀" : "x"}${compared ? ` of ${of.name}` : ""}`,
      colour: primary ? "var(--run-a)" : "var(--run-b)",
      dashed: kind === "x0",
      stepAt: primary ? same : (step) => alignment[kind === "latent" ? "stepped" : "evaluated"][step] ?? step,
    });
    if (shared && compared) {
      const two = [run, compared].flatMap((of, i) => [
        path(of, "latent", shared.points[i] ?? [], i === 0),
        ...(shared.others[i] ? [path(of, "x0", shared.others[i], i === 0)] : []),
      ]);
      return { paths: two, explained: shared.explained, why: "" };
    }
    const stored = run.pca;
    if (!stored) return { paths: [], explained: [null, null], why: "" };
    const paths = [path(run, "latent", stored.points, true)];
    if (stored.x0Points) paths.push(path(run, "x0", stored.x0Points, true));
    return {
      paths,
      explained: stored.explained,
      why: compared ? whyAlone(run, compared, a, b, error) : "",
    };
  }, [run, compared, shared, alignment, a, b, error]);
}

function fits(a: LatentArray, b: LatentArray): boolean {
  return a.shape.slice(1).join() === b.shape.slice(1).join();
}

function whyAlone(
  run: Run,
  compared: Run,
  a: LatentArray | null,
  b: LatentArray | null,
  error: string | null,
): string {
  const alone = "Only this run’s own path is shown: ";
  const without = [run, compared].find((r) => !r.has.latents);
  if (without) return `${alone}${without.name} does not hold its latents, so there is no common basis.`;
  if (error) return `${alone}${error}`;
  if (!a || !b) return "Reading both runs’ latents, to draw them in one basis …";
  if (!fits(a, b)) return `${alone}the other run’s latents have another size, so there is no common basis.`;
  return "Computing a common basis …";
}
