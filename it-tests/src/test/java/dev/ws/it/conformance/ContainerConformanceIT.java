package dev.ws.it.conformance;

import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import dev.ws.it.wire.RawWebSocket;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The echo in Tomcat and Jetty. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"TOMCAT_11", "JETTY_EE11"})
class ContainerConformanceIT implements ConformanceContract {
    @Parameter
    ContainerKind kind; // JUnit thread

    @Override
    public Subject subject() {
        return () -> RawWebSocket.open(Container.shared(kind).port(), "/peers/echo");
    }
}
