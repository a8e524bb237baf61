import { isIP } from 'node:net';

/** Whether a name cannot be a public one: an IP address, a bare name, or one of a private domain. */
export const isUnpublishedName = (name: string): boolean =>
  isIP(name) !== 0 || !name.includes('.') || /\.(localhost|internal|local)$/.test(name);

const PRIVATE_ADDRESS =
  /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.0\.0\.0$|::1?$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/;

/** Whether a URL's host is on this machine or its network: a loopback or private address, or a name that is not public. */
export const isPrivateName = (hostname: string): boolean => {
  const name = hostname.replace(/^\[|\]$/g, '');
  return isIP(name) === 0 ? isUnpublishedName(name) : PRIVATE_ADDRESS.test(name);
};
