/** Opening runs: from anywhere, all at once, each failure told beside what could be opened. */
import { openRun } from "../dataset/open.ts";
import { changedWords, soleWords } from "../maths/beside.ts";
import type { Condition, Layer, Run, RunSource } from "../run/types.ts";
import { compareLayers, firstLayer, firstTerms } from "./firstLook.ts";
import { type AppStore, type Notice, show, type ViewState } from "./store.ts";
import { termsOf } from "../run/terms.ts";

/** Open sources and add them to the runs that are open; the added ones. What is shown stays. */
export async function addAll(
  app: AppStore,
  sources: readonly RunSource[],
  view: Partial<ViewState> = {},
): Promise<readonly Run[]> {
  show(app, { opening: sources.map((source) => source.name).join(", ") });
  const results = await Promise.all(sources.map(openRun));
  const opened = results.flatMap(({ run }) => run ?? []);
  const unsaid = opened.filter((run) => !layerCalled(run, view.layer ?? null));
  await Promise.all(unsaid.map(compareLayers));
  const notices = results.flatMap(({ run, problems }, i): Notice[] =>
    problems.length ? [{ name: sources[i]?.name ?? "", problems, failed: !run }] : [],
  );
  app.setState(({ runs }) => ({ opening: null, notices, runs: [...runs, ...opened] }));
  return opened;
}

/** Open sources; the first becomes the run that is shown, the second the one it is compared with. */
export async function openAll(
  app: AppStore,
  sources: readonly RunSource[],
  view: Partial<ViewState> = {},
): Promise<void> {
  const [first, second] = await addAll(app, sources, view);
  const { primary } = app.getState();
  if (!first) return;
  const beside = second ?? (primary && sources.length === 1 ? primary : null);
  // Somebody who opens the viewer for the first time sees a map, not an empty picture that waits for a choice.
  const changed = beside && firstChanged(first, beside);
  const start = changed ?? (primary ? {} : { terms: firstTerms(first) });
  showRun(app, first, beside, view.terms ? view : { ...start, ...view });
}

/** Compare the run that is shown with another one, and look at the words that changed first. */
export function compareWith(app: AppStore, other: Run | null): void {
  const { primary } = app.getState();
  show(app, { compared: other, theirs: [], ...(primary && other && firstChanged(primary, other)) });
}

/** What is selected first of two runs: the first words of the prompt that were changed, or that only one has. */
export function firstChanged(run: Run, other: Run): Pick<ViewState, "terms" | "theirs"> | null {
  const [a, b] = [run.conditions[0], other.conditions[0]];
  const [pair] = a && b ? [...changedWords(a, b), ...soleWords(a, b)] : [];
  if (!pair || !a || !b) return null;
  const refs = (of: Condition, words: readonly number[]) =>
    words.map((index) => ({ condition: of.id, index }));
  return pair.a.length > 0 ? { terms: refs(a, pair.a), theirs: [] } : { terms: [], theirs: refs(b, pair.b) };
}

/** Show a run, beside another one or alone; what the view says of it that it does not have is left out. */
export function showRun(app: AppStore, run: Run, compared: Run | null, view: Partial<ViewState> = {}): void {
  const known = { ...app.getState(), ...view };
  const layer = layerCalled(run, known.layer)?.id ?? firstLayer(run);
  const terms = known.terms.filter((ref) => {
    const condition = run.conditions.find((c) => c.id === ref.condition);
    return condition !== undefined && termsOf(condition)[ref.index] !== undefined;
  });
  app.setState((state) => ({
    ...view,
    primary: run,
    compared,
    layer,
    terms,
    head:
      known.head !== null && layer !== null && run.headsOf(layer).includes(known.head) ? known.head : null,
    without: run.removals?.words[known.without ?? -1] ? known.without : null,
    step: Math.min(known.step, run.steps - 1),
    playing: false,
    locked: view.locked ?? null,
    chosen: state.chosen || view.step !== undefined,
  }));
}

/** A layer by its id, or by its module's name, by which other programs know it. */
function layerCalled(run: Run, called: string | null): Layer | undefined {
  return run.layers.find(({ id, name }) => called !== null && (id === called || name === called));
}
