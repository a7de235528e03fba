package dev.ws.jakarta.coder;

import dev.ws.jakarta.InstanceProvider;
import jakarta.websocket.Decoder;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Encoder;
import jakarta.websocket.EndpointConfig;
import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The encoder and decoder classes of one endpoint, analysed at deployment: which class is for which objects and which
 * messages, in declared order. Immutable but for a memory of the encoders found; any thread.
 */
public final class Coders {
    private final List<Coder> encoders;
    private final List<Coder> decoders;
    private final int instances;
    private final ConcurrentMap<Class<?>, Optional<Coder>> found = new ConcurrentHashMap<>();

    private Coders(List<Coder> encoders, List<Coder> decoders, int instances) {
        this.encoders = List.copyOf(encoders);
        this.decoders = List.copyOf(decoders);
        this.instances = instances;
    }

    /**
     * Analyses classes. Whether they can be instantiated is left to the {@link InstanceProvider}, as far as it depends on
     * constructors.
     *
     * @throws DeploymentException naming the class and the rule it breaks
     */
    public static Coders of(List<Class<? extends Encoder>> encoders, List<Class<? extends Decoder>> decoders)
            throws DeploymentException {
        List<Coder> encoding = new ArrayList<>();
        int slot = 0;
        for (Class<? extends Encoder> type : distinct(encoders)) {
            for (CoderKind kind : CoderKind.values()) {
                add(encoding, type, kind, kind.encoder, slot);
            }
            slot = checked("encoder", "Encoder", type, encoding, slot);
        }
        List<Coder> decoding = new ArrayList<>();
        for (Class<? extends Decoder> type : distinct(decoders)) {
            for (CoderKind kind : CoderKind.values()) {
                add(decoding, type, kind, kind.decoder, slot);
            }
            slot = checked("decoder", "Decoder", type, decoding, slot);
        }
        return new Coders(encoding, decoding, slot);
    }

    private static <T> Set<T> distinct(List<T> types) {
        return new LinkedHashSet<>(types);
    }

    private static void add(List<Coder> coders, Class<?> type, CoderKind kind, Class<?> generic, int slot)
            throws DeploymentException {
        if (!generic.isAssignableFrom(type)) {
            return;
        }
        Class<?> objects = TypeParameter.of(type, generic);
        if (objects == null) {
            throw new DeploymentException(
                    type.getName() + " does not say for which objects it is: the type parameter of "
                            + generic.getCanonicalName() + " must be a class");
        }
        coders.add(new Coder(type, kind, objects, slot));
    }

    /** {@return the next slot} */
    private static int checked(String role, String root, Class<?> type, List<Coder> coders, int slot)
            throws DeploymentException {
        String name = role + " " + type.getName();
        if (coders.isEmpty() || coders.get(coders.size() - 1).slot() != slot) {
            throw new DeploymentException(name + " implements none of " + root + ".Text, " + root + ".TextStream, "
                    + root + ".Binary and " + root + ".BinaryStream");
        }
        if (Modifier.isAbstract(type.getModifiers())) {
            throw new DeploymentException(name + " is abstract, must be a concrete class");
        }
        if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
            throw new DeploymentException(name + " is an inner class, must be static or a class of its own");
        }
        return slot + 1;
    }

    /** {@return the coders of a new connection} */
    public ConnectionCoders open(EndpointConfig config, InstanceProvider instances) {
        return new ConnectionCoders(this, config, instances);
    }

    /** {@return whether there is an encoder of the application for objects of exactly this type} */
    public boolean hasEncoder(Class<?> type) {
        return encoders.stream().anyMatch(encoder -> encoder.objects() == type);
    }

    /**
     * {@return whether objects that are declared with this type may be encoded, by an encoder or as they are}
     *
     * @param type the declared type; objects of subtypes count
     */
    public boolean mayEncode(Class<?> type) {
        Class<?> box = Primitives.box(type);
        return Primitives.contains(box)
                || box.isAssignableFrom(String.class)
                || box.isAssignableFrom(Integer.class)
                || ByteBuffer.class.isAssignableFrom(box)
                || box == byte[].class
                || encoders.stream().anyMatch(encoder -> related(encoder.objects(), box));
    }

    /** {@return whether text messages become objects of a type, by decoders or as a primitive} */
    public boolean decodesText(Class<?> type) {
        return Primitives.contains(type) || !decoders(type, true).isEmpty();
    }

    /** {@return whether binary messages become objects of a type} */
    public boolean decodesBinary(Class<?> type) {
        return !decoders(type, false).isEmpty();
    }

    /** {@return the encoder for objects of a class: one for exactly it, else the first for a supertype; null if there is none} */
    @Nullable Coder encoder(Class<?> type) {
        return found.computeIfAbsent(type, this::find).orElse(null);
    }

    private Optional<Coder> find(Class<?> type) {
        return encoders.stream()
                .filter(encoder -> encoder.objects() == type)
                .findFirst()
                .or(() -> encoders.stream()
                        .filter(encoder -> encoder.objects().isAssignableFrom(type))
                        .findFirst());
    }

    /**
     * {@return the decoders for a type, up to the first stream decoder, which takes everything}
     *
     * @param text whether of text messages, else of binary ones
     */
    List<Coder> decoders(Class<?> type, boolean text) {
        Class<?> box = Primitives.box(type);
        List<Coder> suitable = new ArrayList<>();
        for (Coder decoder : decoders) {
            if (decoder.kind().isText() == text && suits(decoder.objects(), box)) {
                suitable.add(decoder);
                if (decoder.kind().isStream()) {
                    break;
                }
            }
        }
        return suitable;
    }

    // What has a form of its own is only given to decoders declared for exactly it. A decoder declared for a supertype
    // may
    // make the subtype that a method wants: what it made is checked.
    private static boolean suits(Class<?> objects, Class<?> wanted) {
        boolean own = Primitives.contains(wanted) || isNative(wanted);
        return own ? objects == wanted : related(objects, wanted);
    }

    private static boolean isNative(Class<?> type) {
        return type == String.class
                || type == byte[].class
                || type == ByteBuffer.class
                || type == Reader.class
                || type == InputStream.class;
    }

    private static boolean related(Class<?> one, Class<?> other) {
        return one.isAssignableFrom(other) || other.isAssignableFrom(one);
    }

    /** {@return how many instances a connection may need} */
    int instances() {
        return instances;
    }
}
