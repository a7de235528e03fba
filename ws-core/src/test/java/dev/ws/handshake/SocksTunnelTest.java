package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ws.frame.Splits;
import dev.ws.handshake.ProxyTunnel.Failed;
import dev.ws.handshake.ProxyTunnel.Send;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way through a SOCKS proxy (D-022), at every split point. */
class SocksTunnelTest {
    private static final ProxyCredentials CREDENTIALS = new ProxyCredentials("u", "pw");
    private static final String GREETING = "\u0005\u0001\u0000";
    private static final String CONNECT = "\u0005\u0001\u0000\u0003\u0001h\u0001\u00bb";

    private static String run(@Nullable ProxyCredentials credentials, String hex, boolean end) {
        return TunnelDriver.run(() -> new SocksTunnel("h", 443, credentials), Splits.hex(hex), end);
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HexFormat.of().formatHex(copy);
    }

    private static String request(String host, int port) {
        SocksTunnel tunnel = new SocksTunnel(host, port, null);
        tunnel.start();
        return tunnel.receive(ByteBuffer.wrap(Splits.hex("0500"))) instanceof Send send ? hex(send.bytes()) : "";
    }

    @ParameterizedTest(name = "D-022 bound to {0}")
    @CsvSource(textBlock = """
                    IPv4,              01 7f000001 1234
                    IPv6,              04 00000000000000000000000000000001 1234
                    a name,            03 03 616263 1234
                    an empty name,     03 00 1234
                    a name of 255,     03 ff 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e 1234
                    """)
    void tunnelOpensBehindTheBoundAddress(String name, String address) {
        String answer = "0500 050000" + address;

        assertThat(run(null, answer, false)).isEqualTo(GREETING + "\n> " + CONNECT + "\nopen ");
        assertThat(run(null, answer + "6869", false)).isEqualTo(GREETING + "\n> " + CONNECT + "\nopen hi");
    }

    @ParameterizedTest(name = "D-022 version {0} in the answer")
    @ValueSource(strings = {"01", "05"})
    void credentialsAreSentWhenTheProxyChoosesThem(String version) {
        assertThat(run(CREDENTIALS, "0502" + version + "00 05000001000000000000", false))
                .isEqualTo("\u0005\u0002\u0000\u0002\n> \u0001\u0001u\u0002pw\n> " + CONNECT + "\nopen ");
    }

    @Test
    void credentialsAreNotSentWhenTheProxyDoesNotWantThem() {
        assertThat(run(CREDENTIALS, "0500 05000001000000000000", false))
                .isEqualTo("\u0005\u0002\u0000\u0002\n> " + CONNECT + "\nopen ");
    }

    @Test
    void credentialsAreInUtf8() {
        SocksTunnel tunnel = new SocksTunnel("h", 1, new ProxyCredentials("\u00e9", ""));
        tunnel.start();

        assertThat(tunnel.receive(ByteBuffer.wrap(Splits.hex("0502"))))
                .isInstanceOfSatisfying(
                        Send.class, send -> assertThat(hex(send.bytes())).isEqualTo("0102c3a900"));
    }

    @ParameterizedTest(name = "D-022 {0}")
    @CsvSource(textBlock = """
                    wrong version,              0400, does not speak version 5
                    HTTP,                       4854, does not speak version 5
                    no method,                  05ff, accepts no method of authentication that is offered
                    unknown method,             0501, 'chose method 1, which was not offered'
                    method that was not offered, 0502, 'chose method 2, which was not offered'
                    wrong version of a result,  0500 0400, does not speak version 5
                    result 1,                   0500 0501, 'answered 1: general SOCKS server failure'
                    result 2,                   0500 0502, 'answered 2: connection not allowed by ruleset'
                    result 3,                   0500 0503, 'answered 3: network unreachable'
                    result 4,                   0500 0504, 'answered 4: host unreachable'
                    result 5 with address,      0500 05050001000000000000, 'answered 5: connection refused'
                    result 6,                   0500 0506, 'answered 6: TTL expired'
                    result 7,                   0500 0507, 'answered 7: command not supported'
                    result 8,                   0500 0508, 'answered 8: address type not supported'
                    result 9,                   0500 0509, 'answered 9: unknown failure'
                    result 255,                 0500 05ff, 'answered 255: unknown failure'
                    unknown type of address,    0500 0500000200, answered with address type 2
                    """)
    void refusalsFail(String name, String answer, String fact) {
        assertThat(run(null, answer, false)).endsWith("\njava.io.IOException: The SOCKS proxy " + fact);
    }

