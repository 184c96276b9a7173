/** Every key of metrics.json, from the file that Python and the docs read too. */
import file from "../../../diffulizer/format/channels.json";

/** The noise level at which the model was evaluated, or the one that the step leads to. */
export type Level = "evaluated" | "stepped";

/** How a channel's values are laid out. */
export interface Shape {
  /** For people. */
  readonly text: string;
  /** Whether each step has one number: the entry itself, or its mean over layers. */
  readonly scalar?: boolean;
  /** Whether each entry says which step it is of. */
  readonly names_step?: boolean;
}

export type ShapeName = keyof typeof file.shapes;

/** A key of metrics.json: what it is, and how it is read. */
export interface Channel {
  readonly key: string;
  readonly title: string;
  /** The symbol or unit of its values. */
  readonly unit: string;
  readonly shape: ShapeName;
  /** Null where it has no value per step. */
  readonly level: Level | null;
  readonly definition: string;
  readonly reading: string;
  /** The texts that differ where the model predicts a flow. */
  readonly flow?: Partial<Readonly<Record<"title" | "unit" | "definition" | "reading", string>>>;
}

/** A channel as people read it, of a model that predicts a flow or another. */
export function channelFor(channel: Channel, flow: boolean): Channel {
  return flow && channel.flow ? { ...channel, ...channel.flow } : channel;
}

export const SHAPES: Readonly<Record<ShapeName, Shape>> = file.shapes;

/** In the order in which people see them. */
export const CHANNELS: readonly Channel[] = file.channels as readonly Channel[];
/** Channels with an entry for each step. */
export const STEP_CHANNELS = CHANNELS.filter(({ level }) => level !== null);
/** Channels of one number a step, which can be drawn as one curve. */
export const SCALAR_CHANNELS = CHANNELS.filter(({ shape }) => SHAPES[shape].scalar);

const BY_KEY: ReadonlyMap<string, Channel> = new Map(CHANNELS.map((channel) => [channel.key, channel]));

/** The channel of a key; throws for a key that channels.json lacks, which is a mistake in the code. */
export function channelOf(key: string): Channel {
  const found = BY_KEY.get(key);
  if (!found) throw new Error(`channels.json has no channel ${key}`);
  return found;
}
