package dev.ws.it.node;

import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Node's ws as a client of every container. */
@ParameterizedClass(name = "{0}")
@EnumSource(ContainerKind.class)
class NodeClientIT implements NodeClientContract {
    @Parameter
    ContainerKind kind; // JUnit thread

    @Override
    public int port() {
        return Container.shared(kind).port();
    }

    @Override
    public String prefix() {
        return "/peers";
    }
}
