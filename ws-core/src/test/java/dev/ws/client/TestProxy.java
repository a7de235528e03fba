package dev.ws.client;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on the loopback address, HTTP or SOCKS, that takes every name for the loopback address. Notes what it was asked
 * for. With a user and a password it wants them: HTTP with the Basic scheme, closing the connection that came without.
 */
public final class TestProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final Proxy.Type type;
    private final @Nullable String userAndPassword;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** Starts a proxy; without credentials when they are null. */
    public TestProxy(Proxy.Type type, @Nullable String userAndPassword) throws IOException {
        this.type = type;
        this.userAndPassword = userAndPassword;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        inBackground(this::accept);
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void inBackground(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException gone) {
                        // an end that the test sees at its own end
                    }
                },
                "test-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** {@return the proxy for a selector} */
    public Proxy proxy() {
        return new Proxy(type, new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()));
    }

    /** {@return what was asked for: request lines with the credentials, or hosts and ports} */
    public List<String> requests() {
        return requests;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            sockets.add(client);
            inBackground(() -> {
                try (client) {
                    if (type == Proxy.Type.HTTP) {
                        http(client);
                    } else {
                        socks(client);
                    }
                }
            });
        }
    }

    private void http(Socket client) throws IOException {
        String head = head(client.getInputStream());
        String line = head.substring(0, head.indexOf("\r\n"));
        String credentials = ScriptedServer.field(head, "Proxy-Authorization");
        requests.add(line + (credentials == null ? "" : " " + credentials));
        OutputStream out = client.getOutputStream();
        String wanted = userAndPassword == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
        if (wanted != null && !wanted.equals(credentials)) {
            out.write(bytes(String.join(
                    "\r\n",
                    "HTTP/1.1 407 Who are you",
                    "Proxy-Authenticate: Basic realm=\"test\"",
                    "Connection: close",
                    "Content-Length: 0",
                    "",
                    "")));
            return;
        }
        String target = line.split(" ", -1)[1];
        try (Socket server = connect(Integer.parseInt(target.substring(target.lastIndexOf(':') + 1)))) {
            out.write(bytes("HTTP/1.1 200 Connection established\r\n\r\n"));
            pipe(client, server);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            bytes.write(next);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private void socks(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        in.readByte();
        in.skipNBytes(in.readUnsignedByte());
        String who = "";
        if (userAndPassword == null) {
            out.write(new byte[] {5, 0});
        } else {
            out.write(new byte[] {5, 2});
            in.readByte();
            String given = text(in) + ":" + text(in);
            boolean right = given.equals(userAndPassword);
            out.write(new byte[] {1, (byte) (right ? 0 : 1)});
            if (!right) {
                return;
            }
            who = " " + given;
        }
        in.skipNBytes(3);
        String host = switch (in.readByte()) {
            case 1 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
            case 3 -> text(in);
            default -> InetAddress.getByAddress(in.readNBytes(16)).getHostAddress();
        };
        int port = in.readUnsignedShort();
        requests.add(host + ":" + port + who);
        try (Socket server = connect(port)) {
            out.write(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 80});
            pipe(client, server);
        }
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private Socket connect(int port) throws IOException {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(server);
        return server;
    }

    // Each way on a thread; the end of one is passed on.
    private static void pipe(Socket client, Socket server) throws IOException {
        inBackground(() -> {
            client.getInputStream().transferTo(server.getOutputStream());
            server.shutdownOutput();
        });
        server.getInputStream().transferTo(client.getOutputStream());
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
