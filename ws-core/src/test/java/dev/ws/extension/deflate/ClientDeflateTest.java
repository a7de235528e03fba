package dev.ws.extension.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ws.extension.ClientExtension;
import dev.ws.extension.ExtensionHeader;
import dev.ws.extension.ServerExtension.Agreed;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientDeflateTest {
    private static final DeflateOptions DEMANDING = DeflateOptions.builder()
            .serverNoContextTakeover(true)
            .clientNoContextTakeover(false)
            .serverMaxWindowBits(11)
            .clientMaxWindowBits(10)
            .build();

    private static final DeflateOptions RESERVED = DeflateOptions.builder()
            .serverNoContextTakeover(false)
            .serverMaxWindowBits(DeflateOptions.REFUSED)
            .clientMaxWindowBits(DeflateOptions.REFUSED)
            .build();

    private static DeflateAgreement accept(ClientExtension client, String answer) {
        return ((PerMessageDeflate) client.accept(Terms.parse(answer))).agreement();
    }

    // What RFC 7692 lets a client with these options offer, as the tests' own terms.
    private static Terms offered(DeflateOptions options) {
        return new Terms(
                options.serverNoContextTakeover() == NoContextTakeover.ALWAYS,
                options.clientNoContextTakeover() == NoContextTakeover.ALWAYS,
                Math.max(options.serverMaxWindowBits(), 0),
                options.clientMaxWindowBits() == DeflateOptions.AS_ASKED
                        ? Terms.BARE
                        : Math.max(options.clientMaxWindowBits(), 0));
    }

    static Stream<Arguments> offers() {
        return Stream.of(
                Arguments.of(DeflateOptions.DEFAULT, "permessage-deflate; client_max_window_bits"),
                Arguments.of(RESERVED, "permessage-deflate"),
                Arguments.of(
                        DEMANDING,
                        "permessage-deflate; server_no_context_takeover; server_max_window_bits=11;"
                                + " client_max_window_bits=10"),
                Arguments.of(
                        DEMANDING.toBuilder().clientNoContextTakeover(true).build(),
                        "permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
                                + " server_max_window_bits=11; client_max_window_bits=10"));
    }

    @ParameterizedTest(name = "A-091 {1}")
    @MethodSource("offers")
    void optionsBecomeAnOffer(DeflateOptions options, String offer) {
        assertThat(ExtensionHeader.format(Terms.client(options).offers())).isEqualTo(offer);
    }

    @ParameterizedTest(name = "E-056 {0}")
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate; client_max_window_bits=9",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=11"
            })
    void anOfferBecomesOptionsThatOfferIt(String offer) {
        DeflateOptions base = DeflateOptions.builder().threshold(7).build();
        DeflateOptions options =
                ClientDeflate.optionsFor(ExtensionHeader.parse(offer).get(0), base);

        assertThat(options.threshold()).isEqualTo(7);
        assertThat(ExtensionHeader.format(Terms.client(options).offers())).isEqualTo(offer);
    }

    @Test
    void a091EachOptionsObjectIsAnOffer() {
        ClientDeflate client = Terms.client(DEMANDING, RESERVED, DeflateOptions.DEFAULT);

        assertThat(client.token()).isEqualTo("permessage-deflate");
        assertThat(client.offers())
                .extracting(offer -> ExtensionHeader.format(List.of(offer)))
                .containsExactly(
                        "permessage-deflate; server_no_context_takeover; server_max_window_bits=11;"
                                + " client_max_window_bits=10",
                        "permessage-deflate",
                        "permessage-deflate; client_max_window_bits");
    }

    @Test
    void a096EveryAnswerMeetsEveryCombinationOfOptions() {
        for (DeflateOptions options : Terms.OPTIONS) {
            ClientDeflate client = Terms.client(options);
            Terms offer = offered(options);
            assertThat(ExtensionHeader.format(client.offers())).isEqualTo(offer.toString());
            for (Terms answer : Terms.ANSWERS) {
                boolean allowed = answer.answers(offer)
                        && !(answer.clientFlag() && options.clientNoContextTakeover() == NoContextTakeover.REFUSED);
                if (allowed) {
                    assertThat(accept(client, answer.toString()))
                            .as(() -> answer + " to " + options)
                            .isEqualTo(new DeflateAgreement(
                                    !answer.clientFlag() && !offer.clientFlag(),
                                    Stream.of(15, answer.clientBits(), offer.clientBits())
                                            .filter(bits -> bits > 0)
                                            .min(Integer::compare)
                                            .orElseThrow(),
                                    !answer.serverFlag(),
                                    answer.serverBits() == 0 ? 15 : answer.serverBits()));
                } else {
                    assertThatIllegalArgumentException()
                            .as(() -> answer + " to " + options)
                            .isThrownBy(() -> accept(client, answer.toString()));
                }
            }
        }
    }

    @ParameterizedTest(name = "A-096 {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "server_max_window_bits=11 | Missing parameter \"server_no_context_takeover\": it was asked for",
                "server_no_context_takeover | Missing parameter \"server_max_window_bits\": it was asked for",
                "server_no_context_takeover; server_max_window_bits=12"
                        + " | Invalid value for parameter \"server_max_window_bits\": 12, at most 11 was offered",
                "server_no_context_takeover; server_max_window_bits=11; client_no_context_takeover"
                        + " | Unexpected parameter \"client_no_context_takeover\": it is refused",
                "server_no_context_takeover; server_max_window_bits=11; client_max_window_bits=11"
                        + " | Invalid value for parameter \"client_max_window_bits\": 11, at most 10 was offered",
                "client_max_window_bits | Invalid value for parameter \"client_max_window_bits\": true",
                "server_max_window_bits | Invalid value for parameter \"server_max_window_bits\": true",
                "x-foo | Unknown parameter \"x-foo\"",
                "server_no_context_takeover; server_no_context_takeover"
                        + " | Parameter \"server_no_context_takeover\" must have only a single value"
            })
    void errorsSayWhichParameterAndWhy(String parameters, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> accept(Terms.client(DEMANDING), "permessage-deflate; " + parameters))
                .withMessage(message);
    }

    @Test
    void a096TheClientsWindowIsNotToBeAnsweredUnlessItWasOffered() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> accept(Terms.client(RESERVED), "permessage-deflate; client_max_window_bits=15"))
                .withMessage("Unexpected parameter \"client_max_window_bits\": it was not offered");
    }

    @Test
    void a096WhatAServerDoesWithItsOwnMessagesIsAccepted() {
        assertThat(accept(
                        Terms.client(RESERVED),
                        "permessage-deflate; server_no_context_takeover; server_max_window_bits=8"))
                .isEqualTo(new DeflateAgreement(true, 15, false, 8));
    }

    @Test
    void anUnaskedDemandForNoContextTakeoverIsHonoured() {
        assertThat(accept(Terms.client(DeflateOptions.DEFAULT), "permessage-deflate; client_no_context_takeover"))
                .isEqualTo(new DeflateAgreement(false, 15, true, 15));
    }

    @Test
    void theFirstOfferThatAllowsTheAnswerCounts() {
        DeflateOptions small = DeflateOptions.builder().clientMaxWindowBits(9).build();
        ClientDeflate client = Terms.client(DEMANDING, small, DeflateOptions.DEFAULT);

        assertThat(accept(client, "permessage-deflate; server_no_context_takeover; server_max_window_bits=9"))
                .isEqualTo(new DeflateAgreement(true, 10, false, 9));
        assertThat(accept(client, "permessage-deflate")).isEqualTo(new DeflateAgreement(true, 9, true, 15));
        assertThat(accept(client, "permessage-deflate; client_max_window_bits=12"))
                .isEqualTo(new DeflateAgreement(true, 12, true, 15));
    }

    @Test
    void ifNoOfferAllowsTheAnswerEachReasonIsNamedOnce() {
        DeflateOptions small = DeflateOptions.builder().clientMaxWindowBits(9).build();

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        accept(Terms.client(small, RESERVED, small), "permessage-deflate; client_max_window_bits=12"))
                .withMessage("Invalid value for parameter \"client_max_window_bits\": 12, at most 9 was offered;"
                        + " Unexpected parameter \"client_max_window_bits\": it was not offered");
    }

    @Test
    void bothRolesUnderstandEachOther() {
        int agreements = 0;
        for (DeflateOptions clientOptions : Terms.OPTIONS) {
            ClientDeflate client = Terms.client(clientOptions);
            for (DeflateOptions serverOptions : Terms.OPTIONS) {
                Agreed agreed =
                        Terms.server(serverOptions).accept(client.offers().get(0));
                boolean quarrel = clientOptions.clientNoContextTakeover() == NoContextTakeover.REFUSED
                        && serverOptions.clientNoContextTakeover() == NoContextTakeover.ALWAYS;
                if (agreed == null || quarrel) {
                    continue;
                }
                agreements++;
                DeflateAgreement there = ((PerMessageDeflate) agreed.extension()).agreement();
                DeflateAgreement here = accept(client, ExtensionHeader.format(List.of(agreed.answer())));

                // Nobody sends what the other side is not ready for.
                assertThat(here.sendingWindowBits()).isLessThanOrEqualTo(there.receivingWindowBits());
                assertThat(there.sendingWindowBits()).isLessThanOrEqualTo(here.receivingWindowBits());
                assertThat(here.sendingTakeover() && !there.receivingTakeover()).isFalse();
                assertThat(there.sendingTakeover() && !here.receivingTakeover()).isFalse();
            }
        }
        assertThat(agreements).isGreaterThan(Terms.OPTIONS.size());
    }

    @Test
    void withoutOptionsThereIsNothingToOffer() {
        assertThatIllegalArgumentException().isThrownBy(Terms::client).withMessage("there are no options to offer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Terms.client(DeflateOptions.DEFAULT, DeflateOptions.OFF))
                .withMessage("the options switch permessage-deflate off");
    }
}
