package dev.ws.jakarta;

/**
 * Creates the objects of an application: endpoints, configurators, encoders and decoders. Called by any thread, many at a
 * time.
 */
public interface InstanceProvider {
    /**
     * Creates an instance.
     *
     * @param <T> the type
     * @param type a class with a public constructor without arguments, or what the provider can make otherwise
     * @return a new instance
     * @throws InstantiationException when that is not possible; the message names the class, the cause says why
     */
    <T> T create(Class<T> type) throws InstantiationException;

    /**
     * Gives an instance back that is not used any more. Does nothing by default.
     *
     * @param instance made by {@link #create}
     */
    default void destroy(Object instance) {}
}
