/** Keeps what was used last, up to a number of bytes; what was used longest ago goes first. */
export class Cache<T> {
  private readonly items = new Map<string, { value: T; bytes: number }>();
  private held = 0;

  /**
   * @param limit in bytes; a single item above it is not kept.
   * @param drop told of each value that goes.
   */
  constructor(
    private readonly limit: number,
    private readonly drop: (value: T) => void = () => undefined,
  ) {}

  get bytes(): number {
    return this.held;
  }

  get(key: string): T | undefined {
    const item = this.items.get(key);
    if (!item) return undefined;
    this.items.delete(key);
    this.items.set(key, item); // a Map keeps the order of insertion: now it is the newest
    return item.value;
  }

  set(key: string, value: T, bytes: number): void {
    this.delete(key);
    if (bytes > this.limit) return;
    this.items.set(key, { value, bytes });
    this.held += bytes;
    for (const oldest of this.items.keys()) {
      if (this.held <= this.limit) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const item = this.items.get(key);
    if (!item) return;
    this.items.delete(key);
    this.held -= item.bytes;
    this.drop(item.value);
  }

  keys(): readonly string[] {
    return [...this.items.keys()];
  }
}
