// The endpoints of the test servers, served by Node's ws: what tests expect of a server is tried against this one.
// Prints "listening PORT"; ends with its standard input. With a file of keys as argument it serves TLS.
'use strict';
const fs = require('fs');
const http = require('http');
const https = require('https');
const { WebSocketServer } = require('ws');

const refuseOrdinary = (request, response) => {
  response.writeHead(426, { 'Content-Type': 'text/plain' }).end('Upgrade Required');
};
const server = process.argv[2]
  ? https.createServer({ pfx: fs.readFileSync(process.argv[2]), passphrase: 'changeit' }, refuseOrdinary)
  : http.createServer(refuseOrdinary);
const options = { noServer: true, perMessageDeflate: false, maxFragments: 0, maxBufferedChunks: 0 };
const plain = new WebSocketServer(options);
const refusing = new WebSocketServer({
  ...options,
  verifyClient: (info, done) => {
    const status = +new URL(info.req.url, 'http://x').searchParams.get('status');
    done(false, status, 'refused with ' + status, { 'X-Reason': 'because' });
  }
});

// A server with permessage-deflate for each value of the parameter settings, such as "threshold:0,clientMaxWindowBits:9".
const deflating = new Map();
function deflatingServer(settings) {
  if (!deflating.has(settings)) {
    const pairs = settings.split(',').filter(Boolean).map((setting) => setting.split(':'));
    const perMessageDeflate = Object.fromEntries(pairs.map(([name, value]) => [name, JSON.parse(value)]));
    if (perMessageDeflate.chunkSize) perMessageDeflate.zlibInflateOptions = { chunkSize: perMessageDeflate.chunkSize };
    deflating.set(settings, new WebSocketServer({ ...options, perMessageDeflate }));
  }
  return deflating.get(settings);
}

const endpoints = {
  '/echo'(ws) {
    ws.on('message', (data, isBinary) => ws.send(data, { binary: isBinary }));
  },
  // the same with compression, as the parameter settings says
  '/deflate/echo'(ws) {
    ws.on('message', (data, isBinary) => {
      if (data.length === 12 && data.toString() === '?compression') ws.send(ws.extensions + ' ' + (ws.extensions ? 1 : null));
      else ws.send(data, { binary: isBinary });
    });
  },
  // "4001 bye": closes with code and reason; "": closes without
  '/close'(ws) {
    ws.on('message', (data) => {
      const [code, ...reason] = data.toString().split(' ');
      if (code) ws.close(+code, reason.join(' '));
      else ws.close();
    });
  },
  // pings with the text that comes, and tells the payload of the pong
  '/ping'(ws) {
    ws.on('message', (data) => ws.ping(data));
    ws.on('pong', (data) => ws.send('pong ' + data));
  },
  // "count size": sends count binary messages, each filled with its number, then the text "buffered N"
  '/push'(ws) {
    ws.on('message', (data) => {
      const [count, size] = data.toString().split(' ').map(Number);
      let most = 0;
      for (let i = 0; i < count; i++) {
        ws.send(Buffer.alloc(size, i));
        most = Math.max(most, ws.bufferedAmount);
      }
      ws.send('buffered ' + most);
    });
  },
  // "size": sends a binary message of that size and cuts the connection
  '/cut'(ws) {
    ws.on('message', (data) => {
      ws.send(Buffer.alloc(+data.toString()));
      ws.terminate();
    });
  },
  // pauses at once and resumes after a second; answers "total N" for each text, with the binary bytes so far
  '/pause'(ws) {
    let total = 0;
    ws.pause();
    setTimeout(() => ws.resume(), 1000);
    ws.on('message', (data, isBinary) => {
      if (isBinary) total += data.length;
      else ws.send('total ' + total);
    });
  }
};

server.on('upgrade', (request, socket, head) => {
  const { pathname: path, searchParams } = new URL(request.url, 'http://x');
  const target = path === '/refuse' ? refusing
    : path === '/deflate/echo' ? deflatingServer(searchParams.get('settings') || '') : plain;
  target.handleUpgrade(request, socket, head, (ws) => {
    ws.on('error', () => {});
    endpoints[path](ws);
  });
});
server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
process.stdin.on('end', () => process.exit()).resume();
