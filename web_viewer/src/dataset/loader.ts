import { Cache } from "./cache.ts";

/** Reads that are under way at once; browsers open about as many connections. */
const AT_ONCE = 8;

/** Runs tasks, a few at once, the newest first: what was asked for while scrubbing past must not hold up the rest. */
class NewestFirst {
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE) await new Promise<void>((start) => this.waiting.push(start));
    else this.running++;
    try {
      return await task();
    } finally {
      const next = this.waiting.pop();
      if (next) next();
      else this.running--;
    }
  }
}

const queue = new NewestFirst();

/** Loads things by key: each once, however often it is asked for, and keeps them up to a number of bytes. */
export class Loader<T> {
  private readonly kept: Cache<T>;
  private readonly underWay = new Map<string, Promise<T>>();

  /**
   * @param limit of what is kept, in bytes.
   * @param drop told of each value that is no longer kept.
   */
  constructor(
    limit: number,
    private readonly bytesOf: (value: T) => number,
    drop?: (value: T) => void,
  ) {
    this.kept = new Cache(limit, drop);
  }

  load(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.kept.get(key);
    if (known !== undefined) return Promise.resolve(known);
    const started = this.underWay.get(key);
    if (started) return started;
    const loading: Promise<T> = queue.run(read).then(
      (value) => {
        if (this.finish(key, loading)) this.kept.set(key, value, this.bytesOf(value));
        return value;
      },
      (error: unknown) => {
        this.finish(key, loading);
        throw error;
      },
    );
    this.underWay.set(key, loading);
    return loading;
  }

  /** What is kept, without waiting. */
  peek(key: string): T | undefined {
    return this.kept.get(key);
  }

  /** Let go of everything whose key starts so; what is under way will not be kept. */
  forget(start: string): void {
    for (const key of this.kept.keys()) if (key.startsWith(start)) this.kept.delete(key);
    for (const key of this.underWay.keys()) if (key.startsWith(start)) this.underWay.delete(key);
  }

  /** Whether this load is still wanted. */
  private finish(key: string, loading: Promise<T>): boolean {
    if (this.underWay.get(key) !== loading) return false;
    return this.underWay.delete(key);
  }
}
