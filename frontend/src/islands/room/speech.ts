/** What a microphone hears, two seconds after two seconds, as WAV: for an engine that writes speech down on the server. */

const RATE = 16_000;
const PIECE_SAMPLES = RATE * 2 - 64;
const HEADER_BYTES = 44;

/** 16 bit, mono. */
export function wav(samples: Float32Array): ArrayBuffer {
  const buffer = new ArrayBuffer(HEADER_BYTES + samples.length * 2);
  const view = new DataView(buffer);
  const word = (at: number, text: string): void => [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  word(0, "RIFF");
  view.setUint32(4, 36 + samples.length * 2, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, index) => {
    view.setInt16(HEADER_BYTES + index * 2, Math.max(-1, Math.min(1, sample)) * 0x7fff, true);
  });
  return buffer;
}

/** Returns what stops it. */
export function record(track: MediaStreamTrack, take: (piece: ArrayBuffer) => void): () => void {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  // The older node, because it needs no file of its own and every browser of the list has it.
  const node = context.createScriptProcessor(4096, 1, 1);
  const step = context.sampleRate / RATE;
  let piece = new Float32Array(PIECE_SAMPLES);
  let filled = 0;
  let at = 0;
  node.onaudioprocess = ({ inputBuffer }) => {
    const heard = inputBuffer.getChannelData(0);
    for (; at < heard.length; at += step) {
      piece[filled] = heard[Math.floor(at)] ?? 0;
      filled += 1;
      if (filled === PIECE_SAMPLES) {
        if (track.enabled) take(wav(piece));
        piece = new Float32Array(PIECE_SAMPLES);
        filled = 0;
      }
    }
    at -= heard.length;
  };
  source.connect(node);
  node.connect(context.destination);
  return () => {
    node.onaudioprocess = null;
    source.disconnect();
    void context.close();
  };
}
