const units: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
  p: 1024 ** 5,
};

/** Bytes as Docker writes them, powers of 1024: `64m`, `1.5G`, `512MB`, `1GiB`, `1024`. */
export function readBytes(text: string): number | undefined {
  const match = /^(\d{1,18}(?:\.\d{1,18})?)\s?([bkmgtp]?)(?:i?b)?$/i.exec(text.trim());
  const unit = match === null ? undefined : units[match[2]!.toLowerCase()];
  return match === null || unit === undefined ? undefined : Math.trunc(Number(match[1]) * unit);
}

/** A number in decimal notation, sign allowed. */
export function readDecimal(text: string): number | undefined {
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(text.trim()) ? Number(text) : undefined;
}

export function readInteger(text: string): number | undefined {
  return /^[-+]?\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}

/** Compose takes the words of YAML 1.1 too, with a warning. */
export function readBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  if (['true', 'y', 'yes', 'on'].includes(lower)) return true;
  return ['false', 'n', 'no', 'off'].includes(lower) ? false : undefined;
}
