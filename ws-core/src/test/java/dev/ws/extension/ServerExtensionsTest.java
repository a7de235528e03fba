package dev.ws.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.ws.extension.ServerExtensions.Choice;
import dev.ws.frame.FramePart;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerExtensionsTest {
    private final TestExtension first = new TestExtension("first", FramePart.RSV1);
    private final TestExtension second = new TestExtension("second", FramePart.RSV2);
    private final TestExtension rival = new TestExtension("rival", FramePart.RSV1 | FramePart.RSV3);
    private final ServerExtensions extensions = new ServerExtensions(List.of(first, second, rival));

    private static List<String> answers(Choice choice) {
        return choice.agreed().stream()
                .map(agreed -> ExtensionHeader.format(List.of(agreed.answer())))
                .toList();
    }

    private Choice choose(String header) {
        return extensions.choose(ExtensionHeader.parse(header));
    }

    @Test
    void a085UnknownExtensionsAreIgnored() {
        Choice choice = choose("x-webkit-deflate-frame, FIRST");

        assertThat(choice).isEqualTo(new Choice(List.of(), false));
    }

    @Test
    void a087ExtensionsAreAgreedInTheClientsOrder() {
        assertThat(answers(choose("second;a=1, other, first"))).containsExactly("second; a=1", "first");
    }

    @Test
    void a093TheFirstAcceptableOfferOfATokenCounts() {
        assertThat(answers(choose("first;no, first;x=1, first;x=2"))).containsExactly("first; x=1");
        assertThat(choose("first;no, first").anyUnacceptable()).isFalse();
        assertThat(first.agreements()).hasSize(2);
    }

    @Test
    void a094ATokenWithoutAcceptableOfferIsReported() {
        Choice choice = choose("first;no, second, first;no");

        assertThat(answers(choice)).containsExactly("second");
        assertThat(choice.anyUnacceptable()).isTrue();
    }

    @Test
    void a087AnExtensionThatWantsATakenReservedBitIsDeclinedAndFreed() {
        Choice choice = choose("first, rival, second");

        assertThat(answers(choice)).containsExactly("first", "second");
        assertThat(choice.anyUnacceptable()).isFalse();
        assertThat(rival.agreements())
                .singleElement()
                .satisfies(one -> assertThat(one.closed()).isEqualTo(1));
        assertThat(first.agreements().get(0).closed()).isZero();
    }

    @Test
    void a087TheEarlierOfTwoRivalsWins() {
        assertThat(answers(choose("rival, first"))).containsExactly("rival");
    }

    @Test
    void a092AMalformedOfferIsDeclinedAndTheNextOneTried() {
        assertThat(answers(choose("second, first;bad, first;x=1"))).containsExactly("second", "first; x=1");
        assertThat(choose("first;bad, first").anyUnacceptable()).isFalse();
        assertThat(choose("first;bad").anyUnacceptable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"first;bad", "first;bad, first", "first, first;bad", "second, other, first;no, first;bad"})
    void a092TheStrictSeeAMalformedOfferWhereverItStands(String header) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> extensions.requireWellFormed(ExtensionHeader.parse(header)))
                .withMessage("bad parameter");
    }

    @Test
    void a092TheStrictMindNeitherUnknownNorUnacceptableOffersNorThoseBeyondTheBound() {
        String flood = "first;no,".repeat(ServerExtensions.MAX_OFFERS);

        assertThatNoException()
                .isThrownBy(() -> extensions.requireWellFormed(ExtensionHeader.parse("other;bad, first;no")));
        assertThatNoException()
                .isThrownBy(() -> extensions.requireWellFormed(ExtensionHeader.parse(flood + "first;bad")));
    }

    @Test
    void a092ByDefaultEveryOfferIsWellFormed() {
        ServerExtension careless = new ServerExtension() {
            @Override
            public String token() {
                return "careless";
            }

            @Override
            public Agreed accept(ExtensionOffer offer) {
                throw new IllegalArgumentException("never asked");
            }
        };

        assertThatNoException()
                .isThrownBy(() -> new ServerExtensions(List.of(careless))
                        .requireWellFormed(List.of(ExtensionOffer.of("careless"))));
    }

    @Test
    void anExtensionThatFailsFreesWhatWasAgreed() {
        assertThatIllegalStateException().isThrownBy(() -> choose("second, first;broken"));

        assertThat(second.agreements().get(0).closed()).isEqualTo(1);
    }

    @Test
    void offersBeyondTheBoundAreNotLookedAt() {
        String flood = "first;no,".repeat(ServerExtensions.MAX_OFFERS);

        assertThat(choose(flood + "second")).isEqualTo(new Choice(List.of(), true));
        assertThat(second.agreements()).isEmpty();
    }

    @Test
    void oneTokenMustNotBeSupportedTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServerExtensions(List.of(first, new TestExtension("first", 0))))
                .withMessage("two extensions have the token first");
    }

    @Test
    void noExtensionIsEmpty() {
        assertThat(new ServerExtensions(List.of()).isEmpty()).isTrue();
        assertThat(extensions.isEmpty()).isFalse();
    }
}
