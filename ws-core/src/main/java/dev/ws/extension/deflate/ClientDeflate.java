package dev.ws.extension.deflate;

import dev.ws.extension.ClientExtension;
import dev.ws.extension.Extension;
import dev.ws.extension.ExtensionOffer;
import dev.ws.frame.BufferPool;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of negotiating permessage-deflate (RFC 7692 section 7.1): one offer for each options object, and
 * the checks of the answer. Immutable, for all connections and threads of one client; called by its handshake.
 */
public final class ClientDeflate implements ClientExtension {
    private final List<DeflateOptions> preferences;
    private final List<ExtensionOffer> offers;
    private final ZlibPool zlib;
    private final BufferPool buffers;

    /**
     * Takes the settings. A {@code memLevel} other than 8 is logged, once per JVM.
     *
     * @param preferences the settings of each offer, in order of preference
     * @param zlib lends deflaters and inflaters to the connections
     * @param buffers lends buffers to the connections
     * @throws IllegalArgumentException when there are none, or some switch the extension off
     */
    public ClientDeflate(List<DeflateOptions> preferences, ZlibPool zlib, BufferPool buffers) {
        if (preferences.isEmpty()) {
            throw new IllegalArgumentException("there are no options to offer");
        }
        for (DeflateOptions options : preferences) {
            if (!options.enabled()) {
                throw new IllegalArgumentException("the options switch permessage-deflate off");
            }
            MemLevelNotice.giveFor(options);
        }
        this.preferences = List.copyOf(preferences);
        this.offers = this.preferences.stream().map(ClientDeflate::offer).toList();
        this.zlib = zlib;
        this.buffers = buffers;
    }

    /**
     * The settings that an offer stands for.
     *
     * @param offer an offer of permessage-deflate
     * @param base all other settings
     * @return the settings
     * @throws IllegalArgumentException when the offer is malformed
     */
    public static DeflateOptions optionsFor(ExtensionOffer offer, DeflateOptions base) {
        DeflateParameters asked = DeflateParameters.ofOffer(offer);
        return base.toBuilder()
                .serverNoContextTakeover(takeover(asked.serverNoContextTakeover()))
                .clientNoContextTakeover(takeover(asked.clientNoContextTakeover()))
                .serverMaxWindowBits(asked.serverMaxWindowBits())
                .clientMaxWindowBits(
                        switch (asked.clientMaxWindowBits()) {
                            case DeflateParameters.WITHOUT_VALUE -> DeflateOptions.AS_ASKED;
                            case DeflateParameters.ABSENT -> DeflateOptions.REFUSED;
                            default -> asked.clientMaxWindowBits();
                        })
                .build();
    }

    private static NoContextTakeover takeover(boolean asked) {
        return asked ? NoContextTakeover.ALWAYS : NoContextTakeover.AS_ASKED;
    }

    private static ExtensionOffer offer(DeflateOptions options) {
        return new DeflateParameters(
                        options.serverNoContextTakeover() == NoContextTakeover.ALWAYS,
                        options.clientNoContextTakeover() == NoContextTakeover.ALWAYS,
                        options.serverMaxWindowBits() > 0 ? options.serverMaxWindowBits() : DeflateParameters.ABSENT,
                        switch (options.clientMaxWindowBits()) {
                            case DeflateOptions.AS_ASKED -> DeflateParameters.WITHOUT_VALUE;
                            case DeflateOptions.REFUSED -> DeflateParameters.ABSENT;
                            default -> options.clientMaxWindowBits();
                        })
                .format();
    }

    @Override
    public String token() {
        return PerMessageDeflate.TOKEN;
    }

    @Override
    public List<ExtensionOffer> offers() {
        return offers;
    }

    /**
     * Takes the server's answer. The first offer that allows it counts, for a server does not say which one it took.
     *
     * @param answer the answer
     * @return the extension for this one connection
     * @throws IllegalArgumentException when the answer is malformed or no offer allows it; the message names the
     *     parameter
     */
    @Override
    public Extension accept(ExtensionOffer answer) {
        DeflateParameters agreed = DeflateParameters.ofAnswer(answer);
        Set<String> faults = new LinkedHashSet<>();
        for (DeflateOptions options : preferences) {
            String fault = fault(options, agreed);
            if (fault == null) {
                return new PerMessageDeflate(agreement(options, agreed), options, zlib, buffers);
            }
            faults.add(fault);
        }
        throw new IllegalArgumentException(String.join("; ", faults));
    }

    private static @Nullable String fault(DeflateOptions options, DeflateParameters answer) {
        // RFC 7692 section 7.1.1.1: a server accepts the demand by repeating it.
        if (options.serverNoContextTakeover() == NoContextTakeover.ALWAYS && !answer.serverNoContextTakeover()) {
            return missing(DeflateParameters.SERVER_NO_CONTEXT_TAKEOVER);
        }
        // Section 7.1.1.2: servers may demand this unasked, so a client copes unless told not to.
        if (options.clientNoContextTakeover() == NoContextTakeover.REFUSED && answer.clientNoContextTakeover()) {
            return "Unexpected parameter \"" + DeflateParameters.CLIENT_NO_CONTEXT_TAKEOVER + "\": it is refused";
        }
        // Section 7.1.2.1: a server accepts the demand by repeating it with the same or a smaller value.
        if (options.serverMaxWindowBits() > 0) {
            if (answer.serverMaxWindowBits() == DeflateParameters.ABSENT) {
                return missing(DeflateParameters.SERVER_MAX_WINDOW_BITS);
            }
            if (answer.serverMaxWindowBits() > options.serverMaxWindowBits()) {
                return tooLarge(
                        DeflateParameters.SERVER_MAX_WINDOW_BITS,
                        answer.serverMaxWindowBits(),
                        options.serverMaxWindowBits());
            }
        }
        // Section 7.1.2.2: a server must not speak about the client's window unless the client offered to.
        if (options.clientMaxWindowBits() == DeflateOptions.REFUSED
                && answer.clientMaxWindowBits() != DeflateParameters.ABSENT) {
            return "Unexpected parameter \"" + DeflateParameters.CLIENT_MAX_WINDOW_BITS + "\": it was not offered";
        }
        if (options.clientMaxWindowBits() > 0 && answer.clientMaxWindowBits() > options.clientMaxWindowBits()) {
            return tooLarge(
                    DeflateParameters.CLIENT_MAX_WINDOW_BITS,
                    answer.clientMaxWindowBits(),
                    options.clientMaxWindowBits());
        }
        return null;
    }

    private static String missing(String name) {
        return "Missing parameter \"" + name + "\": it was asked for";
    }

    private static String tooLarge(String name, int value, int offered) {
        return "Invalid value for parameter \"" + name + "\": " + value + ", at most " + offered + " was offered";
    }

    private static DeflateAgreement agreement(DeflateOptions options, DeflateParameters answer) {
        boolean sendingTakeover =
                !answer.clientNoContextTakeover() && options.clientNoContextTakeover() != NoContextTakeover.ALWAYS;
        // A number of the own options was a promise, which an answer without the parameter does not take back.
        int sendingWindowBits = answer.clientMaxWindowBits() == DeflateParameters.ABSENT
                ? Math.max(options.clientMaxWindowBits(), DeflateParameters.ABSENT)
                : answer.clientMaxWindowBits();
        return new DeflateAgreement(
                sendingTakeover,
                DeflateParameters.windowBits(sendingWindowBits),
                !answer.serverNoContextTakeover(),
                DeflateParameters.windowBits(answer.serverMaxWindowBits()));
    }
}
