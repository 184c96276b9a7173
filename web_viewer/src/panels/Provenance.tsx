import { useState } from "react";

import { save } from "../charts/download.ts";
import type { Problem, Run } from "../run/types.ts";
import { gridName, layerName } from "../run/names.ts";
import { useSeen } from "../state/store.ts";
import { Panel } from "./Panel.tsx";

/** Every fact of the run: how it was made, what is missing and why, what is wrong, and its workflow. */
export function Provenance({ run }: { run: Run }) {
  const compared = useSeen((s) => s.compared);
  return (
    <div className="provenance">
      {(compared ? [run, compared] : [run]).map((r) => (
        <ProvenanceOf key={r.key} run={r} />
      ))}
    </div>
  );
}

function ProvenanceOf({ run }: { run: Run }) {
  const id = `provenance-${run.key}`;
  return (
    <Panel id={id} title={run.name} tools={<Workflow run={run} />}>
      <NotRecordedList run={run} />
      <Check run={run} />
      <details>
        <summary>How it was made</summary>
        <Facts facts={run.generator} skip={["workflow", "prompt_graph"]} />
      </details>
      <details>
        <summary>Prompts and tokens</summary>
        {run.conditions.map((c) => (
          <Facts key={c.id} facts={{ ...c, words: c.words.map((w) => w.text) }} skip={[]} />
        ))}
      </details>
      <details>
        <summary>Layers ({run.layers.length})</summary>
        <table className="small">
          <thead>
            <tr>
              <th>id</th>
              <th>place</th>
              <th>kind</th>
              <th>grid</th>
              <th>heads</th>
              <th>module</th>
            </tr>
          </thead>
          <tbody>
            {run.layers.map((l) => (
              <tr key={l.id}>
                <td>{l.id}</td>
                <td>{layerName(l)}</td>
                <td>{l.type}</td>
                <td>{gridName(l.grid)}</td>
                <td>{l.heads ?? "–"}</td>
                <td>
                  <code>{l.name}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
      <details>
        <summary>All of metadata.json</summary>
        <pre className="small" tabIndex={0} role="region" aria-label={`metadata.json of ${run.name}`}>
          {JSON.stringify(run.metadata, shortLists, 1)}
        </pre>
      </details>
    </Panel>
  );
}

/** Lists of files and tokens are long; the file itself has them whole. */
function shortLists(key: string, value: unknown): unknown {
  if (key === "workflow" || key === "prompt_graph") return "(see Workflow)";
  if (!Array.isArray(value) || value.length <= 24) return value;
  return [...(value.slice(0, 3) as unknown[]), `… ${String(value.length - 3)} more`];
}

function Facts({ facts, skip }: { facts: object; skip: readonly string[] }) {
  return (
    <dl className="facts small">
      {Object.entries(facts).map(([key, value]: [string, unknown]) =>
        skip.includes(key) ? null : (
          <div key={key}>
            <dt className="soft">{key}</dt>
            <dd>{typeof value === "string" ? value || "–" : JSON.stringify(value)}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function NotRecordedList({ run }: { run: Run }) {
  if (run.notRecorded.length === 0)
    return <p className="small soft">Everything that you asked for was recorded.</p>;
  return (
    <section className="small" aria-label={`Not recorded in ${run.name}`}>
      <h4>Not recorded</h4>
      <ul className="reasons">
        {run.notRecorded.map((n, i) => (
          <li key={i}>
            <b>{n.what}</b> <span className="soft">({n.where})</span>: {n.reason}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Workflow({ run }: { run: Run }) {
  const [copied, setCopied] = useState(false);
  const workflow = run.generator.workflow ?? run.generator.prompt_graph;
  if (!workflow) return <span className="small soft">no workflow in this run</span>;
  const text = JSON.stringify(workflow, null, 2);
  return (
    <>
      <button
        className="small"
        onClick={() => {
          void navigator.clipboard.writeText(text).then(() => {
            setCopied(true);
          });
        }}
      >
        {copied ? "Copied" : "Copy workflow"}
      </button>
      <button
        className="small"
        onClick={() => {
          save(`${run.name}.workflow.json`, new Blob([text], { type: "application/json" }));
        }}
      >
        Download workflow
      </button>
    </>
  );
}

function Check({ run }: { run: Run }) {
  const [state, setState] = useState<{ done: number; total: number } | readonly Problem[] | null>(null);
  const problems = Array.isArray(state) ? (state as readonly Problem[]) : run.problems;
  const running = state !== null && "done" in state ? state : null;
  return (
    <section className="small" aria-label={`Check of ${run.name}`}>
      <div className="row">
        <h4>{problems.length === 0 ? "No problem found" : `Problems (${String(problems.length)})`}</h4>
        <button
          className="small"
          disabled={running !== null}
          onClick={() => {
            void run
              .check((done, total) => {
                setState({ done, total });
              })
              .then(setState);
          }}
        >
          {running ? `${String(running.done)} of ${String(running.total)} files` : "Check every file"}
        </button>
        {Array.isArray(state) && (
          <span className="soft">
            Every file was checked. <code>diffulizer validate</code> also checks what is in them
          </span>
        )}
      </div>
      <ProblemList problems={problems} />
    </section>
  );
}

const SHOWN = 40;

export function ProblemList({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  return (
    <ul className="problems small">
      {problems.slice(0, SHOWN).map((p, i) => (
        <li key={i} className={p.severity}>
          <code>{p.where}</code>: {p.message} <span className="soft">({p.rule})</span>
        </li>
      ))}
      {problems.length > SHOWN && <li className="soft">and {problems.length - SHOWN} more</li>}
    </ul>
  );
}
