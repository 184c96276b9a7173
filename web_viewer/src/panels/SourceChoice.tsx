import { type Source, sourcesOf } from "../run/sources.ts";
import type { Run } from "../run/types.ts";
import { show, useAppStore } from "../state/store.ts";
import { useSource } from "../reading/effects.ts";
import { text } from "../text/text.ts";

const names = (): Readonly<Record<Source, string>> => ({
  attention: text("Attention"),
  effect: text("Effect"),
  both: text("Both"),
  gather: text("Word looks at"),
});

/** What is shown of words, in runs that have more of them than attention. */
export function SourceChoice({ run }: { run: Run }) {
  const app = useAppStore();
  const source = useSource(run);
  const sources = sourcesOf(run);
  if (sources.length < 2) return null;
  return (
    <div className="segmented source-choice" role="group" aria-label={text("What is shown of words")}>
      {sources.map((each) => (
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
