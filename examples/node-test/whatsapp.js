/** The app's own client, as in production: it knows a base URL and a key, and nothing about the emulator. */
export const createWhatsApp = ({ baseUrl, apiKey }) => {
  const call = async (method, path, body) => {
    const reply = await fetch(baseUrl + path, {
      method,
      headers: { Authorization: `Bearer ${apiKey}`, ...(body && { 'Content-Type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = await reply.json();
    if (!reply.ok) throw new Error(answer.error);
    return answer;
  };

  return {
    /** Starts connecting a shop; returns the id for later calls, and the text of the QR to show. */
    async connect(shop, number) {
      const { instance, qrcode } = await call('POST', '/instance/create', { instanceName: shop, number });
      return { id: instance.apiInstanceName, qr: qrcode.code };
    },
    async isConnected(id) {
      const { instance } = await call('GET', `/instance/state?instanceName=${encodeURIComponent(id)}`);
      return instance.state === 'open';
    },
  };
};
