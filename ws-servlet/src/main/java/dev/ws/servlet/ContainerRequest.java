package dev.ws.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.util.Objects;
import java.util.stream.Stream;

/** A request as the container made it, below the wrappers of applications, and whose it is: told by names of classes. */
final class ContainerRequest {
    private ContainerRequest() {}

    /** {@return the request inside all wrappers} */
    static ServletRequest unwrap(ServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner;
    }

    static boolean isOfJetty(ServletRequest request) {
        return unwrap(request).getClass().getName().startsWith("org.eclipse.jetty.");
    }

    static boolean isOfLiberty(ServletRequest request) {
        String name = unwrap(request).getClass().getName();
        return name.startsWith("com.ibm.ws.") || name.startsWith("io.openliberty.");
    }

    /** GlassFish and Payara: the class has the name of Tomcat's, but there is a request of Grizzly behind it. Slow. */
    static boolean isOfGrizzly(ServletRequest request) {
        Class<?> type = unwrap(request).getClass();
        try {
            Class<?> grizzly = Class.forName("org.glassfish.grizzly.http.server.Request", false, type.getClassLoader());
            return Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
                    .flatMap(facade -> Stream.of(facade.getDeclaredFields()))
                    .flatMap(field -> Stream.of(field.getType().getDeclaredFields()))
                    .anyMatch(field -> field.getType() == grizzly);
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }
}
