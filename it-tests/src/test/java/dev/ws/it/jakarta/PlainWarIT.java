package dev.ws.it.jakarta;

import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The stranger's application in embedded containers. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.ws.it.jakarta.Site#all")
class PlainWarIT implements PlainContract {
    @Parameter
    Site site; // JUnit thread

    @Override
    public int port() {
        return site.port();
    }

    @Override
    public String path() {
        return site.path("plain", Wars::plain);
    }

    @Override
    public boolean ours() {
        return site.ours();
    }
}
