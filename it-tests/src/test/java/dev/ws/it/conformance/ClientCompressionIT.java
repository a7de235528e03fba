package dev.ws.it.conformance;

import dev.ws.client.ClientOptions;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.it.wire.DeflatePeer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The table of compressed messages with roles swapped: our client connects and echoes, and the terms of a case are what the
 * test answers to its offer.
 */
class ClientCompressionIT implements CompressionContract {
    private static final ClientOptions OPTIONS = ClientOptions.builder()
            .perMessageDeflate(DeflateOptions.builder().threshold(0).build())
            .build();

    private ClientSubject client; // JUnit thread

    @BeforeAll
    void start() throws IOException {
        client = new ClientSubject();
    }

    @AfterAll
    void stop() throws IOException {
        client.close();
    }

    @Override
    public DeflatePeer open(String offer) throws IOException {
        // A server's answer has a value for the client's window, and one choice only.
        String answer = offer.split(",", 2)[0].replaceFirst("client_max_window_bits$", "client_max_window_bits=10");
        return DeflatePeer.adopt(client.accept(OPTIONS), answer);
    }
}
