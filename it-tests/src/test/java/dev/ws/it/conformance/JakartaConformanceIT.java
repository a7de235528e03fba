package dev.ws.it.conformance;

import dev.ws.it.jakarta.EchoSite;
import dev.ws.it.wire.RawWebSocket;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The echo of a Jakarta endpoint on the adapter in Tomcat and Jetty. */
@ParameterizedClass(name = "{0}")
@EnumSource(EchoSite.class)
class JakartaConformanceIT implements ConformanceContract {
    @Parameter
    EchoSite site; // JUnit thread

    @Override
    public Subject subject() {
        return () -> RawWebSocket.open(site.port(), site.path() + "/echo");
    }
}
