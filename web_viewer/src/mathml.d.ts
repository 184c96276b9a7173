/** MathML Core elements, which React's types leave out. */
import type { HTMLAttributes } from "react";

interface MathAttributes extends HTMLAttributes<Element> {
  display?: "block" | "inline";
  width?: string;
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements extends Record<
      "math" | "mrow" | "mi" | "mo" | "mn" | "mtext" | "mspace",
      MathAttributes
    > {
      msub: MathAttributes;
      mover: MathAttributes;
      mfrac: MathAttributes;
    }
  }
}
