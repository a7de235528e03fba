// A peer of permessage-deflate made of Node's zlib alone, with windows of 2^w bytes that are really that small: one
// inflater and one deflater for each connection. Arguments: the server's URL, and settings to try. Prints one JSON
// object per scenario, as client.js does.
'use strict';
const assert = require('assert');
const http = require('http');
const zlib = require('zlib');

const base = new URL(process.argv[2]);
const TAIL = Buffer.from([0, 0, 0xff, 0xff]);

// A zlib stream as a function from bytes to what they become, in order.
function coder(stream) {
  const out = [];
  let broken;
  stream.on('data', (chunk) => out.push(chunk));
  stream.on('error', (error) => { broken = error; });
  return (bytes) => new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.write(bytes);
    stream.flush(zlib.constants.Z_SYNC_FLUSH, () => {
      stream.off('error', reject);
      if (broken) reject(broken);
      else resolve(Buffer.concat(out.splice(0)));
    });
  });
}

function connect(path, offer) {
  return new Promise((resolve, reject) => {
    const request = http.get({
      host: base.hostname,
      port: base.port,
      path: base.pathname + path,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Extensions': offer
      }
    });
    request.on('error', reject);
    request.on('response', (response) => reject(new Error('status ' + response.statusCode)));
    request.on('upgrade', (response, socket, head) => {
      socket.setNoDelay(true);
      resolve({ socket, head, answer: response.headers['sec-websocket-extensions'] });
    });
  });
}

// Frames of less than 64 KiB, all in binary messages.
function frame(fin, rsv1, opcode, payload) {
  const long = payload.length > 125;
  const header = Buffer.alloc(long ? 8 : 6);
  header[0] = (fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | opcode;
  header[1] = 0x80 | (long ? 126 : payload.length);
  if (long) header.writeUInt16BE(payload.length, 2);
  const key = header.subarray(header.length - 4);
  key.writeUInt32BE(0x37fa213d);
  const masked = Buffer.from(payload);
  for (let i = 0; i < masked.length; i++) masked[i] ^= key[i & 3];
  return Buffer.concat([header, masked]);
}

function reader(socket, head) {
  let buffer = head;
  let wake = () => {};
  let ended = false;
  socket.on('data', (chunk) => { buffer = Buffer.concat([buffer, chunk]); wake(); });
  socket.on('error', () => {});
  socket.on('close', () => { ended = true; wake(); });
  const take = async (count) => {
    while (buffer.length < count) {
      if (ended) throw new Error('the connection ended');
      await new Promise((resolve) => { wake = resolve; });
    }
    const bytes = buffer.subarray(0, count);
    buffer = buffer.subarray(count);
    return bytes;
  };
  return async () => {
    const [first, second] = await take(2);
    const length = second < 126 ? second : second === 126 ? (await take(2)).readUInt16BE() : assert.fail('too long');
    return { fin: !!(first & 0x80), rsv1: !!(first & 0x40), opcode: first & 15, payload: await take(length) };
  };
}

// Messages with repetitions at every distance that matters for a window: just inside, just outside, and far beyond.
function* messages(bits) {
  const size = 1 << bits;
  let state = 12345;
  const random = (n) => {
    state = Math.imul(state, 1103515245) + 12345 | 0;
    return (state >>> 8) % n;
  };
  const all = [];
  const noise = (length) => Buffer.from(Array.from({ length }, () => random(256)));
  const history = () => Buffer.concat(all.slice(-12));
  for (let i = 0; i < 120; i++) {
    const parts = [];
    let length = 0;
    const target = 1 + random(random(4) ? 400 : Math.min(2 * size, 12000));
    while (length < target) {
      const known = Buffer.concat([history(), ...parts]);
      let part;
      if (known.length === 0 || random(3) === 0) {
        part = noise(1 + random(60));
      } else {
        const near = [size - 262, size - 3, size - 1, size, size + 1, size + 40, 2 * size, size >> 1, 1 + random(size), 10];
        const distance = Math.min(known.length, Math.max(1, near[random(near.length)]));
        const from = known.length - distance;
        part = known.subarray(from, Math.min(known.length, from + 3 + random(70)));
      }
      parts.push(part);
      length += part.length;
    }
    const message = Buffer.concat(parts);
    all.push(message);
    yield message;
  }
}

async function run(bits, inflateBits, settings) {
  const { socket, head, answer } = await connect(
    `/echo?settings=clientMaxWindowBits:${bits}${settings}`,
    `permessage-deflate; server_max_window_bits=${bits}; client_max_window_bits`
  );
  const expected = ['permessage-deflate', `server_max_window_bits=${bits}`, `client_max_window_bits=${bits}`];
  assert.deepStrictEqual((answer || '').split('; '), expected);
  const read = reader(socket, head);
  // little output at a time, as inflate looks for what reaches too far only behind it
  const inflate = coder(zlib.createInflateRaw({ windowBits: inflateBits, chunkSize: 64 }));
  // deflate makes 9 of 8, and then does not reach further than 250 bytes back
  const deflate = coder(zlib.createDeflateRaw({ windowBits: bits, memLevel: 9, level: 9 }));
  for (const message of messages(bits)) {
    const data = await deflate(message);
    assert.ok(data.subarray(-4).equals(TAIL));
    const payload = data.subarray(0, -4);
    const cut = payload.length >> 1;
    socket.write(Buffer.concat([
      frame(false, true, 2, payload.subarray(0, cut)),
      frame(true, false, 0, payload.subarray(cut))
    ]));
    const blocks = [];
    let got = await read();
    assert.ok(got.rsv1 && got.opcode === 2, 'a compressed binary message, not ' + got.opcode + ' ' + got.payload);
    for (; !got.fin; got = await read()) blocks.push(got.payload);
    blocks.push(got.payload, TAIL);
    const echo = await inflate(Buffer.concat(blocks));
    assert.ok(echo.equals(message), 'the echo of ' + message.length + ' bytes');
  }
  socket.write(frame(true, false, 8, Buffer.from([3, 232])));
  const close = await read();
  assert.deepStrictEqual([close.opcode, ...close.payload], [8, 3, 232]);
  socket.destroy();
}

(async () => {
  for (const settings of process.argv.slice(3)) {
    for (let bits = 8; bits <= 15; bits++) {
      for (const inflateBits of bits === 8 ? [8, 9] : [bits]) {
        const name = `windows of 2^${bits}, inflated with 2^${inflateBits}${settings}`;
        let timer;
        try {
          const late = new Promise((resolve, reject) => {
            timer = setTimeout(() => reject(new Error('nothing happened for a minute')), 60_000);
          });
          await Promise.race([run(bits, inflateBits, settings), late]);
          console.log(JSON.stringify({ name, ok: true }));
        } catch (error) {
          console.log(JSON.stringify({ name, ok: false, detail: String(error.stack) }));
        } finally {
          clearTimeout(timer);
        }
      }
    }
  }
  process.exit();
})();
