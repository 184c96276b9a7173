/** The edits of attention with which a run was sampled, in words: `titles` of Python, held to it by its values. */
import texts from "../../../diffulizer/format/edits.json";

import type { Run } from "./types.ts";

interface Edit {
  readonly action?: unknown;
  readonly words?: unknown;
  readonly factor?: unknown;
}

/** "without “circle”; “red” ×2", or null where nothing was edited. */
export function editTitles({ generator }: Pick<Run, "generator">): string | null {
  const edits = Array.isArray(generator.edits) ? (generator.edits as readonly (Edit | null)[]) : [];
  const told = edits.flatMap((edit) => {
    const action = (texts.actions as Readonly<Record<string, string>>)[String(edit?.action)];
    const words = Array.isArray(edit?.words) ? edit.words : [];
    if (action === undefined) return [];
    const named = words.map((word) => texts.word.replace("{word}", () => String(word))).join(texts.and);
    const factor = String(Number(Number(edit?.factor ?? 0).toPrecision(6)));
    return [action.replace("{words}", () => named).replace("{factor}", () => factor)];
  });
  return told.length > 0 ? told.join("; ") : null;
}
