package dev.ws.it.jakarta.client;

import static dev.ws.it.wire.RawWebSocket.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.it.client.ForeignServer;
import dev.ws.it.wire.Await;
import dev.ws.it.wire.KeyStores;
import dev.ws.jakarta.container.JakartaClientContainer;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Our Jakarta client with servers that other people wrote (E-044, E-046, E-051, E-056, E-081). */
@ParameterizedClass(name = "{0}")
@EnumSource(
        value = ForeignServer.class,
        names = {"NODE_WS", "NODE_WS_TLS", "TOMCAT", "TOMCAT_TLS", "JETTY", "UNDERTOW", "TYRUS"})
class JakartaClientIT {
    private static final int SECONDS = 30;
    private static final int MIB = 1 << 20;
    private static JakartaClientContainer container; // JUnit thread

    @Parameter
    ForeignServer server; // JUnit thread

    @BeforeAll
    static void start() {
        container = new JakartaClientContainer();
    }

    @AfterAll
    static void stop() {
        container.close();
    }

    private URI uri(String endpoint) throws IOException {
        return URI.create(server.url(endpoint));
    }

    // Annotated clients have no context of their own, so they are for servers without TLS.
    private Session open(Mailbox mailbox, String endpoint) throws Exception {
        Assumptions.assumeFalse(server.name().endsWith("TLS"), "annotations know no certificates");
        return container.connectToServer(mailbox, uri(endpoint));
    }

    /** Keeps what comes. */
    private static final class Programmatic extends Endpoint {
        final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(String.class, received::add);
            session.addMessageHandler(byte[].class, received::add);
        }

        Object next() throws InterruptedException {
            Object next = received.poll(SECONDS, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            return next;
        }
    }

    private static ClientEndpointConfig.Builder trusting() throws IOException {
        return ClientEndpointConfig.Builder.create().sslContext(KeyStores.context());
    }

    @Test
    void messagesOfAllLengthsComeBack() throws Exception {
        Programmatic endpoint = new Programmatic();
        Session session = container.connectToServer(endpoint, trusting().build(), uri("echo"));
        RemoteEndpoint.Basic basic = session.getBasicRemote();

        for (int length : new int[] {0, 1, 125, 126, 127, 65535, 65536, 200_000, MIB}) {
            String text = "x".repeat(length);
            byte[] bytes = pattern(length);
            basic.sendText(text);
            assertThat(text.equals(endpoint.next())).as("text of %s", length).isTrue();
            basic.sendBinary(ByteBuffer.wrap(bytes));
            assertThat(Arrays.equals(bytes, (byte[]) endpoint.next()))
                    .as("%s bytes", length)
                    .isTrue();
        }
        assertThat(session.isSecure()).isEqualTo(server.name().endsWith("TLS"));
        session.close();
    }

    @Test
    void partsAndStreamsAreJoinedThere() throws Exception {
        Programmatic endpoint = new Programmatic();
        Session session = container.connectToServer(endpoint, trusting().build(), uri("echo"));
        RemoteEndpoint.Basic basic = session.getBasicRemote();

        basic.sendText("one ", false);
        basic.sendText("two", true);
        assertThat(endpoint.next()).isEqualTo("one two");
        try (Writer writer = basic.getSendWriter()) {
            for (int i = 0; i < 1000; i++) {
                writer.write("line " + i + "\n");
            }
        }
        assertThat((String) endpoint.next()).startsWith("line 0\n").endsWith("line 999\n");
        byte[] bytes = pattern(300_000);
        try (OutputStream stream = basic.getSendStream()) {
            stream.write(bytes);
        }
        assertThat(Arrays.equals(bytes, (byte[]) endpoint.next())).isTrue();
        session.close();
    }

    @Test
    void aThousandAsyncMessagesKeepTheirOrder() throws Exception {
        Programmatic endpoint = new Programmatic();
        Session session = container.connectToServer(endpoint, trusting().build(), uri("echo"));

        for (int i = 0; i < 1000; i++) {
            session.getAsyncRemote()
                    .sendText(
                            "message " + i, result -> assertThat(result.isOK()).isTrue());
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(endpoint.next()).isEqualTo("message " + i);
        }
        session.close();
    }

