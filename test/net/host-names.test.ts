import { describe, expect, test } from 'vitest';
import { isPrivateName } from '../../src/net/host-names.js';

/** The host of a URL, in the usual form in which `URL` has it. */
const isPrivate = (host: string): boolean => isPrivateName(new URL(`http://${host}/`).hostname);

describe('A private address', () => {
  test.each([
    ['0.0.0.0', '0.0.0.0', '0.0.0.1'],
    ['10.0.0.0', '10.255.255.255', '11.0.0.0'],
    ['127.0.0.0', '127.255.255.255', '128.0.0.0'],
    ['169.254.0.0', '169.254.255.255', '169.255.0.0'],
    ['172.16.0.0', '172.31.255.255', '172.32.0.0'],
    ['192.168.0.0', '192.168.255.255', '192.169.0.0'],
    ['[::]', '[::1]', '[::2]'],
    ['[fc00::]', '[fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]', '[fe00::]'],
    ['[fe80::]', '[febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff]', '[fec0::]'],
  ])('is one from %s to %s, and no more at %s', (first, last, next) => {
    expect([first, last, next].map(isPrivate)).toEqual([true, true, false]);
  });

  test.each([
    '9.255.255.255',
    '126.255.255.255',
    '169.253.255.255',
    '172.15.255.255',
    '192.167.255.255',
    '255.255.255.255',
    '[fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]',
    '[fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff]',
    '[2001:db8::1]',
  ])('is not yet %s', (address) => {
    expect(isPrivate(address)).toBe(false);
  });

  test.each([
    ['[::ffff:10.0.0.1]', true],
    ['[::ffff:127.0.0.1]', true],
    ['[::ffff:172.31.255.255]', true],
    ['[::ffff:a00:1]', true],
    ['[::ffff:172.32.0.0]', false],
    ['[::ffff:8.8.8.8]', false],
  ])('mapped into IPv6 is what it is without: %s', (address, expected) => {
    expect(isPrivate(address)).toBe(expected);
  });

  test.each([
    ['2130706433', true],
    ['0x0a000001', true],
    ['134744072', false],
  ])('in another notation is what it is in the usual one: %s', (address, expected) => {
    expect(isPrivate(address)).toBe(expected);
  });
});
