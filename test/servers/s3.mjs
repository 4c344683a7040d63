// An S3 server in memory, on the loopback interface and a port of the system's choice: prints its address, ends with stdin.
import { buildApp } from 'fauxqs';

const app = buildApp({ logger: false });
await app.listen({ host: '127.0.0.1', port: 0 });
console.log(`listening on http://127.0.0.1:${app.server.address().port}`);
process.stdin.on('end', () => process.exit(0)).resume();
