package dev.ws.jakarta.container;

import dev.ws.jakarta.InstanceProvider;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.inject.spi.InjectionTarget;
import jakarta.servlet.ServletContext;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes instances by CDI: beans as references, so that scopes, interceptors and injection count, other classes injected but
 * unmanaged. What depends on an instance ends with it; beans of normal scopes end with their scope. Loaded only where CDI is
 * present. Any thread.
 */
final class CdiInstances implements InstanceProvider {
    private static final String[] ATTRIBUTES = {
        BeanManager.class.getName(), "org.jboss.weld.environment.servlet." + BeanManager.class.getName()
    };

    private final BeanManager manager;
    private final Map<Identity, Runnable> ends = new ConcurrentHashMap<>();

    CdiInstances(BeanManager manager) {
        this.manager = manager;
    }

    /** An object by identity: a bean may say that it equals another. */
    private record Identity(Object object) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Identity identity && identity.object == object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }
    }

    /** Null as long as no CDI container runs for the web application. */
    static @Nullable CdiInstances find(ServletContext context) {
        for (String name : ATTRIBUTES) {
            if (context.getAttribute(name) instanceof BeanManager manager) {
                return new CdiInstances(manager);
            }
        }
        try {
            return new CdiInstances(CDI.current().getBeanManager());
        } catch (IllegalStateException | LinkageError e) {
            return null;
        }
    }

    @Override
    public <T> T create(Class<T> type) throws InstantiationException {
        try {
            Set<Bean<?>> beans = manager.getBeans(type).stream()
                    .filter(bean -> bean.getBeanClass() == type)
                    .collect(Collectors.toSet());
            Bean<?> bean = beans.isEmpty() ? null : manager.resolve(beans);
            return bean == null ? unmanaged(type) : reference(type, bean);
        } catch (RuntimeException e) {
            throw PlainInstances.failure(type, e);
        }
    }

    private <T> T reference(Class<T> type, Bean<?> bean) {
        CreationalContext<?> context = manager.createCreationalContext(bean);
        T instance = type.cast(manager.getReference(bean, type, context));
        if (bean.getScope() == Dependent.class) {
            ends.put(new Identity(instance), context::release);
        }
        return instance;
    }

    private <T> T unmanaged(Class<T> type) {
        InjectionTarget<T> target = manager.getInjectionTargetFactory(manager.createAnnotatedType(type))
                .createInjectionTarget(null);
        CreationalContext<T> context = manager.createCreationalContext(null);
        try {
            T instance = target.produce(context);
            target.inject(instance, context);
            target.postConstruct(instance);
            ends.put(new Identity(instance), () -> {
                try {
                    target.preDestroy(instance);
                    target.dispose(instance);
                } finally {
                    context.release();
                }
            });
            return instance;
        } catch (RuntimeException e) {
            context.release(); // what was injected already
            throw e;
        }
    }

    @Override
    public void destroy(Object instance) {
        end(instance);
    }

    /** The same. Tells whether there was something to end. */
    boolean end(Object instance) {
        Runnable end = ends.remove(new Identity(instance));
        if (end == null) {
            return false;
        }
        try {
            end.run();
        } catch (RuntimeException e) {
            System.getLogger("dev.ws.jakarta")
                    .log(
                            System.Logger.Level.WARNING,
                            "an instance of " + instance.getClass().getName() + " was not destroyed",
                            e);
        }
        return true;
    }
}
