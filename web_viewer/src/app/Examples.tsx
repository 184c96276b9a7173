import { useAppStore } from "../state/store.ts";
import { openExample, PROMPTS } from "./sources.ts";

/** The example runs: their pictures with their words. */
export function Examples({ onOpen }: { onOpen?: () => void }) {
  const app = useAppStore();
  return (
    <ul className="examples" aria-label="Example runs">
      {Object.entries(PROMPTS).map(([name, prompt]) => (
        <li key={name}>
          <button
            onClick={() => {
              onOpen?.();
              void openExample(app, name);
            }}
          >
            <img src={`presets/${name}.png`} alt="" width="256" height="256" loading="lazy" />
            <span>{prompt}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
