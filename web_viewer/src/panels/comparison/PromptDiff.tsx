import { useMemo } from "react";

import type { Condition, Run } from "../../run/types.ts";
import { wordsDifferences } from "../../maths/beside.ts";
import { changesOf } from "../../maths/verdict.ts";
import { conditionName } from "../../run/names.ts";

/** These are shown word by word. */
const PROMPTS: ReadonlySet<string> = new Set(["prompt", "negative"]);

/** What the two prompts share and what only one of them has, and the settings that differ. */
export function PromptDiff({ run, other }: { run: Run; other: Run }) {
  const settings = useMemo(
    () => changesOf(run, other).filter(({ setting }) => !PROMPTS.has(setting)),
    [run, other],
  );
  return (
    <div className="prompt-diff">
      {["positive", "negative"].map((polarity) => (
        <Diff key={polarity} a={find(run, polarity)} b={find(other, polarity)} />
      ))}
      {settings.length > 0 ? (
        <table className="small">
          <caption className="hidden-visually">Settings that differ</caption>
          <tbody>
            {settings.map(({ setting, a, b }) => (
              <tr key={setting}>
                <th scope="row">{setting}</th>
                <td className="a">{JSON.stringify(a)}</td>
                <td className="b">{JSON.stringify(b)}</td>
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

/** What stands at the end of a word without a space. */
const MARK = /^[,.;:!?)]+$/;

function Diff({ a, b }: { a: Condition | undefined; b: Condition | undefined }) {
  const parts = useMemo(() => wordsDifferences(a, b), [a, b]);
  const shown = a ?? b;
  if (!shown || parts.length === 0) return null;
  return (
    <p>
      <span className="small soft">{conditionName(shown)}: </span>
      {parts.map((part, i) => {
        const next = parts[i + 1]?.text ?? "";
        const text = MARK.test(next) ? part.text : `${part.text} `;
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
