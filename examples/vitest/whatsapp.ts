/** The app's own client, as in production: it knows a base URL and a key, and nothing about the emulator. */
export const createWhatsApp = ({ baseUrl, apiKey }: { baseUrl: string; apiKey: string }) => {
  const call = async (method: string, path: string, body?: object) => {
    const reply = await fetch(baseUrl + path, {
      method,
      headers: { Authorization: `Bearer ${apiKey}`, ...(body && { 'Content-Type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = JSON.parse(await reply.text());
    if (!reply.ok) throw new Error(answer.error);
    return answer;
  };
  const query = (id: string): string => new URLSearchParams({ instanceName: id }).toString();

  return {
    /** Starts connecting a shop; returns the id for later calls, and the text of the QR to show. */
    async connect(shop: string): Promise<{ id: string; qr: string }> {
      const { instance, qrcode } = await call('POST', '/instance/create', { instanceName: shop });
      return { id: instance.apiInstanceName, qr: qrcode.code };
    },
    /** The text of the current QR. */
    async currentQr(id: string): Promise<string> {
      return (await call('GET', `/instance/qr?${query(id)}`)).qrcode.code;
    },
    async isConnected(id: string): Promise<boolean> {
      return (await call('GET', `/instance/state?${query(id)}`)).instance.state === 'open';
    },
    /** Subscribes a URL to connections and disconnections; returns the secret that signs the reports. */
    async reportTo(url: string): Promise<string> {
      return (await call('POST', '/webhooks', { url, events: ['connection.update'] })).webhook.secret;
    },
  };
};
