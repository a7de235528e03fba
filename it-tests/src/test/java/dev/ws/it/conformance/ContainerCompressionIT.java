package dev.ws.it.conformance;

import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import dev.ws.it.wire.DeflatePeer;
import java.io.IOException;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The compressing echo in Tomcat and Jetty. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"TOMCAT_11", "JETTY_EE11"})
class ContainerCompressionIT implements CompressionContract {
    @Parameter
    ContainerKind kind; // JUnit thread

    @Override
    public DeflatePeer open(String offer) throws IOException {
        // a threshold of its own where there is no context takeover
        return DeflatePeer.open(Container.shared(kind).port(), "/deflate/echo?settings=threshold:0", offer);
    }
}
