package dev.ws.extension;

import dev.ws.frame.FramePart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An extension that changes nothing, for tests of the negotiation: it declines {@code no}, chokes on
 * {@code bad} and fails at {@code broken}.
 */
public final class TestExtension implements ServerExtension {
    private final String token;
    private final int reservedBits;
    private final List<Agreement> agreements = new ArrayList<>(); // the test's thread

    /**
     * Creates the extension.
     *
     * @param token its token
     * @param reservedBits the bits it claims
     */
    public TestExtension(String token, int reservedBits) {
        this.token = token;
        this.reservedBits = reservedBits;
    }

    @Override
    public String token() {
        return token;
    }

    @Override
    public void check(ExtensionOffer offer) {
        if (offer.parameters().containsKey("bad")) {
            throw new IllegalArgumentException("bad parameter");
        }
    }

    @Override
    public @Nullable Agreed accept(ExtensionOffer offer) {
        check(offer);
        if (offer.parameters().containsKey("broken")) {
            throw new IllegalStateException("broken extension");
        }
        if (offer.parameters().containsKey("no")) {
            return null;
        }
        Agreement agreement = new Agreement(token, reservedBits);
        agreements.add(agreement);
        return new Agreed(offer, agreement);
    }

    /** {@return what was agreed so far} */
    public List<Agreement> agreements() {
        return agreements;
    }

    /** One agreement, which knows how often it was closed. */
    public static final class Agreement implements Extension {
        private final String token;
        private final int reservedBits;
        private int closed; // the test's thread

        private Agreement(String token, int reservedBits) {
            this.token = token;
            this.reservedBits = reservedBits;
        }

        /** {@return how often it was closed} */
        public int closed() {
            return closed;
        }

        @Override
        public String token() {
            return token;
        }

        @Override
        public int reservedBits() {
            return reservedBits;
        }

        @Override
        public InboundStage inbound() {
            return new InboundStage() {
                private @Nullable FramePart waiting; // the pump

                @Override
                public void accept(FramePart part) {
                    waiting = part;
                }

                @Override
                public @Nullable FramePart next() {
                    FramePart part = waiting;
                    waiting = null;
                    return part;
                }
            };
        }

        @Override
        public OutboundStage outbound() {
            return (frame, compress) -> frame;
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
