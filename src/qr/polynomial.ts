// Polynomial arithmetic over GF(256), as Reed-Solomon needs it. In the bundle it replaces the module of this name in the
// `qrcode` package, which gives the same results but allocates an array for every byte: see scripts/bundle.mjs. A test
// compares the two.

/** The order of the multiplicative group: exponents repeat after it. */
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

/** Cache by degree: every QR of one size needs the same generator. */
const generators = new Map<number, Uint8Array>();

/** The generator polynomial of a degree: the product of all x - 2^i below it. Coefficients, highest first, none of them 0. */
export const generateECPolynomial = (degree: number): Uint8Array => {
  const known = generators.get(degree);
  if (known !== undefined) return known;
  const product = new Uint8Array(degree + 1);
  product[0] = 1;
  for (let factor = 0; factor < degree; factor++) {
    for (let index = factor + 1; index > 0; index--) {
      const left = product[index - 1] ?? 0;
      product[index] = (product[index] ?? 0) ^ (left === 0 ? 0 : exp(log(left) + factor));
    }
  }
  generators.set(degree, product);
  return product;
};

/** All multiples of a polynomial without a coefficient 0, one after the other. */
const multiples = new WeakMap<Uint8Array, Uint8Array>();
const multiplesOf = (polynomial: Uint8Array): Uint8Array => {
  const known = multiples.get(polynomial);
  if (known !== undefined) return known;
  const { length } = polynomial;
  const table = new Uint8Array((ORDER + 1) * length);
  for (let factor = 1; factor <= ORDER; factor++) {
    for (let index = 0; index < length; index++) {
      table[factor * length + index] = exp(log(factor) + log(polynomial[index] ?? 0));
    }
  }
  multiples.set(polynomial, table);
  return table;
};

/** The remainder of a division by a monic polynomial without a zero coefficient; one coefficient shorter than that. */
export const mod = (dividend: Uint8Array, divisor: Uint8Array): Uint8Array => {
  const rest = new Uint8Array(dividend);
  const { length } = divisor;
  const steps = Math.max(0, rest.length - length + 1);
  const table = multiplesOf(divisor);
  for (let step = 0; step < steps; step++) {
    const row = (rest[step] ?? 0) * length;
    for (let index = 0; index < length; index++)
      rest[step + index] = (rest[step + index] ?? 0) ^ (table[row + index] ?? 0);
  }
  return rest.subarray(steps);
};
