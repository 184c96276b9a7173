import { wordColour } from "../drawing/colours.ts";
import { decodePieces, piece } from "../dataset/tokens.ts";
import { TOKEN_COLOURS } from "../format/theme.ts";
import { Missing } from "../panels/Panel.tsx";
import { useLayerSummary } from "../reading/summary.ts";
import { layerName } from "../run/names.ts";
import { type Term, type TermKind, termsOf } from "../run/terms.ts";
import type { Condition, Run } from "../run/types.ts";
import { useSeen } from "../state/store.ts";
import { percent } from "../text/numbers.ts";
import { Screen } from "./Screen.tsx";

/** Text encoders of the families that runs name, and what those are called. */
const ENCODERS: Readonly<Record<string, readonly [string, 1 | 2]>> = {
  sdxl: ["SDXL", 2],
  ssd1b: ["SSD-1B", 2],
  sdxl_refiner: ["SDXL’s refiner", 1],
  sd2: ["Stable Diffusion 2", 1],
  sd1: ["Stable Diffusion 1", 1],
};
/** Places of one piece of a prompt; longer ones are cut into several. */
const PIECE = 77;
const KINDS: readonly TermKind[] = ["word", "start", "end", "padding"];

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
          {prompt && prompt.tokens.length > 0 && <Row condition={prompt} terms={terms} />}
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

/** What was cut, and where it stands. */
function Row({ condition, terms }: { condition: Condition; terms: readonly Term[] }) {
  const words = tokensOf(terms, "word").length;
  const places = condition.tokens.length;
  const split = terms.find(({ kind, tokens }) => kind === "word" && tokens.length > 1);
  return (
    <>
      <p>
        The <b>tokenizer</b> cuts the prompt into {words} {words === 1 ? "token" : "tokens"}: a common word is
        one, a rare one several.
        {split && ` Here “${split.text}” became ${split.tokens.map((t) => spell(condition, t)).join(" + ")}.`}
      </p>
      <p>
        They stand in a row of <b>{places} places</b>
        {places > PIECE && places % PIECE === 0 && `, ${String(places / PIECE)} pieces of ${String(PIECE)}`},
        with a start before them, an end behind them, and padding up to the last place.
      </p>
      {condition.labelledBy === "position" && (
        <Missing>
          The words of this prompt are not known, so its places are numbered. {condition.labelReason}
        </Missing>
      )}
    </>
  );
}

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
  const [name, count] = known;
  return (
    <>
      <p>
        {count === 2 ? (
          <>
            <b>Two text encoders</b> turn each place into a vector, a list of numbers; the two lists are
            joined.
          </>
        ) : (
          <>
            <b>One text encoder</b> turns each place into a vector, a list of numbers.
          </>
        )}{" "}
        {count === 2 ? "That is how models of the SDXL kind read" : `That is how ${name} reads`}.
      </p>
      <p>
        An encoder reads from left to right, so each place knows what stands before it. The <b>start</b> has
        read nothing: it is the same for every prompt, and tells nothing about this one. The <b>end</b> and
        the <b>padding</b> are no words, but have read all of them: each can tell something of the whole
        prompt.
      </p>
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
              {term.kind === "word" ? spell(condition, first) : term.kind}
              {tokens.length > 1 && ` × ${String(tokens.length)}`}
            </span>
            <span className="place-number">
              {first === last ? first + 1 : `${String(first + 1)}–${String(last + 1)}`}
            </span>
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
  const shares = KINDS.flatMap((kind) => {
    const members = terms.filter((term) => term.kind === kind);
    const sum = steps.reduce((all, means) => all + members.reduce((n, t) => n + (means[t.index] ?? 0), 0), 0);
    return members.length > 0 ? [{ kind, share: sum / steps.length }] : [];
  });
  const name = (kind: TermKind) => (kind === "word" ? "words" : kind);
  return (
    <figure className="shares">
      <figcaption>
        While the picture is made, each spot of it shares out all its attention over these places, 100 % in
        all. What no word gets has to go to start, end and padding. In this run:
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
              {name(kind)}
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
