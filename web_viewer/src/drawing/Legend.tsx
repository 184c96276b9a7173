import { useMemo } from "react";

import { readable } from "../text/numbers.ts";
import { type ColourTable, cssColour } from "./colours.ts";
import { text } from "../text/text.ts";

interface Props {
  readonly table: ColourTable;
  readonly domain: readonly [number, number];
  /** What the numbers are. */
  readonly caption: string;
}

const STOPS = 16;

/** The colour scale with its numbers: without them a map shows nothing that can be trusted. */
export function Legend({ table, domain, caption }: Props) {
  const gradient = useMemo(() => {
    const colours = Array.from({ length: STOPS + 1 }, (_, i) => cssColour(table, i / STOPS));
    return `linear-gradient(to right, ${colours.join(", ")})`;
  }, [table]);
  const middle = (domain[0] + domain[1]) / 2;
  return (
    <div
      className="legend small"
      role="img"
      aria-label={text("Colours from {low} to {high}: {caption}", {
        low: readable(domain[0]),
        high: readable(domain[1]),
        caption,
      })}
    >
      <div className="legend-bar" style={{ background: gradient }} />
      <div className="row spread">
        <span>{readable(domain[0])}</span>
        <span className="soft">{readable(middle)}</span>
        <span>{readable(domain[1])}</span>
      </div>
      <p className="soft">{caption}</p>
    </div>
  );
}
