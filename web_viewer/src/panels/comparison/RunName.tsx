import { useMemo } from "react";

import { Thumbnail } from "../../drawing/Thumbnail.tsx";
import { wordsDifferences, written } from "../../maths/beside.ts";
import type { DiffPart } from "../../maths/promptDiff.ts";
import { changesOf } from "../../maths/verdict.ts";
import type { Run } from "../../run/types.ts";

interface Props {
  /** Both runs, A first, and which of them is named. */
  readonly runs: readonly [Run, Run];
  readonly side: "a" | "b";
  readonly children?: React.ReactNode;
}

/** What a run is called beside another one: its picture, and the words or the settings that differ. */
export function RunName({ runs, side, children }: Props) {
  const [a, b] = runs;
  const run = side === "a" ? a : b;
  const words = useMemo(
    () => tellingWords(wordsDifferences(a.conditions[0], b.conditions[0]), side),
    [a, b, side],
  );
  const settings = useMemo(() => changesOf(a, b).filter(({ setting }) => setting !== "prompt"), [a, b]);
  const kind = run.has.x0Images[run.steps - 1] ? "x0" : "latent";
  return (
    <div className={`run-name ${side}`}>
      <Thumbnail run={run} kind={kind} step={run.steps - 1} />
      <div>
        <p className="telling">
          {words.length > 0
            ? words.map(({ text, changed }, i) =>
                changed ? <b key={i}>{text} </b> : <span key={i}>{text} </span>,
              )
            : settings.slice(0, NAMED).map((d) => (
                <span key={d.setting}>
                  {d.setting} <b>{written(side === "a" ? d.a : d.b)}</b>{" "}
                </span>
              ))}
          {words.length === 0 && settings.length === 0 && run.name}
        </p>
        <p className="small soft">
          <span>{run.name}</span> {children}
        </p>
      </div>
    </div>
  );
}

/** Settings in a name. */
const NAMED = 2;

interface Telling {
  readonly text: string;
  readonly changed: boolean;
}

/** The words of one side that the other lacks, each with the one after it: "… green circle"; none where it has none. */
export function tellingWords(parts: readonly DiffPart[], side: "a" | "b"): readonly Telling[] {
  const own = parts.filter((part) => part.side === side || part.side === "both");
  if (!own.some((part) => part.side === side)) {
    const without = parts.filter((part) => part.side !== "both");
    return without.length > 0
      ? [{ text: `without “${without.map(({ text }) => text).join(" ")}”`, changed: false }]
      : [];
  }
  const found: Telling[] = [];
  own.forEach((part, i) => {
    const changed = part.side === side;
    const after = own[i - 1]?.side === side;
    if (changed && i > 0 && !after && own[i - 2]?.side !== side) found.push({ text: "…", changed: false });
    if (changed || after) found.push({ text: part.text, changed });
  });
  return found;
}
