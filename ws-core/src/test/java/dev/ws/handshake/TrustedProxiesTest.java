package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose address is it: what strangers write into the fields of proxies is never believed. */
class TrustedProxiesTest {
    private static final String PROXY = "10.0.0.1"; // next to the server, and trusted as the others of its network
    private static final TrustedProxies TRUSTED = TrustedProxies.of("10.0.0.0/8", "2001:db8::/32");

    private static HandshakeRequest request(@Nullable String peer, String... headers) {
        return HandshakeRequest.builder("GET", "/")
                .remoteAddress(peer == null ? null : peer(peer))
                .headers(Headers.of(headers))
                .build();
    }

    private static InetSocketAddress peer(String literal) {
        try {
            return new InetSocketAddress(InetAddress.getByName(literal), 5000);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** The lines of one field, which stand with bars between them. */
    private static String[] lines(String name, @Nullable String values) {
        if (values == null) {
            return new String[0];
        }
        String[] lines = values.split("\\|", -1);
        String[] headers = new String[2 * lines.length];
        for (int i = 0; i < lines.length; i++) {
            headers[2 * i] = name;
            headers[2 * i + 1] = lines[i];
        }
        return headers;
    }

    private static String client(TrustedProxies proxies, HandshakeRequest request) {
        InetSocketAddress address = proxies.clientAddress(request);
        return address == null ? "nobody" : address.getHostString() + " " + address.getPort();
    }

    // --- X-Forwarded-For ---------------------------------------------------------------------------------------------

    @ParameterizedTest(name = "{0} says {1}")
    @CsvSource(delimiter = '!', quoteCharacter = '~', textBlock = """
                    # who asks directly is believed nothing
                    192.0.2.9 !                                   ! 192.0.2.9 5000
                    192.0.2.9 ! 198.51.100.1                      ! 192.0.2.9 5000
                    192.0.2.9 ! 198.51.100.1, 10.0.0.2            ! 192.0.2.9 5000
                    11.0.0.1  ! 198.51.100.1                      ! 11.0.0.1 5000
                    # a trusted proxy is believed what it added, and nothing before
                    10.0.0.1  !                                   ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9                         ! 192.0.2.9 0
                    10.0.0.1  ! 198.51.100.1, 192.0.2.9           ! 192.0.2.9 0
                    10.0.0.1  ! 10.0.0.3, 192.0.2.9               ! 192.0.2.9 0
                    10.0.0.1  ! 127.0.0.1,::1,192.0.2.9           ! 192.0.2.9 0
                    10.0.0.1  ! junk, 192.0.2.9                   ! 192.0.2.9 0
                    10.0.0.1  ! ,,,192.0.2.9                      ! 192.0.2.9 0
                    # through several of them
                    10.0.0.1  ! 198.51.100.1, 192.0.2.9, 10.0.0.2 ! 192.0.2.9 0
                    10.0.0.1  ! 192.0.2.9, 10.3.3.3, 10.2.2.2     ! 192.0.2.9 0
                    10.0.0.1  ! 10.3.3.3, 10.2.2.2                ! 10.3.3.3 0
                    10.0.0.1  ! 192.0.2.9,2001:db8::7             ! 192.0.2.9 0
                    # several lines are one list
                    10.0.0.1  ! 198.51.100.1|192.0.2.9            ! 192.0.2.9 0
                    10.0.0.1  ! 198.51.100.1, 192.0.2.9|10.0.0.2  ! 192.0.2.9 0
                    10.0.0.1  ! 192.0.2.9|10.0.0.3|10.0.0.2       ! 192.0.2.9 0
                    10.0.0.1  ! 192.0.2.9||10.0.0.2               ! 10.0.0.2 0
                    # white space
                    10.0.0.1  ! ~ \t 192.0.2.9 \t ,\t10.0.0.2\t~  ! 192.0.2.9 0
                    10.0.0.1  ! ~192.0.2.9 , ~                    ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9 10.0.0.2                ! 10.0.0.1 5000
                    # ports
                    10.0.0.1  ! 192.0.2.9:4711                    ! 192.0.2.9 4711
                    10.0.0.1  ! 192.0.2.9, 10.0.0.2:80            ! 192.0.2.9 0
                    10.0.0.1  ! [2001:db9::1]:4711                ! 2001:db9:0:0:0:0:0:1 4711
                    10.0.0.1  ! [2001:db9::1]                     ! 2001:db9:0:0:0:0:0:1 0
                    10.0.0.1  ! 2001:db9::1                       ! 2001:db9:0:0:0:0:0:1 0
                    10.0.0.1  ! 2001:DB9:0::0:1                   ! 2001:db9:0:0:0:0:0:1 0
                    10.0.0.1  ! 192.0.2.9:                        ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9:65536                   ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9:123456                  ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9:-1                      ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9:80:80                   ! 10.0.0.1 5000
                    10.0.0.1  ! [2001:db9::1]80                   ! 10.0.0.1 5000
                    10.0.0.1  ! [192.0.2.9]:80                    ! 10.0.0.1 5000
                    # an IPv4 address in IPv6 is one of IPv4
                    10.0.0.1  ! ::ffff:192.0.2.9                  ! 192.0.2.9 0
                    10.0.0.1  ! [::ffff:c000:209]:1               ! 192.0.2.9 1
                    10.0.0.1  ! 192.0.2.9, ::ffff:10.0.0.2        ! 192.0.2.9 0
                    10.0.0.1  ! 192.0.2.9, ::10.0.0.2             ! 0:0:0:0:0:0:a00:2 0
                    # what is no address ends the walk, and what stands before it is not looked at
                    10.0.0.1  ! 192.0.2.9, unknown                ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, unknown, 10.0.0.2      ! 10.0.0.2 0
                    10.0.0.1  ! 192.0.2.9, _hidden, 10.0.0.2      ! 10.0.0.2 0
                    10.0.0.1  ! 192.0.2.9, , 10.0.0.2             ! 10.0.0.2 0
                    10.0.0.1  ! 192.0.2.9,, 10.0.0.2              ! 10.0.0.2 0
                    10.0.0.1  ! 192.0.2.9,                        ! 10.0.0.1 5000
                    10.0.0.1  ! ,                                 ! 10.0.0.1 5000
                    10.0.0.1  ! ~~                                ! 10.0.0.1 5000
                    10.0.0.1  ! localhost                         ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, example.com            ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, "10.0.0.2"             ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9                     ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9;proto=http              ! 10.0.0.1 5000
                    # numbers that mean something else elsewhere
                    10.0.0.1  ! 192.0.2.9, 010.0.0.2              ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, 10.0.0.02              ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, 10.2                   ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, 10.0.0                 ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, 167772162              ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, 0x0a.0.0.2             ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, 10.0.0.256             ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, 10.0.0.2.              ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, 10.0.0.2.1             ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, ١٠.0.0.2               ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, 10.0.0.2/8             ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, ::ffff:010.0.0.2       ! 10.0.0.1 5000
                    # zones, and what is no IPv6 address
                    10.0.0.1  ! 192.0.2.9, fe80::1%eth0           ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, [2001:db8::1%1]        ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, [2001:db8::1%251]:80   ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, [2001:db8::1           ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, 2001:db8::1]           ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, 2001:db8::1::2         ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, 2001:db8               ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, :                      ! 10.0.0.1 5000
                    10.0.0.1  ! 192.0.2.9, []                     ! 10.0.0.1 5000
                    # IPv6 all the way
                    2001:db8::2 ! 2001:db9::1, 2001:db8:1::3      ! 2001:db9:0:0:0:0:0:1 0
                    2001:db9::2 ! 2001:db8::1                     ! 2001:db9:0:0:0:0:0:2 5000
                    ::ffff:10.0.0.9 ! 192.0.2.9                   ! 192.0.2.9 0
                    """)
    void theLastAddressThatNoProxyWroteIsTheClients(String peer, @Nullable String lines, String expected) {
        HandshakeRequest request = request(peer, lines("x-forwarded-FOR", lines));

        assertThat(client(TRUSTED, request)).isEqualTo(expected);
    }

    @Test
    void longListsAreNotReadToTheirBegin() {
        String spoofed = "10.0.0.2, ".repeat(10_000);

        assertThat(client(TRUSTED, request(PROXY, "X-Forwarded-For", spoofed + "192.0.2.9")))
                .isEqualTo("192.0.2.9 0");
        assertThat(client(TRUSTED, request(PROXY, "X-Forwarded-For", "192.0.2.9, " + spoofed + "10.0.0.3")))
                .isEqualTo("10.0.0.2 0");
        String upTo31 = "192.0.2.9" + ", 10.0.0.2".repeat(31);
        assertThat(client(TRUSTED, request(PROXY, "X-Forwarded-For", upTo31))).isEqualTo("192.0.2.9 0");
        assertThat(client(TRUSTED, request(PROXY, "X-Forwarded-For", upTo31 + ", 10.0.0.3")))
                .isEqualTo("10.0.0.2 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", ":", "a", "[", "\"", "for=", "=", ";", "\\", " ", ":1", "0.", "\"\\"})
    void longElementsAreNoAddresses(String piece) {
        String element = piece.repeat(100_000);
        String[] both = {"X-Forwarded-For", "192.0.2.9, " + element, "Forwarded", "for=192.0.2.9, " + element};

        assertThat(client(TRUSTED, request(PROXY, both))).isEqualTo("10.0.0.1 5000");
        assertThat(client(TRUSTED.readForwarded(), request(PROXY, both))).isEqualTo("10.0.0.1 5000");
        String[] more = {"X-Forwarded-For", element + ", 192.0.2.9", "Forwarded", element + ",for=192.0.2.9"};
        assertThat(client(TRUSTED, request(PROXY, more))).isEqualTo("192.0.2.9 0");
        assertThat(client(TRUSTED.readForwarded(), request(PROXY, more))).isEqualTo("192.0.2.9 0");
    }

    // --- Forwarded ---------------------------------------------------------------------------------------------------

    @ParameterizedTest(name = "{0} says {1}")
    @CsvSource(delimiter = '!', quoteCharacter = '~', textBlock = """
                    192.0.2.8 ! for=192.0.2.9                                       ! 192.0.2.8 5000
                    10.0.0.1  !                                                     ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9                                       ! 192.0.2.9 0
                    10.0.0.1  ! For="192.0.2.9"                                     ! 192.0.2.9 0
                    10.0.0.1  ! for="192.0.2.9:4711"                                ! 192.0.2.9 4711
                    10.0.0.1  ! for=192.0.2.9:4711                                  ! 192.0.2.9 4711
                    10.0.0.1  ! for="192.0.2.9:_port"                               ! 192.0.2.9 0
                    10.0.0.1  ! FOR="[2001:db9:cafe::17]:4711"                      ! 2001:db9:cafe:0:0:0:0:17 4711
                    10.0.0.1  ! for="[2001:db9::1]"                                 ! 2001:db9:0:0:0:0:0:1 0
                    10.0.0.1  ! for=[2001:db9::1]                                   ! 2001:db9:0:0:0:0:0:1 0
                    10.0.0.1  ! for="[::ffff:192.0.2.9]:1"                          ! 192.0.2.9 1
                    10.0.0.1  ! for="192\\.0\\.2\\.9"                               ! 192.0.2.9 0
                    10.0.0.1  ! proto=http;for=192.0.2.9;by=203.0.113.43            ! 192.0.2.9 0
                    10.0.0.1  ! ~ ;by=a ; for=192.0.2.9 ;; ~                        ! 192.0.2.9 0
                    10.0.0.1  ! for=198.51.100.1, for=192.0.2.9                     ! 192.0.2.9 0
                    10.0.0.1  ! for=192.0.2.9, for=10.0.0.3, for="10.0.0.2:80"      ! 192.0.2.9 0
                    10.0.0.1  ! for=198.51.100.1|for=192.0.2.9,for="[2001:db8::1]"  ! 192.0.2.9 0
                    # quotes that hide commas, and those that only try to
                    10.0.0.1  ! for=192.0.2.9;by="a, for=198.51.100.1"              ! 192.0.2.9 0
                    10.0.0.1  ! for=192.0.2.9;by="a\\", for=198.51.100.1"           ! 192.0.2.9 0
                    10.0.0.1  ! for=192.0.2.9;by="a\\\\", for=10.0.0.2              ! 192.0.2.9 0
                    10.0.0.1  ! for=198.51.100.1;by=", for=192.0.2.9                ! 192.0.2.9 0
                    10.0.0.1  ! ", for=192.0.2.9                                    ! 192.0.2.9 0
                    10.0.0.1  ! for="198.51.100.1, for="[2001:db9::1]:4711"         ! 2001:db9:0:0:0:0:0:1 4711
                    10.0.0.1  ! by="\\, for="192.0.2.9"                             ! 192.0.2.9 0
                    10.0.0.1  ! for=198.51.100.1;by="|for=192.0.2.9                 ! 192.0.2.9 0
                    10.0.0.1  ! for=198.51.100.1;by=", for=192.0.2.9, for="10.0.0.2:1" ! 192.0.2.9 0
                    10.0.0.1  ! \\"for=192.0.2.9"                                  ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9"                                      ! 10.0.0.1 5000
                    10.0.0.1  ! for="192.0.2.9                                      ! 10.0.0.1 5000
                    10.0.0.1  ! for="192.0.2.9"x                                    ! 10.0.0.1 5000
                    10.0.0.1  ! for="192.0.2.9\\"                                   ! 10.0.0.1 5000
                    # what names nobody, or is malformed, ends the walk
                    10.0.0.1  ! for=192.0.2.9, for=unknown                          ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for="_gazonk", for=10.0.0.2          ! 10.0.0.2 0
                    10.0.0.1  ! for=192.0.2.9, for=_SEVKISEK                        ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for="unknown:1"                      ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, by=10.0.0.2                          ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for=10.0.0.2;for=10.0.0.3            ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for=10.0.0.2;by=a;BY=b               ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for                                  ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for=                                 ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for=""                               ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for =10.0.0.2                        ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for= 10.0.0.2                        ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for=" 10.0.0.2"                      ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for=10.0.0.2 by=a                    ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, 10.0.0.2                             ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for=10.0.0.2;junk                    ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, ,for=10.0.0.2                        ! 10.0.0.2 0
                    10.0.0.1  ! for=192.0.2.9,                                      ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, ;                                    ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for=2001:db8::1                      ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for="2001:db8::1"                    ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for="[10.0.0.2]"                     ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for="[2001:db8::1%eth0]"             ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for=010.0.0.2                        ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for="10.0.0.2:99999"                 ! 10.0.0.1 5000
                    10.0.0.1  ! for=192.0.2.9, for=localhost                        ! 10.0.0.1 5000
                    """)
    void forwardedIsReadInTheSameWay(String peer, @Nullable String lines, String expected) {
        HandshakeRequest request = request(peer, lines("forwarded", lines));

        assertThat(client(TRUSTED.readForwarded(), request)).isEqualTo(expected);
    }

    @Test
    void onlyTheFieldThatProxiesSetIsRead() {
        HandshakeRequest both = request(PROXY, "X-Forwarded-For", "192.0.2.1", "Forwarded", "for=192.0.2.2");
        assertThat(client(TRUSTED, both)).isEqualTo("192.0.2.1 0");
        assertThat(client(TRUSTED.readForwarded(), both)).isEqualTo("192.0.2.2 0");

        HandshakeRequest other = request(PROXY, "X-Forwarded-For", "192.0.2.1");
        assertThat(client(TRUSTED.readForwarded(), other)).isEqualTo("10.0.0.1 5000");
        HandshakeRequest others = request(PROXY, "Forwarded", "for=192.0.2.2", "X-Real-IP", "192.0.2.3");
        assertThat(client(TRUSTED, others)).isEqualTo("10.0.0.1 5000");
    }

    // --- who is trusted ----------------------------------------------------------------------------------------------

    @ParameterizedTest(name = "{0} holds {1}: {2}")
    @CsvSource({
        "10.0.0.1, 10.0.0.1, true",
        "10.0.0.1, 10.0.0.2, false",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.128.0.0/9, 10.127.255.255, false",
        "10.128.0.0/9, 10.128.0.0, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.255, true",
        "192.0.2.4/31, 192.0.2.5, true",
        "192.0.2.4/31, 192.0.2.6, false",
        "192.0.2.4/32, 192.0.2.5, false",
        "0.0.0.0/0, 255.1.2.3, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 10.0.0.1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "2001:DB8::1/128, 2001:db8::1, true",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "::ffff:10.0.0.1, 10.0.0.1, true",
        "::ffff:0:0/96, 255.1.2.3, true",
        "10.0.0.1, 1::ffff:a00:1, false",
        "10.0.0.1, ::ff00:a00:1, false",
        "fe80::/10, fe80::1%1, true",
        "loopback, 127.8.9.10, true",
        "LOOPBACK, ::1, true",
        "loopback, ::2, false",
        "loopback, 10.0.0.1, false",
        "private, 10.9.9.9, true",
        "private, 172.16.0.0, true",
        "private, 172.31.255.255, true",
        "private, 172.32.0.0, false",
        "private, 192.168.77.1, true",
        "private, 192.169.0.0, false",
        "private, fd00::1, true",
        "private, fe80::1, false",
        "private, 127.0.0.1, false",
    })
    void rangesHoldTheirAddresses(String range, String address, boolean holds) {
        assertThat(TrustedProxies.of(range).trusts(peer(address))).isEqualTo(holds);
        assertThat(TrustedProxies.of("192.0.2.77", range).trusts(peer(address))).isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "example.com",
                "10.0.0",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0.0/1000",
                "10.1.0.0/8",
                "10.0.0.0/255.0.0.0",
                "10.*",
                "010.0.0.1",
                " 10.0.0.1",
                "::/129",
                "::1/127",
                "2001:db8::1%eth0",
                "[::1]",
                "::ffff:0.0.0.0/95",
                "10.0.0.1:80",
                "any"
            })
    void otherTextIsNoProxy(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustedProxies.of("10.0.0.1", text))
                .withMessageStartingWith("\"" + text + "\" ");
    }

