package dev.ws.extension;

import java.util.List;

/** The client's side of {@link TestExtension}: it offers what it is told and takes the answers that that one gives. */
public final class TestClientExtension implements ClientExtension {
    private final TestExtension extension;
    private final List<ExtensionOffer> offers;

    /**
     * Creates the client's side.
     *
     * @param extension the server's side
     * @param offers what is offered, as in the header field
     */
    public TestClientExtension(TestExtension extension, String offers) {
        this.extension = extension;
        this.offers = ExtensionHeader.parse(offers);
    }

    @Override
    public String token() {
        return extension.token();
    }

    @Override
    public List<ExtensionOffer> offers() {
        return offers;
    }

    @Override
    public Extension accept(ExtensionOffer answer) {
        ServerExtension.Agreed agreed = extension.accept(answer);
        if (agreed == null) {
            throw new IllegalArgumentException("unfit answer");
        }
        return agreed.extension();
    }
}
