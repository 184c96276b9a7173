/** The edits of attention with which a run was sampled, in words: `titles` of Python, held to it by its values. */
import { text } from "../text/text.ts";
import type { Run } from "./types.ts";

interface Edit {
  readonly action?: unknown;
  readonly words?: unknown;
  readonly factor?: unknown;
  readonly mask?: { readonly share?: unknown; readonly box?: unknown } | null;
}

/** Where an edit was in force: nowhere outside of this box, and perhaps not in all of it. Parts of width and height. */
export interface EditedBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** The edit in words. */
  readonly title: string;
}

/** "without “circle”; “red” ×2", or null where nothing was edited. */
export function editTitles({ generator }: Pick<Run, "generator">): string | null {
  const told = editsOf(generator).flatMap((edit) => titleWithin(edit) ?? []);
  return told.length > 0 ? told.join("; ") : null;
}

/** Boxes around the masks of edits; a box that is none is left out. */
export function editedBoxes({ generator }: Pick<Run, "generator">): readonly EditedBox[] {
  return editsOf(generator).flatMap((edit) => {
    const box = edit?.mask?.box;
    const [left, top, right, bottom] = Array.isArray(box) ? box.map(Number) : [];
    const title = titleWithin(edit);
    if (left === undefined || top === undefined || right === undefined || bottom === undefined) return [];
    const fits = 0 <= left && left < right && right <= 1 && 0 <= top && top < bottom && bottom <= 1;
    return fits && title !== null ? [{ left, top, right, bottom, title }] : [];
  });
}

const editsOf = (generator: Run["generator"]): readonly (Edit | null)[] =>
  Array.isArray(generator.edits) ? (generator.edits as readonly (Edit | null)[]) : [];

function titleWithin(edit: Edit | null): string | null {
  const list = Array.isArray(edit?.words) ? edit.words : [];
  const words = list.map((word) => text("“{word}”", { word: String(word) })).join(text(" and "));
  return within(titleOf(edit, words), edit);
}

/** As edits.json has them; null for an action that it does not have. */
function titleOf(edit: Edit | null, words: string): string | null {
  if (edit?.action === "remove") return text("without {words}", { words });
  if (edit?.action === "mute") return text("{words} muted", { words });
  if (edit?.action === "swap") return text("{words} swapped", { words });
  if (edit?.action !== "scale") return null;
  const factor = String(Number(Number(edit.factor ?? 0).toPrecision(6)));
  return text("{words} ×{factor}", { words, factor });
}

function within(title: string | null, edit: Edit | null): string | null {
  if (title === null || !edit?.mask) return title;
  const share = Number((100 * Number(edit.mask.share ?? 0)).toPrecision(2));
  return text("{edit} in {share} of the picture", { edit: title, share: `${String(share)}\u00a0%` });
}
