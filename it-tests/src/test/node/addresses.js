// Tells what Node's ws makes of addresses. Argument: a table, each line of which begins with an address as a JSON string;
// lines that begin with # and empty ones stay as they are. Prints the table again: behind each address, separated by
// tabs, the target of the request line, the Host field and the Authorization field; or a minus sign and the message with
// which it is refused. No name is looked up: every connection goes to a server of this process.
'use strict';
const fs = require('fs');
const net = require('net');
const { WebSocket } = require('ws');

const server = net.createServer((socket) => {
  let head = '';
  socket.on('error', () => {});
  socket.on('data', (data) => {
    head += data.toString('latin1');
    if (head.includes('\r\n\r\n')) {
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Head: ' + Buffer.from(head).toString('base64') + '\r\n\r\n');
    }
  });
});

function ask(address) {
  return new Promise((resolve) => {
    let ws;
    try {
      ws = new WebSocket(address, { createConnection: () => net.connect(server.address().port, '127.0.0.1') });
    } catch (error) {
      resolve(['-', error.message.replace(/^Invalid URL: .*/s, 'Invalid URL')]);
      return;
    }
    ws.on('error', (error) => resolve(['-', error.message]));
    ws.on('unexpected-response', (request, response) => {
      const lines = Buffer.from(response.headers['x-head'], 'base64').toString().split('\r\n');
      const field = (name) => lines.find((line) => line.toLowerCase().startsWith(name + ': '))?.slice(name.length + 2);
      resolve([lines[0].split(' ')[1], field('host') ?? '-', field('authorization') ?? '-']);
      request.destroy();
    });
  });
}

server.listen(0, '127.0.0.1', async () => {
  for (const line of fs.readFileSync(process.argv[2], 'utf8').trimEnd().split('\n')) {
    if (!line || line.startsWith('#')) {
      console.log(line);
    } else {
      const [written] = line.split('\t');
      console.log([written, ...await ask(JSON.parse(written))].join('\t'));
    }
  }
  server.close();
});
