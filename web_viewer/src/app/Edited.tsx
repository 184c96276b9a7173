import { editTitles } from "../run/edits.ts";
import { useApp } from "../state/store.ts";

/** Says of each run that is shown how its model was edited. */
export function Edited() {
  const primary = useApp((s) => s.primary);
  const compared = useApp((s) => s.compared);
  const [a, b] = [primary, compared].map((run) => run && editTitles(run));
  if (!a && !b) return null;
  const named = (name: string, titles: string | null | undefined) =>
    titles ? `${compared ? `${name}: ` : ""}${titles}` : "";
  return (
    <p className="edited" role="note">
      <b>Attention was edited while sampling{compared ? "." : ":"}</b>{" "}
      {[named("A", a), named("B", b)].filter(Boolean).join(" · ")}
    </p>
  );
}
