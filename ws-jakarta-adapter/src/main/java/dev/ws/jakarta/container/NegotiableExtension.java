package dev.ws.jakarta.container;

import dev.ws.extension.ExtensionHeader;
import dev.ws.extension.ExtensionOffer;
import dev.ws.extension.deflate.PerMessageDeflate;
import jakarta.websocket.Extension;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An extension as Jakarta WebSocket shows it, and the way to the engine's and back. Immutable.
 *
 * @param name the token
 * @param parameters the parameters in order
 */
record NegotiableExtension(String name, List<Extension.Parameter> parameters) implements Extension {
    /** What this implementation speaks. */
    static final Extension PERMESSAGE_DEFLATE = new NegotiableExtension(PerMessageDeflate.TOKEN, List.of());

    NegotiableExtension {
        parameters = List.copyOf(parameters);
    }

    private record Setting(String name, String value) implements Extension.Parameter {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public String getValue() {
            return value;
        }
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public List<Extension.Parameter> getParameters() {
        return parameters;
    }

    /** {@return the extensions of a header field that is known to parse; empty for an empty one} */
    static List<Extension> parse(String field) {
        return field.isEmpty()
                ? List.of()
                : ExtensionHeader.parse(field).stream()
                        .map(NegotiableExtension::of)
                        .toList();
    }

    static Extension of(ExtensionOffer offer) {
        List<Extension.Parameter> settings = new ArrayList<>();
        offer.parameters().forEach((name, values) -> values.forEach(value -> settings.add(new Setting(name, value))));
        return new NegotiableExtension(offer.token(), settings);
    }

    /**
     * What the engine knows as the same.
     *
     * @throws IllegalArgumentException when name, parameter or value is not a token
     */
    static ExtensionOffer offer(Extension extension) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (Extension.Parameter parameter : extension.getParameters()) {
            parameters
                    .computeIfAbsent(parameter.getName(), name -> new ArrayList<>())
                    .add(Objects.requireNonNullElse(parameter.getValue(), ""));
        }
        return new ExtensionOffer(extension.getName(), parameters);
    }
}
