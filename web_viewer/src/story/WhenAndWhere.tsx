import { useMemo } from "react";

import { extent } from "../maths/vectors.ts";
import { AttentionOverlay } from "../panels/AttentionOverlay.tsx";
import { LayerWordGrid } from "../panels/LayerWordGrid.tsx";
import { Panel } from "../panels/Panel.tsx";
import { WordStepMatrix } from "../panels/WordStepMatrix.tsx";
import { useSource } from "../reading/effects.ts";
import { useSelectedTerms, useSelection } from "../reading/selection.ts";
import { useLayerSummary } from "../reading/summary.ts";
import { layersOf, networkOf } from "../run/layers.ts";
import { gridName, layerName } from "../run/names.ts";
import { termsOf } from "../run/terms.ts";
import type { Run } from "../run/types.ts";
import { useSeen } from "../state/store.ts";
import { percent } from "../text/numbers.ts";
import { touched } from "../text/touch.ts";
import { Screen } from "./Screen.tsx";

/** A word over the picture, the steps and the layers. */
export function WhenAndWhere({ run }: { run: Run }) {
  const { terms } = useSelectedTerms(run);
  const step = useSeen((s) => s.step);
  const source = useSource(run);
  const place = {
    attention: "A bright place takes much of its information from that word, in this layer, at this step.",
    effect: "Without that word, the model’s guess changes much at a bright place, at this step.",
    both: "A bright place takes much of its information from that word, or changes much without it.",
    gather: "That word takes much of its information from a bright place, in this layer, at this step.",
  }[source];
  const bright = {
    attention: "Brighter is more attention.",
    effect: "Brighter is a larger change of the guess.",
    both: "Brighter is more attention, or a larger change of the guess.",
    gather: "Brighter is more attention of the places to the word.",
  }[source];
  return (
    <Screen
      id="attention"
      number={4}
      title="When and where each word acts"
      prose={
        <>
          <p>{layersIn(run)} At every step, a spot divides its attention anew in each layer.</p>
          <p>
            <b>Choose a word below.</b> {place}
          </p>
          {terms.length > 0 && <Most run={run} />}
          <Repeated run={run} />
          <p>
            <b>Bright is not a proof</b>: attention says what was read, not what it caused. To test a cause,
            change the word and look, as the next screen does.
          </p>
        </>
      }
      maths={<MapMaths run={run} />}
    >
      <div className="attention-grid">
        <Panel id="attention-overlay" title="In the picture">
          <AttentionOverlay run={run} step={step} brief />
        </Panel>
        <Panel id="word-step" title="Over the steps" about={`${bright} ${ask()} a field.`}>
          <WordStepMatrix run={run} />
        </Panel>
        <Panel
          id="layer-word"
          title="Over the layers"
          about="Mean over the picture at this step. Each layer divides its attention in its own way."
        >
          <LayerWordGrid run={run} step={step} />
        </Panel>
      </div>
    </Screen>
  );
}

/** Where the network has attention layers, and how many have maps in this run. */
function layersIn(run: Run): string {
  if (networkOf(run) !== "transformer")
    return `The U-Net has many attention layers: on the way down to a coarse grid (encoder), at the coarsest (middle), and on the way back (decoder). ${kept(run)}`;
  const stages = run.layers.some(({ block }) => block?.[0] === "double")
    ? ": double blocks, where words and picture have weights of their own, then single ones, where they share them"
    : "";
  return `The transformer is a row of blocks with one attention layer each${stages}. ${kept(run)} Words and picture are one sequence, so a spot divides its attention among the words and all spots.`;
}

/** How many layers have maps in this run. */
function kept(run: Run): string {
  const steps = Array.from({ length: run.steps }, (_, step) => step);
  const layers = layersOf(run, "cross").filter(({ id }) => steps.some((step) => run.mapEntry(id, step)));
  return `This run kept the attention of ${String(layers.length)}.`;
}

/** What the number behind a word that comes twice means. */
function Repeated({ run }: { run: Run }) {
  const [prompt] = run.conditions;
  const again = prompt && termsOf(prompt).find(({ kind, text }) => kind === "word" && /.#2$/.test(text));
  return again ? (
    <p className="small soft">
      “{again.text}” is the second “{again.text.slice(0, -2)}” of the prompt.
    </p>
  ) : null;
}

const ask = () => (touched() ? "Tap" : "Point at");

/** At which step the chosen words get most of this layer's attention, and at which least. */
function Most({ run }: { run: Run }) {
  const id = useSeen((s) => s.layer);
  const layer = run.layers.find((l) => l.id === id);
  const { condition, terms } = useSelectedTerms(run);
  const summary = useLayerSummary(run, id, condition);
  const shares = summary?.means.map((means) =>
    means ? terms.reduce((sum, term) => sum + (means[term.index] ?? 0), 0) : null,
  );
  const known = shares?.flatMap((share, step) => (share === null ? [] : [{ share, step }])) ?? [];
  if (!layer || !summary || summary.read < summary.total || known.length < 2) return null;
  const most = known.reduce((a, b) => (b.share > a.share ? b : a));
  const least = known.reduce((a, b) => (b.share < a.share ? b : a));
  return (
    <p>
      In {layerName(layer)}, <b>{terms.map(({ text }) => text).join(" + ")}</b> gets most at step{" "}
      {most.step + 1} ({percent(most.share)} of the whole picture’s attention) and least at step{" "}
      {least.step + 1} ({percent(least.share)}).
    </p>
  );
}

/** What the map and the fields are made of, in numbers. */
function MapMaths({ run }: { run: Run }) {
  const layer = useSeen((s) => s.layer);
  const step = useSeen((s) => s.step);
  const { values, grid, terms } = useSelection(run, layer, step);
  const numbers = useMemo(() => {
    const most = values && extent(values)?.[1];
    if (!values || most === undefined) return null;
    return { most, at: values.indexOf(most), mean: values.reduce((sum, v) => sum + v, 0) / values.length };
  }, [values]);
  return (
    <div className="formula">
      <p className="equation" role="math" aria-label="m of w equals one over N times the sum over cells of a">
        <i>m</i>(<i>w</i>) = <sup>1</sup>⁄<sub>N</sub> Σ<sub>cells</sub> Σ<sub>t of w</sub> <i>a</i>
        <sub>t</sub>
      </p>
      <p className="small">
        The map has the sum over the word’s tokens in each cell. A field of the tables is its mean over all{" "}
        <i>N</i> cells.
      </p>
      {numbers && grid && terms.length > 0 ? (
        <p className="small">
          “{terms.map(({ text }) => text).join(" + ")}” at step {step + 1}, {gridName(grid)} cells: the
          brightest has {percent(numbers.most)} (cell {Math.floor(numbers.at / grid[1]) + 1} from the top,{" "}
          {(numbers.at % grid[1]) + 1} from the left), the mean is {percent(numbers.mean)}.
        </p>
      ) : (
        <p className="small soft">Choose a word to see its numbers.</p>
      )}
    </div>
  );
}
