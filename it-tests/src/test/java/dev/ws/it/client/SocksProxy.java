package dev.ws.it.client;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A SOCKS5 proxy (RFC 1928), with or without user and password (RFC 1929); two threads per connection. */
final class SocksProxy implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final String credentials;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** Starts it; with {@code user:password}, or the empty string for everybody. */
    SocksProxy(String credentials) throws IOException {
        this.credentials = credentials;
        start(() -> {
            for (; ; ) {
                Socket client = listening.accept();
                start(() -> serve(client));
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // somebody is gone
                    }
                },
                "socks");
        thread.setDaemon(true);
        thread.start();
    }

    Proxy proxy() {
        return new Proxy(
                Proxy.Type.SOCKS, new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort()));
    }

    /** The hosts and ports that it connected to. */
    List<String> asked() {
        return asked;
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            in.readByte(); // the version
            byte[] methods = in.readNBytes(in.readUnsignedByte());
            int wanted = credentials.isEmpty() ? 0 : 2;
            if (new String(methods, StandardCharsets.ISO_8859_1).indexOf(wanted) < 0) {
                out.write(new byte[] {5, -1});
                return;
            }
            out.write(new byte[] {5, (byte) wanted});
            if (wanted == 2) {
                in.readByte();
                String user = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
                String password = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
                boolean right = credentials.equals(user + ":" + password);
                out.write(new byte[] {1, (byte) (right ? 0 : 1)});
                if (!right) {
                    return;
                }
            }
            in.readNBytes(3); // version, CONNECT, reserved
            String host = switch (in.readByte()) {
                case 1 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
                case 3 -> new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
                default -> InetAddress.getByAddress(in.readNBytes(16)).getHostAddress();
            };
            int port = in.readUnsignedShort();
            asked.add(host + ":" + port);
            try (Socket server = new Socket(InetAddress.getAllByName(host)[0], port)) {
                out.write(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 0});
                start(() -> copy(server, client));
                copy(client, server);
            } catch (IOException e) {
                out.write(new byte[] {5, 5, 0, 1, 0, 0, 0, 0, 0, 0}); // refused
            }
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        from.getInputStream().transferTo(to.getOutputStream());
        to.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
