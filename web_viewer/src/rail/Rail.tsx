import { useState } from "react";

import { useApp } from "../state/store.ts";
import { Appearance, Charts } from "./Appearance.tsx";
import { LayerPicker } from "./LayerPicker.tsx";
import { Steps } from "./Steps.tsx";
import { Words } from "./Words.tsx";

/** What is always at hand: the step, the layer, the words, and how maps are coloured. */
export function Rail() {
  const run = useApp((s) => s.primary);
  const [unfolded, setUnfolded] = useState(false);
  if (!run) return null;
  return (
    <aside className="rail" aria-label="Controls">
      <Steps run={run} />
      <button
        className="rail-fold small"
        aria-expanded={unfolded}
        onClick={() => {
          setUnfolded(!unfolded);
        }}
      >
        {unfolded ? "Hide layer, words and maps" : "Layer, words and maps"}
      </button>
      <div className={unfolded ? "rail-rest unfolded" : "rail-rest"}>
        <LayerPicker run={run} />
        <Words run={run} />
        <Appearance />
        <Charts />
      </div>
    </aside>
  );
}
