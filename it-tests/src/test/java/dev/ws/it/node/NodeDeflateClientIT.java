package dev.ws.it.node;

import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import java.io.IOException;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Node's ws as a compressing client: every combination of parameters on one container, a sample on the others. */
@ParameterizedClass(name = "{0}")
@EnumSource(
        value = ContainerKind.class,
        names = {"TOMCAT_10", "TOMCAT_11", "TOMCAT_11_NIO2", "JETTY_EE10", "JETTY_EE11", "UNDERTOW"})
class NodeDeflateClientIT implements NodeClientContract {
    @Parameter
    ContainerKind kind; // JUnit thread

    @Override
    public int port() {
        return Container.shared(kind).port();
    }

    @Override
    public NodeScript client() throws IOException {
        String every = switch (kind) {
            case TOMCAT_11 -> "1";
            case JETTY_EE11 -> "5";
            default -> "37";
        };
        return NodeScript.start("deflate-client.js", "ws://127.0.0.1:" + port() + "/deflate", every);
    }
}
