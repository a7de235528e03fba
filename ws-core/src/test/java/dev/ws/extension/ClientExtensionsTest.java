package dev.ws.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.frame.FramePart;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientExtensionsTest {
    private final TestExtension first = new TestExtension("first", FramePart.RSV1);
    private final TestExtension second = new TestExtension("second", FramePart.RSV2);
    private final TestExtension rival = new TestExtension("rival", FramePart.RSV1 | FramePart.RSV3);
    private final ClientExtensions extensions = new ClientExtensions(List.of(
            new TestClientExtension(second, "second"),
            new TestClientExtension(first, "first;a=1, first"),
            new TestClientExtension(rival, "rival")));

    @Test
    void a087EveryOfferGoesIntoTheHeaderInOrderOfPreference() {
        assertThat(ExtensionHeader.format(extensions.offers())).isEqualTo("second, first; a=1, first, rival");
        assertThat(new ClientExtensions(List.of()).offers()).isEmpty();
    }

    @Test
    void a087TheAnswersOrderIsTheChainsOrder() {
        List<Extension> agreed = extensions.accept(ExtensionHeader.parse("first;a=1, second"));

        assertThat(agreed).extracting(Extension::token).containsExactly("first", "second");
        assertThat(first.agreements())
                .singleElement()
                .satisfies(one -> assertThat(one.closed()).isZero());
    }

    @Test
    void offersCanBeGivenInPlaceOfTheExtensionsOwn() {
        ClientExtensions given = new ClientExtensions(
                List.of(new TestClientExtension(first, "first;a=1"), new TestClientExtension(second, "second")),
                ExtensionHeader.parse("unknown;x, first;b=2, first"));

        assertThat(ExtensionHeader.format(given.offers())).isEqualTo("unknown; x, first; b=2, first");
        assertThat(given.accept(ExtensionHeader.parse("first;b=2")))
                .extracting(Extension::token)
                .containsExactly("first");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> given.accept(ExtensionHeader.parse("second")))
                .withMessage("Server indicated an extension that was not requested: \"second\"");
    }

    @Test
    void anExtensionThatNobodyImplementsCanBeOfferedButNotAgreed() {
        ClientExtensions given = new ClientExtensions(
                List.of(new TestClientExtension(first, "first")), ExtensionHeader.parse("first, unknown"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> given.accept(ExtensionHeader.parse("first, unknown")))
                .withMessage("Server indicated \"unknown\", which was offered but cannot be used:"
                        + " this client does not implement it");
        assertThat(made())
                .singleElement()
                .satisfies(one -> assertThat(one.closed()).isEqualTo(1));
    }

    @Test
    void noAnswerIsNoExtension() {
        assertThat(extensions.accept(List.of())).isEmpty();
    }

    @ParameterizedTest(name = "D-066 \"{0}\"")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "second, other  | Server indicated an extension that was not requested: \"other\"",
                "FIRST          | Server indicated an extension that was not requested: \"FIRST\"",
                "second, second | Server indicated \"second\" twice",
                "first, rival   | Server indicated \"rival\", whose reserved bit another extension uses",
                "rival, first   | Server indicated \"first\", whose reserved bit another extension uses",
                "second, first;no  | unfit answer",
                "second, first;bad | bad parameter"
            })
    void whatDoesNotFitFailsAndFreesWhatWasMade(String answer, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> extensions.accept(ExtensionHeader.parse(answer)))
                .withMessage(message);

        assertThat(made()).allSatisfy(one -> assertThat(one.closed()).isEqualTo(1));
    }

    @Test
    void anExtensionThatFailsFreesWhatWasMade() {
        assertThatThrownBy(() -> extensions.accept(ExtensionHeader.parse("second, first;broken")))
                .isInstanceOf(IllegalStateException.class);

        assertThat(made())
                .singleElement()
                .satisfies(one -> assertThat(one.closed()).isEqualTo(1));
    }

    private Stream<TestExtension.Agreement> made() {
        return Stream.of(first, second, rival).flatMap(extension -> extension.agreements().stream());
    }

    @Test
    void oneTokenMustNotBeSupportedTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientExtensions(
                        List.of(new TestClientExtension(first, "first"), new TestClientExtension(first, "first;a=1"))))
                .withMessage("two extensions have the token first");
    }
}
