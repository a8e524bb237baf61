import { BlockList, isIP } from 'node:net';

/** Whether a host name cannot be public: an IP address, a bare name, or one in a domain that nobody can register. */
export const isUnpublishedName = (name: string): boolean =>
  isIP(name) !== 0 || !name.includes('.') || /\.(localhost|internal|local|test|home\.arpa)$/.test(name);

/** Loopback, private and link-local addresses, also when mapped into IPv6 (`::ffff:10.0.0.1`). */
const privateAddresses = new BlockList();
privateAddresses.addAddress('0.0.0.0');
privateAddresses.addSubnet('10.0.0.0', 8);
privateAddresses.addSubnet('127.0.0.0', 8);
privateAddresses.addSubnet('169.254.0.0', 16);
privateAddresses.addSubnet('172.16.0.0', 12);
privateAddresses.addSubnet('192.168.0.0', 16);
privateAddresses.addSubnet('::', 127, 'ipv6');
privateAddresses.addSubnet('fc00::', 7, 'ipv6');
privateAddresses.addSubnet('fe80::', 10, 'ipv6');

/** Whether a URL's host is an address on a list; `undefined` if it is a name. */
const isAddressOn = (list: BlockList, hostname: string): boolean | undefined => {
  const address = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(address);
  return version === 0 ? undefined : list.check(address, version === 6 ? 'ipv6' : 'ipv4');
};

/** Whether a URL's host is on this machine or its network: a loopback or private address, or a name that is not public. */
export const isPrivateName = (hostname: string): boolean =>
  isAddressOn(privateAddresses, hostname) ?? isUnpublishedName(hostname);

/** Link-local addresses: where clouds tell a machine its secrets. */
const linkLocalAddresses = new BlockList();
linkLocalAddresses.addSubnet('169.254.0.0', 16);
linkLocalAddresses.addSubnet('fe80::', 10, 'ipv6');

/** Whether a URL's host is a link-local address. */
export const isLinkLocal = (hostname: string): boolean => isAddressOn(linkLocalAddresses, hostname) ?? false;
