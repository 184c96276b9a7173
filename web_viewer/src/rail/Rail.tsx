import { useApp } from "../state/store.ts";
import { Appearance } from "./Appearance.tsx";
import { LayerPicker } from "./LayerPicker.tsx";
import { Steps } from "./Steps.tsx";
import { Words } from "./Words.tsx";

/** What is always at hand: the step, the layer, the words, and how maps are coloured. */
export function Rail() {
  const run = useApp((s) => s.primary);
  if (!run) return null;
  return (
    <aside className="rail" aria-label="Controls">
      <Steps run={run} />
      <div className="rail-rest">
        <LayerPicker run={run} />
        <Words run={run} />
        <Appearance />
      </div>
    </aside>
  );
}
