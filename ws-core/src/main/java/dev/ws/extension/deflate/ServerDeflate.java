package dev.ws.extension.deflate;

import dev.ws.extension.ExtensionOffer;
import dev.ws.extension.ServerExtension;
import dev.ws.frame.BufferPool;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of negotiating permessage-deflate (RFC 7692 section 7.1). Every window from 8 to 15 bits is
 * accepted and honoured, so only the own settings make it decline an offer. Immutable, for all connections and threads
 * of one server; called by the handshake.
 */
public final class ServerDeflate implements ServerExtension {
    private final DeflateOptions options;
    private final ZlibPool zlib;
    private final BufferPool buffers;

    /**
     * Takes the settings. A {@code memLevel} other than 8 is logged, once per JVM.
     *
     * @param options the settings
     * @param zlib lends deflaters and inflaters to the connections
     * @param buffers lends buffers to the connections
     * @throws IllegalArgumentException when the settings switch the extension off
     */
    public ServerDeflate(DeflateOptions options, ZlibPool zlib, BufferPool buffers) {
        if (!options.enabled()) {
            throw new IllegalArgumentException("the options switch permessage-deflate off");
        }
        MemLevelNotice.giveFor(options);
        this.options = options;
        this.zlib = zlib;
        this.buffers = buffers;
    }

    @Override
    public String token() {
        return PerMessageDeflate.TOKEN;
    }

    @Override
    public void check(ExtensionOffer offer) {
        DeflateParameters.ofOffer(offer);
    }

    @Override
    public @Nullable Agreed accept(ExtensionOffer offer) {
        DeflateParameters asked = DeflateParameters.ofOffer(offer);
        if (!isAcceptable(asked)) {
            return null;
        }
        DeflateParameters answer = answer(asked);
        DeflateAgreement agreement = new DeflateAgreement(
                !answer.serverNoContextTakeover(),
                DeflateParameters.windowBits(answer.serverMaxWindowBits()),
                !answer.clientNoContextTakeover(),
                DeflateParameters.windowBits(answer.clientMaxWindowBits()));
        return new Agreed(answer.format(), new PerMessageDeflate(agreement, options, zlib, buffers));
    }

    // RFC 7692 sections 7.1.1.1 and 7.1.2.1: what the client asks of the server must be in the answer, the window with
    // the same or a smaller value. Section 7.1.2.2: its own window is spoken about only if it began.
    private boolean isAcceptable(DeflateParameters asked) {
        if (asked.serverNoContextTakeover() && options.serverNoContextTakeover() == NoContextTakeover.REFUSED) {
            return false;
        }
        if (asked.serverMaxWindowBits() != DeflateParameters.ABSENT
                && (options.serverMaxWindowBits() == DeflateOptions.REFUSED
                        || options.serverMaxWindowBits() > asked.serverMaxWindowBits())) {
            return false;
        }
        return options.clientMaxWindowBits() <= 0 || asked.clientMaxWindowBits() != DeflateParameters.ABSENT;
    }

    private DeflateParameters answer(DeflateParameters asked) {
        return new DeflateParameters(
                inForce(options.serverNoContextTakeover(), asked.serverNoContextTakeover()),
                inForce(options.clientNoContextTakeover(), asked.clientNoContextTakeover()),
                options.serverMaxWindowBits() > 0 ? options.serverMaxWindowBits() : asked.serverMaxWindowBits(),
                clientMaxWindowBits(asked.clientMaxWindowBits()));
    }

    private static boolean inForce(NoContextTakeover option, boolean asked) {
        return switch (option) {
            case AS_ASKED -> asked;
            case ALWAYS -> true;
            case REFUSED -> false;
        };
    }

    // A client that names a number keeps to it or to less; one that names none keeps to what it is told.
    private int clientMaxWindowBits(int asked) {
        int option = options.clientMaxWindowBits();
        if (option == DeflateOptions.REFUSED) {
            return DeflateParameters.ABSENT;
        }
        if (asked == DeflateParameters.WITHOUT_VALUE) {
            return option; // AS_ASKED is the same as absent
        }
        return option == DeflateOptions.AS_ASKED ? asked : Math.min(option, asked);
    }
}
