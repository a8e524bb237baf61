// The least that a server can be, to compare with: how late it answers, and how late it ends, is the machine's doing.
import { createServer } from 'node:http';

process.on('SIGTERM', () => process.exit(0));
const server = createServer((_request, response) => {
  response.setHeader('Content-Type', 'application/json').end('{"success":true}');
});
server.listen(0, '127.0.0.1', () => process.send({ origin: `http://127.0.0.1:${server.address().port}` }));
process.on('disconnect', () => process.exit());
