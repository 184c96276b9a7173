/** Prompts as people type them, in the form in which words are compared; the rules are those of `typed.py`. */
import tokens from "../../../diffulizer/format/tokens.json";
import { folded } from "./terms.ts";

const WEIGHTED = new RegExp(`^(.+):\\s*${tokens.weight}\\s*$`, "s");

/** Visible letters of English with single spaces between them, and no escaped parentheses. */
const PLAIN = /^(?!.*(?: {2}|\\))(?:[!-~](?:[ -~]*[!-~])?)?$/;

/** A prompt as it is tokenised: without weights and their parentheses, escaped parentheses as such. */
export function asRead(prompt: string): string {
  return asCompared(withoutWeights(prompt));
}

/** A prompt as it was typed, without weights and their parentheses, and with escaped parentheses as such. */
export function withoutWeights(prompt: string): string {
  const kept = unweighted(prompt.replaceAll("\\(", "\0[").replaceAll("\\)", "\0]"));
  return kept.replaceAll("\0[", "(").replaceAll("\0]", ")");
}

/** A text without its case, with letters composed, single spaces and no invisible characters. */
export function asCompared(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase(); // the same, a hundred times as fast: tables have 100 000 prompts
  const plain = text.replaceAll("\\(", "(").replaceAll("\\)", ")");
  const spaced = plain.split(/\s+/u).filter(Boolean).join(" ").normalize("NFC");
  return folded(spaced.replace(/\p{C}/gu, ""));
}

function unweighted(text: string): string {
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
        kept += unweighted(WEIGHTED.exec(inside)?.[1] ?? inside);
        start = i + 1;
      }
    }
  }
  return kept + text.slice(start);
}
