// Azurite's blob service in memory, on the loopback interface and a port of the system's choice: prints its address, ends with stdin.
import { createRequire } from 'node:module';

process.argv.push('--blobHost', '127.0.0.1', '--blobPort', '0', '--skipApiVersionCheck', '--silent', '--disableTelemetry', '--inMemoryPersistence');
process.stdin.on('end', () => process.exit(0)).resume();
createRequire(import.meta.url)('azurite/dist/src/blob/main.js');
