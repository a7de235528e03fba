// WebSockets over HTTP/2 (RFC 8441) by Node's http2 alone. Arguments: the server's URL and paths. On one connection, opens
// each path, sends a text and a megabyte, closes, and prints a line: what went well, or what did not.
'use strict';
const http2 = require('http2');

const MEGABYTE = 1 << 20;
const base = new URL(process.argv[2]);

// A masked frame; the key is zero, so the payload is sent as it is.
function frame(opcode, payload) {
  const header = payload.length > 65535 ? 10 : payload.length > 125 ? 4 : 2;
  const bytes = Buffer.alloc(header + 4 + payload.length);
  bytes[0] = 0x80 | opcode;
  if (header === 10) {
    bytes[1] = 0x80 | 127;
    bytes.writeBigUInt64BE(BigInt(payload.length), 2);
  } else if (header === 4) {
    bytes[1] = 0x80 | 126;
    bytes.writeUInt16BE(payload.length, 2);
  } else {
    bytes[1] = 0x80 | payload.length;
  }
  payload.copy(bytes, header + 4);
  return bytes;
}

// Reads frames out of the stream's data; messages in several frames are joined.
async function* messages(stream) {
  let rest = Buffer.alloc(0);
  let parts = [];
  let opcode;
  for await (const chunk of stream) {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      if (rest.length < 2) break;
      const short = rest[1] & 127;
      const header = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (rest.length < header) break;
      const length = header === 10 ? Number(rest.readBigUInt64BE(2)) : header === 4 ? rest.readUInt16BE(2) : short;
      if (rest.length < header + length) break;
      parts.push(rest.subarray(header, header + length));
      const [first] = rest;
      opcode = first & 15 || opcode;
      rest = rest.subarray(header + length);
      if (first & 0x80) {
        yield { opcode, payload: Buffer.concat(parts) };
        parts = [];
      }
    }
  }
}

async function open(session, path) {
  const stream = session.request({
    ':method': 'CONNECT',
    ':protocol': 'websocket',
    ':scheme': base.protocol.slice(0, -1),
    ':authority': base.host,
    ':path': path,
    'sec-websocket-version': '13'
  }, { endStream: false });
  const status = await new Promise((resolve, reject) => {
    stream.on('error', reject);
    stream.on('response', (headers) => resolve(headers[':status']));
  });
  if (status !== 200) {
    stream.close();
    return 'status ' + status;
  }
  const input = messages(stream);
  const text = path.includes('text') || path.includes('servlet');
  const opcode = text ? 1 : 2;
  for (const size of [5, MEGABYTE]) {
    const payload = Buffer.alloc(size, 'x');
    stream.write(frame(opcode, payload));
    const { value } = await input.next();
    if (!value || value.opcode !== opcode || !value.payload.equals(payload)) return 'no echo of ' + size;
  }
  stream.write(frame(8, Buffer.from([3, 232])));
  const { value } = await input.next();
  if (!value || value.opcode !== 8 || value.payload.readUInt16BE(0) !== 1000) return 'no close';
  stream.end();
  const { done } = await input.next();
  return done && stream.rstCode === 0 ? 'echoed and closed' : 'no clean end: ' + stream.rstCode;
}

setTimeout(() => { console.log('no end'); process.exit(1); }, 60000).unref();
const session = http2.connect(base.origin, { rejectUnauthorized: false });
session.on('error', (error) => { console.log(error.message); process.exitCode = 1; });
session.on('remoteSettings', async (settings) => {
  console.log('protocol ' + (session.alpnProtocol || 'none') + ', extended CONNECT ' + settings.enableConnectProtocol);
  for (const path of process.argv.slice(3)) {
    console.log(path + ' ' + await open(session, path).catch((error) => error.message));
  }
  session.destroy();
});
