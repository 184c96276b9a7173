import { alignBy, type Align } from "../maths/align.ts";
import { sameScale } from "../run/prediction.ts";
import type { Run } from "../run/types.ts";
import { show, useApp, useAppStore } from "../state/store.ts";

/** Why noise levels of two runs can't be told by each other. */
export const OTHER_SCALE =
  "One model predicts a flow, whose noise levels go from 1 to 0, and the other does not";

interface Props {
  readonly label: string;
  readonly names: Readonly<Record<Align, string>>;
}

/** Why steps can't be told by their noise levels. */
function whyNot(run: Run, other: Run | null): string {
  return other && !sameScale(run, other) ? OTHER_SCALE : "Noise levels were not recorded";
}

/** The one choice of what runs along charts over the steps, and of how the steps of two runs belong together. */
export function AlignChoice({ label, names }: Props) {
  const app = useAppStore();
  const primary = useApp((s) => s.primary);
  const compared = useApp((s) => s.compared);
  const chosen = useApp((s) => s.align);
  if (!primary) return null;
  const by = alignBy(chosen, primary, compared);
  const levels = alignBy("sigma", primary, compared) === "sigma";
  return (
    <div className="segmented small" role="group" aria-label={label}>
      {(["sigma", "step"] as const).map((way) => (
        <button
          key={way}
          aria-pressed={by === way}
          disabled={way === "sigma" && !levels}
          title={way === "step" || levels ? undefined : whyNot(primary, compared)}
          onClick={() => {
            show(app, { align: way });
          }}
        >
          {names[way]}
        </button>
      ))}
    </div>
  );
}