    @Test
    void listsAreSplitAtBlanksAndCommas() {
        TrustedProxies proxies = TrustedProxies.parse(" 10.0.0.1,192.0.2.0/24 , loopback\n\t2001:db8::1 ");

        assertThat(proxies).hasToString("X-Forwarded-For of [10.0.0.1, 192.0.2.0/24, 127.0.0.0/8, ::1, 2001:db8::1]");
        assertThat(TrustedProxies.parse(" , ")).isSameAs(TrustedProxies.none());
        assertThat(TrustedProxies.none().trusts(peer("127.0.0.1"))).isFalse();
        assertThat(TrustedProxies.of("unix").readForwarded()).hasToString("Forwarded of [] and UNIX sockets");
    }

    @Test
    void socketsWithoutAddressAreTrustedWhenNamed() {
        HandshakeRequest request = request(null, "X-Forwarded-For", "198.51.100.1, 192.0.2.9");

        assertThat(client(TrustedProxies.of("loopback", "unix"), request)).isEqualTo("192.0.2.9 0");
        assertThat(client(TrustedProxies.of("loopback", "0.0.0.0/0"), request)).isEqualTo("nobody");
        assertThat(client(TrustedProxies.of("unix"), request(null))).isEqualTo("nobody");
    }

    @Test
    void unresolvedAddressesAreNobodysAndNotLookedUp() {
        HandshakeRequest request = HandshakeRequest.builder("GET", "/")
                .remoteAddress(InetSocketAddress.createUnresolved("localhost", 1))
                .headers(Headers.of("X-Forwarded-For", "192.0.2.9"))
                .build();

        assertThat(client(TrustedProxies.of("loopback"), request)).isEqualTo("localhost 1");
    }

