package dev.ws.it.node;

import dev.ws.it.jakarta.EchoSite;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Node's ws as a client of annotated endpoints on the adapter; some of the scenarios with compression, too. */
@ParameterizedClass(name = "{0}, compression {1}")
@MethodSource("sites")
class NodeJakartaIT implements NodeClientContract {
    @Parameter(0)
    EchoSite site; // JUnit thread

    @Parameter(1)
    boolean compression; // JUnit thread

    static Stream<Arguments> sites() {
        return Stream.of(EchoSite.values())
                .flatMap(site -> Stream.of(Arguments.of(site, false), Arguments.of(site, true)));
    }

    @Override
    public int port() {
        return site.port();
    }

    @Override
    public String prefix() {
        return site.peers();
    }

    @Override
    public NodeScript client() throws IOException {
        String address = "ws://127.0.0.1:" + port() + prefix();
        return compression
                ? NodeScript.start("client.js", address, "messages ", "deflate")
                : NodeScript.start("client.js", address);
    }
}
