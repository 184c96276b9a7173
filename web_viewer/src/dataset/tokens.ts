import names from "../../../diffulizer/format/tokens.json";
import type { Word } from "../run/types.ts";

export const END_OF_WORD = names.end_of_word;
/** Start, end and padding of the tokenizers that runs come from. */
const SPECIAL = new Set(names.special);

/** Whether a token is start, end or padding, by its spelling: runs of 1.0.0 do not say. */
export function isSpecial(token: string): boolean {
  return SPECIAL.has(token);
}

/** A token without the mark that a word ends with it. */
export function piece(token: string): string {
  return token.endsWith(END_OF_WORD) ? token.slice(0, -END_OF_WORD.length) : token;
}

/** Join byte-pair pieces into words: a word ends at `</w>`, and a special token ends one too. */
export function joinWords(tokens: readonly string[], special: readonly boolean[]): Word[] {
  const words: Word[] = [];
  let open: number[] = [];
  const close = () => {
    const text = open.map((i) => piece(tokens[i] ?? "")).join("");
    if (open.length > 0) words.push({ text: decodePieces(text), tokens: open });
    open = [];
  };
  tokens.forEach((token, i) => {
    if (!special[i]) open.push(i);
    if (special[i] || token.endsWith(END_OF_WORD)) close();
  });
  close();
  return words;
}

/**
 * Byte-level pieces as a person would read them: "cafÃ©" is "café". CLIP's tokenizer writes each byte of the
 * UTF-8 text as one printable character; text that holds other characters is no such piece and stays as it is.
 */
export function decodePieces(text: string): string {
  const bytes = [...text].map((character) => BYTES.get(character));
  return bytes.every((byte) => byte !== undefined) ? new TextDecoder().decode(Uint8Array.from(bytes)) : text;
}

/** Printable Latin-1 characters stand for their own byte, the other bytes are numbered from 256. */
const BYTES: ReadonlyMap<string, number> = byteOfCharacter();

function byteOfCharacter(): Map<string, number> {
  const printable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  const found = new Map<string, number>();
  let next = 256;
  for (let byte = 0; byte < 256; byte++)
    found.set(String.fromCharCode(printable(byte) ? byte : next++), byte);
  return found;
}
