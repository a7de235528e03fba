package late;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;

/** Adds what is wrong, and something right afterwards, whatever becomes of it. */
@WebListener
public class Adding implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServerContainer container =
                (ServerContainer) event.getServletContext().getAttribute(ServerContainer.class.getName());
        for (Class<?> type : new Class<?>[] {Right.Wrong.class, Right.Other.class}) {
            try {
                container.addEndpoint(type);
            } catch (DeploymentException expected) {
                event.getServletContext().log(type.getName(), expected);
            }
        }
    }
}
