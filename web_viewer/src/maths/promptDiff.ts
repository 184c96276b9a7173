/** Two prompts side by side, word by word. Held to `words_differences` of Python by its values. */

export interface DiffPart {
  readonly text: string;
  readonly side: "both" | "a" | "b";
}

/**
 * The words of two prompts in order, each with the side that has it. What both share is found as by Ratcliff and Obershelp
 * ("Pattern Matching: the Gestalt Approach", 1988): the longest run of words in both, then the same before and after it.
 */
export function diffWords(a: readonly string[], b: readonly string[]): readonly DiffPart[] {
  const match = longestMatch(a, b);
  if (match.length === 0)
    return [
      ...a.map((text) => ({ text, side: "a" as const })),
      ...b.map((text) => ({ text, side: "b" as const })),
    ];
  const { i, j, length } = match;
  return [
    ...diffWords(a.slice(0, i), b.slice(0, j)),
    ...a.slice(i, i + length).map((text) => ({ text, side: "both" as const })),
    ...diffWords(a.slice(i + length), b.slice(j + length)),
  ];
}

interface Match {
  readonly i: number;
  readonly j: number;
  readonly length: number;
}

/** The longest run of words that both have; of equals the first in A, then the first in B. */
function longestMatch(a: readonly string[], b: readonly string[]): Match {
  let best: Match = { i: 0, j: 0, length: 0 };
  // By word of B, how long a run ends there and at the word of A that was looked at last.
  let before = new Uint32Array(b.length);
  a.forEach((word, i) => {
    const ending = new Uint32Array(b.length);
    b.forEach((other, j) => {
      if (other !== word) return;
      const length = 1 + (j > 0 ? (before[j - 1] ?? 0) : 0);
      ending[j] = length;
      if (length > best.length) best = { i: i - length + 1, j: j - length + 1, length };
    });
    before = ending;
  });
  return best;
}

/** Words of A, and the words of B that stand in their place; one of them may be empty. */
export interface Replaced {
  readonly a: readonly string[];
  readonly b: readonly string[];
}

/** What the prompts do not share, in order: those between two common words belong together. */
export function replacedWords(parts: readonly DiffPart[]): readonly Replaced[] {
  const found: { a: string[]; b: string[] }[] = [];
  parts.forEach(({ text, side }, i) => {
    if (side === "both") return;
    if (i === 0 || parts[i - 1]?.side === "both") found.push({ a: [], b: [] });
    found.at(-1)?.[side].push(text);
  });
  return found;
}

/** Whether a word is more than a mark such as a comma. */
export function isSpoken(word: string): boolean {
  return /[\p{L}\p{N}]/u.test(word);
}
