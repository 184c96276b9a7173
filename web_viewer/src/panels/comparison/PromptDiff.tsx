import { useMemo } from "react";

import type { Condition, Run } from "../../run/types.ts";
import { diffWords } from "../../maths/promptDiff.ts";
import { conditionName } from "../../run/names.ts";

/** What the two prompts share and what only one of them has, and the settings that differ. */
export function PromptDiff({ run, other }: { run: Run; other: Run }) {
  const settings = useMemo(() => differingSettings(run, other), [run, other]);
  return (
    <div className="prompt-diff">
      {["positive", "negative"].map((polarity) => (
        <Diff key={polarity} a={find(run, polarity)} b={find(other, polarity)} />
      ))}
      {settings.length > 0 ? (
        <table className="small">
          <caption className="hidden-visually">Settings that differ</caption>
          <tbody>
            {settings.map(([key, a, b]) => (
              <tr key={key}>
                <th scope="row">{key}</th>
                <td className="a">{a}</td>
                <td className="b">{b}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className="small soft">All settings are equal.</p>
      )}
    </div>
  );
}

function find(run: Run, polarity: string): Condition | undefined {
  return run.conditions.find((c) => c.polarity === polarity);
}

function Diff({ a, b }: { a: Condition | undefined; b: Condition | undefined }) {
  const words = (c: Condition | undefined) => c?.text.split(/\s+/).filter(Boolean) ?? [];
  const parts = useMemo(() => diffWords(words(a), words(b)), [a, b]);
  const shown = a ?? b;
  if (!shown || parts.length === 0) return null;
  return (
    <p>
      <span className="small soft">{conditionName(shown)}: </span>
      {parts.map((part, i) => {
        const text = `${part.text} `;
        if (part.side === "both") return <span key={i}>{text}</span>;
        return part.side === "a" ? (
          <del key={i} className="a">
            {text}
          </del>
        ) : (
          <ins key={i} className="b">
            {text}
          </ins>
        );
      })}
    </p>
  );
}

/** Facts that differ in any two runs, or that are compared elsewhere. */
const LEFT_OUT = new Set([
  "workflow",
  "prompt_graph",
  "created_at",
  "sigmas",
  "schedule",
  "model_evaluations",
]);

function differingSettings(run: Run, other: Run): readonly (readonly [string, string, string])[] {
  const keys = new Set([...Object.keys(run.generator), ...Object.keys(other.generator)]);
  return [...keys].flatMap((key) => {
    if (LEFT_OUT.has(key)) return [];
    const [a, b] = [run, other].map((r) => JSON.stringify(r.generator[key] ?? null));
    return a !== b ? [[key, a ?? "", b ?? ""] as const] : [];
  });
}
