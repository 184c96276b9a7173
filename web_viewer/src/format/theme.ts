/** Colours of words and tokens, and the names of colour maps, from the file that Python's figures read too. */
import file from "../../../diffulizer/format/theme.json";

/** Of words that name a colour. */
export const NAMED_COLOURS: Readonly<Record<string, string | undefined>> = file.named;
/** Of other words, by their number in the prompt, over and over: muted, so that none looks like a word that names it. */
export const WORD_COLOURS: readonly string[] = file.words;
/** Of all words together, and of special tokens, where they are set side by side. */
export const TOKEN_COLOURS: Readonly<Record<keyof typeof file.tokens, string>> = file.tokens;
/** Perceptually uniform maps for amounts; the first is shown unless another is chosen. */
export const AMOUNT_MAPS: readonly string[] = file.amounts;
