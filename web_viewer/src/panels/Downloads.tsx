import type { RefObject } from "react";

import { png, save, svg } from "../charts/download.ts";

interface Props {
  readonly name: string;
  readonly drawing?: RefObject<SVGSVGElement | null>;
  readonly table: () => Blob;
}

/** The numbers as CSV, the drawing as SVG or PNG. */
export function Downloads({ name, drawing, table }: Props) {
  const draw = (write: (drawn: SVGSVGElement) => Promise<void> | void) => () => {
    if (drawing?.current) void write(drawing.current);
  };
  return (
    <div className="row downloads" role="group" aria-label={`Download ${name}`}>
      <button
        className="plain small"
        onClick={() => {
          save(`${name}.csv`, table());
        }}
      >
        CSV
      </button>
      {drawing && (
        <>
          <button
            className="plain small"
            onClick={draw((drawn) => {
              save(`${name}.svg`, svg(drawn));
            })}
          >
            SVG
          </button>
          <button
            className="plain small"
            onClick={draw(async (drawn) => {
              save(`${name}.png`, await png(drawn));
            })}
          >
            PNG
          </button>
        </>
      )}
    </div>
  );
}
