import { wordsDifferences } from "../maths/beside.ts";
import { BitmapCanvas } from "../drawing/BitmapCanvas.tsx";
import { Comparison } from "../panels/Comparison.tsx";
import { aspect } from "../panels/Fitted.tsx";
import { useAlignment } from "../reading/aligned.ts";
import { useImage, useLatents } from "../reading/loading.ts";
import type { Run } from "../run/types.ts";
import { useApp, useSeen } from "../state/store.ts";
import { Screen } from "./Screen.tsx";

interface Props {
  readonly run: Run;
  /** Opens the bundled pair of runs, on a page that has it. */
  readonly openPair: (() => void) | null;
}

/** Two runs that differ in little: what that changed. */
export function ChangeOneWord({ run, openPair }: Props) {
  const other = useApp((s) => s.compared);
  return (
    <Screen
      id="comparison"
      number={5}
      title="Change one word"
      prose={
        other ? (
          <>
            <p>
              The surest way to see what a word does: <b>change it, keep everything else</b>, and look where
              the two runs part.
            </p>
            <Difference run={run} other={other} />
            <Pictures run={run} other={other} />
          </>
        ) : (
          <p>
            Attention shows what the model read. What a word <b>does</b> shows when it is changed and
            everything else is kept: the same noise, the same settings, another word.
          </p>
        )
      }
    >
      {other ? <Both run={run} /> : <HowTo run={run} openPair={openPair} />}
    </Screen>
  );
}

/** Both pictures as they are, at steps that belong together. */
function Pictures({ run, other }: { run: Run; other: Run }) {
  const step = useSeen((s) => s.step);
  const beside = useAlignment().evaluated[step] ?? Math.min(step, other.steps - 1);
  return (
    <div className="pair">
      <Pictured run={run} step={step} side="a" />
      <Pictured run={other} step={beside} side="b" />
    </div>
  );
}

function Pictured({ run, step, side }: { run: Run; step: number; side: "a" | "b" }) {
  const image = useImage(run, run.has.x0Images[step] ? "x0" : "latent", step);
  return (
    <figure className={side}>
      <div className="frame" style={aspect(run)}>
        <BitmapCanvas bitmap={image.value} label={`Picture of ${run.name}, step ${String(step + 1)}`} />
      </div>
      <figcaption className="small">
        <b>{side.toUpperCase()}</b> {run.name}
      </figcaption>
    </figure>
  );
}

function Both({ run }: { run: Run }) {
  const step = useSeen((s) => s.step);
  return <Comparison run={run} step={step} />;
}

/** Whether the noise was the same, and which words were not. */
function Difference({ run, other }: { run: Run; other: Run }) {
  const prompts = [run, other].map((r) => r.conditions.find((c) => c.polarity === "positive"));
  const parts = wordsDifferences(prompts[0], prompts[1]);
  const of = (side: "a" | "b") => parts.flatMap((part) => (part.side === side ? [part.text] : [])).join(" ");
  const beginning = useBeginning(run, other);
  const [mine, theirs] = [of("a"), of("b")];
  return (
    <p>
      {beginning}{" "}
      {mine === "" && theirs === "" ? (
        "Their prompts have the same words."
      ) : (
        <>
          Their prompts differ: <del className="a">{mine || "nothing"}</del> here,{" "}
          <ins className="b">{theirs || "nothing"}</ins> there.
        </>
      )}
    </p>
  );
}

/** Whether two runs began alike, by what was recorded, or else by what they say. */
function useBeginning(run: Run, other: Run): string {
  const [a, b] = [useLatents(run).value?.initial, useLatents(other).value?.initial];
  const seeds = [run, other].map(({ generator }) => JSON.stringify(generator.seed ?? null));
  if (a && b) {
    const same = a.data.length === b.data.length && a.data.every((value, i) => value === b.data[i]);
    return same
      ? "Both began with the very same noise."
      : "They did not begin with the same noise, so not only the words make the difference.";
  }
  return seeds[0] === seeds[1] && seeds[0] !== "null"
    ? `Both name the seed ${seeds[0] ?? ""}; the noise itself was not recorded.`
    : "Whether they began with the same noise is not recorded.";
}

function HowTo({ run, openPair }: Props) {
  const seed = typeof run.generator.seed === "number" ? ` (${String(run.generator.seed)})` : "";
  return (
    <div className="panel">
      <h3>Make the second run</h3>
      <ol className="how-to">
        <li>In ComfyUI, open this run’s workflow, and change one word of the prompt.</li>
        <li>Keep the seed{seed} and all else as it is, and queue it.</li>
        <li>
          Open the new run here, and choose it under <i>Compare with</i>.
        </li>
      </ol>
      {openPair && (
        <p>
          <button className="primary" onClick={openPair}>
            See it on two example runs
          </button>
        </p>
      )}
    </div>
  );
}