    // --- what the client asked for -----------------------------------------------------------------------------------

    @ParameterizedTest(name = "{0} says {1}, {2}")
    @CsvSource(delimiter = '!', quoteCharacter = '~', textBlock = """
                    192.0.2.8 ! https       ! public.example      ! false ! inside:8080
                    10.0.0.1  !             !                     ! false ! inside:8080
                    10.0.0.1  ! https       ! public.example      ! true  ! public.example
                    10.0.0.1  ! WSS         ! public.example:444  ! true  ! public.example:444
                    10.0.0.1  ! http        ! [2001:db9::1]:1     ! false ! [2001:db9::1]:1
                    10.0.0.1  ! https, http ! a.example, b.example ! false ! inside:8080
                    10.0.0.1  ! https|http  ! a.example|b.example ! false ! inside:8080
                    10.0.0.1  ! ftp         ! a/b                 ! false ! inside:8080
                    10.0.0.1  ! ~~          ! ~~                  ! false ! inside:8080
                    """)
    void whatTheClientAskedForIsTheProxysToTell(
            String peer, @Nullable String proto, @Nullable String host, boolean secure, String expected) {
        Headers.Builder headers = Headers.builder().add("Host", "inside:8080");
        add(headers, lines("X-Forwarded-Proto", proto));
        add(headers, lines("X-Forwarded-Host", host));
        HandshakeRequest request = HandshakeRequest.builder("GET", "/")
                .remoteAddress(peer(peer))
                .headers(headers.add("Forwarded", "for=_a;host=other.example;proto=https")
                        .build())
                .build();

        assertThat(TRUSTED.secure(request)).isEqualTo(secure);
        assertThat(TRUSTED.host(request)).isEqualTo(expected);
    }

