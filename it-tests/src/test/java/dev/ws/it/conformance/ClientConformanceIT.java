package dev.ws.it.conformance;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The table with roles swapped: our client connects and echoes. */
class ClientConformanceIT implements ConformanceContract {
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
    public Subject subject() {
        return client;
    }
}
