import { folded } from "../paths.ts";
import { decodePieces, piece } from "../tokens.ts";
import { asInt, asList, asObject, asText, shown, type JsonObject } from "../untrusted.ts";
import type { Findings } from "./findings.ts";

const isAscii = (text: string) => !/[^\0-\x7f]/.test(text);

/** Whether words name existing tokens, spell them, and stand in the order of the text. */
export function checkWords(place: string, table: JsonObject, findings: Findings): void {
  const tokens = asList(table.tokens);
  const special = asList(table.special_mask);
  const words = asList(table.words).map(asObject);
  checkIndices(place, words, tokens, special, findings);
  words.forEach((word, i) => {
    const spelled = indicesOf(word)
      .filter((index) => index < tokens.length)
      .map((index) => piece(asText(tokens[index]) ?? ""))
      .join("");
    if (typeof word.text !== "string" || [spelled, decodePieces(spelled)].includes(word.text)) return;
    const message = `${shown(word.text)}; its tokens spell ${shown(spelled)}`;
    findings.error("word-spelling", `${place}.words[${i}].text`, message);
  });
  if (table.source !== "position" && typeof table.text === "string") {
    checkOrder(place, words, table.text, findings);
  }
}

function indicesOf(word: JsonObject): number[] {
  return asList(word.token_indices)
    .map((index) => asInt(index))
    .filter((index) => index !== null);
}

function checkIndices(
  place: string,
  words: readonly JsonObject[],
  tokens: readonly unknown[],
  special: readonly unknown[],
  findings: Findings,
): void {
  const broken = (at: string, message: string) => findings.error("word-indices", at, message);
  const named = new Set(words.flatMap(indicesOf));
  let last = -1;
  words.forEach((word, i) => {
    const at = `${place}.words[${i}].token_indices`;
    for (const index of indicesOf(word)) {
      if (index >= tokens.length) broken(at, `${index}; there are ${tokens.length} tokens`);
      else if (special[index] === true) broken(at, `${index} is a special token; it belongs to no word`);
      else if (index <= last) broken(at, `${index} after ${last}; expected rising indices, each once`);
      last = Math.max(last, index);
    }
  });
  if (words.length === 0) return;
  tokens.forEach((token, index) => {
    if (special[index] !== false || named.has(index)) return;
    broken(`${place}.words`, `token ${index}, ${shown(token)}, is in no word though it is not special`);
  });
}

/** Only words that the text has: names of embeddings and characters beyond ASCII are written otherwise. */
function checkOrder(place: string, words: readonly JsonObject[], text: string, findings: Findings): void {
  const plain = folded(text);
  let position = 0;
  for (const [i, word] of words.entries()) {
    const said = asText(word.text);
    if (said === null || !isAscii(said) || !plain.includes(folded(said))) continue;
    const found = plain.indexOf(folded(said), position);
    if (found < 0) {
      const message = `${shown(said)} does not stand behind the words before it in ${shown(text)}`;
      findings.error("word-order", `${place}.words[${i}].text`, message);
      return;
    }
    position = found + said.length;
  }
  if (words.length > 0 && isAscii(plain) && position === 0 && !plain.includes("embedding:")) {
    const message = `no word stands in ${shown(text)}; are these the tokens of another prompt?`;
    findings.error("word-order", `${place}.words`, message);
  }
}
