package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.extension.ExtensionHeader;
import dev.ws.extension.HeaderSyntaxException;
import dev.ws.extension.TestExtension;
import dev.ws.handshake.ServerHandshake.Acceptable;
import dev.ws.handshake.ServerHandshake.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The security history of {@code ws} on the handshake side (G-090). */
class AdvisoryHandshakeTest {
    private static final int MANY = 1_000_000;

    private final ServerHandshake handshake = new ServerHandshake(
            HandshakeOptions.builder()
                    .extensions(List.of(new TestExtension("permessage-deflate", 4)))
                    .build(),
            request -> true);

    // 2017: a name that the language gives to every object crashed the server.
    @ParameterizedTest(name = "G-090 extension named {0}")
    @ValueSource(strings = {"constructor", "hasOwnProperty", "toString", "__proto__", "hashCode", "getClass"})
    void advisory2017ExtensionNameOfEveryObjectIsOrdinary(String name) {
        HandshakeRequest request =
                Requests.with("Sec-WebSocket-Extensions", name + "; " + name + "=1, permessage-deflate");

        assertThat(handshake.judge(request))
                .isInstanceOfSatisfying(
                        Acceptable.class, one -> assertThat(one.chain()).hasSize(1));
    }

    // 2021: a long run of blanks took quadratic time. A quadratic parser needs hours for these, which no build
    // survives.
    @Test
    void advisory2021BlanksInTheSubprotocolsCostNoMoreThanTheirLength() {
        assertThatExceptionOfType(HeaderSyntaxException.class)
                .isThrownBy(() -> SubprotocolHeader.parse("b" + " ".repeat(MANY) + "x"))
                .satisfies(e -> assertThat(e.index()).isEqualTo(MANY + 1));
        assertThatExceptionOfType(HeaderSyntaxException.class)
                .isThrownBy(() -> SubprotocolHeader.parse("b" + " ".repeat(MANY)))
                .withMessage("Unexpected end of input");
        assertThat(SubprotocolHeader.parse("a" + " ".repeat(MANY) + ",b")).containsExactly("a", "b");
    }

    @Test
    void advisory2021BlanksAndQuotesInTheExtensionsCostNoMoreThanTheirLength() {
        assertThatExceptionOfType(HeaderSyntaxException.class)
                .isThrownBy(() -> ExtensionHeader.parse("b;" + " ".repeat(MANY) + "=x"))
                .satisfies(e -> assertThat(e.index()).isEqualTo(MANY + 2));
        assertThatExceptionOfType(HeaderSyntaxException.class)
                .isThrownBy(() -> ExtensionHeader.parse("b;a=\"" + "\\a".repeat(MANY)))
                .withMessage("Unexpected end of input");
        assertThat(ExtensionHeader.parse("a" + ";a".repeat(MANY))
                        .get(0)
                        .parameters()
                        .get("a"))
                .hasSize(MANY);
        assertThat(ExtensionHeader.parse("a" + ",a".repeat(MANY))).hasSize(MANY + 1);
    }

    // 2024: an HTTP parser that cut off the header list left no Upgrade field, and reading it crashed the server.
    @Test
    void advisory2024ManyHeadersAndNoUpgradeAreAnOrdinaryRefusal() {
        Headers.Builder headers = Headers.builder();
        for (int i = 0; i < 20_000; i++) {
            headers.add("X-" + i, "y");
        }

        assertThat(handshake.judge(Requests.with(headers)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.response())
                                .isEqualTo(HandshakeResponse.refuse(400, "Invalid Upgrade header")));
        assertThat(ServerHandshake.isUpgradeRequest(Requests.with(headers))).isFalse();
    }

    @Test
    void advisory2024ManyHeadersAroundAGoodHandshakeDoNotHarmIt() {
        Headers.Builder headers = Headers.builder();
        for (int i = 0; i < 20_000; i++) {
            headers.add("X-" + i, "y");
        }
        Headers good = Requests.headers().build();
        for (int i = 0; i < good.size(); i++) {
            headers.add(good.name(i), good.value(i));
        }

        assertThat(handshake.judge(Requests.with(headers))).isInstanceOf(Acceptable.class);
    }

    @Test
    void manyFieldsOfOneNameAreRefusedByTheirSum() {
        Headers.Builder headers = Requests.headers();
        for (int i = 0; i < 5_000; i++) {
            headers.add("Sec-WebSocket-Protocol", "p" + i);
        }

        assertThat(handshake.judge(Requests.with(headers)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.response().body())
                                .isEqualTo("Invalid Sec-WebSocket-Protocol header"));
    }
}
