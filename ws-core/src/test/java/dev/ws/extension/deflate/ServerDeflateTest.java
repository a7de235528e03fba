package dev.ws.extension.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.ws.extension.ExtensionHeader;
import dev.ws.extension.ExtensionOffer;
import dev.ws.extension.ServerExtension.Agreed;
import dev.ws.extension.ServerExtensions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerDeflateTest {
    private static String text(@Nullable Agreed agreed) {
        return agreed == null ? "declined" : ExtensionHeader.format(List.of(agreed.answer()));
    }

    private static DeflateAgreement agreement(Agreed agreed) {
        return ((PerMessageDeflate) agreed.extension()).agreement();
    }

    @Test
    void a093A095A145EveryOfferMeetsEveryCombinationOfOptions() {
        for (DeflateOptions options : Terms.OPTIONS) {
            ServerDeflate server = Terms.server(options);
            for (Terms offer : Terms.OFFERS) {
                // Of all answers that RFC 7692 and the options allow, the one that restricts the client least.
                Optional<Terms> expected = Terms.ANSWERS.stream()
                        .filter(answer -> answer.suits(options, offer) && answer.answers(offer))
                        .max(Comparator.comparingInt(Terms::clientBits));

                Agreed agreed = server.accept(Terms.parse(offer.toString()));

                assertThat(text(agreed))
                        .as(() -> offer + " at " + options)
                        .isEqualTo(expected.map(Terms::toString).orElse("declined"));
                if (agreed != null) {
                    Terms answer = expected.orElseThrow();
                    assertThat(agreement(agreed))
                            .as(() -> offer + " at " + options)
                            .isEqualTo(new DeflateAgreement(
                                    !answer.serverFlag(),
                                    answer.serverBits() == 0 ? 15 : answer.serverBits(),
                                    !answer.clientFlag(),
                                    answer.clientBits() == 0 ? 15 : answer.clientBits()));
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "A-093 | server_no_context_takeover | declined",
                "A-093 | server_max_window_bits=10 | declined",
                "A-093 | client_no_context_takeover; client_max_window_bits=9 | permessage-deflate",
                "A-095 | client_max_window_bits | permessage-deflate"
            })
    void whatTheOptionsRefuse(String row, String parameters, String answer) {
        ServerDeflate server = Terms.server(DeflateOptions.builder()
                .serverNoContextTakeover(false)
                .clientNoContextTakeover(false)
                .serverMaxWindowBits(DeflateOptions.REFUSED)
                .clientMaxWindowBits(DeflateOptions.REFUSED)
                .build());

        assertThat(text(server.accept(Terms.parse("permessage-deflate; " + parameters))))
                .isEqualTo(answer);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "A-093 | server_no_context_takeover | declined |",
                "A-093 | client_max_window_bits; server_max_window_bits=11 | declined |",
                "A-095 | client_max_window_bits; server_max_window_bits=12 | 12 | 11",
                "A-095 | client_max_window_bits; server_max_window_bits=15 | 12 | 11",
                "A-095 | client_max_window_bits=15 | 12 | 11",
                "A-145 | client_max_window_bits=10 | 12 | 10",
                "A-098 | client_max_window_bits=8 | 12 | 8"
            })
    void whatTheOptionsAskFor(String row, String parameters, String serverBits, @Nullable String clientBits) {
        ServerDeflate server = Terms.server(DeflateOptions.builder()
                .serverNoContextTakeover(true)
                .clientNoContextTakeover(true)
                .serverMaxWindowBits(12)
                .clientMaxWindowBits(11)
                .build());

        assertThat(text(server.accept(Terms.parse("permessage-deflate; " + parameters))))
                .isEqualTo(
                        clientBits == null
                                ? serverBits
                                : "permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
                                        + " server_max_window_bits=" + serverBits + "; client_max_window_bits="
                                        + clientBits);
    }

    /** The examples of RFC 7692 section 7.1.3, and what else a client may write there. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate | permessage-deflate",
                "permessage-deflate; client_max_window_bits; server_max_window_bits=10"
                        + " | permessage-deflate; server_max_window_bits=10",
                "permessage-deflate; client_max_window_bits; server_max_window_bits=10,"
                        + " permessage-deflate; client_max_window_bits"
                        + " | permessage-deflate; server_max_window_bits=10",
                "permessage-deflate; server_max_window_bits=7, permessage-deflate | permessage-deflate",
                "permessage-foo; x=10, permessage-deflate | permessage-deflate",
                "permessage-deflate; client_max_window_bits; client_max_window_bits,"
                        + " permessage-deflate; client_max_window_bits=\"9\""
                        + " | permessage-deflate; client_max_window_bits=9"
            })
    void a093TheFirstGoodOfferOfTheHeaderIsAnswered(String offers, String answer) {
        assertThat(answer(DeflateOptions.DEFAULT, offers)).isEqualTo(answer);
    }

    @Test
    void a093ServersWithoutSmallWindowsTakeTheFallback() {
        assertThat(answer(
                        DeflateOptions.builder()
                                .serverMaxWindowBits(DeflateOptions.REFUSED)
                                .build(),
                        "permessage-deflate; client_max_window_bits; server_max_window_bits=10,"
                                + " permessage-deflate; client_max_window_bits"))
                .isEqualTo("permessage-deflate");
    }

    private static String answer(DeflateOptions options, String offers) {
        return ExtensionHeader.format(new ServerExtensions(List.of(Terms.server(options)))
                .choose(ExtensionHeader.parse(offers)).agreed().stream()
                        .map(Agreed::answer)
                        .toList());
    }

    @Test
    void a092IllegalOffersAreReportedAsSuch() {
        ExtensionOffer illegal = Terms.parse("permessage-deflate; server_max_window_bits=16");
        ServerDeflate server = Terms.server(DeflateOptions.DEFAULT);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.check(illegal))
                .withMessage("Invalid value for parameter \"server_max_window_bits\": 16");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.accept(illegal))
                .withMessage("Invalid value for parameter \"server_max_window_bits\": 16");
    }

    @Test
    void a092UnacceptableOffersAreNotIllegal() {
        ServerDeflate server = Terms.server(
                DeflateOptions.builder().serverNoContextTakeover(false).build());
        ExtensionOffer offer = Terms.parse("permessage-deflate; server_no_context_takeover");

        assertThatNoException().isThrownBy(() -> server.check(offer));
        assertThat(server.accept(offer)).isNull();
    }

    @Test
    void theTokenIsTheRegisteredOne() {
        assertThat(Terms.server(DeflateOptions.DEFAULT).token()).isEqualTo("permessage-deflate");
    }

    @Test
    void optionsThatSwitchItOffAreAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Terms.server(DeflateOptions.OFF))
                .withMessage("the options switch permessage-deflate off");
    }
}
