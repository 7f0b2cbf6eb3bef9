/** Work with the network that is given up after a while: a phone's dead line often says nothing at all. `stop` ends it sooner. */
export async function patiently<T>(
  milliseconds: number,
  stop: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  const timer = window.setTimeout(end, milliseconds);
  stop?.addEventListener("abort", end, { once: true });
  if (stop?.aborted) end();
  try {
    return await work(ending.signal);
  } finally {
    window.clearTimeout(timer);
    stop?.removeEventListener("abort", end);
  }
}
