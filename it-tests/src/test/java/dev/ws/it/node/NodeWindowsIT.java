package dev.ws.it.node;

import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import java.io.IOException;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows of 2^8 to 2^15 bytes in both directions, with a zlib that has no more than these. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"TOMCAT_11", "JETTY_EE11"})
class NodeWindowsIT implements NodeClientContract {
    @Parameter
    ContainerKind kind; // JUnit thread

    @Override
    public int port() {
        return Container.shared(kind).port();
    }

    @Override
    public NodeScript client() throws IOException {
        String url = "http://127.0.0.1:" + port() + "/deflate";
        return kind == ContainerKind.TOMCAT_11
                ? NodeScript.start(
                        "windows.js",
                        url,
                        "",
                        ",compressionHistory:32768,level:9",
                        ",dedicatedDeflater:true",
                        ",compressionHistory:0")
                : NodeScript.start("windows.js", url, "");
    }
}
