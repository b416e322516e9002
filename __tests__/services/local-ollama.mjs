// Stands in for `ollama serve`: listens where OLLAMA_HOST says, and writes into the file that it is given
// when it starts and when it is told to end. With a second argument it ends at once with that code.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [log, code] = process.argv.slice(2);
appendFileSync(log, 'started\n');
if (code !== undefined) process.exit(Number(code));
process.on('SIGTERM', () => {
  appendFileSync(log, 'ended\n');
  process.exit(0);
});

const answers = {
  '/api/tags': { models: [{ name: 'local' }] },
  '/api/ps': { models: [] },
  '/api/chat': { model: 'local', message: { role: 'assistant', content: 'hello' }, done: true },
};
const [host, port] = process.env.OLLAMA_HOST.split(':');
createServer((request, response) => {
  request.resume().on('end', () => {
    if (request.url === '/die') process.exit(1);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answers[request.url] ?? {}));
  });
}).listen(Number(port), host);