    private static void add(Headers.Builder headers, String[] lines) {
        for (int i = 0; i < lines.length; i += 2) {
            headers.add(lines[i], lines[i + 1]);
        }
    }

    @ParameterizedTest(name = "{0} says {1}")
    @CsvSource(delimiter = '!', quoteCharacter = '~', textBlock = """
                    192.0.2.8 ! for=192.0.2.9;proto=https;host=public.example          ! false ! inside:8080
                    10.0.0.1  ! for=192.0.2.9;proto=https;host=public.example          ! true  ! public.example
                    10.0.0.1  ! for=192.0.2.9;Proto="WSS";Host="public.example:444"    ! true  ! public.example:444
                    10.0.0.1  ! for=_hidden;proto=https;host=public.example            ! true  ! public.example
                    10.0.0.1  ! proto=https;host=public.example                        ! false ! inside:8080
                    10.0.0.1  ! for=a;proto=https;host=a, for=192.0.2.9                ! false ! inside:8080
                    10.0.0.1  ! for=192.0.2.9;proto=https;host=a, for=10.0.0.2;proto=http;host=b ! true ! a
                    10.0.0.1  ! for=b;proto=https;host=b, for=192.0.2.9;proto=http;host=c ! false ! c
                    10.0.0.1  ! for=192.0.2.9;proto=gopher;host="a b"                  ! false ! inside:8080
                    """)
    void whatTheClientAskedForStandsInItsElement(String peer, String lines, boolean secure, String expected) {
        Headers.Builder headers = Headers.builder()
                .add("Host", "inside:8080")
                .add("X-Forwarded-Proto", "https")
                .add("X-Forwarded-Host", "other.example");
        add(headers, lines("Forwarded", lines));
        HandshakeRequest request = HandshakeRequest.builder("GET", "/")
                .remoteAddress(peer(peer))
                .headers(headers.build())
                .build();

        assertThat(TRUSTED.readForwarded().secure(request)).isEqualTo(secure);
        assertThat(TRUSTED.readForwarded().host(request)).isEqualTo(expected);
    }

