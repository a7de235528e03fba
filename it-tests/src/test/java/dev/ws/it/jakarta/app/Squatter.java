package dev.ws.it.jakarta.app;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.websocket.server.ServerContainer;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Brings an implementation that nobody knows how to replace. */
public class Squatter implements ServletContainerInitializer {
    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        Object unknown = Proxy.newProxyInstance(
                Squatter.class.getClassLoader(), new Class<?>[] {ServerContainer.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
        context.setAttribute(ServerContainer.class.getName(), unknown);
    }
}
