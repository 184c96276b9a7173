import { wordColour } from "../drawing/colours.ts";
import { decodePieces, piece } from "../dataset/tokens.ts";
import { TOKEN_COLOURS } from "../format/theme.ts";
import { Missing } from "../panels/Panel.tsx";
import { useLayerSummary } from "../reading/summary.ts";
import { layersOf } from "../run/layers.ts";
import { layerName } from "../run/names.ts";
import { kindName, specialNames, type Term, TERM_KINDS, type TermKind, termsOf } from "../run/terms.ts";
import type { Condition, Run } from "../run/types.ts";
import { useSeen } from "../state/store.ts";
import { percent } from "../text/numbers.ts";
import { Screen } from "./Screen.tsx";

interface Reading {
  /** What the model is called, and how many encoders it has. */
  readonly model: string;
  readonly count: string;
  /** What they make of each place. */
  readonly made: string;
  readonly reads: "clip" | keyof typeof READ;
}

/** How much of a prompt its places know of. */
const READ = {
  t5: "It reads the whole prompt at once, so each place knows of all others.",
  both: "Those of CLIP read from left to right, so each of their places knows what stands before it. T5 reads the whole prompt at once, so each of its places knows of all others.",
  language: "It reads from left to right, so each place knows what stands before it, the template included.",
} as const;

const ONE = "turns each place into a vector, a list of numbers.";
const clip = (model: string): Reading => ({ model, count: "One text encoder", made: ONE, reads: "clip" });
const two = (model: string): Reading => ({
  model,
  count: "Two text encoders",
  made: "turn each place into a vector, a list of numbers; the two lists are joined.",
  reads: "clip",
});
const t5 = (model: string): Reading => ({ model, count: "One text encoder, T5,", made: ONE, reads: "t5" });
const language = (model: string, encoder: string): Reading => ({
  model,
  count: `A language model${encoder && `, ${encoder},`}`,
  made: ONE,
  reads: "language",
});

/** Text encoders of the families that runs name. */
const ENCODERS: Readonly<Record<string, Reading>> = {
  sdxl: two("SDXL"),
  ssd1b: two("SSD-1B"),
  sdxl_refiner: clip("SDXL’s refiner"),
  sd2: clip("Stable Diffusion 2"),
  sd1: clip("Stable Diffusion 1"),
  sd3: {
    model: "Stable Diffusion 3",
    count: "Three text encoders",
    made: "turn places into vectors, lists of numbers: two of CLIP, whose lists are joined, and T5, whose places follow theirs.",
    reads: "both",
  },
  flux: t5("Flux"),
  fluxschnell: t5("Flux"),
  chroma: t5("Chroma"),
  flux2: language("Flux.2", ""),
  lumina2: language("Lumina 2", "Gemma 2"),
  zimage: language("Z-Image", "Qwen 3"),
  qwenimage: language("Qwen-Image", "Qwen 2.5 VL"),
};
/** Places of one piece of a prompt; longer ones are cut into several. */
const PIECE = 77;

/** The prompt as the model reads it: tokens in a row of places, and each a vector. */
export function Tokens({ run }: { run: Run }) {
  const [prompt] = run.conditions;
  const terms = prompt ? termsOf(prompt) : [];
  return (
    <Screen
      id="tokens"
      number={2}
      title="Your words become tokens"
      prose={
        <>
          {prompt && prompt.tokens.length > 0 && <Row run={run} condition={prompt} terms={terms} />}
          <Encoders run={run} />
        </>
      }
    >
      {prompt && prompt.tokens.length > 0 ? (
        <div className="stack">
          <Places condition={prompt} terms={terms} />
          <Shares run={run} condition={prompt} terms={terms} />
        </div>
      ) : (
        <Missing>This run does not say what its tokens are.</Missing>
      )}
    </Screen>
  );
}

const tokensOf = (terms: readonly Term[], kind: TermKind) =>
  terms.flatMap((term) => (term.kind === kind ? term.tokens : []));

const spell = (condition: Condition, token: number) => decodePieces(piece(condition.tokens[token] ?? ""));

/** What is in one sequence with the prompt, and no place of it. */
const isBeside = ({ kind }: Term) => kind === "picture" || kind === "reference";

/** What was cut, and where it stands. */
function Row({ run, condition, terms }: { run: Run; condition: Condition; terms: readonly Term[] }) {
  const isPart = condition.unrecorded.length > 0;
  const words = tokensOf(terms, "word").length;
  const own = terms.filter((term) => !isBeside(term));
  const places = own.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const split = terms.find(({ kind, tokens }) => kind === "word" && tokens.length > 1);
  return (
    <>
      <p>
        The <b>tokenizer</b> cuts the prompt into{" "}
        {isPart ? "tokens" : `${String(words)} ${words === 1 ? "token" : "tokens"}`}: a common word is one, a
        rare one several.
        {split && ` Here “${split.text}” became ${split.tokens.map((t) => spell(condition, t)).join(" + ")}.`}
      </p>
      {isPart ? (
        <p>
          This run recorded only some of them, those of{" "}
          {condition.words.map(({ text }) => `“${text}”`).join(", ") || "no word"}. The others share places:
          one for the other words, and one for each kind of special token.
        </p>
      ) : (
        <p>
          They stand in a row of <b>{places} places</b>
          {places > PIECE && places % PIECE === 0 && `, ${String(places / PIECE)} pieces of ${String(PIECE)}`}
          {around(own)}.
        </p>
      )}
      {terms.some(isBeside) && <InOneSequence run={run} terms={terms} />}
      {condition.labelledBy === "position" && (
        <Missing>
          The words of this prompt are not known, so its places are numbered. {condition.labelReason}
        </Missing>
      )}
    </>
  );
}

