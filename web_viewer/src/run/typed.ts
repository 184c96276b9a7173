/** Prompts as people type them, in the form in which words are compared; the rules are those of `typed.py`. */
import tokens from "../../../diffulizer/format/tokens.json";
import { folded } from "./terms.ts";

const WEIGHTED = new RegExp(`^(.+):\\s*${tokens.weight}\\s*$`, "s");

/** A prompt as it is tokenised: without weights and their parentheses, escaped parentheses as such. */
export function asRead(prompt: string): string {
  return asCompared(withoutWeights(prompt.replaceAll("\\(", "\0[").replaceAll("\\)", "\0]")));
}

/** A text without its case, with letters composed, single spaces and no invisible characters. */
export function asCompared(text: string): string {
  const plain = text.replace(/\0\[|\\\(/g, "(").replace(/\0\]|\\\)/g, ")");
  const spaced = plain.split(/\s+/u).filter(Boolean).join(" ").normalize("NFC");
  return folded(spaced.replace(/\p{C}/gu, ""));
}

function withoutWeights(text: string): string {
  let [kept, start, depth] = ["", 0, 0];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") {
      if (depth === 0) {
        kept += text.slice(start, i);
        start = i;
      }
      depth++;
    } else if (text[i] === ")") {
      depth--;
      if (depth === 0) {
        const inside = text.slice(start + 1, i);
        kept += withoutWeights(WEIGHTED.exec(inside)?.[1] ?? inside);
        start = i + 1;
      }
    }
  }
  return kept + text.slice(start);
}
