// Counts and timings of this isolate; they start anew with every isolate.
const started = Date.now();
let requests = 0;
let totalMs = 0;

export async function timed(handle) {
  const before = performance.now();
  try {
    return await handle();
  } finally {
    requests += 1;
    totalMs += performance.now() - before;
  }
}

export function snapshot() {
  return {
    requests,
    averageMs: requests === 0 ? 0 : totalMs / requests,
    isolateAgeMs: Date.now() - started,
  };
}
