/** Copies a column of per-host numbers into a longer one, `to`. */
export function grown<Column extends Uint8Array | Uint32Array | Float64Array>(
  from: Column,
  to: Column,
): Column {
  to.set(from);
  return to;
}
