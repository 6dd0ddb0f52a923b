const quantity = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E)|[eE]([+-]?[0-9]{1,2}))?$/;

const binary: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/** Powers whose product with six digits is exact. */
const units: Readonly<Record<string, number>> = {
  '': 1,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  k: 1e3,
  M: 1e6,
  G: 1e9,
};

/**
 * The number that a Kubernetes resource quantity stands for: `500m` is 0.5, `1Gi` is 1073741824.
 * Undefined for what the API server would refuse (`1gb`, `1 Gi`, an empty text).
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(text: string): number | undefined {
  // No quantity that the API server keeps is longer; the limit bounds the arithmetic below.
  if (text.length > 64) return undefined;
  const match = quantity.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', suffix, exponent] = match;
  if (whole === '' && fraction === '') return undefined;
  // The usual ones, whole numbers of small units, are exact in a double and need no long arithmetic.
  const unit = fraction === '' && exponent === undefined && whole.length <= 6 ? units[suffix ?? ''] : undefined;
  if (unit !== undefined) return sign === '-' ? -(Number(whole) * unit) : Number(whole) * unit;
  const power =
    (suffix !== undefined ? (decimal[suffix] ?? 0) : exponent === undefined ? 0 : Number(exponent)) - fraction.length;
  let numerator = BigInt(whole + fraction) * (1n << ((suffix && binary[suffix]) || 0n));
  let denominator = 1n;
  if (power >= 0) numerator *= 10n ** BigInt(power);
  else denominator = 10n ** BigInt(-power);
  const value =
    numerator % denominator === 0n ? Number(numerator / denominator) : Number(numerator) / Number(denominator);
  return sign === '-' ? -value : value;
}
