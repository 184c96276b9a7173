import { alignBy, type Align } from "../maths/align.ts";
import { show, useApp, useAppStore } from "../state/store.ts";

interface Props {
  readonly label: string;
  readonly names: Readonly<Record<Align, string>>;
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
          title={way === "step" || levels ? undefined : "Noise levels were not recorded"}
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
