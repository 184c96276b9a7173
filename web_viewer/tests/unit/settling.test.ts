/** When a guess settles, on guesses whose answer is known. */
import { expect, test } from "vitest";
import { settling } from "../../src/maths/settling.ts";

const SIDE = 16;

/** A guess whose left half is as bright as `shapes`, with a chequerboard of the strength of `details`. */
function guess(shapes: number, details: number): number[] {
  return Array.from({ length: SIDE ** 2 }, (_, i) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    return (column < SIDE / 2 ? shapes : 0) + ((row + column) % 2 ? details : -details);
  });
}

const of = (...guesses: number[][]) =>
  settling({ shape: [guesses.length, 1, SIDE, SIDE], data: Float32Array.from(guesses.flat()) });

test("shapes and detail settle by themselves, each within a tenth of its own way", () => {
  expect(of(guess(0, 0), guess(0.95, 0), guess(1, 0.5), guess(1, 0.92), guess(1, 1))).toEqual({
    shapes: 1,
    details: 3,
  });
});

test("what leaves again is not settled", () => {
  expect(of(guess(0, 0), guess(1, 1), guess(0.5, 1), guess(1, 1))).toEqual({ shapes: 3, details: 1 });
});

test("a single step, and a guess that never changes, have no way to go", () => {
  expect(of(guess(1, 1))).toBeNull();
  expect(of(guess(1, 1), guess(1, 1))).toBeNull();
  expect(of(guess(1, 0), guess(1, 1))).toBeNull();
});
