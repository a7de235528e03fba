package dev.ws.it.conformance;

import dev.ws.it.wire.DeflatePeer;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.Extension;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The table of compressed messages with roles swapped: our Jakarta client connects and echoes, and the terms of a case are what
 * the test answers to its offer.
 */
class JakartaClientCompressionIT implements CompressionContract {
    private JakartaClientSubject client; // JUnit thread

    /** What the client offers: all that the table may answer. */
    private static final class Offer implements Extension {
        private record Setting(String name) implements Parameter {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public String getValue() {
                return "";
            }
        }

        @Override
        public String getName() {
            return "permessage-deflate";
        }

        @Override
        public List<Parameter> getParameters() {
            return List.of(new Setting("client_max_window_bits"));
        }
    }

    @BeforeAll
    void start() throws IOException {
        client = new JakartaClientSubject();
    }

    @AfterAll
    void stop() throws IOException {
        client.close();
    }

    @Override
    public DeflatePeer open(String offer) throws IOException {
        ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
                .extensions(List.of(new Offer()))
                .build();
        config.getUserProperties().put("dev.ws.jakarta.compressionThreshold", 0);
        // A server's answer has a value for the client's window, and one choice only.
        String answer = offer.split(",", 2)[0].replaceFirst("client_max_window_bits$", "client_max_window_bits=10");
        return DeflatePeer.adopt(client.accept(config), answer);
    }
}