    @Test
    void withoutAWordOfAProxyTheConnectionItselfTells() {
        HandshakeRequest twoHosts = HandshakeRequest.builder("GET", "/")
                .secure(true)
                .remoteAddress(peer(PROXY))
                .headers(Headers.of("Host", "a", "Host", "b"))
                .build();

        assertThat(TRUSTED.secure(twoHosts)).isTrue();
        assertThat(TRUSTED.host(twoHosts)).isNull();
        assertThat(TRUSTED.host(request(PROXY))).isNull();
    }

    @ParameterizedTest(name = "{1} from a page of {2}: {3}")
    @CsvSource({
        "192.0.2.8, https, https://public.example, false",
        "192.0.2.8, https, http://inside, true",
        "10.0.0.1, https, https://public.example, true",
        "10.0.0.1, https, https://public.example:443, true",
        "10.0.0.1, https, http://public.example, false",
        "10.0.0.1, https, https://inside, false",
        "10.0.0.1, http, http://public.example, true",
        "10.0.0.1, http, https://evil.example, false",
    })
    void sameOriginAsksTheProxies(String peer, String proto, String origin, boolean allowed) {
        HandshakeRequest request = request(
                peer,
                "Host",
                "inside",
                "X-Forwarded-Host",
                "public.example",
                "X-Forwarded-Proto",
                proto,
                "Origin",
                origin);

        assertThat(OriginPolicy.sameOrigin(TRUSTED).allows(request)).isEqualTo(allowed);
    }
}
