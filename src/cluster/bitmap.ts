/** A set of nodes as one bit per node in the order of the configuration. Never changed once it has been handed out. */
export type Bitmap = Uint8Array;

const BITS_SET = Uint8Array.from({ length: 256 }, (_, byte) => countBits(byte));

export function emptyBitmap(size: number): Bitmap {
  return new Uint8Array((size + 7) >> 3);
}

export function setBit(bitmap: Bitmap, index: number): void {
  bitmap[index >> 3] = (bitmap[index >> 3] ?? 0) | (1 << (index & 7));
}

export function hasBit(bitmap: Bitmap, index: number): boolean {
  return ((bitmap[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
}

export function unionOf(a: Bitmap, b: Bitmap): Bitmap {
  return a.map((byte, index) => byte | (b[index] ?? 0));
}

/** How many bits a union would have more than `a`. */
export function growthBy(a: Bitmap, b: Bitmap): number {
  let growth = 0;
  for (let index = 0; index < b.length; index += 1) {
    growth += BITS_SET[(b[index] ?? 0) & ~(a[index] ?? 0)] ?? 0;
  }
  return growth;
}

/** One character per byte: equal bitmaps have equal texts. */
export function textOf(bitmap: Bitmap): string {
  return String.fromCharCode(...bitmap);
}

function countBits(byte: number): number {
  let count = 0;
  for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
