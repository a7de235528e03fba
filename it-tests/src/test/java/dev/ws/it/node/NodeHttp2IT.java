package dev.ws.it.node;

import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import dev.ws.it.wire.KeyStores;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Containers that have HTTP/2 but no extended CONNECT do not announce it, which keeps browsers on HTTP/1.1, and reset one
 * that comes all the same. Tomcat stops reading its header fields at {@code :protocol}, and with these the table of header
 * compression that later requests on the same connection refer to; so nothing is said about those there.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"TOMCAT_10", "TOMCAT_10_NIO2", "TOMCAT_11", "TOMCAT_11_NIO2", "UNDERTOW"})
class NodeHttp2IT implements NodeClientContract {
    @Parameter
    ContainerKind kind; // JUnit thread

    private Container container; // JUnit thread

    @Override
    public int port() {
        try {
            container = Container.start(kind, Map.of("keys", KeyStores.shared().toString(), "http2", "default"));
            return container.securePort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public NodeScript client() throws IOException {
        String url = "https://127.0.0.1:" + port();
        return kind == ContainerKind.UNDERTOW
                ? NodeScript.start("http2-without-connect.js", url, "later")
                : NodeScript.start("http2-without-connect.js", url);
    }

    @AfterAll
    void stop() {
        container.stop();
    }
}
