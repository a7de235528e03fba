package dev.ws.jakarta.deploy;

import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;

/** Removes what the container's own implementation of Jakarta WebSocket put into a web application. */
interface TakeOver {
    /**
     * Removes it, so that it answers no request.
     *
     * @return whether it has deployed the endpoints before, and so has made their configurators
     * @throws ReflectiveOperationException when the container is not built as expected
     */
    boolean remove(ServletContext context, Object container) throws ReflectiveOperationException;

    /**
     * Makes the place of the container's own implementation free.
     *
     * @param found what is registered as the web application's container
     * @return whether it has deployed the endpoints before
     * @throws DeploymentException when that cannot be done; says what to do
     */
    static boolean from(Object found, ServletContext context) throws DeploymentException {
        String name = found.getClass().getName();
        TakeOver takeOver;
        if (name.startsWith(TomcatTakeOver.PACKAGE)) {
            takeOver = new TomcatTakeOver();
        } else if (name.startsWith(JettyTakeOver.PACKAGE)) {
            takeOver = new JettyTakeOver();
        } else if (name.startsWith(TyrusTakeOver.PACKAGE)) {
            takeOver = new TyrusTakeOver();
        } else {
            throw new DeploymentException(
                    OtherImplementation.of(found.getClass()).refusal());
        }
        try {
            return takeOver.remove(context, found);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new DeploymentException(
                    OtherImplementation.of(found.getClass()).refusal(), e);
        }
    }
}
