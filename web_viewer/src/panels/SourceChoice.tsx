import { hasEffects } from "../run/effects.ts";
import type { Run } from "../run/types.ts";
import { show, type Source, SOURCES, useAppStore } from "../state/store.ts";
import { useSource } from "../reading/effects.ts";
import { text } from "../text/text.ts";

const names = (): Readonly<Record<Source, string>> => ({
  attention: text("Attention"),
  effect: text("Effect"),
  both: text("Both"),
});

/** What is shown of words, in runs with effects: where the model looks, what changes without the word, or both. */
export function SourceChoice({ run }: { run: Run }) {
  const app = useAppStore();
  const source = useSource(run);
  if (!hasEffects(run)) return null;
  return (
    <div className="segmented source-choice" role="group" aria-label={text("What is shown of words")}>
      {SOURCES.map((each) => (
        <button
          key={each}
          aria-pressed={each === source}
          onClick={() => {
            show(app, { source: each });
          }}
        >
          {names()[each]}
        </button>
      ))}
    </div>
  );
}