    @ParameterizedTest(name = "D-022 status {0}")
    @ValueSource(strings = {"01", "ff"})
    void refusedCredentialsFail(String status) {
        assertThat(run(CREDENTIALS, "0502 01" + status, false))
                .endsWith("\njava.io.IOException: The SOCKS proxy did not accept the credentials");
    }

    @ParameterizedTest(name = "D-022 end after {0}")
    @ValueSource(strings = {"05", "0500", "0500 05000001000000"})
    void endBeforeTheTunnelIsOpenFails(String answer) {
        assertThat(run(null, answer, true))
                .endsWith("\njava.io.IOException: The SOCKS proxy closed the connection before the tunnel was open");
    }

    @Test
    void endWithoutAnswerFails() {
        assertThat(new SocksTunnel("h", 1, null).end())
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.error()).isInstanceOf(IOException.class));
    }

    @ParameterizedTest(name = "D-022 {0}:{1}")
    @CsvSource(textBlock = """
                    example.org,            80,    05010003 0b 6578616d706c652e6f7267 0050
                    127.0.0.1,              65535, 05010001 7f000001 ffff
                    255.250.199.0,          0,     05010001 fffac700 0000
                    256.0.0.1,              1,     05010003 09 3235362e302e302e31 0001
                    127.1,                  1,     05010003 05 3132372e31 0001
                    [::],                   1,     05010004 00000000000000000000000000000000 0001
                    [::1],                  1,     05010004 00000000000000000000000000000001 0001
                    [fe80::],               1,     05010004 fe800000000000000000000000000000 0001
                    [2001:DB8::1:0],        1,     05010004 20010db8000000000000000000010000 0001
                    [1:2:3:4:5:6:7:8],      1,     05010004 00010002000300040005000600070008 0001
                    [1:2:3::5:6:7:8],       1,     05010004 00010002000300000005000600070008 0001
                    [::ffff:1.2.3.4],       1,     05010004 00000000000000000000ffff01020304 0001
                    [1:2:3:4:5:6:1.2.3.4],  1,     05010004 00010002000300040005000601020304 0001
                    """)
    void hostIsSentAsAddressOrAsName(String host, int port, String expected) {
        assertThat(request(host, port)).isEqualTo(expected.replace(" ", ""));
    }

    @ParameterizedTest(name = "D-022 {0}")
    @ValueSource(
            strings = {
                "[]",
                "[::1",
                "[:::]",
                "[1::2::3]",
                "[1:2:3:4:5:6:7]",
                "[1:2:3:4:5:6:7:8:9]",
                "[1:2:3:4:5:6:7:8::]",
                "[1:2:3:4::5:6:7:8]",
                "[12345::]",
                "[g::]",
                "[1.2.3.4::]",
                "[::1.2.3.4:5]",
                "[::1.2.3.256]",
                "[1.2.3.4]",
                "[fe80::1%1]"
            })
    void brokenAddressesAreRefused(String host) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new SocksTunnel(host, 1, null))
                .withMessage("host is no IPv6 address");
    }

    @ParameterizedTest(name = "D-022 \"{0}\"")
    @ValueSource(strings = {"", "\u00e9", "a b", "a\u007f"})
    void namesThatAreNotAsciiAreRefused(String host) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new SocksTunnel(host, 1, null))
                .withMessage("host is no name in ASCII");
    }

    @ParameterizedTest(name = "D-022 port {0}")
    @ValueSource(ints = {-1, 65536})
    void portsOutOfRangeAreRefused(int port) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new SocksTunnel("h", port, null))
                .withMessage("port is " + port + ", 0 to 65535 needed");
    }

    @Test
    void textsHaveAtMost255Bytes() {
        String longest = "a".repeat(255);
        SocksTunnel tunnel = new SocksTunnel(longest, 1, new ProxyCredentials(longest, longest));
        tunnel.start();

        assertThat(tunnel.receive(ByteBuffer.wrap(Splits.hex("0502"))))
                .isInstanceOfSatisfying(
                        Send.class, send -> assertThat(send.bytes().remaining()).isEqualTo(513));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new SocksTunnel(longest + "a", 1, null))
                .withMessage("host is 256 bytes, at most 255 allowed");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new SocksTunnel("h", 1, new ProxyCredentials(longest + "a", "")))
                .withMessage("user is 256 bytes, at most 255 allowed");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new SocksTunnel("h", 1, new ProxyCredentials("", "\u00e9".repeat(128))))
                .withMessage("password is 256 bytes, at most 255 allowed");
    }
}
