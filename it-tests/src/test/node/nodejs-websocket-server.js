// The endpoints echo, close and ping of server.js, served by nodejs-websocket. Prints "listening PORT"; ends with its standard input.
'use strict';
const { createServer, setMaxBufferLength } = require('nodejs-websocket');

setMaxBufferLength(32 << 20);

const endpoints = {
  '/echo'(conn) {
    conn.on('text', (text) => conn.sendText(text));
    conn.on('binary', (stream) => {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => conn.sendBinary(Buffer.concat(chunks)));
    });
  },
  '/close'(conn) {
    conn.on('text', (text) => {
      const [code, ...reason] = text.split(' ');
      conn.close(+code, reason.join(' '));
    });
  },
  '/ping'(conn) {
    conn.on('text', (text) => conn.sendPing(text));
    conn.on('pong', (payload) => conn.sendText('pong ' + payload));
  }
};

const server = createServer({ validProtocols: ['superchat', 'chat'] }, (conn) => {
  conn.on('error', () => {});
  endpoints[conn.path](conn);
});
server.listen(0, '127.0.0.1', () => console.log('listening ' + server.socket.address().port));
process.stdin.on('end', () => process.exit()).resume();
