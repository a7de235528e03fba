package dev.ws.jakarta.deploy;

import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import org.jspecify.annotations.Nullable;

/** Removes what the container's own implementation of Jakarta WebSocket put into a web application. */
interface TakeOver {
    /**
     * Removes it, so that it answers no request.
     *
     * @throws ReflectiveOperationException when the container is not built as expected
     */
    void remove(ServletContext context, Object container) throws ReflectiveOperationException;

    /**
     * Makes the place of the container's own implementation free.
     *
     * @param found what is registered as the web application's container
     * @throws DeploymentException when that cannot be done; says what to do
     */
    static void from(Object found, ServletContext context) throws DeploymentException {
        String name = found.getClass().getName();
        TakeOver takeOver;
        if (name.startsWith(TomcatTakeOver.PACKAGE)) {
            takeOver = new TomcatTakeOver();
        } else if (name.startsWith(JettyTakeOver.PACKAGE)) {
            takeOver = new JettyTakeOver();
        } else {
            throw refusal(name, null);
        }
        try {
            takeOver.remove(context, found);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw refusal(name, e);
        }
    }

    private static DeploymentException refusal(String implementation, @Nullable Exception cause) {
        return new DeploymentException(
                "there are two implementations of Jakarta WebSocket, and " + implementation
                        + " of the container cannot be replaced. Either switch it off - Tomcat: containerSciFilter="
                        + "\"org\\.apache\\.tomcat\\.websocket\\.server\\.WsSci\" at the Context element of META-INF/context.xml; Jetty:"
                        + " context parameter org.eclipse.jetty.websocket.jakarta=false; Undertow: deploy without"
                        + " undertow-websockets-jsr - or keep it with the context parameter dev.ws.jakarta=off",
                cause);
    }
}
