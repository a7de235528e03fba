package dev.ws.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.Headers;
import dev.ws.TlsInfo;
import dev.ws.WebSocket;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.transport.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** D-023 and the TLS part of D-050. */
@Timeout(60)
class ClientTlsTest {
    private static final TestCertificate LOCALHOST = TestCertificate.localhost();

    private final WebSocketClient client = WebSocketClient.create();
    private final EventLog events = new EventLog();
    private final ClientOptions.Builder options = ClientOptions.builder()
            .perMessageDeflate(DeflateOptions.OFF)
            .resolver(host -> CompletableFuture.completedFuture(List.of(InetAddress.getLoopbackAddress())))
            .tls(ClientTls.of(TestCertificate.context(null, LOCALHOST)));

    @AfterEach
    void end() throws Exception {
        client.closeNow();
        client.closed().get(30, TimeUnit.SECONDS);
        events.nothing();
    }

    private static SSLServerSocket listen(TestCertificate own, TestCertificate... trusted) throws IOException {
        SSLContext context = TestCertificate.context(own, trusted);
        SSLServerSocket listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.setNeedClientAuth(trusted.length > 0);
        return listener;
    }

    private CompletableFuture<WebSocket> connect(String url) {
        return client.connect(url, options.build(), ws -> ws.addListener(events));
    }

    private WebSocket open(String url) throws Exception {
        WebSocket ws = connect(url).get(30, TimeUnit.SECONDS);
        events.expect("open");
        ws.send("hello");
        events.expect("text hello");
        return ws;
    }

    private void endOpen() throws Exception {
        client.closeNow();
        events.expect("close 1006 CLOSED");
    }

    private void expectSslFailure(String url) throws Exception {
        assertThat(connect(url)).failsWithin(30, TimeUnit.SECONDS);
        assertThat(events.next()).startsWith("error ");
        events.expect("close 1006 CLOSED");
        assertThat(events.error()).isInstanceOf(SSLException.class);
    }

    @Test
    void speaksThroughTls() throws Exception { // D-002 D-023 A-148
        try (ScriptedServer server = new ScriptedServer(listen(LOCALHOST), ScriptedServer.echo())) {
            WebSocket ws = open("https://localhost:" + server.port() + "/a");
            assertThat(ws.url().orElseThrow()).hasToString("wss://localhost:" + server.port() + "/a");
            assertThat(ws.handshake().secure()).isTrue();
            TlsInfo tls = Objects.requireNonNull(ws.handshake().tls());
            assertThat(tls.protocol()).startsWith("TLSv1.");
            assertThat(tls.peerCertificates()).hasSize(1);
            ws.close();
            events.expect("close 1005 CLOSED");
        }
    }

    @Test
    void unknownServersAreNotTrusted() throws Exception { // D-023 D-050
        try (ScriptedServer server = new ScriptedServer(listen(TestCertificate.elsewhere()), line -> {})) {
            expectSslFailure("wss://localhost:" + server.port());
        }
    }

    @Test
    void theCertificateIsForTheHost() throws Exception { // D-023
        options.tls(ClientTls.of(TestCertificate.context(null, TestCertificate.elsewhere())));
        try (ScriptedServer server = new ScriptedServer(listen(TestCertificate.elsewhere()), ScriptedServer.echo())) {
            expectSslFailure("wss://localhost:" + server.port());
            expectSslFailure("wss://127.0.0.1:" + server.port());

            options.tls(options.build().tls().withVerifyHost(false));
            open("wss://localhost:" + server.port());
            client.connections().iterator().next().close();
            events.expect("close 1005 CLOSED");

            options.tls(options.build().tls().withVerifyHost(true).withSniHost("elsewhere.test"));
            open("wss://localhost:" + server.port());
            endOpen();
        }
    }

    @Test
    void everybodyIsTrustedOnDemand() throws Exception { // D-023
        options.tls(ClientTls.insecureTrustAll());
        try (ScriptedServer server = new ScriptedServer(listen(TestCertificate.elsewhere()), ScriptedServer.echo())) {
            open("wss://localhost:" + server.port());
            endOpen();
        }
    }

