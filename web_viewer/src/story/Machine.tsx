import { networkOf } from "../run/layers.ts";
import type { Run } from "../run/types.ts";
import { useApp } from "../state/store.ts";

export type Part = "prompt" | "tokens" | "vectors" | "network" | "picture";

const PARTS: readonly (readonly [Part, string])[] = [
  ["prompt", "Prompt"],
  ["tokens", "Tokens"],
  ["vectors", "Vectors"],
  ["network", "Network"],
  ["picture", "Picture"],
];
const NETWORKS = { "U-Net": "U-Net", transformer: "Transformer" } as const;

/** How a prompt becomes a picture, with the parts lit that are told of now. */
export function Machine({ run, lit }: { run: Run; lit: readonly Part[] }) {
  const step = useApp((s) => s.step);
  const network = networkOf(run);
  return (
    <ol className="machine" aria-label="From prompt to picture">
      {PARTS.map(([part, name]) => (
        <li key={part} aria-current={lit.includes(part) ? "true" : undefined}>
          {part === "network" && network ? NETWORKS[network] : name}
          {part === "network" && (
            <span className="loop">
              <span aria-hidden>↻ </span>
              {step + 1}/{run.steps}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
