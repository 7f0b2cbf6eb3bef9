/**
 * Whether a file can be sent and read, told before it is sent. The server looks again, with the same limits
 * (`documents/reading/judging.py`): what it says counts.
 */

const SIDE = 800;
const SMALLEST_SIDE = 600;
const DARK = 70;
const FLAT = 6;
const SHARP = 60;
const HEAD = 16;
const END = 4096;

export type Doubt = "blank" | "blurred" | "dark" | "small" | "damaged";
export type Fault = "empty" | "too_large" | "unknown_type" | "encrypted";

export interface Verdict {
  fault?: Fault;
  doubts: Doubt[];
}

interface Measured {
  mean: number;
  deviation: number;
  sharpness: number;
}

/** Grey, spread and sharpness (variance of the Laplacian) of a picture. */
export function measure(pixels: ImageData): Measured {
  const { width, height, data } = pixels;
  const grey = new Float32Array(width * height);
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < grey.length; at += 1) {
    const value = 0.299 * (data[4 * at] ?? 0) + 0.587 * (data[4 * at + 1] ?? 0) + 0.114 * (data[4 * at + 2] ?? 0);
    grey[at] = value;
    sum += value;
    squares += value * value;
  }
  const mean = sum / grey.length;
  const deviation = Math.sqrt(Math.max(squares / grey.length - mean * mean, 0));
  let count = 0;
  let total = 0;
  let totalSquares = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const around = (grey[at - 1] ?? 0) + (grey[at + 1] ?? 0) + (grey[at - width] ?? 0) + (grey[at + width] ?? 0);
      // Cut off as the server's filter does, which counts in bytes.
      const edge = Math.min(Math.max(around - 4 * (grey[at] ?? 0), -128), 127);
      count += 1;
      total += edge;
      totalSquares += edge * edge;
    }
  }
  const middle = count > 0 ? total / count : 0;
  return { mean, deviation, sharpness: count > 0 ? totalSquares / count - middle * middle : 0 };
}

/** What its measures say against a picture. */
export function doubtsOf(found: Measured): Doubt[] {
  if (found.mean < DARK) return ["dark"]; // in the dark everything looks flat and soft
  if (found.deviation < FLAT) return ["blank"];
  return found.sharpness < SHARP ? ["blurred"] : [];
}

function begins(bytes: Uint8Array, ...text: string[]): boolean {
  return text.some((each) => [...each].every((letter, index) => bytes[index] === letter.charCodeAt(0)));
}

function kindOf(head: Uint8Array): "picture" | "pdf" | "other" | "unknown" {
  if (begins(head, "%PDF-")) return "pdf";
  if (begins(head, "\xff\xd8\xff", "\x89PNG")) return "picture";
  const office = begins(head, "PK\x03\x04");
  const sound = begins(head, "ID3") || (head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0);
  const film = begins(head.subarray(4), "ftyp");
  return office || sound || film ? "other" : "unknown";
}

async function bytesOf(part: Blob): Promise<Uint8Array> {
  return new Uint8Array(await part.arrayBuffer());
}

async function isLocked(file: File): Promise<boolean> {
  const end = new TextDecoder("latin1").decode(await bytesOf(file.slice(-END)));
  return end.includes("/Encrypt");
}

async function look(file: File): Promise<Doubt[]> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return ["damaged"];
  }
  const small: Doubt[] = Math.min(picture.width, picture.height) < SMALLEST_SIDE ? ["small"] : [];
  const scale = Math.min(SIDE / Math.max(picture.width, picture.height), 1);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(Math.round(picture.width * scale), 1);
  canvas.height = Math.max(Math.round(picture.height * scale), 1);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return small;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return [...small, ...doubtsOf(measure(context.getImageData(0, 0, canvas.width, canvas.height)))];
}

/** Looks at a file before it is sent. `limit`: bytes; nothing is said about what this browser cannot look at. */
export async function judge(file: File, limit: number): Promise<Verdict> {
  if (file.size === 0) return { fault: "empty", doubts: [] };
  if (limit > 0 && file.size > limit) return { fault: "too_large", doubts: [] };
  const kind = kindOf(await bytesOf(file.slice(0, HEAD)));
  // A PDF may begin later than at its first byte: the server decides.
  if (kind === "unknown" && !/\.pdf$/i.test(file.name)) return { fault: "unknown_type", doubts: [] };
  if (kind === "pdf" && (await isLocked(file))) return { fault: "encrypted", doubts: [] };
  return { doubts: kind === "picture" ? await look(file) : [] };
}
