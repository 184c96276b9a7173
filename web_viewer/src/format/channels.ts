/** Every key of metrics.json, from the file that Python and the docs read too. */
import file from "../../../diffulizer/format/channels.json";

/** The noise level at which the model was evaluated, or the one that the step leads to. */
export type Level = "evaluated" | "stepped";

/** A key of metrics.json: what it is, how it is read, and how its values are laid out. */
export interface Channel {
  readonly key: string;
  readonly title: string;
  /** The symbol or unit of its values. */
  readonly unit: string;
  /** "number", "by_layer", "by_token_and_layer" (these give one number a step), or another of channels.json's shapes. */
  readonly shape: string;
  /** Null where it has no value per step. */
  readonly level: Level | null;
  readonly definition: string;
  readonly reading: string;
}

export const CHANNELS: readonly Channel[] = file.channels.map(
  ({ key, title, unit, shape, level, definition, reading }) => ({
    key,
    title,
    unit,
    shape,
    level: level as Level | null,
    definition,
    reading,
  }),
);

const BY_KEY: ReadonlyMap<string, Channel> = new Map(CHANNELS.map((channel) => [channel.key, channel]));

/** The channel of a key; throws for a key that channels.json lacks, which is a mistake in the code. */
export function channel(key: string): Channel {
  const found = BY_KEY.get(key);
  if (!found) throw new Error(`channels.json has no channel ${key}`);
  return found;
}
