import type { Term } from "../run/terms.ts";
import { text } from "../text/text.ts";
import type { Host } from "./services.ts";

interface Props {
  readonly host: Host;
  /** Words of the positive prompt. */
  readonly words: readonly Term[];
  readonly takeAway: (words: readonly string[]) => boolean;
  readonly onDone: () => void;
}

/** Takes the words that are shown away in the next run, to see what they did. */
export function TakeAway({ host, words, takeAway, onDone }: Props) {
  if (words.length === 0) return null;
  const named = words.map((word) => `“${word.text}”`).join(", ");
  return (
    <button
      onClick={() => {
        const done = takeAway(words.map(typed));
        if (done)
          host.toast(
            "info",
            text("The next run is without {words}", { words: named }),
            text(
              "Queue it with the same seed, then compare with previous. Edit Attention has more to choose.",
            ),
          );
        else host.toast("warn", text("Connect a model to this node first"));
        onDone();
      }}
    >
      {text("Take {words} away in the next run", { words: named })}
    </button>
  );
}

/** A word as a list of words has it: quoted where a mark would be read as part of the list. */
function typed({ text: word }: Term): string {
  const plain = word.replace(/[“”"]/g, "");
  return /[,;\n]|#(?!\d+$)/.test(plain) ? `"${plain}"` : plain;
}