    @ParameterizedTest(name = "D-023 {0} with sniHost {1}: {2}")
    @CsvSource({
        "localhost, , localhost",
        "127.0.0.1, , ",
        "localhost, '', ",
        "127.0.0.1, localhost, localhost",
        "localhost, 127.0.0.1, "
    })
    void theServerIsToldTheName(String host, @Nullable String sniHost, @Nullable String told) throws Exception {
        options.tls(options.build().tls().withSniHost(sniHost));
        CompletableFuture<List<?>> names = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(listen(LOCALHOST), line -> {
            ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) line.socket()).getSession();
            names.complete(session.getRequestedServerNames());
            line.upgrade();
            line.echo();
        })) {
            open("wss://" + host + ":" + server.port());
            assertThat(names.get(30, TimeUnit.SECONDS))
                    .isEqualTo(told == null ? List.of() : List.of(new SNIHostName(told)));
            endOpen();
        }
    }

    @Test
    void theParametersAreTheApplications() throws Exception { // D-023
        options.tls(options.build().tls().withParameters(set -> set.setProtocols(new String[] {"TLSv1.2"})));
        try (ScriptedServer server = new ScriptedServer(listen(LOCALHOST), ScriptedServer.echo())) {
            WebSocket ws = open("wss://localhost:" + server.port());
            assertThat(Objects.requireNonNull(ws.handshake().tls()).protocol()).isEqualTo("TLSv1.2");
            endOpen();
        }
    }

    @Test
    void clientsShowCertificates() throws Exception { // D-023
        TestCertificate own = TestCertificate.client();
        options.tls(ClientTls.of(TestCertificate.context(own, LOCALHOST)));
        try (ScriptedServer server = new ScriptedServer(listen(LOCALHOST, own), ScriptedServer.echo())) {
            open("wss://localhost:" + server.port());
            endOpen();
        }
    }

    @Test
    void clientsWithoutCertificateAreRefused() throws Exception { // D-023 D-050
        try (ScriptedServer server = new ScriptedServer(listen(LOCALHOST, TestCertificate.client()), line -> {})) {
            assertThat(connect("wss://localhost:" + server.port())).failsWithin(30, TimeUnit.SECONDS);
            assertThat(events.next()).startsWith("error ");
            events.expect("close 1006 CLOSED");
        }
    }

    @Test
    void plainTextToATlsPortFails() throws Exception { // D-050
        try (ScriptedServer server =
                new ScriptedServer(listen(LOCALHOST), line -> line.socket().close()).withoutReading()) {
            assertThat(connect("ws://localhost:" + server.port())).failsWithin(30, TimeUnit.SECONDS);
            assertThat(events.next()).startsWith("error ");
            events.expect("close 1006 CLOSED");
        }
    }

    @Test
    void tlsToAPlainPortFails() throws Exception { // D-050
        try (ScriptedServer server =
                new ScriptedServer(ScriptedServer.answerAndHold("HTTP/1.1 400 Bad\r\n\r\n")).withoutReading()) {
            expectSslFailure("wss://localhost:" + server.port());
        }
    }

    @Test
    void aSilentServerIsNotWaitedForForever() throws Exception { // D-013
        options.handshakeTimeout(Duration.ofMillis(300));
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.silence()).withoutReading()) {
            assertThat(connect("wss://localhost:" + server.port())).failsWithin(30, TimeUnit.SECONDS);
            events.expectFailure("Opening handshake has timed out");
            server.awaitGone();
        }
    }

    @ParameterizedTest(name = "D-022 D-023 through {0}")
    @EnumSource(
            value = Proxy.Type.class,
            names = {"HTTP", "SOCKS"})
    void tlsIsInsideTheTunnel(Proxy.Type type) throws Exception {
        try (TestProxy proxy = new TestProxy(type, "u:p");
                ScriptedServer server = new ScriptedServer(listen(LOCALHOST), ScriptedServer.echo())) {
            options.proxy(ProxyOptions.of(proxy.proxy()).withCredentials("u", "p"));
            open("wss://localhost:" + server.port() + "/");
            assertThat(proxy.requests()).isNotEmpty();
            endOpen();
        }
    }

    @Test
    void credentialsForTlsDoNotGoInPlainText() throws Exception { // D-017
        options.auth("foo:bar").headers(Headers.of("Cookie", "a=b")).followRedirects(true);
        try (ScriptedServer plain = new ScriptedServer(ScriptedServer.echo());
                ScriptedServer first = new ScriptedServer(
                        listen(LOCALHOST), ScriptedServer.redirect("ws://localhost:" + plain.port() + "/"))) {
            open("wss://localhost:" + first.port());
            assertThat(ScriptedServer.field(first.request(), "Authorization")).isNotNull();
            String followed = plain.request();
            assertThat(ScriptedServer.field(followed, "Authorization")).isNull();
            assertThat(ScriptedServer.field(followed, "Cookie")).isNull();
            endOpen();
        }
    }
}
