/** Which words of a prompt are shown where not all fit. */
import { concentration, termMap } from "../maths/words.ts";
import type { AttentionMap } from "../run/types.ts";
import type { Term } from "../run/terms.ts";

/** Words that say little about a picture, and come last. */
const FUNCTION_WORDS = new Set(
  "a,an,the,of,on,in,at,by,to,with,and,or,for,from,is,are,as,its,his,her,their,this,that,it".split(","),
);

export function saysLittle({ text }: Term): boolean {
  const word = text.replace(/#\d+$/, "").toLowerCase();
  return FUNCTION_WORDS.has(word) || !/[\p{L}\p{N}]/u.test(word);
}

/** Terms by what they matter: kept ones first, then by their concentration, function words last. */
export function byWeight(
  terms: readonly Term[],
  map: AttentionMap | undefined,
  isKept: (term: Term) => boolean,
): readonly Term[] {
  const score = new Map(
    map && terms.map((term) => [term, concentration(termMap(map, term.tokens), map.entry.grid)]),
  );
  const rank = (term: Term) => (isKept(term) ? 0 : saysLittle(term) ? 2 : 1);
  return [...terms].sort((a, b) => rank(a) - rank(b) || (score.get(b) ?? 0) - (score.get(a) ?? 0));
}

const GAP = 4;

/**
 * The terms that fit into lines of a width, in the order of the prompt.
 *
 * @param ordered those that matter most first.
 * @param widthOf the width of a term's chip, in pixels.
 * @param more the width of the chip that opens the others, which is needed where not all fit.
 */
export function fitting(
  terms: readonly Term[],
  ordered: readonly Term[],
  widthOf: (term: Term) => number,
  width: number,
  lines: number,
  more: number,
): readonly Term[] {
  const fits = (shown: readonly Term[]) => {
    const widths = shown.map(widthOf);
    if (shown.length < terms.length) widths.push(more);
    let [line, used] = [1, 0];
    for (const each of widths) {
      const wide = Math.min(each, width);
      if (used > 0 && used + GAP + wide > width) [line, used] = [line + 1, wide];
      else used += (used > 0 ? GAP : 0) + wide;
    }
    return line <= lines;
  };
  let [low, high] = [0, terms.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const some = new Set(ordered.slice(0, middle));
    if (fits(terms.filter((term) => some.has(term)))) low = middle;
    else high = middle - 1;
  }
  const chosen = new Set(ordered.slice(0, low));
  return terms.filter((term) => chosen.has(term));
}
