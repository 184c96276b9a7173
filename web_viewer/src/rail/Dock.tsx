import type { Run } from "../run/types.ts";
import { LayerPicker } from "./LayerPicker.tsx";
import { Steps } from "./Steps.tsx";
import { Words } from "./Words.tsx";

interface Props {
  readonly run: Run;
  readonly words: boolean;
  readonly layers: boolean;
}

/** The controls of the story, at the window's lower edge: the player, and what else is needed by then. */
export function Dock({ run, words, layers }: Props) {
  return (
    <aside className="dock" aria-label="Controls">
      <Steps run={run} />
      {words && <Words run={run} />}
      {layers && <LayerPicker run={run} />}
    </aside>
  );
}
