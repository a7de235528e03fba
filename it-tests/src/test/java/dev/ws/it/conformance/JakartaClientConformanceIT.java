package dev.ws.it.conformance;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The table with roles swapped: our Jakarta client connects and echoes. */
class JakartaClientConformanceIT implements ConformanceContract {
    private JakartaClientSubject client; // JUnit thread

    @BeforeAll
    void start() throws IOException {
        client = new JakartaClientSubject();
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
