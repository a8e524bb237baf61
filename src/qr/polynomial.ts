// Arithmetic of polynomials over GF(256), as Reed-Solomon needs it. In the bundle it stands in for the module of this
// name in the `qrcode` package, which gives the same results but allocates an array for every byte: see
// scripts/bundle.mjs. A test compares the two.

/** The field's size without zero: exponents repeat after it. */
const ORDER = 255;
/** x^8 + x^4 + x^3 + x^2 + 1, the polynomial that QR codes reduce by. */
const REDUCTION = 0x11d;

/** Powers of 2, twice over, so that the sum of two logarithms needs no reduction; and logarithms to base 2. */
const powers = new Uint8Array(2 * ORDER);
const logarithms = new Uint8Array(ORDER + 1);
for (let exponent = 0, power = 1; exponent < ORDER; exponent++) {
  powers[exponent] = powers[exponent + ORDER] = power;
  logarithms[power] = exponent;
  power = power < 128 ? power * 2 : (power * 2) ^ REDUCTION;
}

const log = (value: number): number => logarithms[value] ?? 0;
const exp = (exponent: number): number => powers[exponent] ?? 0;

/** The generator polynomial of a degree: the product of all x - 2^i below it. Coefficients, highest first, none of them 0. */
export const generateECPolynomial = (degree: number): Uint8Array => {
  const product = new Uint8Array(degree + 1);
  product[0] = 1;
  for (let factor = 0; factor < degree; factor++) {
    for (let index = factor + 1; index > 0; index--) {
      const left = product[index - 1] ?? 0;
      product[index] = (product[index] ?? 0) ^ (left === 0 ? 0 : exp(log(left) + factor));
    }
  }
  return product;
};

/** What remains of a division by a polynomial that begins with 1 and has no coefficient 0; as long as that one less 1. */
export const mod = (dividend: Uint8Array, divisor: Uint8Array): Uint8Array => {
  const rest = Uint8Array.from(dividend);
  const steps = Math.max(0, rest.length - divisor.length + 1);
  const divisorLogs = divisor.map(log);
  for (let step = 0; step < steps; step++) {
    const lead = rest[step] ?? 0;
    if (lead === 0) continue;
    const leadLog = log(lead);
    for (let index = 0; index < divisorLogs.length; index++) {
      const at = step + index;
      rest[at] = (rest[at] ?? 0) ^ exp((divisorLogs[index] ?? 0) + leadLog);
    }
  }
  return rest.subarray(steps);
};
