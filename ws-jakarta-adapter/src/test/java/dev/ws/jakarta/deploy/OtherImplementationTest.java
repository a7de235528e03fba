package dev.ws.jakarta.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server's administrator is told to do: one thing, on that server. */
class OtherImplementationTest {
    private static final List<String> SERVERS =
            List.of("Tomcat:", "Jetty:", "Undertow:", "WildFly:", "GlassFish and Payara", "Open Liberty:");

    @ParameterizedTest(name = "{2} {0}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "org.apache.tomcat.websocket.server.WsServerContainer, x.Loader, Tomcat:, containerSciFilter=",
                "org.eclipse.jetty.ee11.websocket.jakarta.server.JakartaWebSocketServerContainer, x.Loader, Jetty:,"
                        + " org.eclipse.jetty.websocket.jakarta=false",
                "io.undertow.websockets.jsr.ServerWebSocketContainer, jdk.internal.loader.ClassLoaders$AppClassLoader,"
                        + " Undertow:, undertow-websockets-jsr",
                "io.undertow.websockets.jsr.ServerWebSocketContainer, org.jboss.modules.ModuleClassLoader, WildFly:,"
                        + " /subsystem=undertow/servlet-container=default/setting=websockets:remove",
                "org.glassfish.tyrus.servlet.TyrusServletContainerInitializer$TyrusServerContainerImpl,"
                        + " org.apache.felix.framework.BundleWiringImpl$BundleClassLoader, GlassFish and Payara,"
                        + " dev.ws.jakarta=off",
                "io.openliberty.wsoc.servercontainer21.ServerContainerExt21, x.Loader, Open Liberty:, websocket-2.1",
                "com.ibm.ws.wsoc.servercontainer.ServletContainerFactory, x.Loader, Open Liberty:, websocket-2.2"
            })
    void theAdviceIsForThatServer(String container, String loader, String server, String advice) {
        String message = OtherImplementation.of(container, loader).refusal();

        assertThat(message).contains(container, server, advice, "dev.ws.jakarta=off");
        assertThat(SERVERS.stream().filter(message::contains)).containsExactly(server);
    }

    @Test
    void nothingIsSaidAboutOtherServersWhereTheImplementationIsNotKnown() {
        assertThatThrownBy(() -> TakeOver.from("a string", mock(ServletContext.class)))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("java.lang.String")
                .hasMessageContaining("dev.ws.jakarta=off")
                .satisfies(thrown -> assertThat(SERVERS.stream().filter(thrown.getMessage()::contains))
                        .isEmpty());
    }
}
