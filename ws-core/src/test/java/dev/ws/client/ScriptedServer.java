package dev.ws.client;

import dev.ws.frame.WireFrame;
import dev.ws.handshake.AcceptKey;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A raw server on the loopback address: notes the head of each request, then does what the script says. Scripts are used
 * up one per connection, the last again and again. What goes wrong in a script is told at the end.
 */
public final class ScriptedServer implements AutoCloseable {
    private static final int SECONDS = 30;

    /** What is done with a connection after its request was read. */
    @FunctionalInterface
    public interface Script {
        /**
         * Answers.
         *
         * @param line the connection, closed afterwards
         * @throws Exception anything; the test fails
         */
        void run(Line line) throws Exception;
    }

    private final ServerSocket listener;
    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean readsHead = true;

    /** Starts a server. */
    public ScriptedServer(Script... script) throws IOException {
        this(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), script);
    }

    /** Starts a server on a socket of another kind. */
    public ScriptedServer(ServerSocket listener, Script... script) {
        this.listener = listener;
        scripts.addAll(List.of(script));
        inBackground(this::accept);
    }

    /** Leaves reading the head to the scripts. */
    public ScriptedServer withoutReading() {
        readsHead = false;
        return this;
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                Script next = scripts.size() > 1 ? scripts.remove() : scripts.element();
                inBackground(() -> serve(socket, next));
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private void serve(Socket socket, Script script) {
        try (socket) {
            Line line = new Line(socket);
            if (readsHead) {
                requests.add(line.readHead());
            }
            script.run(line);
        } catch (SocketException | EOFException | SSLException gone) {
            ends.add("gone");
        } catch (Throwable fault) {
            faults.add(fault);
        }
    }

    /** {@return the port} */
    public int port() {
        return listener.getLocalPort();
    }

    /** {@return the address of a path here} */
    public String url(String path) {
        return "ws://127.0.0.1:" + port() + path;
    }

    /** {@return the head of the next request} */
    public String request() throws InterruptedException {
        String head = requests.poll(SECONDS, TimeUnit.SECONDS);
        if (head == null) {
            throw new AssertionError("no request; faults: " + faults);
        }
        return head;
    }

    /** Waits until a script found that its client had gone. */
    public void awaitGone() throws InterruptedException {
        if (ends.poll(SECONDS, TimeUnit.SECONDS) == null) {
            throw new AssertionError("no client went away; faults: " + faults);
        }
    }

    /** {@return how many connections came} */
    public int connections() {
        return sockets.size();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        if (!faults.isEmpty()) {
            throw new AssertionError("a script failed", faults.get(0));
        }
    }

    // --- scripts -----------------------------------------------------------------------------------------------------

    /** Answers with a text, and closes. */
    static Script answer(String text) {
        return line -> line.write(text);
    }

    /** Answers with a text, in which {@code ACCEPT} is the right value, and waits for the client to go. */
    static Script answerAndHold(String text) {
        return line -> {
            line.write(text.contains("ACCEPT") ? text.replace("ACCEPT", line.accept()) : text);
            line.awaitEnd();
        };
    }

    /** Accepts, with further field lines, and waits for the client to go. */
    static Script upgrade(String... fields) {
        return line -> {
            line.upgrade(fields);
            line.awaitEnd();
        };
    }

    /** Accepts, and echoes messages and the close frame. */
    public static Script echo(String... fields) {
        return line -> {
            line.upgrade(fields);
            line.echo();
        };
    }

    /** Says nothing until the client goes. */
    static Script silence() {
        return Line::awaitEnd;
    }

    /** Sends the client elsewhere. */
    public static Script redirect(String location) {
        return answer("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
    }

    /** A connection. */
    public static final class Line {
        private final Socket socket;
        private String head = "";

        Line(Socket socket) {
            this.socket = socket;
        }

        /** {@return the socket} */
        public Socket socket() {
            return socket;
        }

        /** {@return what was read up to the empty line, without it} */
        public String readHead() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                bytes.write(read(in));
            }
            String all = bytes.toString(StandardCharsets.ISO_8859_1);
            head = all.substring(0, all.length() - 4);
            return head;
        }

        private static int read(InputStream in) throws IOException {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            return next;
        }

        /** Writes text, each character a byte. */
        public void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Writes bytes. */
        public void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /** {@return the right value for the key of the request} */
        public String accept() {
            return AcceptKey.of(java.util.Objects.requireNonNull(field(head, "Sec-WebSocket-Key")));
        }

        /** {@return the head of an upgrade with further field lines} */
        public String upgradeHead(String... fields) {
            StringBuilder answer = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n")
                    .append("Upgrade: websocket\r\nConnection: Upgrade\r\n")
                    .append("Sec-WebSocket-Accept: " + accept() + "\r\n");
            for (String field : fields) {
                answer.append(field).append("\r\n");
            }
            return answer.append("\r\n").toString();
        }

        /** Accepts. */
        public void upgrade(String... fields) throws IOException {
            write(upgradeHead(fields));
        }

        /** Echoes short messages until a close frame, which it answers. */
        public void echo() throws IOException {
            InputStream in = socket.getInputStream();
            while (true) {
                int first = read(in);
                byte[] payload = new byte[read(in) & 0x7F];
                byte[] key = in.readNBytes(4);
                if (in.readNBytes(payload, 0, payload.length) < payload.length) {
                    throw new EOFException();
                }
                for (int i = 0; i < payload.length; i++) {
                    payload[i] ^= key[i % 4];
                }
                byte[] frame = new byte[payload.length + 2];
                frame[0] = (byte) first;
                frame[1] = (byte) payload.length;
                System.arraycopy(payload, 0, frame, 2, payload.length);
                write(frame);
                if ((first & 0x0F) == 8) {
                    return;
                }
            }
        }

        /** Waits until the client is gone. */
        public void awaitEnd() throws IOException {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // nobody wants to know
            }
            throw new EOFException();
        }
    }

    /** {@return the value of a field line of a head, or null} */
    static @Nullable String field(String head, String name) {
        for (String line : head.split("\r\n", -1)) {
            if (line.regionMatches(true, 0, name + ": ", 0, name.length() + 2)) {
                return line.substring(name.length() + 2);
            }
        }
        return null;
    }

    static byte[] text(String text) {
        return WireFrame.text(text).bytes();
    }
}