    @Test
    void anAnnotatedEndpointSpeaksAndAgreesOnASubprotocol() throws Exception {
        Mailbox mailbox = new Mailbox();
        Session session = open(mailbox, "echo");

        assertThat(session.getNegotiatedSubprotocol()).isIn("chat", "superchat");
        session.getBasicRemote().sendText("κόσμε 日本語 \uD83D\uDE80");
        assertThat(mailbox.nextText()).isEqualTo("κόσμε 日本語 \uD83D\uDE80");
        session.getBasicRemote().sendBinary(ByteBuffer.wrap(pattern(1000)));
        assertThat(mailbox.nextBytes()).isEqualTo(pattern(1000));
        session.close();
        assertThat(mailbox.closed().getCloseCode()).isEqualTo(CloseReason.CloseCodes.NORMAL_CLOSURE);
    }

    @Test
    void pingsAreAnsweredBothWays() throws Exception {
        Mailbox mailbox = new Mailbox();
        Session session = open(mailbox, "ping");

        session.getBasicRemote().sendPing(ByteBuffer.wrap("abc".getBytes(StandardCharsets.UTF_8)));
        assertThat(mailbox.nextText()).isEqualTo("pong of ping abc");
        session.getBasicRemote().sendText("server, ping me");
        assertThat(mailbox.nextText()).isEqualTo("pong server, ping me");
        session.close();
        mailbox.closed();
    }

    @Test
    void theServersCodeAndReasonAreTold() throws Exception {
        Mailbox mailbox = new Mailbox();
        Session session = open(mailbox, "close");

        session.getBasicRemote().sendText("4001 bye");

        CloseReason reason = mailbox.closed();
        assertThat(reason.getCloseCode().getCode()).isEqualTo(4001);
        assertThat(reason.getReasonPhrase()).isEqualTo("bye");
        // To this thread it is open until onClose, which told the reason, has returned.
        Await.until("the session is closed", () -> !session.isOpen());
    }

    @Test
    void compressionIsSpokenWhereTheServerAgrees() throws Exception {
        Assumptions.assumeTrue(server.compresses(), "its endpoints have no compression");
        String endpoint = server.isNode() ? "deflate/echo?settings=threshold:0" : "echo";
        ClientEndpointConfig config = trusting()
                .extensions(List.copyOf(container.getInstalledExtensions()))
                .build();
        Programmatic compressing = new Programmatic();
        Session session = container.connectToServer(compressing, config, uri(endpoint));

        assertThat(session.getNegotiatedExtensions())
                .extracting(Extension::getName)
                .containsExactly("permessage-deflate");
        for (int i = 0; i < 50; i++) {
            String text = ("number " + i + " ").repeat(1 + i * i);
            session.getBasicRemote().sendText(text);
            assertThat(text.equals(compressing.next())).as("message %s", i).isTrue();
        }
        session.close();
    }

    @Test
    void unknownExtensionsAreOfferedAndDropped() throws Exception {
        Extension unknown = new Extension() {
            @Override
            public String getName() {
                return "x-unknown";
            }

            @Override
            public List<Extension.Parameter> getParameters() {
                return List.of();
            }
        };
        ClientEndpointConfig config = trusting().extensions(List.of(unknown)).build();
        Programmatic endpoint = new Programmatic();
        Session session = container.connectToServer(endpoint, config, uri("echo"));

        assertThat(session.getNegotiatedExtensions()).isEmpty();
        session.getBasicRemote().sendText("hello");
        assertThat(endpoint.next()).isEqualTo("hello");
        session.close();
    }

    @Test
    void whatIsNotThereIsADeploymentException() {
        Assumptions.assumeFalse(server.isNode(), "the scripts of Node serve everything");
        assertThatThrownBy(() ->
                        container.connectToServer(new Programmatic(), trusting().build(), uri("nowhere")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageEndingWith("Unexpected server response: 404");
    }
}
