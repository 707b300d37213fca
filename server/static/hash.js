// The state's hash as server/live/streams.py makes it: FNV-1a, 32 bit, hex, over canonical JSON in UTF-8.

/** JSON with sorted keys and no spaces. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const pairs = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${pairs.join(",")}}`;
  }
  return JSON.stringify(value);
}

export function stateHash(state) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(canonical(state))) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
