package dev.ws.server;

import static dev.ws.server.RawClient.ACCEPTED;
import static dev.ws.server.RawClient.frames;
import static dev.ws.server.RawClient.request;
import static dev.ws.transport.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ws.HandshakeRequest;
import dev.ws.TlsInfo;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.frame.WireFrame;
import dev.ws.transport.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stand-alone servers that speak TLS. */
@Timeout(60)
class SecureListenerTest {
    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private final List<HandshakeRequest> requests = new CopyOnWriteArrayList<>();
    private final WebSocketServer.Builder builder = WebSocketServer.builder()
            .runtime(runtime)
            .onConnection((ws, request) -> {
                requests.add(request);
                ws.onText((socket, text) -> socket.send(text));
            });

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    private static ListenOptions.Builder secure(SSLParameters parameters) {
        SSLContext context = TestCertificate.context(TestCertificate.localhost(), TestCertificate.client());
        return ListenOptions.builder().host("127.0.0.1").tls(context, parameters);
    }

    private static SSLSocket connect(WebSocketServer server, @Nullable TestCertificate own, String... protocols)
            throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.address().orElseThrow();
        SSLContext context = TestCertificate.context(own, TestCertificate.localhost());
        SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), address.getPort());
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        return socket;
    }

    private static void send(SSLSocket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    private static void send(SSLSocket socket, String text) throws IOException {
        send(socket, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(SSLSocket socket, int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    private static void finish(WebSocketServer server) throws Exception {
        server.shutdown(Duration.ZERO).get(30, TimeUnit.SECONDS);
        server.closed().get(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void b019AServerSpeaksTlsAndTellsWhatWasAgreed(String protocol) throws Exception {
        WebSocketServer server = builder.listen(secure(new SSLParameters()).build());

        try (SSLSocket socket = connect(server, null, protocol)) {
            send(socket, request("/"));
            assertThat(read(socket, ACCEPTED.length())).isEqualTo(ACCEPTED);
            send(socket, frames(WireFrame.text("hello")));
            assertThat(read(socket, 7)).endsWith("hello");

            assertThat(requests.get(0).secure()).isTrue();
            TlsInfo tls = requests.get(0).tls();
            assertThat(tls).isNotNull();
            assertThat(tls.protocol()).isEqualTo(protocol);
            assertThat(tls.cipherSuite()).isEqualTo(socket.getSession().getCipherSuite());
            assertThat(tls.peerCertificates()).isEmpty();
        }
        finish(server);
    }

    @Test
    void aClientShowsItsCertificate() throws Exception {
        SSLParameters parameters = new SSLParameters();
        parameters.setNeedClientAuth(true);
        WebSocketServer server = builder.listen(secure(parameters).build());

        try (SSLSocket socket = connect(server, TestCertificate.client())) {
            send(socket, request("/"));
            assertThat(read(socket, ACCEPTED.length())).isEqualTo(ACCEPTED);
            until(() -> !requests.isEmpty());
            TlsInfo tls = requests.get(0).tls();
            assertThat(tls).isNotNull();
            assertThat(tls.peerCertificates()).hasSize(1);
            assertThat(tls.peerCertificates().get(0).getSubjectX500Principal().getName())
                    .isEqualTo("CN=client");
        }
        try (SSLSocket socket = connect(server, null)) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
                send(socket, request("/"));
                if (read(socket, 1).isEmpty()) {
                    throw new IOException("ended");
                }
            });
        }
        assertThat(requests).hasSize(1);
        finish(server);
    }

    @Test
    void aRefusalComesThroughTls() throws Exception {
        WebSocketServer server =
                builder.path("/chat").listen(secure(new SSLParameters()).build());

        try (SSLSocket socket = connect(server, null)) {
            send(socket, request("/other"));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 400 ")
                    .endsWith("Bad Request");
        }
        finish(server);
    }

    @Test
    void plainTextToATlsPortEnds() throws Exception {
        WebSocketServer server = builder.listen(secure(new SSLParameters()).build());

        try (RawClient client = RawClient.connect(server).send(request("/"))) {
            client.awaitEnd();
        }
        assertThat(requests).isEmpty();
        finish(server);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 50})
    void g032ATlsHandshakeThatStopsIsCut(int bytes) throws Exception {
        WebSocketServer server = builder.listen(secure(new SSLParameters())
                .handshakeTimeout(Duration.ofMillis(50))
                .build());
        byte[] greeting = new byte[bytes]; // the beginning of a long record
        byte[] start = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01};
        System.arraycopy(start, 0, greeting, 0, Math.min(bytes, start.length));

        try (RawClient client = RawClient.connect(server).send(greeting)) {
            client.awaitEnd();
        }
        finish(server);
    }

    @Test
    void handshakesThatAreCutLeaveNothingBehind() throws Exception {
        WebSocketServer server = builder.listen(secure(new SSLParameters()).build());
        byte[] start = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01};

        for (int i = 0; i < 200; i++) {
            RawClient client = RawClient.connect(server).send(start);
            if (i % 2 == 0) {
                client.reset();
            } else {
                client.close();
            }
        }
        until(() -> server.clients().isEmpty());
        server.close();
        server.closed().get(30, TimeUnit.SECONDS);
    }
}
