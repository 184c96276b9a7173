import { scaleLinear } from "d3-scale";
import { memo, useMemo, useRef, useState } from "react";

import { csv } from "../charts/download.ts";
import { extent } from "../maths/vectors.ts";
import { percent } from "../text/numbers.ts";
import { useSize } from "../charts/useSize.ts";
import { BitmapCanvas } from "../drawing/BitmapCanvas.tsx";
import type { Run } from "../run/types.ts";
import { useImage } from "../reading/loading.ts";
import { useSeen, goTo, useAppStore } from "../state/store.ts";
import { type Path, useTrajectory } from "../reading/trajectory.ts";
import { Downloads } from "./Downloads.tsx";
import { Missing } from "./Panel.tsx";

const MARGIN = 24;

/** The latent's way through its space, seen along the two directions in which it moves most. */
export function Trajectory({ run }: { run: Run }) {
  const drawing = useRef<SVGSVGElement>(null);
  const step = useSeen((s) => s.step);
  const compared = useSeen((s) => s.compared);
  const { paths, explained, why } = useTrajectory(run, compared);
  const [frame, { width, height }] = useSize<HTMLDivElement>(420);
  const [hover, setHover] = useState<{ path: Path; step: number } | null>(null);
  const scales = useMemo(() => scalesOf(paths, width, height), [paths, width, height]);
  if (!scales) return <Missing>{why || "This run has no latent_pca.json that can be read."}</Missing>;
  return (
    <div className="trajectory">
      <div className="drawing" ref={frame}>
        <svg
          ref={drawing}
          role="img"
          aria-label="Path of the latent along two principal components"
          width={width}
          height={height}
        >
          <Paths paths={paths} scales={scales} onHover={setHover} />
          {paths.map((path) => {
            const point = path.points[path.stepAt(step)];
            return (
              point && (
                <circle
                  key={path.name}
                  className="dot current"
                  r={7}
                  cx={scales.x(point[0])}
                  cy={scales.y(point[1])}
                  fill={path.colour}
                />
              )
            );
          })}
        </svg>
      </div>
      <ul className="readout small">
        {paths.map((path) => (
          <li key={path.name}>
            <span className={path.dashed ? "key dashed" : "key"} style={{ borderColor: path.colour }} />{" "}
            {path.name}
          </li>
        ))}
        <li className="soft">
          across {percent(explained[0])}, up {percent(explained[1])} of the variance; each direction has its
          own scale
        </li>
      </ul>
      <Downloads name="latent_pca" drawing={drawing} table={() => tableOf(paths)} />
      {why && <p className="small soft">{why}</p>}
      {hover && <HoverImage path={hover.path} step={hover.step} />}
    </div>
  );
}

function tableOf(paths: readonly Path[]): Blob {
  const rows = paths.flatMap((path) =>
    path.points.map((p, step) => [path.name, step, p?.[0] ?? null, p?.[1] ?? null]),
  );
  return csv(["path", "step", "x", "y"], rows);
}

interface Scales {
  x(value: number): number;
  y(value: number): number;
}

function scalesOf(paths: readonly Path[], width: number, height: number): Scales | null {
  const points = paths.flatMap((path) => path.points.filter((p) => p !== null));
  const across = extent(points.map((p) => p[0]));
  const up = extent(points.map((p) => p[1]));
  if (!across || !up) return null;
  const widen = ([low, high]: readonly [number, number]) => (high > low ? [low, high] : [low - 1, high + 1]);
  return {
    x: scaleLinear(widen(across), [MARGIN, width - MARGIN]),
    y: scaleLinear(widen(up), [height - MARGIN, MARGIN]),
  };
}

const Paths = memo(function Paths(props: {
  paths: readonly Path[];
  scales: Scales;
  onHover: (at: { path: Path; step: number } | null) => void;
}) {
  const app = useAppStore();
  const { paths, scales, onHover } = props;
  return paths.map((path) => (
    <g key={path.name}>
      <polyline
        className="curve"
        stroke={path.colour}
        strokeDasharray={path.dashed ? "5 3" : undefined}
        points={path.points
          .flatMap((p) => (p ? [`${String(scales.x(p[0]))},${String(scales.y(p[1]))}`] : []))
          .join(" ")}
      />
      {path.points.map(
        (p, i) =>
          p && (
            <circle
              key={i}
              className="point"
              r={4}
              cx={scales.x(p[0])}
              cy={scales.y(p[1])}
              fill={path.colour}
              onPointerEnter={() => {
                onHover({ path, step: i });
              }}
              onPointerLeave={() => {
                onHover(null);
              }}
              onClick={() => {
                if (path.primary) goTo(app, i);
              }}
            >
              <title>{`${path.name}, step ${String(i + 1)}`}</title>
            </circle>
          ),
      )}
    </g>
  ));
});

function HoverImage({ path, step }: { path: Path; step: number }) {
  const image = useImage(path.run, path.kind, step);
  return (
    <div className="hover-image">
      <BitmapCanvas bitmap={image.value} label="" />
      <span className="small">step {step + 1}</span>
    </div>
  );
}
