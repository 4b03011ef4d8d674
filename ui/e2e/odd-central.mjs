// A central as a phone may meet it: one that refuses what it gets, or that does not tell the time, as one
// does that doubts its own clock. All goes on to the road; the phone and what it makes of it are real.
import { createServer } from 'node:http';

export class OddCentral {
  /** Why it refuses each report; nothing while it lets the receipts be. */
  refuses = null;
  tells_time = true;
  #server;

  static async before(road) {
    const odd = new OddCentral();
    odd.#server = createServer((request, response) => {
      odd.#pass(road, request, response).catch(() => response.destroy());
    });
    await new Promise((go) => odd.#server.listen(0, '127.0.0.1', go));
    odd.url = `http://127.0.0.1:${odd.#server.address().port}`;
    return odd;
  }

  async #pass(road, request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const body = parts.length > 0 ? Buffer.concat(parts) : undefined;
    const answer = await fetch(new URL(request.url, road), { method: request.method, headers, body });
    let told = Buffer.from(await answer.arrayBuffer());
    if (this.refuses && answer.ok && request.url === '/v1/reports') {
      const { receipts } = JSON.parse(told);
      const refused = receipts.map(() => ({ result: 'refused', code: this.refuses }));
      told = Buffer.from(JSON.stringify({ receipts: refused }));
    }
    const dropped = ['content-length', 'content-encoding', 'transfer-encoding', 'connection'];
    if (!this.tells_time) dropped.push('central-time');
    const kept = [...answer.headers].filter(([name]) => !dropped.includes(name));
    response.writeHead(answer.status, Object.fromEntries(kept)).end(told);
  }

  async end() {
    this.#server.closeAllConnections();
    await new Promise((go) => this.#server.close(go));
  }
}
