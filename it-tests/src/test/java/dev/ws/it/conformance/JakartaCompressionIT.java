package dev.ws.it.conformance;

import dev.ws.it.jakarta.EchoSite;
import dev.ws.it.wire.DeflatePeer;
import java.io.IOException;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The compressing echo of a Jakarta endpoint on the adapter in Tomcat and Jetty, switched on by context parameters. */
@ParameterizedClass(name = "{0}")
@EnumSource(EchoSite.class)
class JakartaCompressionIT implements CompressionContract {
    @Parameter
    EchoSite site; // JUnit thread

    @Override
    public DeflatePeer open(String offer) throws IOException {
        return DeflatePeer.open(site.port(), site.path() + "/echo", offer);
    }
}
