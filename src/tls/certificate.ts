import { createHash, createPublicKey, sign, X509Certificate, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';

const DAY = 86_400_000;
/** Clocks of containers and virtual machines are late at times. */
const LEEWAY = DAY;
/** How long a CA is valid, in days. */
const CA_DAYS = 3_650;
/** The same for a certificate; clients accept no more than 398. */
const LEAF_DAYS = 397;

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';

const publicKeyOf = (key: KeyObject): SubjectPublicKeyInfo =>
  AsnConvert.parse(createPublicKey(key).export({ type: 'spki', format: 'der' }), SubjectPublicKeyInfo);

/** What a certificate calls a key: RFC 5280, section 4.2.1.2. */
const identifierOf = (key: KeyObject): Buffer =>
  createHash('sha1')
    .update(new Uint8Array(publicKeyOf(key).subjectPublicKey))
    .digest();

const nameOf = (commonName: string): Name =>
  new Name([
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({ type: COMMON_NAME, value: new AttributeValue({ utf8String: commonName }) }),
    ]),
  ]);

const extension = (extnID: string, value: unknown, critical = false): Extension =>
  new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });

type Part = {
  readonly key: KeyObject;
  readonly subject: Name;
  readonly issuer: Name;
  readonly issuerKey: KeyObject;
  readonly now: number;
  readonly days: number;
  readonly extensions: readonly Extension[];
};

/** A certificate in PEM. Keys are those of P-256, as everything here. */
const issue = ({ key, subject, issuer, issuerKey, now, days, extensions }: Part): string => {
  const signatureAlgorithm = new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 });
  const from = now - LEEWAY;
  // No issuer may give a number twice. A key has no more than one certificate a millisecond.
  const serial = createHash('sha256').update(identifierOf(key)).update(String(now)).digest().subarray(0, 16);
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    // Positive, and without zeros in front.
    serialNumber: new Uint8Array([0x40, ...serial]).buffer,
    signature: signatureAlgorithm,
    issuer,
    subject,
    validity: new Validity({ notBefore: new Date(from), notAfter: new Date(from + days * DAY) }),
    subjectPublicKeyInfo: publicKeyOf(key),
    extensions: new Extensions([
      ...extensions,
      extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(identifierOf(key))),
      // Strict clients, such as Python 3.13, want to know the issuer's.
      extension(
        id_ce_authorityKeyIdentifier,
        new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(identifierOf(issuerKey)) }),
      ),
    ]),
  });
  const signed = new Uint8Array(AsnConvert.serialize(tbsCertificate));
  const signatureValue = new Uint8Array(sign('sha256', signed, issuerKey)).buffer;
  const whole = AsnConvert.serialize(new Certificate({ tbsCertificate, signatureAlgorithm, signatureValue }));
  return new X509Certificate(new Uint8Array(whole)).toString();
};

/** The certificate of a CA that issues for servers, and for no other CA. */
export const issueAuthority = (key: KeyObject, now: number): string => {
  // Two CAs of one name would be taken for one another.
  const name = nameOf(`wachat-emulator CA ${identifierOf(key).toString('hex').slice(0, 8)}`);
  return issue({
    key,
    subject: name,
    issuer: name,
    issuerKey: key,
    now,
    days: CA_DAYS,
    extensions: [
      extension(id_ce_basicConstraints, new BasicConstraints({ cA: true, pathLenConstraint: 0 }), true),
      extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign), true),
    ],
  });
};

/** The certificate of a server, for these host names and IP addresses. */
export const issueLeaf = (
  names: readonly string[],
  key: KeyObject,
  authority: { readonly certificate: X509Certificate; readonly key: KeyObject },
  now: number,
): string =>
  issue({
    key,
    subject: nameOf('wachat-emulator'),
    issuer: AsnConvert.parse(authority.certificate.raw, Certificate).tbsCertificate.subject,
    issuerKey: authority.key,
    now,
    days: LEAF_DAYS,
    extensions: [
      extension(id_ce_basicConstraints, new BasicConstraints({ cA: false }), true),
      extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.digitalSignature), true),
      extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_serverAuth])),
      extension(
        id_ce_subjectAltName,
        new SubjectAlternativeName(
          names.map((name) => new GeneralName(isIP(name) === 0 ? { dNSName: name } : { iPAddress: name })),
        ),
      ),
    ],
  });
