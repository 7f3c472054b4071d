import { isIntegerText, type ScalarValue } from './scalar.ts';

const MAX_INT64 = 0x7fff_ffff_ffff_ffffn;

/**
 * The key that a resolved scalar becomes in JSON. Undefined for null and for integers above 2^63 - 1, which kubectl refuses.
 * `text` is the scalar as written; floats are printed as Go prints a float32 with `%g` (sigs.k8s.io/yaml, yaml.go).
 */
export function keyOfScalar(value: ScalarValue, text: string): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return undefined;
  if (typeof value === 'bigint') return value > MAX_INT64 ? undefined : String(value);
  return isIntegerText(text) ? String(value) : goFloat32(value);
}

/** strconv.FormatFloat(value, 'g', -1, 32), with YAML's words for the numbers that are none. */
function goFloat32(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  let digits = single.toExponential(0);
  for (let precision = 1; Math.fround(Number(digits)) !== single; precision += 1) digits = single.toExponential(precision);
  const [mantissa = '', exponentText = '0'] = digits.split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 6) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const significant = mantissa.replace(/[-.]/g, '').length;
  return Number(digits).toFixed(Math.max(0, significant - 1 - exponent));
}