/** What stands around the words: ", with a start before them and an end behind them". */
function around(terms: readonly Term[]): string {
  const there = (kind: TermKind) => terms.some((term) => term.kind === kind);
  const parts = [
    ...(there("template") ? ["a template around them"] : []),
    ...(there("start") ? ["a start before them"] : []),
    ...(there("end") ? ["an end behind them"] : []),
    ...(there("padding") ? [there("picture") ? "padding" : "padding up to the last place"] : []),
  ];
  const last = parts.pop();
  if (last === undefined) return "";
  const comma = parts.length > 1 ? "," : "";
  return `, with ${parts.length > 0 ? `${parts.join(", ")}${comma} and ` : ""}${last}`;
}

/** The picture beside the prompt, in a transformer. */
function InOneSequence({ run, terms }: { run: Run; terms: readonly Term[] }) {
  const [rows = 0, columns = 0] = layersOf(run, "cross")[0]?.grid ?? [];
  const patches = rows * columns > 0 ? `${String(rows * columns)} small squares` : "small squares";
  const references = terms.some(({ kind }) => kind === "reference")
    ? ", and so do its reference pictures"
    : "";
  return (
    <p>
      In a <b>transformer</b>, the picture stands in the same sequence, as {patches}
      {references}. Each place of it looks at the words, and at the rest of the picture.
    </p>
  );
}

/** How the places of a prompt become vectors. */
function Encoders({ run }: { run: Run }) {
  const { model_family: family } = run.generator;
  const known = typeof family === "string" ? ENCODERS[family] : undefined;
  if (!known)
    return (
      <p>
        A <b>text encoder</b> turns each place into a vector, a list of numbers. This run does not say how
        many encoders its model has.
      </p>
    );
  return (
    <>
      <p>
        <b>{known.count}</b> {known.made} That is how {known.model} reads.
      </p>
      {known.reads === "clip" ? (
        <p>
          An encoder reads from left to right, so each place knows what stands before it. The <b>start</b> has
          read nothing: it is the same for every prompt, and tells nothing about this one. The <b>end</b> and
          the <b>padding</b> are no words, but have read all of them: each can tell something of the whole
          prompt.
        </p>
      ) : (
        <p>{READ[known.reads]}</p>
      )}
    </>
  );
}

/** Every place of the row: tokens as chips, with padding as one. */
function Places({ condition, terms }: { condition: Condition; terms: readonly Term[] }) {
  const kindOf = new Map<number, Term>(terms.flatMap((term) => term.tokens.map((token) => [token, term])));
  const runs: { term: Term; tokens: number[] }[] = [];
  condition.tokens.forEach((_, token) => {
    const term = kindOf.get(token);
    const last = runs.at(-1);
    if (!term) return;
    if (last?.term.kind === "padding" && term.kind === "padding") last.tokens.push(token);
    else runs.push({ term, tokens: [token] });
  });
  return (
    <ol className="places" aria-label="Places of the prompt">
      {runs.map(({ term, tokens }) => {
        const [first = 0, last = first] = [tokens[0], tokens.at(-1)];
        return (
          <li key={first} className={term.kind} style={{ borderColor: colourOf(term) }}>
            <span className="token">
              {term.kind === "word" ? spell(condition, first) : kindName(term.kind)}
              {tokens.length > 1 && ` × ${String(tokens.length)}`}
            </span>
            {!isBeside(term) && condition.unrecorded.length === 0 && (
              <span className="place-number">
                {first === last ? first + 1 : `${String(first + 1)}–${String(last + 1)}`}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function colourOf({ kind, index, text }: Term): string {
  return kind === "word" ? wordColour(index, text) : TOKEN_COLOURS[kind];
}

/** How much attention words, start, end and padding get: what those that are no words do. */
function Shares({ run, condition, terms }: { run: Run; condition: Condition; terms: readonly Term[] }) {
  const id = useSeen((s) => s.layer);
  const layer = run.layers.find((l) => l.id === id);
  const summary = useLayerSummary(run, id, condition);
  if (!layer || !summary || summary.total === 0 || summary.read < summary.total) return null;
  const steps = summary.means.filter((means) => means !== null);
  if (steps.length === 0) return null;
  const shares = TERM_KINDS.flatMap((kind) => {
    const members = terms.filter((term) => term.kind === kind);
    const sum = steps.reduce((all, means) => all + members.reduce((n, t) => n + (means[t.index] ?? 0), 0), 0);
    return members.length > 0 ? [{ kind, share: sum / steps.length }] : [];
  });
  return (
    <figure className="shares">
      <figcaption>
        While the picture is made, each spot of it shares out all its attention over these places, 100 % in
        all. {condition.unrecorded.length > 0 ? "The rest goes" : "What no word gets has to go"} to{" "}
        {specialNames([condition])}. In this run:
      </figcaption>
      <div className="share-bar" aria-hidden>
        {shares.map(({ kind, share }) => (
          <span key={kind} style={{ flexGrow: share, background: TOKEN_COLOURS[kind] }} />
        ))}
      </div>
      <dl className="share-names">
        {shares.map(({ kind, share }) => (
          <div key={kind}>
            <dt>
              <span className="dot" style={{ background: TOKEN_COLOURS[kind] }} aria-hidden />
              {kindName(kind)}
            </dt>
            <dd>{percent(share)}</dd>
          </div>
        ))}
      </dl>
      <p className="small soft">
        Mean over the picture and {steps.length} {steps.length === 1 ? "step" : "steps"}, in the layer{" "}
        {layerName(layer)}.
      </p>
    </figure>
  );
}
