/** A file mode as people write it: `0644`. */
export function octalMode(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
