package dev.ws.it.nativetransport;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The other end: a socket that has sent an upgrade request. */
final class RawPeer implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket plain;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private RawPeer(Socket plain, boolean tls) throws Exception {
        this.plain = plain;
        // On top, so that closing is the plain socket's business and waits for no answer.
        socket = tls ? trusting().getSocketFactory().createSocket(plain, "localhost", plain.getPort(), false) : plain;
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** Connects, upgrades, with further bytes in the same segment as the request. */
    static RawPeer connect(int port, boolean tls, String path, byte[] early) throws Exception {
        RawPeer peer = request(port, tls, path, early);
        String head = peer.readHead();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException(head);
        }
        return peer;
    }

    /** Connects and sends the request, but does not wait for the answer. */
    static RawPeer request(int port, boolean tls, String path, byte[] early) throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        RawPeer peer = new RawPeer(socket, tls);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(
                ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: bytes\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(early);
        peer.write(request.toByteArray());
        return peer;
    }

    private static SSLContext trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManager all = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        context.init(null, new TrustManager[] {all}, null);
        return context;
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException(head.toString());
            }
            head.append((char) next);
        }
        return head.toString();
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    byte[] readExactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length != count) {
            throw new EOFException(bytes.length + " of " + count);
        }
        return bytes;
    }

    /** {@return the next byte or -1} */
    int read() throws IOException {
        return in.read();
    }

    /** {@return how many bytes came until the end} */
    long readToEnd() throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            total += count;
        }
        return total;
    }

    /** Ends the output side: FIN, or close_notify. */
    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** {@return whether the system has forgotten the connection, as after a reset; unread bytes may be left} */
    boolean isReset() throws IOException {
        String own = String.format(Locale.ROOT, ":%04X", plain.getLocalPort());
        String other = String.format(Locale.ROOT, ":%04X", plain.getPort());
        for (Path table : List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))) {
            for (String line : Files.readAllLines(table)) {
                String[] words = line.strip().split("\\s+", -1);
                if (words[1].endsWith(own) && words[2].endsWith(other)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Ends with RST. */
    void reset() throws IOException {
        plain.setSoLinger(true, 0);
        plain.close();
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }
}
